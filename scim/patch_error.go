package scim

import (
	"errors"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// patchRefusal puts the spot, such as "Operations[2].path", before the reason (rule P9).
func patchRefusal(spot, scimType, format string, args ...any) *Error {
	e := BadRequest(scimType, format, args...)
	e.Detail = spot + ": " + e.Detail
	return e
}

// patchError turns what the schema or the filter package found at a spot into a refusal. Errors
// of other kinds would be faults of ours and pass unchanged.
func patchError(spot string, err error) error {
	var (
		refused *schema.Error
		unknown *schema.UnknownAttribute
		syntax  *filter.Error
		compare *filter.CompareError
	)
	switch {
	case errors.As(err, &refused):
		return patchRefusal(spot, refused.ScimType, "%s", refused.Error())
	case errors.As(err, &unknown):
		return patchRefusal(spot, InvalidPath, "%s", message.Say(unknown.ForWriting()))
	case errors.As(err, &syntax):
		return patchRefusal(spot, InvalidPath, "%s", syntax.Error())
	case errors.As(err, &compare):
		return patchRefusal(spot, InvalidFilter, "%s", compare.Error())
	}
	return err
}
