package sealed

import (
	"bytes"
	"crypto/subtle"
	"fmt"
	"io"
	"log/slog"
)

// hidden is what is shown of a secret, whoever prints it.
const hidden = "[secret]"

// Secret is a plaintext, such as a service's token. It shows itself nowhere: not in what fmt and slog print, not in JSON,
// and not as a field of something else that is printed, since what holds it is a function. Only Reveal gives it.
type Secret struct{ reveal func() []byte }

// MaxSecret is how long a secret may be, in bytes.
const MaxSecret = 64 << 10

// NewSecret makes a secret of a copy of a text or of bytes.
func NewSecret[T string | []byte](plain T) Secret {
	kept := []byte(plain)
	return Secret{reveal: func() []byte { return kept }}
}

// Reveal is the secret itself, a copy: for the one call that needs it.
func (s Secret) Reveal() []byte { return bytes.Clone(s.plain()) }

// Text is Reveal as a text.
func (s Secret) Text() string { return string(s.plain()) }

func (s Secret) plain() []byte {
	if s.reveal == nil {
		return nil
	}
	return s.reveal()
}

// IsZero reports whether there is no secret, or an empty one.
func (s Secret) IsZero() bool { return len(s.plain()) == 0 }

// Equal compares two secrets in a time that does not depend on what they have in common.
func (s Secret) Equal(other Secret) bool {
	return subtle.ConstantTimeCompare(s.plain(), other.plain()) == 1
}

// String shows nothing.
func (Secret) String() string { return hidden }

// GoString shows nothing.
func (Secret) GoString() string { return hidden }

// Format shows nothing, whatever verb asks.
func (Secret) Format(f fmt.State, _ rune) { io.WriteString(f, hidden) }

// LogValue shows nothing.
func (Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalJSON shows nothing.
func (Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// MarshalText shows nothing.
func (Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

var (
	_ fmt.Formatter  = Secret{}
	_ fmt.GoStringer = Secret{}
	_ slog.LogValuer = Secret{}
)
