package scim

import (
	"net/http"
	"strings"
)

// etag writes a version as the weak entity tag that it is: two answers of one version need not be the
// same bytes.
func etag(version string) string { return `W/"` + version + `"` }

// versions reads If-Match or If-None-Match: the opaque versions of a list of entity tags, weak and
// strong ones alike since RFC 7644 section 3.14 compares weak ones; "*" stands for itself. It is nil
// without the header. Tags without quotes are taken as they are.
func versions(h http.Header, name string) []string {
	var list []string
	for _, line := range h[name] {
		for line != "" {
			var tag string
			tag, line = cutTag(line)
			if tag != "" {
				list = append(list, tag)
			}
		}
	}
	return list
}

// cutTag takes one entity tag off a list. Commas may stand within the quotes.
func cutTag(line string) (tag, rest string) {
	line = strings.TrimLeft(line, " \t,")
	opaque := strings.TrimPrefix(strings.TrimPrefix(line, "W/"), "w/")
	if strings.HasPrefix(opaque, `"`) {
		if end := strings.IndexByte(opaque[1:], '"'); end >= 0 {
			return opaque[1 : 1+end], opaque[2+end:]
		}
	}
	tag, rest, _ = strings.Cut(line, ",")
	return strings.TrimSpace(tag), rest
}

// Matches reports whether a stored version satisfies an If-Match list, such as Operation.IfMatch. A
// nil list is no condition; a backend calls it where it holds the stored version still.
func Matches(ifMatch []string, version string) bool {
	if ifMatch == nil {
		return true
	}
	for _, wanted := range ifMatch {
		if wanted == "*" || wanted == version {
			return true
		}
	}
	return false
}

// VersionMismatch is the 412 of a precondition that the stored version does not satisfy.
func VersionMismatch(version string) *Error {
	return refuse(http.StatusPreconditionFailed, "", "request.changed", "version", etag(version))
}

// unmodified checks the conditions of a GET. It reports whether the answer is 304.
func (c *call) unmodified(version string) (bool, error) {
	if match := versions(c.r.Header, "If-Match"); match != nil && !Matches(match, version) {
		return false, VersionMismatch(version)
	}
	none := versions(c.r.Header, "If-None-Match")
	return none != nil && Matches(none, version), nil
}

// forbidNoneMatch honours If-None-Match on a change: RFC 9110 section 13.1.2 answers 412 when the
// stored version is listed. The backend has no such condition, so a change in between is not seen;
// If-Match is the header that protects against that.
func (c *call) forbidNoneMatch() error {
	none := versions(c.r.Header, "If-None-Match")
	if none == nil {
		return nil
	}
	minimal, err := c.rt.Project([]string{"id"}, nil)
	if err != nil {
		return err
	}
	stored, err := c.tenant.Backend.Get(c.r.Context(), c.rt, c.id, minimal)
	if err != nil {
		return err
	}
	if Matches(none, stored.Meta.Version) {
		return VersionMismatch(stored.Meta.Version)
	}
	return nil
}
