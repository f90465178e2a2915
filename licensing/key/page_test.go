package key

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The Python of docs/license-key.md reads and refuses what Parse does.
func TestPageInPython(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/license-key.md")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)\n```python\n(.*?)\n```\n").FindSubmatch(page)
	if code == nil {
		t.Fatal("docs/license-key.md has no Python")
	}
	if out, err := exec.Command("python3", "--version").CombinedOutput(); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("python3: %v %s", err, out)
		}
		t.Skipf("python3: %v %s", err, out)
	}
	const run = `
import json, sys
for entered in json.load(open(sys.argv[1], encoding="utf-8")):
    try:
        key, hash = read_key(entered)
        print(json.dumps({"hash": hash}))
    except ValueError as e:
        print(json.dumps({"error": str(e)}))
`
	var entered []string
	for range 50 {
		k := New()
		text := k.Text()
		entered = append(entered, text, strings.ToLower(text)+".", strings.ReplaceAll(text, "-", "\u200B\n"), text[:20],
			text+"X", "U"+text[1:], text[:34]+string(alphabet[(strings.IndexByte(alphabet, text[34])+1)%32]))
	}
	document, err := json.Marshal(entered)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	script, list := filepath.Join(dir, "key.py"), filepath.Join(dir, "entered.json")
	for name, content := range map[string]string{script: string(code[1]) + run, list: string(document)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("python3", script, list).Output()
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	for _, text := range entered {
		var got struct{ Hash, Error string }
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		k, err := Parse(text)
		alike := err == nil && got.Hash == k.Hash()
		if err != nil {
			alike = got.Error != "" && strings.HasPrefix(err.Error(), got.Error)
		}
		if !alike {
			t.Errorf("%q: Python says %+v, Parse %v", text, got, err)
		}
	}
	if !strings.Contains(string(page), "\nABCDE-FGHJK-MNPQR-STVWX-YZ012-2YRX8\n") {
		t.Error("docs/license-key.md lacks the known key")
	}
}
