package scim

import (
	"errors"
	"net/http"

	"github.com/usher-id/usher/scim/filter"
	"github.com/usher-id/usher/scim/message"
	"github.com/usher-id/usher/scim/schema"
)

// patchRefusal puts the spot, such as "Operations[2].path", before the reason (rule P9).
func patchRefusal(spot, scimType, key string, pairs ...any) *Error {
	return patchTold(http.StatusBadRequest, spot, scimType, message.New(key, pairs...))
}

func patchTold(status int, spot, scimType string, says message.Message) *Error {
	return refuse(status, scimType, "place.path", "path", spot, "says", says)
}

// patchProblem is a refusal whose spot is not known yet: see patchError.
func patchProblem(scimType, key string, pairs ...any) *schema.Error {
	says := message.New(key, pairs...)
	return &schema.Error{ScimType: scimType, Detail: message.Say(says), Message: says}
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
		return patchTold(http.StatusBadRequest, spot, refused.ScimType, refused.Tell())
	case errors.As(err, &unknown):
		return patchTold(http.StatusBadRequest, spot, InvalidPath, unknown.ForWriting())
	case errors.As(err, &syntax):
		return patchTold(http.StatusBadRequest, spot, InvalidPath, syntax.Tell())
	case errors.As(err, &compare):
		return patchTold(http.StatusBadRequest, spot, InvalidFilter, compare.Tell())
	}
	return err
}
