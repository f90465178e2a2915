package scimsource

import (
	"fmt"
	"strings"
	"time"
)

// Preset is what is known of a vendor's SCIM server beforehand. Nothing of it replaces what the answers show.
type Preset struct {
	Name     string
	Address  string        // what its base URL looks like
	Right    string        // what the token needs, in the vendor's terms; "" when there is nothing to choose
	PageSize int           // resources asked for at a time
	NoGroups bool          // it has no groups
	Pace     time.Duration // between two requests at least
	Logins   bool          // userName looks like an e-mail address and is none
	Leave    string        // attributes of users that it can leave out and that nobody needs, with commas between
	Source   string        // where the facts come from
}

// The names of presets.
const (
	Generic    = "generic"
	Usher      = "usher"
	Slack      = "slack"
	GitHub     = "github"
	GitHubOrg  = "github-org"
	Salesforce = "salesforce"
)

var presets = []Preset{
	{Name: Generic, Address: "https://HOST/scim/v2", PageSize: defaultPage, Source: "RFC 7644"},
	{
		Name: Usher, Address: "https://HOST/scim/v2", PageSize: 500,
		// A reader sees everybody once, whatever sources know them; a source's own token sees that source's records
		// alone.
		Right:  "a reader's token: usher token create --account A --kind reader",
		Leave:  verdict,
		Source: "docs/readers.md: pages of 1,000 at most, cursors for an hour",
	},
	{
		Name: Slack, Address: "https://api.slack.com/scim/v2", PageSize: 500, Pace: 60 * time.Millisecond,
		Right: "the scope admin, given by an owner of the organization",
		// count above 1,000 counts as 1,000, ten without it; 1,000 reads a minute for all apps together.
		Source: "api.slack.com/changelog/2019-06-have-scim-will-paginate, docs.slack.dev/reference/scim-api/rate-limits",
	},
	{
		Name: GitHub, PageSize: 100,
		Address: "https://api.github.com/scim/v2/enterprises/ENTERPRISE, of an Enterprise Server https://HOST/api/v3/scim/v2",
		Right:   "a personal access token (classic) with the scope scim:enterprise",
		Source: "GitHub's OpenAPI description, GET /scim/v2/enterprises/{enterprise}/Users and /Groups: startIndex and count; " +
			"docs.github.com/en/enterprise-server@3.18/rest/enterprise-admin/scim",
	},
	{
		Name: GitHubOrg, Address: "https://api.github.com/scim/v2/organizations/ORG", PageSize: 100, NoGroups: true,
		Right:  "the scope admin:org, of an owner",
		Source: "GitHub's OpenAPI description: below /scim/v2/organizations/{org} there are Users alone",
	},
	{
		Name: Salesforce, Address: "https://DOMAIN.my.salesforce.com/services/scim/v2", PageSize: 100, Logins: true,
		Right: "an OAuth 2.0 access token of a user who may see all users",
		// A userName has the form of an address; users are deactivated, never deleted.
		Source: "help.salesforce.com, SCIM and REST API Reference Sheet",
	},
}

// Presets are all there are, Generic first.
func Presets() []Preset { return append([]Preset(nil), presets...) }

func presetOf(name string) (Preset, error) {
	if name == "" {
		name = Generic
	}
	var names []string
	for _, p := range presets {
		if strings.EqualFold(p.Name, name) {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Preset{}, fmt.Errorf("there is no preset %q; there are %s", name, strings.Join(names, ", "))
}
