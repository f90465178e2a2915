package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/bench"
)

type benchCommand struct {
	URL         string        `arg:"" help:"SCIM base URL of the server, such as https://id.example.com/scim/v2."`
	Token       string        `help:"Bearer token that is sent." placeholder:"TOKEN" setting:"TOKEN"`
	SecondToken string        `help:"Bearer token of a second source of the same account, by which people are merged." placeholder:"TOKEN" setting:"SECOND_TOKEN"`
	Clients     int           `default:"${clients}" help:"How many requests are under way at once."`
	People      int           `default:"${people}" help:"How many people exist before anything is measured."`
	Only        []string      `help:"Operations to measure: ${operations}. All of them by default." placeholder:"NAME"`
	Duration    time.Duration `default:"${duration}" help:"Length of each measurement."`
	Requests    int           `help:"End each measurement after so many rounds at the latest." placeholder:"N"`
	GroupSizes  []int         `help:"Sizes of the groups whose members are changed." placeholder:"N"`
	Domain      string        `default:"${domain}" help:"E-mail domain of the people."`
	Clean       bool          `help:"Delete afterwards what was made."`
	asJSON
}

// benchVariables are the package's defaults, for the help.
func benchVariables() map[string]string {
	return map[string]string{
		"clients":    fmt.Sprint(bench.DefaultClients),
		"people":     fmt.Sprint(bench.DefaultPeople),
		"duration":   bench.DefaultDuration.String(),
		"domain":     bench.DefaultDomain,
		"operations": strings.Join(bench.Operations(), ", "),
	}
}

// Run measures and prints while it does.
func (c *benchCommand) Run(ctx context.Context, a *app) error {
	return bench.Run(ctx, bench.Options{
		URL: c.URL, Token: c.Token, SecondToken: c.SecondToken, Clients: c.Clients, People: c.People, Only: c.Only, Duration: c.Duration,
		Requests: c.Requests, GroupSizes: c.GroupSizes, Domain: c.Domain, Clean: c.Clean, AcceptLanguage: string(a.reader.Language),
	}, a.reader, a.out, c.JSON)
}
