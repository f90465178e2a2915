package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/usher-id/usher/scim/message"
)

// Rule I3: what is said in one language is said in the other, with the same arguments.
func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	for key, both := range catalogue {
		alike(t, key, both.En, both.Fr)
	}
	for key, a := range actions {
		alike(t, "action "+key, a.En, a.Fr)
		if !strings.HasPrefix(a.command, "usher ") {
			t.Errorf("action %s has no command: %q", key, a.command)
		}
	}
	for key, english := range message.Templates() {
		alike(t, key, english, protocolFrench[key])
		if _, twice := catalogue[key]; twice {
			t.Errorf("%s is a key of the library, too", key)
		}
	}
	for key, english := range checkTemplates {
		alike(t, key, english, checkFrench[key])
		if _, twice := catalogue[key]; twice {
			t.Errorf("%s is a key of package check, too", key)
		}
	}
	for key := range checkFrench {
		if _, known := checkTemplates[key]; !known {
			t.Errorf("%s is French only", key)
		}
	}
	for key := range protocolFrench {
		if _, known := message.Templates()[key]; !known {
			t.Errorf("%s is French only", key)
		}
	}
}

// spots are what arguments are put into.
var spots = regexp.MustCompile(`\s*\{[^}]*\}\s*`)

func alike(t *testing.T, key, english, french string) {
	t.Helper()
	if english == "" || french == "" || english == french && strings.Contains(spots.ReplaceAllString(english, ""), " ") {
		t.Errorf("%s: English %q, French %q", key, english, french)
	}
	if in, en := message.Names(french), message.Names(english); !sameDo(in, en) {
		t.Errorf("%s: English has the arguments %v, French %v", key, en, in)
	}
}

// sameDo compares arguments; an action may begin a sentence in one language and not in the other.
func sameDo(a, b []string) bool {
	lower := func(list []string) []string {
		out := make([]string, len(list))
		for i, name := range list {
			out[i] = strings.Replace(name, "Do:", "do:", 1)
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return slices.Equal(lower(a), lower(b))
}

// An action that a template names has to be there.
func TestActionsAreKnown(t *testing.T) {
	t.Parallel()
	templates := map[string]string{}
	for key, both := range catalogue {
		templates[key] = both.En + both.Fr
	}
	for key, template := range templates {
		for _, name := range message.Names(template) {
			if verb, action, is := strings.Cut(name, ":"); is && actions[action].command == "" {
				t.Errorf("%s: {%s:%s} is no action", key, verb, action)
			}
		}
	}
}
