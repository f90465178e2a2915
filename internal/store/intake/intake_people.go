package intake

import (
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/directory/matchkey"
	"github.com/usher-id/usher/internal/store/db"
	"github.com/usher-id/usher/internal/store/records"
)

// aboutPeople turns the questions about who is whom into keys.
func (tx Tx) aboutPeople(q *directory.Questions, f *directory.Facts, all *[lookupKinds]questions) {
	if q.Policy {
		f.Sources = map[string]directory.Source{}
		all[askPolicy].keys.Add(int64(0))
		all[askPolicy].answer = func(_ int, id, rest string) {
			s := directory.Source{ID: id}
			var rank, state, settings string
			s.Kind, rest, _ = strings.Cut(rest, " ")
			rank, rest, _ = strings.Cut(rest, " ")
			state, settings, _ = strings.Cut(rest, " ")
			s.Rank, _ = strconv.Atoi(rank)
			s.State = directory.SourceState(state)
			s.Settings = records.ParseSettings(settings)
			f.Sources[id] = s
		}
	}
	if q.RoleOwners {
		f.RoleOwners = []string{}
		all[askRoleOwners].keys.Add(int64(0))
		all[askRoleOwners].answer = func(_ int, id, _ string) { f.RoleOwners = append(f.RoleOwners, id) }
	}
	for i, k := range q.Owners {
		f.Owners[k], f.Bearers[k] = directory.Identifier{}, nil
		all[askOwners].keys.Add(int64(i), k.Kind, k.Value)
		if a, is := directory.ParseAddress(k.Value); is && k.Kind == directory.ByEmail {
			all[askBearers].keys.Add(int64(i), matchkey.Address(a.Local, a.Domain))
		} else {
			all[askKeyBearers].keys.Add(int64(i), k.Kind, k.Value)
		}
	}
	all[askOwners].answer = func(i int, text, _ string) { f.Owners[q.Owners[i]] = parseIdentifier(q.Owners[i].Kind, text) }
	bearers := func(i int, _, lines string) {
		k := q.Owners[i]
		for line := range linesOf(lines) {
			f.Bearers[k] = append(f.Bearers[k], parseIdentifier(k.Kind, line))
		}
	}
	all[askBearers].answer, all[askKeyBearers].answer = bearers, bearers

	for i, k := range q.Holders {
		f.Holders[k] = nil
		all[askHolders].keys.Add(int64(i), k.Kind, k.Value)
	}
	all[askHolders].answer = func(i int, _, lines string) {
		k := q.Holders[i]
		for line := range linesOf(lines) {
			f.Holders[k] = append(f.Holders[k], parseIdentifier(k.Kind, line))
		}
	}
	for i, k := range q.AddressMatches {
		f.AddressMatches[k] = nil
		all[askAddressMatches].keys.Add(int64(i), k.SourceID, k.Value)
	}
	all[askAddressMatches].answer = func(i int, _, lines string) {
		for line := range linesOf(lines) {
			f.AddressMatches[q.AddressMatches[i]] = append(f.AddressMatches[q.AddressMatches[i]], parseIdentifier(directory.ByEmail, line))
		}
	}
	for i, k := range q.NameMatches {
		f.NameMatches[k] = nil
		all[askNameMatches].keys.Add(int64(i), k.SourceID, k.Value)
	}
	all[askNameMatches].answer = func(i int, _, lines string) {
		for line := range linesOf(lines) {
			parts := strings.Split(line, " ")
			f.NameMatches[q.NameMatches[i]] = append(f.NameMatches[q.NameMatches[i]], directory.NameMatch{SourceID: parts[0], RecordID: parts[1], UserID: parts[2]})
		}
	}
	since := db.Micros(tx.Now().Add(-directory.TombstoneLife))
	for i, h := range q.Recycled {
		f.Recycled[h] = nil
		all[askRecycled].keys.Add(int64(i), h, since)
	}
	all[askRecycled].answer = func(i int, source, lines string) {
		h := q.Recycled[i]
		for line := range linesOf(lines) {
			g := directory.Tombstone{RecordKey: directory.RecordKey{SourceID: source, Type: directory.TypeUser}}
			g.ID, g.UserID, _ = strings.Cut(line, " ")
			f.Recycled[h] = append(f.Recycled[h], g)
		}
	}

	for i, id := range q.NeverLinks {
		f.NeverLinks[id] = nil
		all[askNeverLinks].keys.Add(int64(i), id)
	}
	all[askNeverLinks].answer = func(i int, other, soft string) {
		f.NeverLinks[q.NeverLinks[i]] = append(f.NeverLinks[q.NeverLinks[i]], directory.NeverLinked{ID: other, Soft: soft != ""})
	}
	for i, id := range q.Decisions {
		f.Decisions[id] = directory.CaseDecision{}
		all[askDecisions].keys.Add(int64(i), id)
	}
	all[askDecisions].answer = func(i int, status, how string) {
		at, actor, _ := strings.Cut(how, " ")
		micros, _ := strconv.ParseInt(at, 10, 64)
		f.Decisions[q.Decisions[i]] = directory.CaseDecision{Status: status, At: db.FromMicros(micros), Actor: actor}
	}
	for i, t := range q.Traces {
		f.Traces[t] = ""
		all[askTraces].keys.Add(int64(i), t.SourceID, t.Hash, since)
	}
	all[askTraces].answer = func(i int, id, _ string) { f.Traces[q.Traces[i]] = id }
	if q.GaveWay {
		f.GaveWay = &directory.GaveWay{}
		all[askGaveWay].keys.Add(int64(0), db.Micros(tx.Now().Add(-24*time.Hour)))
		all[askGaveWay].answer = func(_ int, n, _ string) { f.GaveWay.Lately, _ = strconv.Atoi(n) }
		all[askPeopleCount].keys.Add(int64(0))
		all[askPeopleCount].answer = func(_ int, n, _ string) { f.GaveWay.People, _ = strconv.Atoi(n) }
	}
}

// linesOf ranges over the lines of a text; there are none in "".
func linesOf(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for text != "" {
			var line string
			if line, text, _ = strings.Cut(text, "\n"); !yield(line) {
				return
			}
		}
	}
}
