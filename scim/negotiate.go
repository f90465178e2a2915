package scim

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// mediaType is the type of every answer. It has no charset parameter.
const mediaType = "application/scim+json"

// checkAccept honours RFC 7644 section 3.8: without the header everything will do.
func checkAccept(h http.Header) error {
	accept := h["Accept"]
	if len(accept) == 0 {
		return nil
	}
	for _, line := range accept {
		for part := range strings.SplitSeq(line, ",") {
			if acceptable(part) {
				return nil
			}
		}
	}
	return refuse(http.StatusNotAcceptable, "", "request.accept")
}

func acceptable(mediaRange string) bool {
	name, params, _ := strings.Cut(mediaRange, ";")
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "", mediaType, "application/json", "application/*", "*/*":
	default:
		return false
	}
	for param := range strings.SplitSeq(params, ";") {
		key, value, _ := strings.Cut(param, "=")
		if strings.EqualFold(strings.TrimSpace(key), "q") {
			q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
			return err != nil || q > 0
		}
	}
	return true
}

// checkContentType takes both media types of RFC 7644 section 3.8, in UTF-8. A body without
// a type is taken for JSON.
func checkContentType(h http.Header) error {
	if encoding := h.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return refuse(http.StatusUnsupportedMediaType, "", "request.encoding", "given", clip(encoding))
	}
	value := h.Get("Content-Type")
	switch value {
	case "", mediaType, "application/json", "application/scim+json; charset=utf-8", "application/json; charset=utf-8":
		return nil // what nearly everybody sends, without parsing
	}
	name, params, err := mime.ParseMediaType(value)
	if err != nil || name != mediaType && name != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, "", "request.type", "given", clip(value))
	}
	if charset, ok := params["charset"]; ok && !strings.EqualFold(charset, "utf-8") &&
		!strings.EqualFold(charset, "utf8") {
		return refuse(http.StatusUnsupportedMediaType, "", "request.charset", "given", clip(charset))
	}
	return nil
}
