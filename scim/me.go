package scim

import "net/http"

// me answers /Me (RFC 7644 section 3.11, R-189): a connection is a program's, so there is no person
// whose alias it could be.
func me(*handler, *call) error {
	return refuse(http.StatusNotImplemented, "", "request.me")
}
