package licensefile

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page reads what clients are told.
func page(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../../docs/license-file.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// block is the page's first piece of code in a language.
func block(t *testing.T, language string) string {
	t.Helper()
	found := regexp.MustCompile("(?s)\n```" + language + "\n(.*?)\n```\n").FindStringSubmatch(page(t))
	if found == nil {
		t.Fatalf("docs/license-file.md has no %s", language)
	}
	return found[1] + "\n"
}

// need gives the first command that runs with the arguments. On a machine that has none a test is skipped, but in CI it fails.
func need(t *testing.T, args []string, commands ...string) string {
	t.Helper()
	for _, command := range commands {
		if exec.Command(command, args...).Run() == nil {
			return command
		}
	}
	lacks := fmt.Sprintf("this needs one of %v that can %v", commands, args)
	if os.Getenv("CI") != "" {
		t.Fatal(lacks)
	}
	t.Skip(lacks)
	return ""
}

// docs/license-file.md takes the first vector apart as it is, and names every reason and the number of vectors.
func TestPageIsRight(t *testing.T) {
	t.Parallel()
	v, said := readVectors(t), page(t)
	first := v.Files[0]
	raw, err := unarmour([]byte(first.File))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(raw), "\n")
	for _, want := range []string{
		first.Content, line, hex.EncodeToString(raw[len(raw)-64:]), first.Expect.Fingerprint, v.Keys["acme"],
		strings.Join(strings.SplitAfter(first.File, "\n")[:2], ""), LastLine, fmt.Sprintf("has %d files", len(v.Files)),
		"5 minutes", "16,384 bytes", "512 bytes", "1,000,000", "31,622,400",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("docs/license-file.md lacks %s", want)
		}
	}
	for _, reason := range reasons {
		if strings.Count(said, "`"+string(reason)+"`") < 2 {
			t.Errorf("docs/license-file.md names %s in its steps or in its table, and not in both", reason)
		}
	}
	if Tolerance.Minutes() != 5 || MaxFile != 16384 || MaxText != 512 || MaxSlot != 1_000_000 ||
		MaxGrace.Seconds() != 31_622_400 {
		t.Error("docs/license-file.md has other bounds")
	}
}

// The verifier in Python gives each vector its result. Of what is signed and yet not as it should be, it may take what
// is written as it should be.
func TestPageInPython(t *testing.T) {
	t.Parallel()
	python := need(t, []string{"-c", "import cryptography"}, "python3", "/usr/bin/python3")
	const run = `
import sys
vectors = json.load(open(sys.argv[1], encoding="utf-8"))
for v in vectors["files"]:
    keys = dict(read_key(vectors["keys"][name]) for name in v["trusted"])
    expect = v["expect"]
    seen = moment(expect["seen"]) if "seen" in expect else None
    try:
        content, state, kept = verify(v["file"], keys, expect["fingerprint"], moment(expect["now"]), seen)
        for name in ("issuer", "account", "product"):
            if expect.get(name, content[name]) != content[name]:
                raise ValueError("foreign-" + name)
        print(json.dumps({"state": state, "seen": kept.strftime("%Y-%m-%dT%H:%M:%SZ")}))
    except Exception as e:
        print(json.dumps({"state": "refused", "why": repr(e)}))
`
	script := filepath.Join(t.TempDir(), "verify.py")
	if err := os.WriteFile(script, []byte(block(t, "python")+run), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, script, vectorsFile).Output()
	if err != nil {
		t.Fatal(err, script)
	}
	d := json.NewDecoder(strings.NewReader(string(out)))
	for _, v := range readVectors(t).Files {
		var got struct{ State, Seen, Why string }
		if err := d.Decode(&got); err != nil {
			t.Fatal(err)
		}
		accepted := v.Result == string(Valid) || v.Result == string(Grace)
		switch {
		case v.Result == string(Unsound):
		case accepted && (got.State != v.Result || got.Seen != v.Seen), !accepted && got.State != "refused":
			t.Errorf("%s: Python says %+v, want %s and %s", v.Name, got, v.Result, v.Seen)
		}
	}
}

// The lines for OpenSSL take the first vector, and not one whose expiry was changed.
func TestPageByHand(t *testing.T) {
	t.Parallel()
	need(t, []string{"version"}, "openssl")
	v := readVectors(t)
	for _, file := range v.Files {
		if file.Name != "valid" && file.Name != "expires later" {
			continue
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "laptop.lic"), []byte(file.File), 0o600); err != nil {
			t.Fatal(err)
		}
		shell := exec.Command("sh", "-ec", block(t, "sh"))
		shell.Dir, shell.Env = dir, append(os.Environ(), "KEY="+v.Keys["acme"])
		out, err := shell.CombinedOutput()
		taken := err == nil && strings.HasSuffix(string(out), "\n"+file.Content)
		if valid := file.Result == string(Valid); taken != valid || (err == nil) != valid {
			t.Errorf("%s: %v: %s", file.Name, err, out)
		}
	}
}
