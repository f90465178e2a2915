package sealedtest_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"github.com/usher-id/usher/internal/sealed/sealedtest"
)

// A secret is found in each form, wherever it begins and however it is read; what holds none has none.
func TestScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringMatching(`[!-~é]{12,40}`).Draw(t, "secret")
		before := rapid.StringMatching(`[a-z]{0,5}`).Draw(t, "before")
		after := rapid.StringMatching(`[a-z]{0,5}`).Draw(t, "after")
		whole := before + secret + after
		quoted, err := json.Marshal(whole)
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{
			"plain": whole, "hex": hex.EncodeToString([]byte(whole)), "HEX": fmt.Sprintf("%X", whole), "URL": url.QueryEscape(whole),
			"path": url.PathEscape(whole), "JSON": string(quoted), "Go": fmt.Sprintf("%q", whole), "bytes": fmt.Sprint([]byte(whole)),
			"base64": base64.StdEncoding.EncodeToString([]byte(whole)), "base64url": base64.URLEncoding.EncodeToString([]byte(whole)),
			"basic": "Basic " + base64.StdEncoding.EncodeToString([]byte("user:"+secret)),
		} {
			text = strings.Repeat("x ", 10) + text + "\n"
			if len(sealedtest.ScanText(text, map[string]string{"token": secret})) == 0 {
				t.Errorf("%q is not found in %s: %q", secret, name, text)
			}
			found, err := sealedtest.Scan(iotest.OneByteReader(strings.NewReader(text)), map[string]string{"token": secret})
			if err != nil || len(found) == 0 {
				t.Errorf("%q is not found byte by byte in %s: %v", secret, name, err)
			}
			if strings.Contains(fmt.Sprint(found), secret) {
				t.Errorf("a finding shows the secret: %v", found)
			}
		}
		if found := sealedtest.ScanText("nothing of the kind", map[string]string{"token": secret}); len(found) > 0 {
			t.Errorf("found where it is not: %v", found)
		}
	})
}
