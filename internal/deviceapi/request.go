package deviceapi

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/text"
)

// Request is what a client sends.
type Request struct {
	Key         string `json:"key"`
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

// read reads a request, which is one JSON object without members that aren't known: a mistyped one must not be overlooked.
func read(w http.ResponseWriter, r *http.Request) (*Request, *problem) {
	if kind := r.Header.Get("Content-Type"); kind != "" {
		if media, _, err := mime.ParseMediaType(kind); err != nil || media != "application/json" {
			return nil, &problem{Status: http.StatusUnsupportedMediaType, Code: "media-type", says: text.New("device.api.media")}
		}
	}
	invalid := &problem{Status: http.StatusBadRequest, Code: string(devices.InvalidRequest), says: text.New("device.api.json")}
	var request Request
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
