package sealed_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/sealed/sealedtest"
)

// holder has secrets in every place of a value where something that prints can come.
type holder struct {
	Secret  sealed.Secret
	Pointer *sealed.Secret
	Key     sealed.Key
	Ring    *sealed.Ring
	Vault   *sealed.Vault
	Any     any
	List    []sealed.Secret
	Map     map[string]sealed.Secret
	hidden  sealed.Secret
	key     sealed.Key
	ring    sealed.Ring
	Set     sealed.Settings
}

// Nothing that prints, logs or encodes shows a secret or a master key, whatever holds it.
func TestNothingShowsSecrets(t *testing.T) {
	const plain = "s3cret-of-a-service"
	key := sealed.NewKey()
	secrets := map[string]string{"secret": plain, "key": key.Reveal()}
	raw, err := sealed.ParseKeys(key.Reveal())
	if err != nil || raw[0].ID() != key.ID() {
		t.Fatal(err)
	}
	s := sealed.NewSecret(plain)
	set := sealed.Settings{Keys: sealed.NewSecret(key.Reveal())}
	h := holder{
		Secret: s, Pointer: &s, Key: key, Ring: sealed.NewRing(key), Vault: &sealed.Vault{Settings: set}, Any: s, List: []sealed.Secret{s},
		Map: map[string]sealed.Secret{"token": s}, hidden: s, key: key, ring: *sealed.NewRing(key), Set: set,
	}
	shown := map[string]string{}
	for _, v := range []any{s, &s, key, &key, h.Ring, *h.Ring, h, &h, []any{h}, map[string]any{"h": h}, set, &set, h.Vault} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%08.3f", "% x"} {
			shown[fmt.Sprintf("%T as %s", v, verb)] = fmt.Sprintf(verb, v)
		}
		if b, err := json.Marshal(v); err == nil {
			shown[fmt.Sprintf("%T as JSON", v)] = string(b)
		}
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(v); err == nil {
			shown[fmt.Sprintf("%T as gob", v)] = b.String()
		}
		for name, handler := range map[string]slog.Handler{"text": slog.NewTextHandler(&b, nil), "json": slog.NewJSONHandler(&b, nil)} {
			slog.New(handler).Info("a", "v", v, slog.Group("g", "v", v))
			slog.New(handler).With("v", v).Error("b", "err", fmt.Errorf("wrapped: %v", v))
			shown[fmt.Sprintf("%T in a log as %s", v, name)] = b.String()
		}
		shown[fmt.Sprintf("%T in errors", v)] = errors.Join(fmt.Errorf("%+v", v), fmt.Errorf("%#v", v)).Error()
	}
	for what, text := range shown {
		if found := sealedtest.ScanText(text, secrets); len(found) > 0 {
			t.Errorf("%s shows %v", what, found)
		}
	}
	if got := fmt.Sprint(s, key); got != "[secret] [key]" {
		t.Errorf("they are shown as %q", got)
	}
}

// What is wrong with a key is said without showing anything of it, and with what makes a right one.
func TestBadKeysAreRefused(t *testing.T) {
	good := sealed.NewKey().Reveal()
	for name, tt := range map[string]struct{ keys, says string }{
		"passphrase":     {"correct horse battery staple", "key 1 is none: it has 7 characters"},
		"short":          {"hunter2hunter2", "key 1 is none: it has 14 characters"},
		"second":         {good + ",hunter2hunter2", "key 2 is none"},
		"24 bytes":       {"MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0", "key 1 is none"},
		"words":          {"dGhpcy1pcy1hLXBhc3NwaHJhc2Utb2YtMzItY2hhcnM=", "key 1 is not random"},
		"a sentence":     {"VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIDE=", "key 1 is not random"},
		"zeros":          {strings.Repeat("0", 64), "key 1 is not random"},
		"repeated":       {strings.Repeat("0123456789abcdef", 4), "key 1 is not random"},
		"only a comma":   {" , ", "it holds no key"},
		"too many":       {strings.Repeat(good+",", 17), "17 keys are more than the 16"},
		"damaged base64": {good[:20] + "!" + good[21:], "key 1 is none"},
	} {
		_, err := sealed.Settings{Keys: sealed.NewSecret(tt.keys)}.Ring()
		if err == nil || !strings.Contains(err.Error(), "USHER_SECRET_KEY: "+tt.says) || !strings.Contains(err.Error(), "usher secret") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, part := range strings.FieldsFunc(tt.keys, func(r rune) bool { return r == ',' || r == ' ' }) {
			if len(part) >= 8 && len(sealedtest.ScanText(err.Error(), map[string]string{"key": part})) > 0 {
				t.Errorf("%s: the error shows it: %v", name, err)
			}
		}
	}
}

// A key is read in each of the forms in which keys are made.
func TestKeysAreReadInEachForm(t *testing.T) {
	key := sealed.NewKey()
	std := key.Reveal()
	url := strings.NewReplacer("+", "-", "/", "_").Replace(std)
	for _, form := range []string{std, strings.TrimRight(std, "="), url, strings.TrimRight(url, "="), "\n " + std + "\r\n"} {
		keys, err := sealed.ParseKeys(form)
		if err != nil || len(keys) != 1 || keys[0].ID() != key.ID() {
			t.Errorf("%d characters: %v", len(form), err)
		}
	}
	const hexadecimal = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	keys, err := sealed.ParseKeys(hexadecimal + ", " + strings.ToUpper(hexadecimal) + "," + std)
	if err != nil || len(keys) != 3 || keys[0].ID() != keys[1].ID() || keys[2].ID() != key.ID() {
		t.Fatalf("%v, %v", keys, err)
	}
	if ids := sealed.NewRing(keys[0], keys[1:]...).IDs(); len(ids) != 2 {
		t.Errorf("a key that is there twice counts twice: %v", ids)
	}
}

func FuzzParseKeys(f *testing.F) {
	f.Add(sealed.NewKey().Reveal())
	f.Add(strings.Repeat("a", 64) + ",,\n#")
	f.Fuzz(func(t *testing.T, settings string) {
		keys, err := sealed.ParseKeys(settings)
		if err != nil {
			return
		}
		for _, k := range keys {
			again, err := sealed.ParseKeys(k.Reveal())
			if err != nil || again[0].ID() != k.ID() {
				t.Errorf("a key is not read again: %v", err)
			}
		}
	})
}

func FuzzOpen(f *testing.F) {
	ring := sealed.NewRing(sealed.NewKey())
	box, err := ring.Seal(here, sealed.NewSecret("x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(box)
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ring.Open(here, b); err == nil && !bytes.Equal(b, box) {
			t.Errorf("it opens: %q", s.Reveal())
		}
	})
}
