package licensefile

import (
	"crypto/sha256"
	"encoding/hex"
)

// HashFingerprint is what a file has of a device's fingerprint: the hexadecimal SHA-256 of "usher-fingerprint-1", a
// line feed, the license's id, a line feed and the fingerprint, byte for byte as the client gives it. With the license
// in it, the files of two licenses don't tell that they are for the same device. It hides a fingerprint as well as it
// is hard to guess: a client should make one of 128 random bits or of several of the machine's ids, not of a name.
func HashFingerprint(license, fingerprint string) string {
	sum := sha256.Sum256([]byte("usher-fingerprint-1\n" + license + "\n" + fingerprint))
	return hex.EncodeToString(sum[:])
}
