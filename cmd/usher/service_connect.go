package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/usher-id/usher/internal/admin"
)

// reading is how a service is read.
type reading struct {
	CA         string `name:"ca" help:"File of certificates in PEM that are trusted beside those of the system." placeholder:"FILE"`
	SecretFile string `help:"File with the credential, such as a bearer token; - for standard input. It is kept encrypted, and never shown again." placeholder:"FILE"`
}

type serviceConnect struct {
	Kind         string       `arg:"" help:"Kind of the service: scim, any SCIM 2.0 server."`
	Name         string       `help:"Name of the service, which is that of a source." placeholder:"NAME"`
	URL          string       `name:"url" help:"Address below which its users stand, such as https://example.com/scim/v2." placeholder:"URL"`
	Preset       string       `help:"What server it is: generic, usher, slack, github, github-org or salesforce." placeholder:"PRESET"`
	AllowPrivate bool         `help:"Call addresses of private networks, loopback included."`
	NoGroups     bool         `help:"Leave the service's groups aside."`
	PageSize     int          `help:"Entries asked for at a time; 0 for what the preset says." placeholder:"N"`
	Rank         int          `help:"The lower, the more its word counts. The default is 200." placeholder:"N"`
	DomainPolicy admin.Policy `enum:"hold,reject" default:"hold" help:"What happens to people whose e-mail domain is not approved: hold or reject."`
	NoPreview    bool         `help:"Apply the first run without a preview."`
	reading
	inAccount
	acting
	asJSON
}

// Run connects a service, and says what it found.
func (c *serviceConnect) Run(ctx context.Context, a *app) error {
	secret, ca, err := c.read(a)
	if err != nil {
		return err
	}
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		connected, err := on.connected.Connect(ctx, on.actor, on.account, admin.NewService{
			Name: c.Name, Kind: c.Kind, Secret: secret, Rank: c.Rank, Policy: c.DomainPolicy, Waive: c.NoPreview,
			Settings: admin.ServiceSettings{
				URL: c.URL, Preset: c.Preset, AllowPrivate: c.AllowPrivate, CA: ca, NoGroups: c.NoGroups, PageSize: c.PageSize,
			},
		})
		if err != nil {
			return err
		}
		return a.showFindings(connected, c.JSON, "done.service.connected")
	})
}

// maxSecretFile bounds a credential, and certificates, in bytes.
const maxSecretFile = 64 << 10

// read reads the credential and the certificates from their files.
func (r *reading) read(a *app) (secret admin.Secret, ca string, err error) {
	if r.CA != "" {
		if ca, err = readBounded(a, r.CA); err != nil {
			return secret, "", err
		}
	}
	if r.SecretFile == "" {
		return secret, ca, nil
	}
	plain, err := readBounded(a, r.SecretFile)
	return admin.NewSecret(strings.TrimSpace(plain)), ca, err
}

// readBounded reads a small file; - is standard input.
func readBounded(a *app, name string) (string, error) {
	from := a.in
	if name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return "", err
		}
		defer file.Close()
		from = file
	}
	content, err := io.ReadAll(io.LimitReader(from, maxSecretFile+1))
	if err == nil && len(content) > maxSecretFile {
		err = admin.LargeFile(name, maxSecretFile)
	}
	return string(content), err
}

type serviceSet struct {
	Name         string  `arg:"" help:"Name of the service."`
	URL          *string `name:"url" help:"Another address." placeholder:"URL"`
	Preset       *string `help:"Another preset." placeholder:"PRESET"`
	AllowPrivate *bool   `negatable:"" help:"Call addresses of private networks, loopback included."`
	NoGroups     *bool   `help:"Leave the service's groups aside; --no-groups=false reads them again."`
	PageSize     *int    `help:"Entries asked for at a time; 0 for what the preset says." placeholder:"N"`
	NoPreview    *bool   `help:"Apply runs of a new scope without a preview; --no-preview=false wants previews again."`
	reading
	inAccount
	acting
	asJSON
}

// Run changes a service, once it was read as it would be.
func (c *serviceSet) Run(ctx context.Context, a *app) error {
	secret, ca, err := c.read(a)
	if err != nil {
		return err
	}
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		change := admin.ServiceChange{
			Name: c.Name, URL: c.URL, Preset: c.Preset, AllowPrivate: c.AllowPrivate, NoGroups: c.NoGroups, PageSize: c.PageSize,
			Waive: c.NoPreview, Secret: secret,
		}
		if c.CA != "" {
			change.CA = &ca
		}
		connected, err := on.connected.Set(ctx, on.actor, on.account, change)
		if err != nil {
			return err
		}
		return a.showFindings(connected, c.JSON, "done.service.set")
	})
}

type serviceTest struct {
	Name string `arg:"" help:"Name of the service."`
	inAccount
	asJSON
}

// Run probes a service.
func (c *serviceTest) Run(ctx context.Context, a *app) error {
	return a.administer(ctx, errand{account: c.Account}, func(on *administration) error {
		connected, err := on.connected.Test(ctx, on.actor, on.account, c.Name)
		if err != nil {
			return err
		}
		return a.showFindings(connected, c.JSON, "done.service.tested")
	})
}

// findingsView is what a probe has found; lacks are what the credential may not read.
type findingsView struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Kind    string     `json:"kind"`
	Service string     `json:"service"` // what it says of itself
	Users   int        `json:"users"`   // as far as it says
	Groups  int        `json:"groups"`
	Lacks   []lackView `json:"lacks"`
	Notes   []string   `json:"notes,omitempty"`
	Preview bool       `json:"needsPreview"`
}

// lackView is something that can't be read.
type lackView struct {
	What  string `json:"what"`
	Right string `json:"right,omitempty"`
}

// showFindings prints what a probe has found, and what comes next.
func (a *app) showFindings(c *admin.Connected, asJSON bool, key string) error {
	v := findingsView{
		ID: c.Source.ID, Name: c.Source.Name, Kind: c.Kind, Service: c.Findings.Service, Users: c.Users, Groups: c.Groups,
		Lacks: []lackView{}, Notes: c.Notes, Preview: !c.Previewed(),
	}
	for _, l := range c.Lacks {
		v.Lacks = append(v.Lacks, lackView(l))
	}
	if asJSON {
		return write(a, true, "", []findingsView{v}, nil)
	}
	fmt.Fprintln(a.out, a.says(key, "service", v.Name, "says", visible(v.Service), "users", v.Users, "groups", v.Groups))
	for _, says := range c.Says() {
		fmt.Fprintln(a.out, a.reader.Say(says))
	}
	if v.Preview {
		fmt.Fprintln(a.out, a.says("service.next", "service", v.Name))
	}
	return nil
}
