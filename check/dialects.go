package check

import (
	_ "embed"
	"encoding/json"
	"slices"
	"sync"

	"github.com/usher-id/usher/scim/message"
)

// dialectFile is the machine-readable form of what real clients send: see its syntax member.
//
//go:embed dialects.json
var dialectFile []byte

// dialects is the decoded file.
var dialects = sync.OnceValue(func() []Case {
	cases, err := ParseCases(dialectFile)
	if err != nil {
		panic("check: dialects.json: " + err.Error()) // it is part of the program
	}
	return cases
})

// ParseCases reads cases of an importer's own, from a document in the form of dialects.json, whose member syntax
// describes it. The error is about the first spot that isn't JSON of that form.
func ParseCases(document []byte) ([]Case, error) {
	var file struct {
		Cases []struct {
			Case
			Steps []caseStep `json:"steps"`
		} `json:"cases"`
	}
	if err := json.Unmarshal(document, &file); err != nil {
		return nil, err
	}
	cases := make([]Case, len(file.Cases))
	for i, c := range file.Cases {
		cases[i] = c.Case
		cases[i].steps = c.Steps
	}
	return cases, nil
}

// Dialects returns the cases of all clients in the order of the file.
func Dialects() []Case { return slices.Clone(dialects()) }

// Clients returns the names that Options.As understands, in the order of the file.
func Clients() []string {
	var names []string
	for _, c := range dialects() {
		if !slices.Contains(names, c.IdP) {
			names = append(names, c.IdP)
		}
	}
	return names
}

// clientTitles are the names that an administrator knows the clients by.
var clientTitles = map[string]string{
	"okta":         "Okta",
	"entra":        "Microsoft Entra ID",
	"entra-flag":   "Microsoft Entra ID with aadOptscim062020",
	"ms-validator": "Microsoft SCIM Validator",
	"onelogin":     "OneLogin",
	"jumpcloud":    "JumpCloud",
	"pingfederate": "PingFederate",
	"cyberark":     "CyberArk",
	"google":       "Google Workspace",
	"rippling":     "Rippling",
	"sailpoint":    "SailPoint",
	"aws-ssosync":  "ssosync to AWS",
	"authentik":    "authentik",
	"generic":      "Any client",
}

// clientTitle is the title of a client's section in the report.
func clientTitle(idp string) message.Message {
	name := message.Plain(idp)
	if t, ok := clientTitles[idp]; ok {
		name = message.Plain(t)
	}
	switch idp {
	case "entra-flag":
		name = message.New("check.client.flag", "name", clientTitles["entra"], "flag", "aadOptscim062020")
	case "aws-ssosync":
		name = message.New("check.client.through", "name", "ssosync", "to", "AWS")
	case "generic":
		name = message.New("check.client.any")
	}
	return message.New("check.client", "name", name)
}
