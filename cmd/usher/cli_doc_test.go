package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
	"github.com/google/go-cmp/cmp"

	"github.com/usher-id/usher/internal/admin"
	licenseclient "github.com/usher-id/usher/licensing/client"
)

// views are what commands write with --json, a line each.
var views = map[string][]any{
	"pool create": {poolView{}}, "pool set": {poolView{}}, "pool list": {poolView{}}, "pool show": {poolView{}}, "pool forecast": {forecastView{}},
	"rule add": {ruleView{}}, "rule list": {ruleView{}}, "rule test": {ruleTestView{}}, "rule set": {ruleView{}}, "license reprocess": {reprocessView{}},
	"license list": {licenseView{}}, "license assign": {decisionView{}}, "license revoke": {decisionView{}}, "license move": {decisionView{}},
	"account create": {accountView{}}, "account list": {accountView{}},
	"account show": {accountSettings{}}, "account set": {accountSettings{}}, "account delete": {accountReceipt{}},
	"status":          {statusView{}},
	"service connect": {findingsView{}}, "service set": {findingsView{}}, "service test": {findingsView{}}, "service sync": {runView{}},
	"service status": {serviceView{}}, "service runs": {runView{}}, "service run": {runView{}},
	"service parked list": {parkedView{}}, "service parked allow": {parkedDecided{}}, "service parked reject": {parkedDecided{}},
	"service disconnect": {leftSource{}},
	"source create":      {sourceView{}}, "source set": {sourceView{}}, "source list": {sourceView{}},
	"source show":    {shownView{}},
	"source disable": {sourceView{}}, "source enable": {sourceView{}}, "source delete": {leftSource{}},
	"domain claim": {claimView{}}, "domain verify": {proofView{}}, "domain approve": {approval{}},
	"domain approve-address": {addressApproval{}}, "domain revoke": {revocation{}}, "domain list": {domainView{}},
	"user add": {addedView{}}, "user confirm": {confirmationView{}}, "user list": {userView{}}, "user show": {userView{}},
	"user merge": {decisionView{}}, "user link": {decisionView{}}, "user unmerge": {decisionView{}}, "user never-link": {decisionView{}},
	"user erase": {erasedView{}}, "user edit": {decisionView{}}, "user suspend": {decisionView{}}, "user resume": {decisionView{}},
	"user remove": {decisionView{}}, "user role": {decisionView{}},
	"import file": {importView{}}, "import list": {importView{}}, "import show": {importShownView{}}, "import undo": {undoneView{}},
	"import allow": {importParked{}}, "import reject": {importParked{}},
	"group list": {groupView{}}, "group show": {groupView{}, memberView{}},
	"review list": {caseView{}}, "review show": {caseView{}}, "review decide": {decisionView{}},
	"explain":      {admin.Explained{}},
	"token create": {tokenView{}}, "token rotate": {tokenView{}}, "token revoke": {tokenView{}}, "token list": {tokenView{}},
	"schema add": {schemaView{}}, "schema list": {schemaView{}}, "resource-type add": {resourceTypeView{}}, "resource-type list": {resourceTypeView{}},
	"job list":      {jobView{}},
	"secret status": {heldView{}}, "secret rotate": {rotationView{}},
	"license send":   {licenseMailView{}},
	"license mails":  {licenseMailView{}},
	"license verify": {licenseFileView{}}, "license key": {licenseKeyView{}},
	"device activate": {licenseclient.Grant{}}, "device code": {licenseclient.Mailed{}}, "device heartbeat": {licenseclient.Grant{}}, "device release": {licenseclient.Freed{}},
	"device status": {licenseclient.Status{}}, "device list": {deviceView{}},
	"traffic":  {trafficView{}},
	"log list": {logView{}}, "log show": {logView{}}, "log replay": {replayView{}},
	"version": {versionView{}},
}

// docs/cli.md lists the fields of every command that writes JSON, as they are.
func TestFieldsAreDocumented(t *testing.T) {
	const page = "../../docs/cli.md"
	parser, err := newParser(&commandLine{}, noEnvironment, io.Discard, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	walk(parser.Model.Node, func(n *kong.Node) {
		path := strings.TrimPrefix(n.FullPath(), "usher ")
		writes := slices.ContainsFunc(n.Flags, func(f *kong.Flag) bool { return f.Name == "json" })
		if n.Leaf() && writes && views[path] == nil && path != "check" && path != "bench" { // whose documents have pages of their own
			t.Errorf("usher %s --json has no fields in docs/cli.md", path)
		}
	})
	var b strings.Builder
	for _, path := range slices.Sorted(maps.Keys(views)) {
		fmt.Fprintf(&b, "\n## usher %s\n\n", path)
		for i, v := range views[path] {
			if i > 0 {
				fmt.Fprintf(&b, "\nThen lines with:\n\n")
			}
			for _, field := range fieldsOf(reflect.TypeOf(v), "") {
				fmt.Fprintf(&b, "- %s\n", field)
			}
		}
	}
	old, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	want := replace(t, string(old), "fields", b.String())
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(old)); diff != "" {
		t.Errorf("docs/cli.md is out of date (-want +is); go test ./cmd/usher -run %s -update writes it:\n%s", t.Name(), diff)
	}
}

// fieldsOf are the fields of a struct as JSON has them, with what each holds.
func fieldsOf(of reflect.Type, prefix string) []string {
	var list []string
	for i := range of.NumField() {
		f := of.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		inner := f.Type
		if f.Anonymous && name == "" {
			list = append(list, fieldsOf(inner, prefix)...)
			continue
		}
		if name == "-" || !f.IsExported() {
			continue
		}
		name = "`" + prefix + name
		if strings.Contains(options, "omitempty") {
			name += "?"
		}
		kind, element := kindOf(inner)
		list = append(list, name+"` "+kind)
		if element != nil {
			list = append(list, fieldsOf(element, strings.TrimPrefix(strings.TrimSuffix(name, "?"), "`")+map[bool]string{true: "[]."}[inner.Kind() == reflect.Slice]+map[bool]string{true: "."}[inner.Kind() == reflect.Struct])...)
		}
	}
	return list
}

// kindOf says what a field holds, and gives the struct whose fields are its own.
func kindOf(of reflect.Type) (kind string, element reflect.Type) {
	switch {
	case of == reflect.TypeFor[time.Time](), of == reflect.TypeFor[*time.Time]():
		return "time", nil
	case of == reflect.TypeFor[json.RawMessage]():
		return "JSON", nil
	}
	switch of.Kind() {
	case reflect.String:
		return "text", nil
	case reflect.Bool:
		return "true or false", nil
	case reflect.Int, reflect.Int64:
		return "number", nil
	case reflect.Map:
		return "numbers by name", nil
	case reflect.Slice:
		if of.Elem().Kind() == reflect.Struct {
			return "list", of.Elem()
		}
		return "list of texts", nil
	case reflect.Struct:
		return "object", of
	}
	return "any", nil
}
