package licensefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write testdata/vectors.json")

// vectors are files for verifiers in any language. Everything in them is made with fixed keys.
type vectors struct {
	About string            `json:"about"`
	Seeds map[string]string `json:"seeds"` // hexadecimal, by key
	Keys  map[string]string `json:"keys"`  // printed form, by key
	Files []vector          `json:"files"`
}

type vector struct {
	Name    string   `json:"name"`
	File    string   `json:"file"`
	Trusted []string `json:"trusted"` // names of keys
	Expect  expected `json:"expect"`
	Result  string   `json:"result"` // valid, grace, or the reason of a refusal
	Content string   `json:"content,omitempty"`
	Seen    string   `json:"seen,omitempty"` // to be kept for the next verification
	Until   string   `json:"until,omitempty"`
}

type expected struct {
	Fingerprint string `json:"fingerprint"`
	Issuer      string `json:"issuer,omitempty"`
	Account     string `json:"account,omitempty"`
	Product     string `json:"product,omitempty"`
	Now         string `json:"now"`
	Seen        string `json:"seen,omitempty"`
}

const vectorsFile = "testdata/vectors.json"

func readVectors(t testing.TB) vectors {
	t.Helper()
	document, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	d := json.NewDecoder(bytes.NewReader(document))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// The vectors are what this package makes today, byte for byte.
func TestVectorsAreMadeAgain(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(makeVectors(t)); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(vectorsFile, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(old, b.Bytes()) {
		t.Errorf("%s is out of date; go test ./licensing/licensefile -run %s -update writes it", vectorsFile, t.Name())
	}
}

// Rule L8, trap TA1: each file is accepted or refused as its vector says.
func TestVectors(t *testing.T) {
	t.Parallel()
	v := readVectors(t)
	results := map[string]bool{}
	for _, file := range v.Files {
		results[file.Result] = true
		t.Run(file.Name, func(t *testing.T) {
			t.Parallel()
			l, result := verifyVector(t, v, file)
			if result != file.Result {
				t.Fatalf("%s, want %s", result, file.Result)
			}
			if l == nil {
				return
			}
			if content, err := l.encode(); err != nil || file.Content != "" && string(content) != file.Content {
				t.Errorf("content %s (%v), want %s", content, err, file.Content)
			}
			if stamp(l.Seen) != file.Seen {
				t.Errorf("seen %s, want %s", stamp(l.Seen), file.Seen)
			}
			if file.Until != "" && stamp(l.End()) != file.Until {
				t.Errorf("until %s, want %s", stamp(l.End()), file.Until)
			}
		})
	}
	for _, reason := range reasons {
		if !results[string(reason)] {
			t.Errorf("no vector is refused for %s", reason)
		}
	}
}

// verifyVector gives the file where its signature is right, and the result as vectors have it.
func verifyVector(t *testing.T, v vectors, file vector) (*License, string) {
	t.Helper()
	var printed []string
	for _, name := range file.Trusted {
		printed = append(printed, v.Keys[name])
	}
	keys, err := ParseKeys([]byte(strings.Join(printed, "\n")))
	if err != nil {
		t.Fatal(err)
	}
	l, err := Verify([]byte(file.File), keys, file.Expect.expect(t))
	if err == nil {
		return l, string(l.State)
	}
	e := asError(t, err)
	if l != nil {
		t.Errorf("a refused file was given: %+v", l)
	}
	return e.License, string(e.Reason)
}

func (e expected) expect(t *testing.T) Expect {
	t.Helper()
	return Expect{
		Fingerprint: e.Fingerprint, Issuer: e.Issuer, Account: e.Account, Product: e.Product,
		Now: moment(t, e.Now), Seen: moment(t, e.Seen),
	}
}

func moment(t testing.TB, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func asError(t testing.TB, err error) *Error {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("%v is no *Error", err)
	}
	return e
}

// reasons are all of them.
var reasons = []Reason{
	TooLarge, NoFile, Incomplete, Surrounded, Malformed, UnknownVersion, UnknownAlgorithm, UnknownKey, Altered, Unsound,
	ForeignIssuer, ForeignAccount, ForeignProduct, ForeignDevice, ClockBack, NotYet, Expired,
}
