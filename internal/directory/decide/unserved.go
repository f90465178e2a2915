package decide

import (
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/text"
)

// unserved refuses what a source says that was disabled or deleted since the request was let in (rule S8). What an
// administrator types, and judging again, is not the source's word; what a run reads is, whoever asked for the run.
func (b *batch) unserved(c *directory.Change) error {
	if c.Request.Actor != "" && c.Sync == nil || c.Action == directory.Reconsider {
		return nil
	}
	s, known := b.policy().sources[c.Source.ID]
	if !known || s.Served() {
		return nil
	}
	says := text.New("source.deleted", "source", c.Source.Name)
	if s.State == directory.SourceDisabled {
		says = text.New("auth.disabled", "name", c.Source.Name)
	}
	return &directory.Error{
		Kind: directory.Refused, Verdict: directory.Verdict{Code: directory.Rejected, Rule: "S8"}, Message: says,
	}
}
