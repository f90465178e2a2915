package devices

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/usher-id/usher/licensing/licensefile"
)

// Generation is how often an account's signing key has been changed, from 1.
type Generation int

// SigningKey is the key by which an account's license files are signed. It follows from the account's secret (RFC
// 5869), so that no database holds it.
func SigningKey(secret []byte, g Generation) (licensefile.SigningKey, error) {
	seed, err := hkdf.Key(sha256.New, secret, nil, fmt.Sprintf("usher license file key %d", g), 32)
	if err != nil {
		return licensefile.SigningKey{}, fmt.Errorf("derive a signing key: %w", err)
	}
	return licensefile.SigningKeyOf(seed)
}

// hashed is what is kept of what a device calls itself by: of the same device, another account has another hash.
func hashed(accountID, kind, said string) string {
	if said == "" {
		return ""
	}
	sum := sha256.Sum256([]byte("usher-device-1\n" + accountID + "\n" + kind + "\n" + said))
	return hex.EncodeToString(sum[:])
}
