package main

import (
	"bytes"
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/usher-id/usher/internal/store/storetest"
)

// Rule I3: the tools that check and measure a server report in French to who reads French, of a right server, of a wrong
// one, and of none.
func TestToolsSpeakFrench(t *testing.T) {
	long(t, "it plays two whole runs of usher check")
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	c := n.tenant(t, "acme")
	c.seed(t)

	right := n.speaksFrench(t, "check", c.base, "--token", c.token)
	for _, want := range []string{"Contrôle SCIM de ", "Filtres\u00A0: 52 réussis", "Aucun échec aux niveaux must et required."} {
		if !strings.Contains(right, want) {
			t.Errorf("no %q in\n%s", want, right)
		}
	}
	wrong := n.speaksFrench(t, "check", c.spoiled(t, func(r *http.Response, body map[string]any) {
		_, list := body["totalResults"]
		switch {
		case r.StatusCode == http.StatusNotFound:
			r.StatusCode = http.StatusInternalServerError
		case r.StatusCode >= 400:
			delete(body, "schemas")
		case list && strings.Contains(r.Request.URL.RawQuery, "filter="):
			body["totalResults"] = 7
		case !list:
			body["nickName"] = nil
			delete(body, "meta")
		}
	}), "--token", c.token)
	for _, want := range []string{"ÉCHEC  ", "AVIS  ", "????  ", "reçu ", "attendu ", "voir ", "non contrôlé\u00A0: ", "Non conforme\u00A0: "} {
		if !strings.Contains(wrong, want) {
			t.Errorf("no %q in\n%s", want, wrong)
		}
	}
	for _, args := range [][]string{
		{"x"}, {"https://u:p@x"}, {"http://127.0.0.1:1"}, {c.base + "/none", "--token", c.token}, {c.base, "--token", "wrong"},
		{c.base, "--token", n.reader(t, "acme").token}, {c.base, "--as", "nobody"}, {c.base, "--only", "nothing"},
	} {
		if said := n.speaksFrench(t, append([]string{"check"}, args...)...); !strings.HasPrefix(said, "usher: ") {
			t.Errorf("%v: %s", args, said)
		}
	}
	measure := []string{"bench", c.base, "--people", "10", "--clients", "2", "--requests", "5", "--clean"}
	if said := n.speaksFrench(t, append(measure, "--token", c.token)...); !strings.Contains(said, "Préparation de people") {
		t.Errorf("%s", said)
	}
	n.speaksFrench(t, append(measure, "--token", "wrong")...)
}

// Rule I3: nor is trouble with a database told in English.
func TestDatabaseTroubleInFrench(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	other := filepath.Join(dir, "other.db")
	if err := os.WriteFile(other, bytes.Repeat([]byte("no database "), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	for database, want := range map[string]string{
		"sqlite:" + dir:   "est un répertoire",
		"sqlite:" + other: "n'est pas une base de données d'Usher",
		"sqlite:" + filepath.Join(dir, "none.db"): "ce fichier n'existe pas",
		"sqlite:":                    "nommez un fichier",
		"mysql://x":                  "n'est d'aucune sorte connue",
		"postgres://[::1":            "ce n'est pas une URL",
		"postgres://u@127.0.0.1:1/x": "connexion refusée", // a port that no other test is given
	} {
		said := (&node{database: database}).speaksFrench(t, "account", "list")
		if !strings.Contains(said, want) {
			t.Errorf("%s: no %q in %s", database, want, said)
		}
	}
}

// Rules I3 and P9: whoever asks for what isn't there is told so in their language.
func TestNothingThereInFrench(t *testing.T) {
	t.Parallel()
	n := startNode(t, storetest.SQLiteURL(t))
	base := strings.TrimSuffix(n.base, "/scim/v2")
	for _, tt := range []struct {
		method, path string
		status       int
		en, fr       string
	}{
		{http.MethodGet, "/nowhere", 404, `there is nothing at "/nowhere"`, `il n'y a rien à "/nowhere"`},
		{http.MethodPost, "/healthz", 405, "use one of GET, HEAD", "méthodes possibles\u00A0: GET, HEAD"},
		{http.MethodPut, "/confirm/x", 405, "This link does not work", "Ce lien ne fonctionne pas"},
	} {
		for language, want := range map[string]string{"en": tt.en, "fr": tt.fr} {
			request, err := http.NewRequestWithContext(t.Context(), tt.method, base+tt.path, nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Accept-Language", language)
			a, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			said, err := io.ReadAll(a.Body)
			a.Body.Close()
			if err != nil || a.StatusCode != tt.status || a.Header.Get("Content-Language") != language ||
				!strings.Contains(html.UnescapeString(string(said)), want) {
				t.Errorf("%s %s in %s: %d %v %s", tt.method, tt.path, language, a.StatusCode, err, said)
			}
			if tt.status == http.StatusMethodNotAllowed && !strings.HasPrefix(a.Header.Get("Allow"), "GET") {
				t.Errorf("%s %s: Allow %q", tt.method, tt.path, a.Header.Get("Allow"))
			}
		}
	}
}
