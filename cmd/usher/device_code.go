package main

import (
	"context"
	"fmt"

	"github.com/usher-id/usher/internal/text"
	licenseclient "github.com/usher-id/usher/licensing/client"
)

type deviceCode struct {
	Server  string `help:"Base URL of the server, such as https://usher.example.com." placeholder:"URL"`
	Email   string `help:"Corporate address." placeholder:"ADDRESS"`
	Company string `name:"account" help:"Id or name of the account, where the address leads to several, or to none." placeholder:"ACCOUNT"`
	asJSON
}

// Run asks for a code. Whether the address is known is not said.
func (c *deviceCode) Run(ctx context.Context, a *app) error {
	for _, flag := range [][2]string{{"--server", c.Server}, {"--email", c.Email}} {
		if flag[1] == "" {
			return text.Errorf(nil, "device.missingAddress", "flag", flag[0])
		}
	}
	client := (&asClient{Server: c.Server}).at(a)
	mailed, err := client.AskCode(ctx, licenseclient.CodeRequest{Email: c.Email, Account: c.Company})
	if err != nil {
		return toldByServer(c.Server, err)
	}
	if c.JSON {
		return write(a, true, "", []*licenseclient.Mailed{mailed}, nil)
	}
	_, err = fmt.Fprintln(a.out, a.says("device.codeAsked", "address", c.Email, "minutes", mailed.Minutes))
	return err
}
