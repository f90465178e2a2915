package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/text"
	licenseclient "github.com/usher-id/usher/licensing/client"
	"github.com/usher-id/usher/licensing/key"
)

// deviceCommands are those of a client, which ask a server over HTTP, and those of administrators.
type deviceCommands struct {
	Activate  deviceActivate  `cmd:"" help:"Activate a device at a server by a license key, or an address and a mailed code, as a client does."`
	Code      deviceCode      `cmd:"" help:"Have a server mail a code by which a device activates, as a client does."`
	Heartbeat deviceHeartbeat `cmd:"" help:"Tell a server that a device is there, as a client does."`
	Release   deviceRelease   `cmd:"" help:"Release a device: as a client with --server, or as an administrator by its id."`
	Status    deviceStatus    `cmd:"" help:"Look at a license and its devices at a server, as a client does."`
	List      deviceList      `cmd:"" help:"List an account's devices."`
}

// asClient are the flags of commands that ask a server as a client does.
type asClient struct {
	Server      string `help:"Base URL of the server, such as https://usher.example.com." placeholder:"URL"`
	Key         string `help:"License key; - reads it from the standard input." placeholder:"KEY" setting:"LICENSE_KEY"`
	Fingerprint string `help:"What the device calls itself by: 8 to 512 bytes that are its alone." placeholder:"TEXT"`
}

// at is the client of the server.
func (c *asClient) at(a *app) *licenseclient.Client {
	return &licenseclient.Client{Server: c.Server, Language: string(a.reader.Language)}
}

// request is the client and what it says; what is missing is named.
func (c *asClient) request(a *app) (*licenseclient.Client, licenseclient.Request, error) {
	for _, flag := range [][2]string{{"--server", c.Server}, {"--key", c.Key}, {"--fingerprint", c.Fingerprint}} {
		if flag[1] == "" {
			return nil, licenseclient.Request{}, text.Errorf(nil, "device.missing", "flag", flag[0])
		}
	}
	typed, err := secretOf(a, c.Key)
	if err != nil {
		return nil, licenseclient.Request{}, err
	}
	return c.at(a), licenseclient.Request{Key: typed, Fingerprint: c.Fingerprint}, nil
}

// secretOf is a key or code as a flag gives it; - reads it from the standard input.
func secretOf(a *app, typed string) (string, error) {
	if typed != "-" {
		return typed, nil
	}
	read, err := io.ReadAll(io.LimitReader(a.in, key.Longest+1))
	if err != nil {
		return "", unread(typed, err)
	}
	return strings.TrimSpace(string(read)), nil
}

// toldByServer is what a server says, in its own words.
func toldByServer(server string, err error) error {
	var refused *licenseclient.Error
	var asked *url.Error
	address, malformed := url.Parse(server)
	switch {
	case malformed != nil || address.Host == "" || address.Scheme != "https" && address.Scheme != "http":
		return text.Errorf(nil, "device.server", "server", server)
	case errors.As(err, &refused) && (!errors.Is(err, licenseclient.ErrUnreachable) || refused.Code == "rate-limited"):
		return text.Errorf(nil, "device.refused", "says", refused.Detail, "code", refused.Code)
	case refused != nil:
		return text.Errorf(nil, "device.unreachable", "server", server, "cause", refused.Detail)
	case errors.As(err, &asked):
		return text.Errorf(asked, "device.unreachable", "server", server)
	case errors.Is(err, licenseclient.ErrUnreachable):
		return text.Errorf(nil, "device.unreachable", "server", server, "cause", text.New("device.stranger"))
	}
	return err
}

type deviceActivate struct {
	asClient
	Email    string `help:"Corporate address to which usher device code had a code mailed, in the place of a key." placeholder:"ADDRESS"`
	Code     string `help:"The code of that mail; - reads it from the standard input. Without --email the license key that a license mail's page shows." placeholder:"CODE"`
	Company  string `name:"account" help:"With --email: id or name of the account, where the address leads to several, or to none." placeholder:"ACCOUNT"`
	Product  string `help:"With --email: of which the license is, where the person has several." placeholder:"PRODUCT"`
	Name     string `help:"How its owner knows the device."`
	Hardware string `help:"What the machine is known by: after a reinstallation it has its slot again." placeholder:"TEXT"`
	Platform string `help:"Operating system and architecture." placeholder:"TEXT"`
	Version  string `name:"product-version" help:"Version of the product." placeholder:"TEXT"`
	Ask      bool   `help:"Be refused where another device is on the same machine, rather than take over its slot."`
	Out      string `help:"Write a signed license file there, by which the device works without the server. It holds the slot until it ends." placeholder:"FILE"`
	asJSON
}

// Run activates a device, and writes its license file.
func (c *deviceActivate) Run(ctx context.Context, a *app) error {
	server, r, err := c.said(a)
	if err != nil {
		return err
	}
	r.Name, r.Hardware, r.Platform, r.Version, r.Ask, r.Offline = c.Name, c.Hardware, c.Platform, c.Version, c.Ask, c.Out != ""
	grant, err := server.Activate(ctx, r)
	if err != nil {
		return toldByServer(c.Server, err)
	}
	return granted(a, grant, c.Out, c.JSON, "device.isActive")
}

// said is what the device shows: a key, or an address and a code.
func (c *deviceActivate) said(a *app) (*licenseclient.Client, licenseclient.Request, error) {
	none := licenseclient.Request{}
	if c.Code != "" && c.Email == "" {
		if c.Key != "" {
			return nil, none, text.Errorf(nil, "device.keyAndCode")
		}
		c.Key, c.Code = c.Code, ""
	}
	if c.Email == "" {
		return c.request(a)
	}
	for _, flag := range [][2]string{{"--server", c.Server}, {"--code", c.Code}, {"--fingerprint", c.Fingerprint}} {
		if flag[1] == "" {
			return nil, none, text.Errorf(nil, "device.missingCode", "flag", flag[0])
		}
	}
	typed, err := secretOf(a, c.Code)
	if err != nil {
		return nil, none, err
	}
	return c.at(a), licenseclient.Request{
		Email: c.Email, Code: typed, Account: c.Company, Product: c.Product, Fingerprint: c.Fingerprint,
	}, nil
}

type deviceHeartbeat struct {
	asClient
	Out string `help:"Write the license file anew there." placeholder:"FILE"`
	asJSON
}

// Run sends a heartbeat.
func (c *deviceHeartbeat) Run(ctx context.Context, a *app) error {
	server, r, err := c.request(a)
	if err != nil {
		return err
	}
	r.Offline = c.Out != ""
	grant, err := server.Heartbeat(ctx, r)
	if err != nil {
		return toldByServer(c.Server, err)
	}
	return granted(a, grant, c.Out, c.JSON, "device.isHeard")
}

func granted(a *app, g *licenseclient.Grant, out string, asJSON bool, says string) error {
	if out != "" {
		if err := os.WriteFile(out, []byte(g.File), 0o600); err != nil {
			return text.Errorf(err, "device.notWritten", "file", out, "device", g.Device)
		}
	}
	if asJSON {
		g.File = ""
		return write(a, true, "", []*licenseclient.Grant{g}, nil)
	}
	_, err := fmt.Fprintln(a.out, a.says(says, "device", g.Device, "product", g.Product, "used", g.Used, "limit", g.Limit))
	if g.Key != "" && err == nil {
		_, err = fmt.Fprintln(a.out, a.says("device.keyIs", "key", g.Key))
	}
	return err
}

// releaseAtServer releases a device as a client does. device is the id that an administrator would give.
func (c *asClient) releaseAtServer(ctx context.Context, a *app, device string, asJSON bool) error {
	if device != "" {
		return text.Errorf(nil, "device.both")
	}
	server, r, err := c.request(a)
	if err != nil {
		return err
	}
	freed, err := server.Release(ctx, r)
	if err != nil {
		return toldByServer(c.Server, err)
	}
	return showFreed(a, asJSON, freed)
}

func showFreed(a *app, asJSON bool, freed *licenseclient.Freed) error {
	if asJSON {
		return write(a, true, "", []*licenseclient.Freed{freed}, nil)
	}
	says := a.says("device.isReleased", "device", freed.Device, "used", freed.Used, "limit", freed.Limit)
	if !freed.HeldUntil.IsZero() {
		says = a.says("device.isHeld", "device", freed.Device, "until", stamp(freed.HeldUntil))
	}
	_, err := fmt.Fprintln(a.out, says)
	return err
}

// freedByAdministrator shows the same of what an administrator has released.
func freedByAdministrator(a *app, asJSON bool, r *admin.ReleasedDevice) error {
	return showFreed(a, asJSON, &licenseclient.Freed{Device: r.Device, License: r.License, Limit: r.Limit, Used: r.Used, HeldUntil: r.HeldUntil})
}

type deviceStatus struct {
	asClient
	asJSON
}

// Run shows a license and its devices.
func (c *deviceStatus) Run(ctx context.Context, a *app) error {
	server, r, err := c.request(a)
	if err != nil {
		return err
	}
	s, err := server.Status(ctx, r)
	if err != nil {
		return toldByServer(c.Server, err)
	}
	if c.JSON {
		return write(a, true, "", []*licenseclient.Status{s}, nil)
	}
	fmt.Fprintln(a.out, a.says("device.stands", "product", s.Product, "state", s.State, "used", s.Used, "limit", s.Limit))
	if s.Says != "" {
		fmt.Fprintln(a.out, visible(s.Says))
	}
	return write(a, false, "DEVICE NAME PLATFORM VERSION STATE SEEN", s.Devices, func(d licenseclient.Device) []string {
		name := d.Name
		if d.Device == s.Device {
			name = strings.TrimSpace(cmp.Or(name, "") + " *")
		}
		return []string{d.Device, name, d.Platform, d.Version, d.State, stamp(d.Seen)}
	})
}
