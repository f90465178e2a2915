package deviceapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/usher-id/usher/internal/devicecode"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing/key"
)

// Request is what a client sends.
type Request struct {
	Key         string `json:"key"`
	Email       string `json:"email"`   // with a code, in the place of the key
	Code        string `json:"code"`    // that was mailed; without an address it is taken for the key
	Account     string `json:"account"` // with an address
	Product     string `json:"product"` // with an address
	Fingerprint string `json:"fingerprint"`
	Hardware    string `json:"hardware"`
	Name        string `json:"name"`
	Platform    string `json:"platform"`
	Version     string `json:"version"`
	Ask         bool   `json:"ask"`
	Offline     bool   `json:"offline"`
}

func (r *Request) of(issuer string) devices.Request {
	return devices.Request{
		Key: r.Key, Fingerprint: r.Fingerprint, Hardware: r.Hardware, Name: r.Name, Platform: r.Platform, Version: r.Version,
		Ask: r.Ask, Offline: r.Offline, Issuer: issuer,
	}
}

// CodeRequest asks for a code.
type CodeRequest struct {
	Email   string `json:"email"`
	Account string `json:"account"`
}

// byCode reports whether the request comes with an address and a code.
func (r *Request) byCode() bool { return r.Email != "" }

// answer is the address with its code.
func (r *Request) answer(client string) devicecode.Answer {
	return devicecode.Answer{Email: r.Email, Code: r.Code, Account: r.Account, Product: r.Product, Client: client}
}

// asker is whose requests count together, however the key or the address is spelled.
func (r *Request) asker() string {
	if k, err := key.Parse(r.Key); err == nil {
		return k.Hash()
	}
	if a, ok := directory.ParseAddress(r.Email); ok && r.Key == "" {
		return a.String()
	}
	return r.Key + "\n" + r.Email
}

// check says which members don't go together.
func (r *Request) check(activates bool) *problem {
	if r.Key == "" && r.Email == "" {
		r.Key, r.Code = r.Code, ""
	}
	switch mailed := r.Email + r.Code + r.Account + r.Product; {
	case mailed == "":
		return nil
	case !activates:
		return &problem{Status: http.StatusBadRequest, Code: string(devices.InvalidRequest), says: text.New("device.api.keyOnly")}
	case r.Email == "" || r.Key != "":
		return &problem{Status: http.StatusBadRequest, Code: string(devices.InvalidRequest), says: text.New("device.api.keyOrCode")}
	}
	return nil
}

// read reads a request, which is one JSON object without members that aren't known: a mistyped one must not be overlooked.
func read[T any](w http.ResponseWriter, r *http.Request) (*T, *problem) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if media, _, err := mime.ParseMediaType(kind); err != nil || media != "application/json" {
			return nil, &problem{Status: http.StatusUnsupportedMediaType, Code: "media-type", says: text.New("device.api.media")}
		}
	}
	invalid := &problem{Status: http.StatusBadRequest, Code: string(devices.InvalidRequest), says: text.New("device.api.json")}
	var request T
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, MaxBody))
	d.DisallowUnknownFields()
	err := d.Decode(&request)
	if err == nil {
		if _, err = d.Token(); errors.Is(err, io.EOF) {
			return &request, nil
		}
		return nil, invalid
	}
	var large *http.MaxBytesError
	var kind *json.UnmarshalTypeError
	switch {
	case errors.As(err, &large):
		return nil, &problem{Status: http.StatusRequestEntityTooLarge, Code: "too-large", says: text.New("device.api.large", "most", MaxBody)}
	case errors.As(err, &kind) && kind.Field != "":
		invalid.says = text.New("device.api.kind", "member", kind.Field)
	}
	return nil, invalid
}
