package admin

import (
	"strings"

	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// zeros notices ids whose zeros in front a spreadsheet has taken away.
type zeros struct {
	gone    int
	example csvfile.Lost
}

// add compares a row's employee number with what the source has of the person.
func (z *zeros) add(user *schema.ResourceType, row *fileRow) {
	for _, was := range row.had(user) {
		for _, now := range []string{row.Text(csvfile.ExternalID), row.Text(csvfile.EmployeeNumber)} {
			if now == "" || was == now {
				continue
			}
			if strings.HasPrefix(was, "0") && strings.TrimLeft(was, "0") == now {
				if z.gone == 0 {
					z.example = csvfile.Lost{Now: now, Before: was}
				}
				z.gone++
			}
		}
	}
}

// had are the ids that the source has of a row's person.
func (row *fileRow) had(user *schema.ResourceType) (ids []string) {
	p := row.known
	if p == nil && row.other != nil {
		p = row.other
	}
	if p == nil {
		return nil
	}
	rec := &directory.Record{RecordKey: directory.RecordKey{Type: directory.TypeUser, ID: p.ID}, Body: p.Body}
	if rec.Decode(user) != nil {
		return nil
	}
	if id := rec.ExternalID(); id != "" {
		ids = append(ids, id)
	}
	in, _ := rec.Attributes[directory.EnterpriseUser].(schema.Object)
	if number := directory.Text(in, "employeeNumber"); number != "" {
		ids = append(ids, number)
	}
	return ids
}

func (z *zeros) warn(im *importing) {
	if z.gone > 0 {
		im.warn("import.warn.zeros", "n", z.gone, "now", csvfile.Visible(z.example.Now), "before", csvfile.Visible(z.example.Before))
	}
}
