package decide

import "github.com/usher-id/usher/internal/directory"

// settlePerson carries out what admit has found out about the person behind a record.
func (b *batch) settlePerson(old, rec *directory.Record, d destiny) {
	if old == nil && rec.UserID == rec.ID && rec.ParentID == "" {
		b.fresh[rec.ID] = true
	}
	if d.recycled {
		b.flagged[rec.UserID] = directory.Recycled
	}
	if d.takes != nil { // who kept the place hangs on the record again
		next := b.judging(d.takes)
		next.ParentID, next.HomeID = rec.ID, ""
	}
	b.bring(old, rec)
	b.remember(rec)
	if rec.UserID != "" {
		b.refresh(rec.UserID, old, rec)
	}
	if old != nil && old.Verdict.Code == directory.PendingMerge {
		b.decided(rec.ID, rec.UserID, directory.StatusLinked) // or in question because of others now
	}
	b.review(rec, d.waits, true)
	b.review(rec, d.suggests, false)
}

// remember lets the rest of the batch see who looks alike.
func (b *batch) remember(rec *directory.Record) {
	if !rec.LetIn() {
		return
	}
	for _, a := range rec.Addresses() {
		key := rec.Alike(a)
		b.alikeNow[key] = append(b.alikeNow[key], directory.Identifier{Kind: directory.ByEmail, Value: a.String(), SourceID: rec.SourceID, RecordID: rec.ID, UserID: rec.UserID})
	}
	if key := rec.LikenessKey(); key != "" {
		b.likeNow[key] = append(b.likeNow[key], directory.Likeness{SourceID: rec.SourceID, RecordID: rec.ID, UserID: rec.UserID})
	}
}

// reviewed shows today's policy in a record that stays as it is.
func (b *batch) reviewed(rec *directory.Record) {
	b.policy()
	b.claim(nil, b.claimsOf(rec), rec, rec)
	b.refresh(rec.UserID, rec, rec)
}

// bereave is what the loss of a record means for its person. Those who were linked to it hang
// together without it; the person stays who it is (rule P6). When it was the authority who took
// the person away, nobody else's word brings it back (rule M6).
func (b *batch) bereave(rec *directory.Record) {
	b.end(directory.Closing{RecordID: rec.ID, Status: directory.StatusGone})
	b.bring(rec, nil)
	if rec.UserID == "" {
		return
	}
	rest := b.household(rec.UserID)
	home := rec.Home()
	heir := ""               // who takes the record's place
	for _, r := range rest { // in the order of their ids
		if r.ParentID != rec.ID {
			continue
		}
		next := b.judging(r)
		switch {
		case rec.ParentID != "" && b.wasPerson(r):
			next.ParentID = rec.ParentID // who was a person of their own still can be again
		case heir == "":
			heir = r.ID
			next.ParentID, next.HomeID = rec.ParentID, home
		default:
			next.ParentID = heir
		}
	}
	if user := b.user(rec.UserID); user.ID != "" && b.policy().rules(rec) {
		barred := user
		barred.Barred = rec.SourceID
		b.setUser(user, barred)
	}
	b.refresh(rec.UserID, nil, nil)
}

// wasPerson reports whether a record, with those that hang on it, was a person of its own before
// it was linked.
func (b *batch) wasPerson(r *directory.Record) bool {
	return b.user(r.Home()).State == directory.Absorbed
}
