package admin

import (
	csvfile "github.com/usher-id/usher/connectors/csv"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/scim/schema"
)

// unkept are the fields that no attribute of a person keeps.
var unkept = []csvfile.Field{csvfile.StartDate, csvfile.EndDate}

// saying is what a row says of somebody, and what follows from the file beside it.
type saying struct {
	row     *csvfile.Row
	manager string // id of the manager's record; "" where the row names none, or nobody knows who that is
	present bool   // the file is complete: who is in it is active unless the row says otherwise
	defers  bool   // nobody becomes inactive yet: how many do is to be known before (rule S3)
}

// over is what a record's attributes are to be; old is nil for somebody new.
func (s *saying) over(old schema.Object) schema.Object {
	next := s.row.Apply(old)
	if s.row.Get(csvfile.Manager).State == csvfile.Given {
		s.manages(old, next)
	}
	was, said := old["active"].(bool)
	switch {
	case s.defers && old != nil && s.suspends(old):
		delete(next, "active")
		if said {
			next["active"] = was
		}
	case s.present && said && !was && s.row.Get(csvfile.Active).State != csvfile.Given:
		next["active"] = true
	}
	return next
}

// manages names the manager by the record's id, as it was where it is not known who that is.
func (s *saying) manages(old, next schema.Object) {
	had, _ := old[directory.EnterpriseUser].(schema.Object)
	manager, is := had["manager"].(schema.Object)
	of, _ := next[directory.EnterpriseUser].(schema.Object)
	switch {
	case s.manager != "" && directory.Text(manager, "value") != s.manager:
		of["manager"] = schema.Object{"value": s.manager}
	case is:
		of["manager"] = manager
	default:
		if delete(of, "manager"); len(of) == 0 {
			delete(next, directory.EnterpriseUser)
		}
	}
}

// suspends reports whether a row makes somebody inactive who is active.
func (s *saying) suspends(old schema.Object) bool {
	v := s.row.Get(csvfile.Active)
	was, said := old["active"].(bool)
	return v.State == csvfile.Given && v.Text == "false" && (was || !said)
}
