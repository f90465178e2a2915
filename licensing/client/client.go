// Package client activates a device by a license key at an Usher server, says now and then that it is there, and
// lets go of its slot. With a license file a device works without the server: Renew gets one as long as the server
// answers, and judges the one that is kept where it doesn't. docs/devices.md tells what else a client does.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Client asks one server. It is safe for concurrent use.
type Client struct {
	Server   string       // base URL, such as https://usher.example.com
	HTTP     *http.Client // nil for one that gives up after 30 seconds
	Language string       // BCP 47 tag of the sentences; "" for the server's
}

// Request is what a client says. Fingerprint is required, and Key, or with Activate Email and Code in its place.
type Request struct {
	Key string `json:"key,omitempty"` // license key, as it was typed
	// with Activate: whose mailbox has brought Code; the grant has the key then
	Email string `json:"email,omitempty"`
	Code  string `json:"code,omitempty"` // that AskCode had mailed
	// with Email: the account's id or name, where the address leads to several
	Account     string `json:"account,omitempty"`
	Product     string `json:"product,omitempty"`  // with Email: of which the license is, where the person has several
	Fingerprint string `json:"fingerprint"`        // 8 to 512 bytes that are the device's alone, and stay the same
	Hardware    string `json:"hardware,omitempty"` // what the machine is known by
	Name        string `json:"name,omitempty"`     // how its owner knows the device
	Platform    string `json:"platform,omitempty"`
	Version     string `json:"version,omitempty"` // of the product
	Ask         bool   `json:"ask,omitempty"`     // with Activate: fail with same-machine rather than take over its slot
	Offline     bool   `json:"offline,omitempty"` // with Activate and Heartbeat: get a license file, which holds the slot
}

// Grant says that a device may work.
type Grant struct {
	Device    string    `json:"device"`
	License   string    `json:"license"`
	Account   string    `json:"account"`
	Product   string    `json:"product"`
	Limit     int       `json:"limit"`     // devices that the license allows
	Used      int       `json:"used"`      // slots that are taken
	Over      bool      `json:"over"`      // more than allowed; this device works on
	Heartbeat int       `json:"heartbeat"` // seconds until the next one is due
	LastDay   string    `json:"lastDay,omitempty"`
	Now       time.Time `json:"now"` // the server's time
	FileUntil time.Time `json:"fileUntil,omitzero"`
	File      string    `json:"file,omitempty"` // license file, with Request.Offline
	// license key, with Request.Email: to be kept, since all else is asked with it
	Key string `json:"key,omitempty"`
}

// CodeRequest asks for a code. Email is required.
type CodeRequest struct {
	Email   string `json:"email"`
	Account string `json:"account,omitempty"` // the account's id or name, where the address leads to several
}

// Mailed says that a code is on its way, if there is such a mailbox.
type Mailed struct {
	Minutes int `json:"minutes"` // for which it works
}

// Freed says that a device was released.
type Freed struct {
	Device    string    `json:"device"`
	License   string    `json:"license"`
	Limit     int       `json:"limit"`
	Used      int       `json:"used"`
	HeldUntil time.Time `json:"heldUntil,omitzero"` // a license file holds the slot until then
}

// Status is a license and its devices.
type Status struct {
	License string   `json:"license"`
	Account string   `json:"account"`
	Product string   `json:"product"`
	State   string   `json:"state"`
	Usable  bool     `json:"usable"`         // devices may work by it now
	Says    string   `json:"says,omitempty"` // why not
	Limit   int      `json:"limit"`
	Used    int      `json:"used"`
	Over    bool     `json:"over"`
	LastDay string   `json:"lastDay,omitempty"`
	Device  string   `json:"device,omitempty"` // the one that asks, where it is active
	Devices []Device `json:"devices"`
}

// Device is one that takes a slot.
type Device struct {
	Device    string    `json:"device"`
	Name      string    `json:"name,omitempty"`
	Platform  string    `json:"platform,omitempty"`
	Version   string    `json:"version,omitempty"`
	State     string    `json:"state"` // active, stale, released
	Activated time.Time `json:"activated"`
	Seen      time.Time `json:"seen"`
	FileUntil time.Time `json:"fileUntil,omitzero"`
}

// Error is a refusal of the server (RFC 9457). Its sentence holds nothing of a key or code.
type Error struct {
	Status int    `json:"status"`
	Code   string `json:"code"`   // for programs: docs/devices.md has all of them
	Detail string `json:"detail"` // for people: what is wrong and what to do
	Limit  int    `json:"limit"`
	Used   int    `json:"used"`
	Device struct {
		Device string `json:"device"`
		Name   string `json:"name"`
	} `json:"device"` // with same-machine
	Case string `json:"case"` // what an administrator finds it by; "" for nothing
	// the license's, where a mailed code was right: to go on with, without another code
	Key        string        `json:"key"`
	RetryAfter time.Duration `json:"-"` // what the server asks to wait; 0 for nothing
}

// Error is the sentence for people.
func (e *Error) Error() string { return e.Detail }

// ErrUnreachable is in the error where no server of this kind has answered: the network, a server that is down or
// busy, or a page that stands between. A device works on with its license file.
var ErrUnreachable = errors.New("the license server can't be reached")

// AskCode has a code mailed to a corporate address, by which Activate works without a key. The answer is the same
// for all addresses. Its errors are those of Activate.
func (c *Client) AskCode(ctx context.Context, r CodeRequest) (*Mailed, error) {
	var m Mailed
	return &m, c.ask(ctx, "codes", r, &m)
}

// Activate gives the device a slot of the license. Repeated, it is the same slot. The error is an *Error for a refusal,
// and ErrUnreachable where there was no answer.
func (c *Client) Activate(ctx context.Context, r Request) (*Grant, error) {
	var g Grant
	return &g, c.ask(ctx, "activate", r, &g)
}

// Heartbeat says that the device is there. Its errors are those of Activate.
func (c *Client) Heartbeat(ctx context.Context, r Request) (*Grant, error) {
	var g Grant
	return &g, c.ask(ctx, "heartbeat", r, &g)
}

// Release frees the device's slot. Its errors are those of Activate.
func (c *Client) Release(ctx context.Context, r Request) (*Freed, error) {
	var f Freed
	return &f, c.ask(ctx, "release", r, &f)
}

// Status looks at the license and its devices, and changes nothing. Its errors are those of Activate.
func (c *Client) Status(ctx context.Context, r Request) (*Status, error) {
	var s Status
	return &s, c.ask(ctx, "status", r, &s)
}

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 4 << 20

var patient = &http.Client{Timeout: 30 * time.Second}

func (c *Client) ask(ctx context.Context, what string, r, into any) error {
	body, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("write the request: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimRight(c.Server, "/")+"/device/v1/"+what,
		bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("the address of the server: %w", err)
	}
	request.Header.Set("Content-Type", "application/json")
	if c.Language != "" {
		request.Header.Set("Accept-Language", c.Language)
	}
	asked := c.HTTP
	if asked == nil {
		asked = patient
	}
	answer, err := asked.Do(request)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	kind, _, _ := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	switch {
	case kind == "application/problem+json":
		e := &Error{}
		if err := json.Unmarshal(said, e); err != nil {
			break
		}
		e.Status = answer.StatusCode
		if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
			e.RetryAfter = time.Duration(seconds) * time.Second
		}
		if e.Status >= http.StatusInternalServerError || e.Status == http.StatusTooManyRequests && e.Code == "rate-limited" {
			return fmt.Errorf("%w: %w", ErrUnreachable, e)
		}
		return e
	case kind == "application/json" && answer.StatusCode < http.StatusMultipleChoices:
		if err := json.Unmarshal(said, into); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%w: it is no license server that answers, with status %d", ErrUnreachable, answer.StatusCode)
}
