package text

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// Rules I3 and P9: who reads a message decides about its language and about whom it sends to whom.
func TestReaders(t *testing.T) {
	t.Parallel()
	m := New("gate.remedy.approve", "domain", "acme.com")
	for _, tt := range []struct {
		reader Reader
		want   string
	}{
		{Reader{English, SCIM, "acme"}, "Ask an administrator to approve acme.com; who waits is then let in without another push."},
		{Reader{English, CommandLine, "Acme & Co"}, "Run `usher domain approve acme.com --account 'Acme & Co'`; who waits is " +
			"then let in without another push."},
		{Reader{French, SCIM, ""}, "Demandez à un administrateur d'approuver acme.com\u00A0; ceux qui attendent sont alors " +
			"admis sans nouvel envoi."},
		{Reader{French, CommandLine, ""}, "Lancez `usher domain approve acme.com`\u00A0; ceux qui attendent sont alors admis " +
			"sans nouvel envoi."},
	} {
		if got := tt.reader.Say(m); got != tt.want {
			t.Errorf("%+v reads %q, want %q", tt.reader, got, tt.want)
		}
	}
}

// What a message does not know stands in its commands in capitals, to be filled in.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	got := In(English, New("gate.remedy.approve"))
	if want := "Run `usher domain approve DOMAIN`; who waits is then let in without another push."; got != want {
		t.Errorf("%q", got)
	}
}

// Messages survive a database as they are, and what an older version has kept is shown as it stands.
func TestMessagesAreKept(t *testing.T) {
	t.Parallel()
	list := Messages{
		New("a.b", "n", 3, "text", `"`, "inner", New("c.d", "x", "y"), "texts", []string{"1", "2"}, "more", []Message{Plain("p")}),
		Plain("as it stands"),
	}
	if got := Kept(list.Keep()); !reflect.DeepEqual(got, list) {
		t.Errorf("%#v came back as %#v", list, got)
	}
	if got := Kept("Held: a sentence."); !reflect.DeepEqual(got, Messages{Plain("Held: a sentence.")}) {
		t.Errorf("an old sentence came back as %#v", got)
	}
	if Messages(nil).Keep() != "" || Kept("") != nil {
		t.Error("none are kept as something")
	}
}

func TestErrorsAreTold(t *testing.T) {
	t.Parallel()
	inner := Errorf(nil, "gate.active")
	french := Reader{Language: French}
	if got := french.Error(fmt.Errorf("read it: %w", inner)); got != "Actif\u00A0: l'adresse de courriel ou son domaine est approuvé." {
		t.Errorf("%q", got)
	}
	if got := (Reader{Language: English}).Error(fmt.Errorf("read it: %w", inner)); got != "read it: Active: the e-mail address or its domain is approved." {
		t.Errorf("%q", got)
	}
	if got := french.Error(inner); got != "Actif\u00A0: l'adresse de courriel ou son domaine est approuvé." {
		t.Errorf("%q", got)
	}
	if got := french.Error(errors.Join(inner, errors.New("disk full"))); got != "Actif\u00A0: l'adresse de courriel ou son domaine est approuvé.\néchec inattendu\u00A0: disk full" {
		t.Errorf("%q", got)
	}
	if got := inner.Error(); got != "Active: the e-mail address or its domain is approved." {
		t.Errorf("%q", got)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]Language{
		"": French, "fr": French, "fr-CA,fr;q=0.9,en;q=0.8": French, "en-US,fr;q=0.9": English, "de, en;q=0.1": English, "de": French,
		"fr;q=0, en": English, "*": French, "en": English, "FR": French, "en, fr": English, "de, fr;q=0.8, en;q=0.5": French,
		"en;q=0.5, fr;q=0.9": French, "en ; q=0.5 , fr": French, "fr;q=0.1, en": English, "en;q=x": French, "en;q=nan": French,
		"fr;q=0": English, "fr;q=0.0, de": English, "fr-CA;q=0": French, "en;q=0": French, "fr;q=0, en;q=0": French,
		";;;=\x7f": French, strings.Repeat("de,", 100) + "en": French,
	} {
		if got := Accepted(header, French); got != want {
			t.Errorf("Accept-Language %q: %s", header, got)
		}
	}
	environment := map[string]string{"LANG": "fr_CA.UTF-8"}
	get := func(name string) string { return environment[name] }
	if got := Environment(get); got != French {
		t.Errorf("LANG=fr_CA.UTF-8: %s", got)
	}
	environment["LC_ALL"] = "C"
	if got := Environment(get); got != English {
		t.Errorf("LC_ALL=C: %s", got)
	}
}
