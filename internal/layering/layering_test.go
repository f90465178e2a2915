package layering

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const module = "github.com/usher-id/usher"

// rooms says what each package of Usher may import of Usher, test files aside.
// A pattern is a folder, or a folder and all below it ("scim/..."); the longest
// one that fits a package counts. Whatever is below one pattern's folder may
// import whatever else is below it.
var rooms = []struct {
	pattern string
	allowed []string
}{
	{"cmd/...", []string{"..."}},

	// The SCIM protocol: a library that knows no database and no Usher.
	{"scim/...", []string{"scim/..."}},
	{"scim/filter", []string{"scim/message", "scim/schema"}},
	{"scim/schema", []string{"scim/filter", "scim/message"}},
	{"scim/message", nil},

	// What is said to people, in every language and to every surface.
	{"internal/text", []string{"scim/message"}},

	{"internal/clock", nil},

	// The heart, and who asks it.
	{"internal/directory", []string{
		"internal/clock", "scim/schema", "scim/filter", "scim/message", "internal/directory/matchkey", "internal/domains/nature",
		"internal/text", "licensing", "licensing/key",
	}},
	{"internal/directory/matchkey/...", nil},
	{"internal/directory/decide", []string{
		"scim/schema", "scim/filter", "scim/message", "internal/directory", "internal/directory/matchkey", "internal/text",
		"internal/domains/nature", "licensing",
	}},
	{"internal/domains/nature", nil},
	{"internal/domains/...", []string{"internal/directory", "internal/text"}},
	{"internal/jobs", []string{"internal/directory", "internal/text", "scim/message"}},
	{"internal/definitions", []string{"internal/directory", "internal/text", "scim/schema"}},
	{"internal/mail/...", []string{"internal/clock", "internal/text"}},
	{"internal/secretlink", nil},
	{"internal/confirm/...", []string{"internal/clock", "internal/directory", "internal/mail", "internal/secretlink", "internal/text"}},
	{"internal/licensemail", []string{
		"internal/clock", "internal/directory", "internal/jobs", "internal/mail", "internal/secretlink", "internal/text", "licensing",
	}},
	{"internal/auth/...", []string{"internal/clock", "internal/directory", "internal/text"}},
	{"internal/erasure", []string{"internal/clock", "internal/directory", "internal/text"}},
	{"internal/devices", []string{
		"internal/clock", "internal/directory", "internal/text", "licensing", "licensing/key", "licensing/licensefile", "scim/schema",
	}},
	{"internal/devicecode", []string{
		"internal/clock", "internal/devices", "internal/directory", "internal/jobs", "internal/mail", "internal/secretlink", "internal/text",
		"scim/filter", "scim/schema",
	}},
	{"internal/admin", []string{
		"connectors", "connectors/csv", "connectors/syncrun", "internal/sealed",
		"internal/clock", "scim/filter", "scim/message", "scim/schema", "internal/directory", "internal/directory/decide", "internal/auth",
		"internal/confirm", "internal/definitions", "internal/devices", "internal/domains", "internal/domains/nature", "internal/erasure",
		"internal/jobs", "internal/licensemail", "internal/mail", "internal/sealed", "internal/text", "licensing", "licensing/licensefile",
	}},
	{"internal/deviceapi", []string{"internal/clock", "internal/devicecode", "internal/devices", "internal/directory", "internal/text", "licensing/key"}},
	{"internal/api", []string{"internal/admin", "internal/auth", "internal/directory", "internal/text"}},
	{"internal/inbound/...", []string{"internal/clock", "scim/...", "internal/directory", "internal/auth", "internal/text", "licensing"}},
	// Who gets which license: pure, and so are license files and keys, which clients import.
	{"licensing/...", []string{"scim/filter"}},
	{"licensing/key/...", nil},
	{"licensing/licensefile/...", []string{"licensing/key"}},
	{"licensing/client/...", []string{"licensing/licensefile"}},
	// What other programs import, too: the standard library is enough for it.
	{"licensing/key", nil},
	{"licensing/licensefile", nil},

	// What connected services are read by: a connector knows its vendor and nothing of Usher's people.
	{"connectors", nil},
	{"connectors/syncrun", []string{
		"connectors", "internal/clock", "internal/directory", "internal/text", "scim/message", "scim/schema",
	}},
	{"connectors/scimsource", []string{"connectors"}},
	{"connectors/connectortest/...", []string{"connectors"}},
	{"connectors/csv", []string{"scim/message"}},
	// The one way by which connected services are called, and their secrets at rest.
	{"internal/outbound", []string{"connectors", "internal/text"}},
	{"internal/sealed", []string{"internal/directory", "internal/text"}},
	{"internal/sealed/sealedtest", nil},

	// All SQL. No other line names internal/store: only cmd wires it.
	{"migrations", nil},
	{"internal/store/...", []string{
		"internal/clock", "internal/admin", "internal/auth", "internal/confirm", "internal/definitions", "internal/devicecode", "internal/devices", "connectors/syncrun",
		"internal/directory", "internal/domains", "internal/erasure", "internal/jobs", "internal/licensemail", "internal/sealed", "internal/text", "internal/store/db",
		"internal/store/query",
		"internal/store/intake", "internal/store/records", "licensing",
	}},
	{"internal/store/intake/...", []string{
		"internal/directory", "internal/directory/matchkey", "scim/schema", "internal/store/db", "internal/store/query",
		"internal/store/records", "licensing",
	}},
	{"internal/store/query/...", []string{
		"internal/directory", "scim/filter", "scim/schema", "internal/store/db", "internal/store/records", "licensing",
	}},
	{"internal/store/records/...", []string{"internal/directory", "internal/store/db"}},
	{"internal/store/db/...", []string{"internal/clock", "internal/directory", "internal/text", "migrations"}},
	{"internal/store/storetest/...", []string{
		"internal/directory", "internal/directory/decide", "internal/domains", "internal/inbound", "internal/store",
		"licensing", "scim/filter", "scim/schema",
	}},

	// They meet a server over HTTP alone, so they work against any server.
	{"internal/bench/...", []string{"internal/text"}},
	{"check/...", []string{"scim/message"}},

	{"benchmarks/...", []string{"..."}},
	{"internal/conformance", []string{"check"}},
	{"internal/layering", nil},
	{"internal/rules", nil},
}

// sqlImports are the doors to a database; sqlRooms are who may open them.
var (
	sqlImports = []string{
		"database/sql/...", "github.com/jmoiron/sqlx/...", "github.com/lib/pq/...",
		"github.com/pressly/goose/...", "modernc.org/sqlite/...",
	}
	sqlRooms = []string{"internal/store/...", "migrations", "benchmarks/..."}
)

// surfaceless are the rooms that serve every surface, and so know of none: they import no net/http.
var surfaceless = []string{
	"internal/admin", "internal/devicecode", "internal/devices", "internal/directory/...", "licensing", "licensing/key", "licensing/licensefile",
}

// emptyNames say nothing about what is inside.
var emptyNames = []string{"common", "helpers", "models", "util"}

// pkg is what the rules look at, in the spelling of go list -json.
type pkg struct {
	ImportPath string
	Name       string
	Imports    []string
}

func TestLayering(t *testing.T) {
	pkgs := listPackages(t)
	if !slices.ContainsFunc(pkgs, func(p pkg) bool { return p.ImportPath == module+"/internal/layering" }) {
		t.Fatalf("go list named %d packages of %s, and not this one", len(pkgs), module)
	}
	for _, p := range pkgs {
		for _, complaint := range check(p) {
			t.Error(complaint)
		}
	}
}

// The rules themselves can fail: each kind of trespass gets its sentence.
func TestCheck(t *testing.T) {
	for _, tt := range []struct {
		path, name string
		imports    []string
		want       []string
	}{
		{"internal/store", "store", []string{"database/sql", "fmt", module + "/internal/directory"}, nil},
		{"internal/store/storetest", "storetest", []string{module + "/internal/store"}, nil},
		{"cmd/usher", "main", []string{module + "/internal/store", "net/http"}, nil},
		{"scim", "scim", []string{module + "/scim/filter"}, nil},
		{"benchmarks/peer", "main", []string{"github.com/lib/pq"}, nil},
		{"scim/patch", "patch", []string{module + "/internal/directory"},
			[]string{"scim/patch must not import internal/directory: see the table in internal/layering"}},
		{"scim/schema", "schema", []string{module + "/scim"},
			[]string{"scim/schema must not import scim: see the table in internal/layering"}},
		{"internal/inbound", "inbound", []string{module + "/internal/store"},
			[]string{"internal/inbound must not import internal/store: see the table in internal/layering"}},
		{"internal/admin", "admin", []string{module + "/internal/store"},
			[]string{"internal/admin must not import internal/store: see the table in internal/layering"}},
		{"internal/admin", "admin", []string{"net/http"},
			[]string{"internal/admin must not import net/http: it serves every surface and knows none"}},
		{"internal/auth", "auth", []string{"database/sql/driver"},
			[]string{"internal/auth must not import database/sql/driver: only internal/store and migrations know SQL"}},
		{"cmd/usher", "main", []string{"github.com/pressly/goose/v3"},
			[]string{"cmd/usher must not import github.com/pressly/goose/v3: only internal/store and migrations know SQL"}},
		{"internal/cellar", "cellar", nil,
			[]string{"internal/cellar is not in the table of internal/layering: add a line that says what it may import"}},
		{"internal/store/util", "util", nil,
			[]string{"internal/store/util: name the package after what it does, not util"}},
		{"internal/auth/token", "helpers", nil,
			[]string{"internal/auth/token: name the package after what it does, not helpers"}},
	} {
		got := check(pkg{ImportPath: module + "/" + tt.path, Name: tt.name, Imports: tt.imports})
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s importing %v (-want +got):\n%s", tt.path, tt.imports, diff)
		}
	}
}

// check returns one sentence for each rule that p breaks.
func check(p pkg) []string {
	var complaints []string
	complain := func(format string, args ...any) { complaints = append(complaints, fmt.Sprintf(format, args...)) }

	path := strings.TrimPrefix(p.ImportPath, module+"/")
	for _, name := range emptyNames {
		if p.Name == name || slices.Contains(strings.Split(path, "/"), name) {
			complain("%s: name the package after what it does, not %s", path, name)
		}
	}
	pattern, allowed := room(path)
	if pattern == "" {
		complain("%s is not in the table of internal/layering: add a line that says what it may import", path)
		return complaints
	}
	for _, imported := range p.Imports {
		if fitsAny(sqlImports, imported) && !fitsAny(sqlRooms, path) {
			complain("%s must not import %s: only internal/store and migrations know SQL", path, imported)
		}
		if imported == "net/http" && fitsAny(surfaceless, path) {
			complain("%s must not import net/http: it serves every surface and knows none", path)
		}
		inner, ours := strings.CutPrefix(imported, module+"/")
		if ours && !fits(pattern, inner) && !fitsAny(allowed, inner) {
			complain("%s must not import %s: see the table in internal/layering", path, inner)
		}
	}
	return complaints
}

// room returns the table's longest pattern that path fits, and what it allows.
func room(path string) (pattern string, allowed []string) {
	for _, r := range rooms {
		if len(r.pattern) > len(pattern) && fits(r.pattern, path) {
			pattern, allowed = r.pattern, r.allowed
		}
	}
	return pattern, allowed
}

func fits(pattern, path string) bool {
	if pattern == "..." {
		return true
	}
	folder, below := strings.CutSuffix(pattern, "/...")
	return path == folder || below && strings.HasPrefix(path, folder+"/")
}

func fitsAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return fits(p, path) })
}

// listPackages asks the go command for every package of the module.
func listPackages(t *testing.T) []pkg {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	touch(t, root)
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatalf("go list: %v", err)
	}
	var pkgs []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		switch err := dec.Decode(&p); {
		case errors.Is(err, io.EOF):
			return pkgs
		case err != nil:
			t.Fatalf("reading go list's answer: %v", err)
		}
		pkgs = append(pkgs, p)
	}
}

// touch reads every folder of the module. go test keeps a passed test's result
// until a file that it opened changes, and does not see what go list reads.
func touch(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == ".git" {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
