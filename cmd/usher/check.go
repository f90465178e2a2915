package main

import (
	"context"
	"errors"
	"time"

	"github.com/usher-id/usher/check"
	"github.com/usher-id/usher/internal/text"
)

type checkCommand struct {
	URL     string        `arg:"" help:"SCIM base URL of the server, such as https://id.example.com/scim/v2."`
	Token   string        `help:"Bearer token that is sent." placeholder:"TOKEN" setting:"TOKEN"`
	As      []string      `help:"Identity providers whose cases run, such as okta. All of them by default." placeholder:"NAME"`
	Only    []string      `help:"Ids, or beginnings of ids, of the checks that run." placeholder:"ID"`
	Timeout time.Duration `default:"30s" help:"How long one answer may take."`
	asJSON
}

// Run checks the server and prints a report. It fails if a check failed that has to pass.
func (c *checkCommand) Run(ctx context.Context, a *app) error {
	o := check.Options{URL: c.URL, Token: c.Token, As: c.As, Only: c.Only, Timeout: c.Timeout}
	if !c.JSON { // what programs read is the same for all
		o.Language, o.AcceptLanguage = a.reader.Speaker(), string(a.reader.Language)
	}
	report, err := check.Run(ctx, o)
	if report == nil {
		return err
	}
	print := report.WriteText
	if c.JSON {
		print = report.WriteJSON
	}
	if printErr := print(a.out); err != nil || printErr != nil {
		return errors.Join(err, printErr)
	}
	if n := report.Failed(); n > 0 {
		return text.Errorf(nil, "check.failed", "n", n)
	}
	return nil
}
