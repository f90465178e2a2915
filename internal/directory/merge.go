package directory

// Merge computes the person from its records (rule M1). It is pure. While every person has one
// record, that record's word is the person's: who is held comes into no state yet, and who is
// inactive is suspended.
func Merge(records ...*Record) (state Code, login string) {
	state = Deleted
	for _, r := range records {
		if a, ok := LoginAddress(r.Attributes); ok && login == "" {
			login = a.String()
		}
		switch {
		case !r.Active():
			state = Suspended
		case state != Suspended:
			state = Active
		}
	}
	return state, login
}
