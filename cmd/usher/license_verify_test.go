package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// Rule L8: of each published license file the command says what its vector says, in either language, and succeeds with
// those alone that are valid or in their grace.
func TestLicenseVerifyVectors(t *testing.T) {
	t.Parallel()
	document, err := os.ReadFile("../../licensing/licensefile/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Keys  map[string]string
		Files []struct {
			Name, File, Result string
			Trusted            []string
			Expect             struct{ Fingerprint, Issuer, Account, Product, Now, Seen string }
		}
	}
	if err := json.Unmarshal(document, &vectors); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, v := range vectors.Files {
		if v.Result == "foreign-issuer" || v.Result == "foreign-account" || v.Expect.Fingerprint == "" {
			continue // which the command has no flags for
		}
		tried++
		file := filepath.Join(t.TempDir(), "license")
		if err := os.WriteFile(file, []byte(v.File), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"license", "verify", file, "--json", "--fingerprint", v.Expect.Fingerprint, "--now", v.Expect.Now}
		for _, name := range v.Trusted {
			args = append(args, "--key", vectors.Keys[name])
		}
		for flag, value := range map[string]string{"--product": v.Expect.Product, "--seen": v.Expect.Seen} {
			if value != "" {
				args = append(args, flag, value)
			}
		}
		said := map[string]string{}
		for _, language := range []string{"en_US", "fr_FR"} {
			var out, log bytes.Buffer
			env := func(name string) string { return map[string]string{"LANG": language}[name] }
			status := Run(t.Context(), args, env, &out, &log)
			var got licenseFileView
			if err := json.Unmarshal(out.Bytes(), &got); err != nil {
				t.Fatalf("%s: %v: %s%s", v.Name, err, out.String(), log.String())
			}
			result, want := got.State, 0
			if got.State == "refused" {
				result, want = got.Reason, statusFailed
			}
			if result != v.Result || status != want || (status == 0) != (log.Len() == 0) {
				t.Errorf("%s: %s with status %d, want %s with %d; %s", v.Name, result, status, v.Result, want, log.String())
			}
			said[language] = got.Says
			if strings.ContainsFunc(got.Says, unicode.IsControl) {
				t.Errorf("%s: %q", v.Name, got.Says)
			}
		}
		if said["en_US"] == "" || said["en_US"] == said["fr_FR"] {
			t.Errorf("%s: English %q, French %q", v.Name, said["en_US"], said["fr_FR"])
		}
	}
	if tried < 80 {
		t.Errorf("only %d files were tried", tried)
	}
}
