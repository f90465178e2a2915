package main

import "strings"

// origin is the address that all paths are put behind: a base URL without slashes at its end, and without the path of
// SCIM, with which identity providers show it and many therefore enter it.
func origin(baseURL string) string {
	u := strings.TrimRight(baseURL, "/")
	if n := len(u) - len(scimPath); n > 0 && strings.EqualFold(u[n:], scimPath) {
		u = strings.TrimRight(u[:n], "/")
	}
	return u
}
