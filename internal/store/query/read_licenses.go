package query

import (
	"encoding/json"
	"strconv"

	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/licensing"
)

// licenseShown are the members of what is read of a license l, of the pools p and w whose seat it has and for whose
// seat it waits, and of the rule q that gave it. The place in the waiting list is counted from its head, and no
// further than it is shown: however long the list, a license costs the same.
var licenseShown = `l.product, p.name, w.name, l.state, CASE WHEN l.direct THEN 1 ELSE 0 END, q.number, q.conditions,
	l.requested, l.granted, l.until, l.devices, CASE WHEN l.wants IS NOT NULL THEN (SELECT count(*) FROM (
		SELECT h.priority, h.requested, h.id FROM licenses h WHERE h.account_id = $1 AND h.wants = l.wants
			ORDER BY h.priority DESC, h.requested, h.id LIMIT ` + strconv.Itoa(licensing.MaxPosition+1) + `) h
		WHERE h.priority > l.priority OR h.priority = l.priority AND (h.requested < l.requested
			OR h.requested = l.requested AND h.id <= l.id)) END`

// somePool is asked once a statement: without a pool nobody has a license, and lists look for none.
const somePool = `EXISTS (SELECT 1 FROM pools e WHERE e.account_id = $1)`

// shownRow is a row of licenseShown.
type shownRow struct {
	product, state             string
	pool, waitsFor, conditions *string
	direct, devices            int
	rule, position             *int
	requested                  int64
	granted, until             *int64
}

func (r *shownRow) UnmarshalJSON(text []byte) error {
	return json.Unmarshal(text, &[]any{
		&r.product, &r.pool, &r.waitsFor, &r.state, &r.direct, &r.rule, &r.conditions, &r.requested, &r.granted, &r.until,
		&r.devices, &r.position,
	})
}

// shownLicenses reads a list of licenseShown.
func shownLicenses(text string) ([]licensing.Shown, error) {
	if text == "" || text == "[]" {
		return nil, nil
	}
	var rows []shownRow
	if err := json.Unmarshal([]byte(text), &rows); err != nil {
		return nil, err
	}
	list := make([]licensing.Shown, len(rows))
	for i, r := range rows {
		s := licensing.Shown{
			Product: r.product, State: licensing.State(r.state), Direct: r.direct == 1, Requested: db.FromMicros(r.requested),
			Devices: r.devices,
		}
		switch {
		case r.pool == nil && r.waitsFor != nil:
			s.Pool = *r.waitsFor
		case r.pool != nil && r.waitsFor != nil:
			s.Pool, s.WaitsFor = *r.pool, *r.waitsFor
		case r.pool != nil:
			s.Pool = *r.pool
		}
		if r.rule != nil && r.conditions != nil {
			s.Rule, s.By = *r.rule, licensing.KeptConditions(*r.conditions).Kinds()
		}
		if r.granted != nil {
			s.Granted = db.FromMicros(*r.granted)
		}
		if r.until != nil {
			s.Until = db.FromMicros(*r.until)
		}
		if r.position != nil && *r.position <= licensing.MaxPosition {
			s.Position = *r.position
		}
		list[i] = s
	}
	return list, nil
}
