package deviceapi

import (
	"cmp"
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/text"
)

// Grant is what an activation and a heartbeat answer.
type Grant struct {
	Device    string     `json:"device"`
	License   string     `json:"license"`
	Account   string     `json:"account"`
	Product   string     `json:"product"`
	Limit     int        `json:"limit"`
	Used      int        `json:"used"`
	Over      bool       `json:"over"` // more devices than the limit are active: this one works on
	Heartbeat int        `json:"heartbeat"`
	LastDay   string     `json:"lastDay,omitempty"`
	Now       *time.Time `json:"now"`
	FileUntil *time.Time `json:"fileUntil,omitempty"`
	File      string     `json:"file,omitempty"`
	Key       string     `json:"key,omitempty"` // the license's, to a device that activates by a mailed code
}

// Mailed says that a code is on its way, if the address has a mailbox.
type Mailed struct {
	Minutes int `json:"minutes"` // for which it works
}

func grantOf(a *devices.Answer, _ text.Reader) any {
	return Grant{
		Device: a.Device.ID, License: a.License.ID, Account: a.Account, Product: a.License.Product, Limit: a.License.Limit,
		Used: a.Used,
		Over: a.Over, Heartbeat: int(devices.HeartbeatEvery.Seconds()), LastDay: a.License.Pool.To, Now: moment(a.Now),
		FileUntil: moment(a.Device.FileUntil), File: string(a.File), Key: a.Key,
	}
}

// Freed is what a release answers.
type Freed struct {
	Device    string     `json:"device"`
	License   string     `json:"license"`
	Limit     int        `json:"limit"`
	Used      int        `json:"used"`
	HeldUntil *time.Time `json:"heldUntil,omitempty"` // the slot stays taken, by an offline license file
}

func releasedOf(a *devices.Answer, _ text.Reader) any {
	f := Freed{Device: a.Device.ID, License: a.License.ID, Limit: a.License.Limit, Used: a.Used}
	if a.Device.FileUntil.After(a.Now) {
		f.HeldUntil = moment(a.Device.FileUntil)
	}
	return f
}

// Status is a license and its devices.
type Status struct {
	License string   `json:"license"`
	Account string   `json:"account"`
	Product string   `json:"product"`
	State   string   `json:"state"`          // of the license
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
	Device    string     `json:"device"`
	Name      string     `json:"name,omitempty"`
	Platform  string     `json:"platform,omitempty"`
	Version   string     `json:"version,omitempty"`
	State     string     `json:"state"`
	Activated *time.Time `json:"activated"`
	Seen      *time.Time `json:"seen"`
	FileUntil *time.Time `json:"fileUntil,omitempty"`
}

func statusOf(a *devices.Answer, reader text.Reader) any {
	s := Status{
		License: a.License.ID, Account: a.Account, Product: a.License.Product, State: string(a.License.State), Usable: true,
		Limit: a.License.Limit, Used: a.Used, Over: a.Over, LastDay: a.License.Pool.To, Device: a.Device.ID,
		Devices: []Device{},
	}
	if why := a.Why(); why != nil {
		s.Usable, s.Says = false, reader.Say(why.Message)
	}
	for i := range a.Devices {
		d := &a.Devices[i]
		s.Devices = append(s.Devices, Device{
			Device: d.ID, Name: d.Name, Platform: d.Platform, Version: d.Version, State: string(d.State(a.Now)),
			Activated: moment(d.Activated), Seen: moment(d.Seen), FileUntil: moment(d.FileUntil),
		})
	}
	return s
}

// problem is a refusal (RFC 9457). Its type is about:blank, and the code tells programs what it is.
type problem struct {
	Type   string      `json:"type"`
	Title  string      `json:"title"`
	Status int         `json:"status"`
	Detail string      `json:"detail"`
	Code   string      `json:"code"`
	Limit  int         `json:"limit,omitempty"`
	Used   int         `json:"used,omitempty"`
	Device *sameDevice `json:"device,omitempty"`
	Case   string      `json:"case,omitempty"` // entry of the provisioning log
	Key    string      `json:"key,omitempty"`  // the license's, where a mailed code has proved that it is the person's

	says text.Message
}

// sameDevice is the device that a machine looks like.
type sameDevice struct {
	Device string `json:"device"`
	Name   string `json:"name,omitempty"`
}

// statuses are those of the codes.
var statuses = map[devices.Code]int{
	devices.InvalidKey:     http.StatusBadRequest,
	devices.InvalidRequest: http.StatusBadRequest,
	devices.UnknownKey:     http.StatusNotFound,
	devices.Suspended:      http.StatusForbidden,
	devices.Waiting:        http.StatusForbidden,
	devices.Held:           http.StatusForbidden,
	devices.Merged:         http.StatusConflict,
	devices.NotYet:         http.StatusForbidden,
	devices.Ended:          http.StatusForbidden,
	devices.Limit:          http.StatusConflict,
	devices.SameMachine:    http.StatusConflict,
	devices.UnknownDevice:  http.StatusNotFound,
	devices.ReleaseLimit:   http.StatusForbidden,
}

// mailedStatuses are those of an activation by a mailed code alone.
var mailedStatuses = map[devices.Code]int{
	devices.InvalidEmail:    http.StatusBadRequest,
	devices.InvalidCode:     http.StatusForbidden,
	devices.CodeLocked:      http.StatusTooManyRequests,
	devices.RateLimited:     http.StatusTooManyRequests,
	devices.NoAccount:       http.StatusNotFound,
	devices.SeveralAccounts: http.StatusConflict,
	devices.DomainPending:   http.StatusForbidden,
	devices.DomainRefused:   http.StatusForbidden,
	devices.ReviewPending:   http.StatusForbidden,
	devices.PersonSuspended: http.StatusForbidden,
	devices.CodesOff:        http.StatusForbidden,
	devices.NoSeat:          http.StatusForbidden,
	devices.NoLicense:       http.StatusForbidden,
	devices.SeveralProducts: http.StatusConflict,
}

func problemOf(e *devices.Error) *problem {
	p := &problem{
		Status: cmp.Or(statuses[e.Code], mailedStatuses[e.Code]), Code: string(e.Code), Limit: e.Limit, Used: e.Used,
		Case: e.Case, Key: e.Key,
		says: e.Message,
	}
	if e.Device != nil {
		p.Device = &sameDevice{e.Device.ID, e.Device.Name}
	}
	return p
}

// voice answers one request.
type voice struct {
	w      http.ResponseWriter
	reader text.Reader
}

func (v voice) refuse(p *problem) {
	p.Type, p.Title, p.Detail = "about:blank", http.StatusText(p.Status), v.reader.Say(p.says)
	v.write(p.Status, "application/problem+json", p)
}

func (v voice) tooMany(wait time.Duration) {
	seconds := int(math.Ceil(wait.Seconds()))
	v.w.Header().Set("Retry-After", strconv.Itoa(seconds))
	v.refuse(&problem{
		Status: http.StatusTooManyRequests, Code: "rate-limited", says: text.New("device.api.often", "seconds", seconds),
	})
}

func (v voice) write(status int, kind string, what any) {
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Language", string(v.reader.Language))
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Vary", "Accept-Language")
	v.w.WriteHeader(status)
	_ = json.NewEncoder(v.w).Encode(what) // whoever asked may have gone
}
