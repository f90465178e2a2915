package main

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"github.com/usher-id/usher/internal/text"
)

// misuses are command lines that are wrong, each in another way, with what is said of them.
var misuses = []struct{ line, english, french string }{
	{"user ad x", `unexpected argument ad, did you mean "add"?`, `argument inattendu ad ; vouliez-vous dire "add" ?`},
	{"foo", `unexpected argument foo, did you mean one of "job", "log"?`,
		`argument inattendu foo ; vouliez-vous dire l'un de "job", "log" ?`},
	{"user", `expected one of "add", "confirm",`, `il faut l'un de "add", "confirm",`},
	{"user add", `expected "<email>"`, `il faut "<email>"`},
	{"user add x --acount=y", `unknown flag --acount, did you mean "--account"?`,
		`option inconnue --acount ; vouliez-vous dire "--account" ?`},
	{"user add x --account", "--account needs a value", "--account demande une valeur"},
	{"user add x --language=de", `--language must be one of "en","fr" but got "de"`,
		`--language doit être l'un de "en","fr", et non "de"`},
	{"user list --limit=1.5", `--limit: "1.5" is not a whole number`, `--limit : "1.5" n'est pas un nombre entier`},
	{"user list --json=maybe", `--json: "maybe" is neither true nor false`, `--json : "maybe" n'est ni true ni false`},
	{"explain", "missing flags: --user=USER", "options manquantes : --user=USER"},
	{"log --last", "--last needs a value", "--last demande une valeur"},
	{"log --since=foo", `--since: "foo": write a day`, `--since : "foo" : écrivez un jour`},
	{"source set x --authoritative-for", "--authoritative-for needs a value", "--authoritative-for demande une valeur"},
	{"token create --expires=x", `--expires: "x": write a time span`, `--expires : "x" : écrivez une durée`},
	{"serve --search-timeout=x", `--search-timeout: "x" is not a duration`, `--search-timeout : "x" n'est pas une durée`},
	{"serve --search-timeout=-1s", "--search-timeout=-1s: give a duration", "--search-timeout=-1s : donnez une durée"},
	{"serve --log-level=x", `--log-level: "x" is not a level`, `--log-level : "x" n'est pas un niveau`},
	{"serve --listen=x", `--listen="x": write HOST:PORT`, `--listen="x" : écrivez HÔTE:PORT`},
	{"serve --base-url=x", `--base-url="x": write an absolute address`, `--base-url="x" : écrivez une adresse absolue`},
	{"serve --max-body=x", `--max-body: "x" is no size`, `--max-body : "x" n'est pas une taille`},
	{"serve --max-body=1B", "--max-body=1B: give a size between 16KiB and 64MiB",
		"--max-body=1B : donnez une taille entre 16KiB et 64MiB"},
	{"serve --smtp=x", "to send mails, set --mail-from (USHER_MAIL_FROM)",
		"pour envoyer des courriels, indiquez --mail-from (USHER_MAIL_FROM)"},
	{"serve --smtp=x --mail-from=a@b.example --base-url=http://x", "the SMTP server is not an address",
		"le serveur SMTP n'est pas une adresse"},
	{"serve --dns-resolver=//", `--dns-resolver: "//" is no DNS server`, `--dns-resolver : "//" n'est pas un serveur DNS`},
}

// Rule P9: what is wrong with a command line is said in the language of whoever wrote it, and what the parser says in
// English alone is of a kind that is known.
func TestMisuse(t *testing.T) {
	for _, tt := range misuses {
		for language, want := range map[string]string{"en_GB.UTF-8": tt.english, "fr_FR.UTF-8": tt.french} {
			var out, log bytes.Buffer
			env := func(name string) string {
				if name == "LANG" {
					return language
				}
				return ""
			}
			status := Run(t.Context(), strings.Fields(tt.line), env, &out, &log)
			// French has blanks that break no line.
			said := strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) && r != '\n' {
					return ' '
				}
				return r
			}, log.String())
			if status != statusUsage || !strings.Contains(said, want) || out.Len() > 0 || strings.Count(said, "\n") != 1 {
				t.Errorf("%s: usher %s: status %d, %q; want %q", language, tt.line, status, said, want)
			}
		}
	}
}

// What the parser says in a way that nobody has seen yet is shown as it stands.
func TestMisuseOfAnotherKind(t *testing.T) {
	if got := parsed("something else"); got.Text != "something else" {
		t.Errorf("%+v", got)
	}
	if got := text.In(text.French, parsed("something else, did you mean x?")); got != "something else\u00A0; vouliez-vous dire x\u00A0?" {
		t.Errorf("%q", got)
	}
}
