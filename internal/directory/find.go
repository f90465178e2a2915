package directory

import "context"

// Finding asks for people of an account: users, and those who wait and are nobody's yet. All that is set has to be true
// of a person.
type Finding struct {
	State    Code     // of the user, or of the record that waits; "" for any
	SourceID string   // that knows the person; "" for any
	Words    []string // beginnings of words of a name, of an address or of a userName
	After    string   // id of the last person of the page before; "" for the first page
	Limit    int
}

// MostFinds bounds how many records one word of a Finding may find: beyond it the word says too little.
const MostFinds = 10_000

// MostWords bounds how many words a Finding has.
const MostWords = 5

// Census is how an account's people stand.
type Census struct {
	States  map[Code]int // people by state; who is nobody's yet by that of the record
	Waiting []DomainWait // by domain, in the order of the names
	Cases   int          // open ones of the review queue
}

// DomainWait is how many people wait for a domain, those among them of whom only a change waits.
type DomainWait struct {
	Domain string // A-label; "" for those without an address
	People int
}

// Finder finds people for administrators. All methods see one account only.
type Finder interface {
	// Find gives people in the order of their ids, at most f.Limit. The error is Invalid when a word says too little.
	Find(ctx context.Context, accountID string, f Finding) ([]*Profile, error)
	// Among are the users, and those who wait, of these ids, in this order; who is gone is left out.
	Among(ctx context.Context, accountID string, ids []string) ([]*Profile, error)
	// Cursor is where a search of a source, or else of the directory view, goes on after f.After.
	Cursor(ctx context.Context, accountID string, f Finding) (string, error)
	// WholeGroup is the id of the group that begins with what was given; what was given, where none does. The error is
	// Conflict when several do.
	WholeGroup(ctx context.Context, accountID, ref string) (string, error)
	// Census counts an account's people.
	Census(ctx context.Context, accountID string) (*Census, error)
}
