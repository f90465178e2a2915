// Package deviceapi is what clients of a product ask over HTTP: JSON in, JSON out, refusals as problem details (RFC 9457)
// with a code that programs can tell apart. docs/devices.md describes it, and openapi.json to programs.
package deviceapi

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// Prefix is where the API is, below the base URL.
const Prefix = "/device/v1/"

// MaxBody bounds a request, in bytes.
const MaxBody = 16 << 10

//go:embed openapi.json
var document []byte

// Devices is what the API asks; a *devices.Service is one.
type Devices interface {
	Activate(ctx context.Context, r devices.Request) (*devices.Answer, error)
	Heartbeat(ctx context.Context, r devices.Request) (*devices.Answer, error)
	Release(ctx context.Context, r devices.Request) (*devices.Answer, error)
	Status(ctx context.Context, r devices.Request) (*devices.Answer, error)
}

// Codes is what the API asks of mailed codes; a *devicecode.Service is one.
type Codes interface {
	Ask(ctx context.Context, q devicecode.Question) error
	Activate(ctx context.Context, a devicecode.Answer, r devices.Request) (*devices.Answer, error)
}

// API serves the requests of clients. Devices, Codes and Logger are required.
type API struct {
	Devices Devices
	Codes   Codes
	Client  func(*http.Request) netip.Addr // who sent a request; nil for whoever holds the connection
	BaseURL string                         // where clients reach the server; "" follows the request's Host
	Clock   clock.Clock                    // nil for the machine's
	Logger  *slog.Logger
}

// routes are what can be asked of a license: each is a POST with a Request.
var routes = []struct {
	name   string
	status int // of success
	ask    func(Devices) func(context.Context, devices.Request) (*devices.Answer, error)
	answer func(*devices.Answer, text.Reader) any
}{
	{"activate", http.StatusCreated, func(d Devices) func(context.Context, devices.Request) (*devices.Answer, error) { return d.Activate }, grantOf},
	{"heartbeat", http.StatusOK, func(d Devices) func(context.Context, devices.Request) (*devices.Answer, error) { return d.Heartbeat }, grantOf},
	{"release", http.StatusOK, func(d Devices) func(context.Context, devices.Request) (*devices.Answer, error) { return d.Release }, releasedOf},
	{"status", http.StatusOK, func(d Devices) func(context.Context, devices.Request) (*devices.Answer, error) { return d.Status }, statusOf},
}

// activating is the route that takes a code in the place of a key, and asking the one that asks for a code: a POST with a CodeRequest.
const (
	activating = "activate"
	asking     = "codes"
)

// Handler serves the API.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	keys, addresses := newLimiter(perKey, a.Clock), newLimiter(perAddress, a.Clock)
	limited := func(serve func(voice, *http.Request)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			v := voice{w, text.Reader{Language: text.Asked(r.Header.Values("Accept-Language"), "")}}
			if wait := addresses.take(a.network(r)); wait > 0 {
				v.tooMany(wait)
				return
			}
			serve(v, r)
		}
	}
	for _, route := range routes {
		mux.HandleFunc("POST "+Prefix+route.name, limited(func(v voice, r *http.Request) {
			request, refused := read[Request](v.w, r)
			if refused == nil {
				refused = request.check(route.name == activating)
			}
			if refused != nil {
				v.refuse(refused)
				return
			}
			if wait := keys.take(request.asker()); wait > 0 {
				v.tooMany(wait)
				return
			}
			ask := route.ask(a.Devices)
			if request.byCode() {
				ask = func(ctx context.Context, said devices.Request) (*devices.Answer, error) {
					return a.Codes.Activate(ctx, request.answer(a.network(r)), said)
				}
			}
			answer, err := ask(r.Context(), request.of(a.issuer(r)))
			if err != nil {
				a.fail(v, r, err)
				return
			}
			v.write(route.status, "application/json", route.answer(answer, v.reader))
		}))
	}
	mux.HandleFunc("POST "+Prefix+asking, limited(a.code))
	mux.HandleFunc("GET "+Prefix+"openapi.json", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(document) // whoever asked may have gone
	})
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) {
		v := voice{w, text.Reader{Language: text.Asked(r.Header.Values("Accept-Language"), "")}}
		for _, name := range names() {
			if r.URL.Path == Prefix+name {
				w.Header().Set("Allow", http.MethodPost)
				v.refuse(&problem{Status: http.StatusMethodNotAllowed, Code: "method-not-allowed", says: text.New("device.api.method")})
				return
			}
		}
		v.refuse(&problem{Status: http.StatusNotFound, Code: "not-found", says: text.New("device.api.nothing")})
	})
	return mux
}

// names are those of the routes.
func names() []string {
	list := []string{asking}
	for _, route := range routes {
		list = append(list, route.name)
	}
	return list
}

// code has a code mailed. The answer is the same, whatever is known of the address.
func (a *API) code(v voice, r *http.Request) {
	request, refused := read[CodeRequest](v.w, r)
	if refused != nil {
		v.refuse(refused)
		return
	}
	err := a.Codes.Ask(r.Context(), devicecode.Question{
		Email: request.Email, Account: request.Account, Client: a.network(r),
		Language: text.Accepted(strings.Join(r.Header.Values("Accept-Language"), ","), ""),
	})
	if err != nil {
		a.fail(v, r, err)
		return
	}
	v.write(http.StatusAccepted, "application/json", Mailed{Minutes: int(devicecode.Validity.Minutes())})
}

// issuer is the base URL that license files name.
func (a *API) issuer(r *http.Request) string {
	switch {
	case a.BaseURL != "":
		return a.BaseURL
	case r.TLS != nil:
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// network is what one client can send from: an IPv4 address, or a network of IPv6 as it is given to one.
func (a *API) network(r *http.Request) string {
	var client netip.Addr
	if a.Client != nil {
		client = a.Client(r)
	} else if held, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		client = held.Addr().Unmap().WithZone("")
	}
	if !client.Is4() {
		if p, err := client.Prefix(64); err == nil {
			return p.String()
		}
	}
	return client.String()
}

// fail tells of an error what a client may know.
func (a *API) fail(v voice, r *http.Request, err error) {
	var refused *devices.Error
	if errors.As(err, &refused) {
		if refused.Wait > 0 {
			v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(refused.Wait.Seconds()))))
		}
		v.refuse(problemOf(refused))
		return
	}
	if k := directory.KindOf(err); k != 0 && k != directory.Unavailable && k != directory.Busy {
		var e *directory.Error
		errors.As(err, &e)
		v.refuse(&problem{Status: k.Status(), Code: "refused", says: e.Tell()})
		return
	}
	if r.Context().Err() == nil { // nobody waits for the others
		a.Logger.ErrorContext(r.Context(), "a request of a device failed", "error", err)
	}
	if says, unserved := directory.Unserved(err); unserved || directory.KindOf(err) == directory.Busy {
		if !unserved {
			says = text.New("server.unavailable")
		}
		v.w.Header().Set("Retry-After", directory.RetryAfter)
		v.refuse(&problem{Status: http.StatusServiceUnavailable, Code: "unavailable", says: says})
		return
	}
	v.refuse(&problem{Status: http.StatusInternalServerError, Code: "failed", says: text.New("server.failed")})
}

// moment is a time as the API writes it; nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}
