package records

import (
	"database/sql"
	"encoding/json"

	"github.com/usher-id/usher/internal/directory"
)

func ParseList[T any](text sql.NullString, into *[]T) error {
	if !text.Valid || text.String == "" {
		return nil
	}
	return json.Unmarshal([]byte(text.String), into)
}

// Reviewed stands in the place of the domain that a record waits for, where what waits for review is
// what somebody who was let in has come to say, or gave way with: they are found by it. It is no domain.
const Reviewed = "?"

// HeldDomain is what is kept of what a record waits for.
func HeldDomain(r *directory.Record) string {
	if r.Verdict.Code == directory.PendingMerge && r.UserID != "" {
		return Reviewed
	}
	return r.Verdict.Domain
}

// DomainOf is the domain that a record waits for.
func DomainOf(held sql.NullString) string {
	if held.String == Reviewed {
		return ""
	}
	return held.String
}

// ListText is a list as it is kept; "" for an empty one.
func ListText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic("store: lists of strings are always JSON: " + err.Error())
	}
	return string(text)
}

// ParseSettings reads a source's settings. What isn't there is not set.
func ParseSettings(text string) (s directory.Settings) {
	_ = json.Unmarshal([]byte(text), &s) // written by settingsText alone
	return s
}
