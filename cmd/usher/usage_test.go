package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/usher-id/usher/internal/text"
)

// misuse is a command line that is wrong, and what is said of it.
type misuse struct{ line, english, french string }

// misuses are command lines that are wrong, each in another way, with what is said of them.
var misuses = []misuse{
	{"user ad x", `unexpected argument ad, did you mean "add"?`, `argument inattendu ad ; vouliez-vous dire "add" ?`},
	{"foo", `unexpected argument foo, did you mean one of "pool", "job", "log"?`,
		`argument inattendu foo ; vouliez-vous dire l'un de "pool", "job", "log" ?`},
	{"user", `expected one of "add", "confirm",`, `il faut l'un de "add", "confirm",`},
	{"user add", `expected "<email> ..."`, `il faut "<email> ..."`},
	{"user add x --acount=y", `unknown flag --acount, did you mean "--account"?`,
		`option inconnue --acount ; vouliez-vous dire "--account" ?`},
	{"user add x --account", "--account needs a value", "--account demande une valeur"},
	{"user add x --language=de", `--language must be one of "en", "fr" but got "de"`,
		`--language doit être l'un de "en", "fr", et non "de"`},
	{"user list --limit=1.5", `--limit: "1.5" is not a whole number`, `--limit : "1.5" n'est pas un nombre entier`},
	{"user list --json=maybe", `--json: "maybe" is neither true nor false`, `--json : "maybe" n'est ni true ni false`},
	{"service disconnect x --keep --remove", "--keep and --remove: give one of them", "--keep et --remove : donnez l'une des deux"},
	{"explain", "missing flag: --user=USER", "option manquante : --user=USER"},
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
	{"serve --max-body=16KiB --max-record=32KiB", "--max-body=16KiB: it can't be less than --max-record",
		"--max-body=16KiB : ce ne peut être moins que --max-record"},
	{"source set x --rank -5", `--rank needs a value; one that begins with - is written --rank="-5"`,
		`--rank demande une valeur ; une valeur qui commence par - s'écrit --rank="-5"`},
	{"log --last 5 show x", `flag --last belongs to "list", not to "show"`, `l'option --last appartient à "list", non à "show"`},
	{"serve --trusted-proxy=x", `"x" is no network`, `"x" n'est pas un réseau`},
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
			if said := misusedBy(t, tt.line, language); !strings.Contains(said, want) || strings.Count(said, "\n") != 1 {
				t.Errorf("%s: usher %s: %q; want %q", language, tt.line, said, want)
			}
		}
	}
}

// misusedBy is what is said of a wrong command line.
func misusedBy(t *testing.T, line, language string) string {
	t.Helper()
	var out, log bytes.Buffer
	env := func(name string) string {
		if name == "LANG" {
			return language
		}
		return ""
	}
	if status := Run(t.Context(), strings.Fields(line), env, &out, &log); status != statusUsage || out.Len() > 0 {
		t.Errorf("%s: usher %s: status %d, %q", language, line, status, &out)
	}
	return strings.Map(func(r rune) rune { // French has blanks that break no line
		if unicode.IsSpace(r) && r != '\n' {
			return ' '
		}
		return r
	}, log.String())
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

// Every message about command lines is one that a wrong command line gets: a parser that says it otherwise is noticed.
func TestEveryMisuseIsMet(t *testing.T) {
	t.Parallel()
	source, err := os.ReadFile("../../internal/text/usage.go")
	if err != nil {
		t.Fatal(err)
	}
	entries := regexp.MustCompile(`"(usage\.\w+)":\s*\{\s*En:\s*("(?:[^"\\]|\\.)*")`).FindAllSubmatch(source, -1)
	if len(entries) < 20 || len(entries) != bytes.Count(source, []byte(`"usage.`)) {
		t.Fatalf("%d messages found", len(entries))
	}
	said := make([]string, len(misuses))
	for i, m := range misuses {
		said[i] = misusedBy(t, m.line, "en_GB.UTF-8")
	}
	argument := regexp.MustCompile(`\\\{\w+(:q|\\\?[^}]*)?\\\}`) // {name}, {name:q}, {n?one|many}
	for _, entry := range entries {
		template, err := strconv.Unquote(string(entry[2]))
		if err != nil {
			t.Fatal(err)
		}
		pattern := regexp.MustCompile(argument.ReplaceAllString(regexp.QuoteMeta(strings.TrimSpace(template)), ".+"))
		if !slices.ContainsFunc(said, pattern.MatchString) {
			t.Errorf("no wrong command line gets %s", entry[1])
		}
	}
}
