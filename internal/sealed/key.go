package sealed

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/usher-id/usher/internal/text"
)

// keySize is the bytes of a master key.
const keySize = 32

// MaxKeys is how many keys may be in use at the same time.
const MaxKeys = 16

// hiddenKey is what is shown of a master key.
const hiddenKey = "[key]"

// Key is a master key. It shows itself nowhere, as a Secret does; its id may be shown.
type Key struct {
	master func() []byte
	id     [idSize]byte
}

// NewKey makes a key of 32 random bytes.
func NewKey() Key {
	master := make([]byte, keySize)
	rand.Read(master)
	return keyOf(master)
}

func keyOf(master []byte) Key {
	k := Key{master: func() []byte { return master }}
	// A fingerprint from which nothing of the key follows.
	id, err := hkdf.Key(sha256.New, master, nil, "usher key id", idSize)
	if err != nil {
		panic("sealed: HKDF gives 8 bytes for any key: " + err.Error())
	}
	copy(k.id[:], id)
	return k
}

// ID is by which a key is known: 16 hexadecimal digits that follow from it.
func (k Key) ID() string { return hex.EncodeToString(k.id[:]) }

// Reveal is the key as it is written in a setting or a key file: for whoever makes one.
func (k Key) Reveal() string { return base64.StdEncoding.EncodeToString(k.master()) }

// ParseKeys reads keys, separated by commas, blanks or lines, the one that seals first. Each is 32 bytes in base64 or
// hexadecimal digits. An error says which of them is wrong and how to make a right one, and shows nothing of any.
func ParseKeys(settings string) ([]Key, error) {
	parts := strings.FieldsFunc(settings, func(r rune) bool { return strings.ContainsRune(", \t\r\n", r) })
	if len(parts) == 0 {
		return nil, text.Errorf(nil, "sealed.noKey")
	}
	if len(parts) > MaxKeys {
		return nil, text.Errorf(nil, "sealed.manyKeys", "keys", len(parts), "most", MaxKeys)
	}
	keys := make([]Key, len(parts))
	for i, part := range parts {
		master := decode(part)
		switch {
		case len(master) != keySize:
			return nil, text.Errorf(nil, "sealed.badKey", "number", i+1, "characters", len(part))
		case !random(master):
			return nil, text.Errorf(nil, "sealed.weakKey", "number", i+1)
		}
		keys[i] = keyOf(master)
	}
	return keys, nil
}

// decode reads hexadecimal digits or base64, of either alphabet, padded or not; nil is neither.
func decode(part string) []byte {
	if b, err := hex.DecodeString(part); err == nil && len(b) == keySize {
		return b
	}
	part = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(part, "="))
	b, err := base64.RawStdEncoding.Strict().DecodeString(part)
	if err != nil {
		return nil
	}
	return b
}

// random reports whether 32 bytes can have come by chance: words in base64 are printable, and what somebody made up
// repeats itself. It refuses a random key once in 10^13.
func random(b []byte) bool {
	seen, printable := map[byte]bool{}, true
	for _, c := range b {
		seen[c] = true
		printable = printable && (c >= ' ' && c <= '~')
	}
	return len(seen) > keySize/2 && !printable
}

// String shows nothing.
func (Key) String() string { return hiddenKey }

// GoString shows nothing.
func (Key) GoString() string { return hiddenKey }

// Format shows nothing, whatever verb asks.
func (Key) Format(f fmt.State, _ rune) { io.WriteString(f, hiddenKey) }

// LogValue shows the id, by which a log can say which key it was.
func (k Key) LogValue() slog.Value { return slog.StringValue("[key " + k.ID() + "]") }

// MarshalJSON shows nothing.
func (Key) MarshalJSON() ([]byte, error) { return []byte(`"` + hiddenKey + `"`), nil }

// MarshalText shows nothing.
func (Key) MarshalText() ([]byte, error) { return []byte(hiddenKey), nil }

// String shows the ids.
func (r *Ring) String() string { return "[keys " + strings.Join(r.IDs(), ", ") + "]" }

// Format shows the ids, whatever verb asks.
func (r *Ring) Format(f fmt.State, _ rune) { io.WriteString(f, r.String()) }

// LogValue shows the ids.
func (r *Ring) LogValue() slog.Value { return slog.StringValue(r.String()) }
