package directory

// settlePerson carries out what admit has found out about the person behind a record.
func (b *batch) settlePerson(old, rec *Record, d destiny) {
	if old == nil && rec.UserID == rec.ID && rec.ParentID == "" {
		b.fresh[rec.ID] = true
	}
	if d.recycled {
		b.flagged[rec.UserID] = Recycled
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
	if old != nil && old.Verdict.Code == PendingMerge {
		b.decided(rec.ID, rec.UserID, StatusLinked) // or in question because of others now
	}
	b.review(rec, d.waits, true)
	b.review(rec, d.suggests, false)
}

// remember lets the rest of the batch see who looks alike.
func (b *batch) remember(rec *Record) {
	if !rec.letIn() {
		return
	}
	for _, a := range rec.addresses() {
		key := rec.alike(a)
		b.alikeNow[key] = append(b.alikeNow[key], Identifier{Kind: ByEmail, Value: a.String(), SourceID: rec.SourceID, RecordID: rec.ID, UserID: rec.UserID})
	}
	if key := rec.LikenessKey(); key != "" {
		b.likeNow[key] = append(b.likeNow[key], Likeness{rec.SourceID, rec.ID, rec.UserID})
	}
}

// reviewed shows today's policy in a record that stays as it is.
func (b *batch) reviewed(rec *Record) {
	b.policy()
	b.claim(nil, b.claimsOf(rec), rec, rec)
	b.refresh(rec.UserID, rec, rec)
}

// bereave is what the loss of a record means for its person. Those who were linked to it hang
// together without it; the person stays who it is (rule P6). When it was the authority who took
// the person away, nobody else's word brings it back (rule M6).
func (b *batch) bereave(rec *Record) {
	b.end(Closing{RecordID: rec.ID, Status: StatusGone})
	b.bring(rec, nil)
	if rec.UserID == "" {
		return
	}
	rest := b.household(rec.UserID)
	home := rec.home()
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
func (b *batch) wasPerson(r *Record) bool {
	return b.user(r.home()).State == Absorbed
}
