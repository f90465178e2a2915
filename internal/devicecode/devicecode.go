// Package devicecode lets people activate devices without a license key: by their corporate address and a code that
// is mailed to it (rules I1, M5 and L8). The code proves the mailbox; only then is looked at whose it is, and who
// it is comes to the account by the intake, as from every other door. Until then every address is treated alike, so
// that nobody learns who is known.
//
// Codes have 39 bits, work once, within 15 minutes, and are kept as keyed hashes. Wrong ones count against the
// address, the client, the domain and the server, over all nodes, whichever code was asked for meanwhile (trap TA4).
package devicecode

import (
	"context"
	"crypto/hmac"
	"time"

	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/devices"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/scim/schema"
)

// The times of codes.
const (
	Validity = 15 * time.Minute // of a code, from its mail's last sending
	GiveUp   = time.Hour        // after which a mail that could not be sent is not sent any more
)

// Limit is how often something may come within a span that begins with the first.
type Limit struct {
	Most int
	Span time.Duration
}

// How many codes may be asked for. What an address is asked for beyond its limit is answered as ever and sends no mail.
var (
	AskedOfAddress = Limit{5, time.Hour}
	AskedByClient  = Limit{100, time.Hour}
	AskedOfDomain  = Limit{2000, time.Hour}
	AskedInAll     = Limit{10_000, time.Hour}
)

// How many wrong codes may be tried. Beyond that none is looked at until the span is over.
var (
	WrongForAddress = Limit{5, time.Hour}
	WrongInADay     = Limit{15, 24 * time.Hour} // for an address
	WrongByClient   = Limit{50, time.Hour}
	WrongForDomain  = Limit{500, time.Hour}
	WrongInAll      = Limit{10_000, time.Hour}
)

// codeKind tells these codes from others.
const codeKind = "device"

// Code is a code that is mailed to an address.
type Code struct {
	ID       string // also the mail's Message-ID
	Address  string // normalised (rule M3)
	Hash     string
	Asked    string // the account that was named; "" for none
	Language string // of the mail; "" for the account's
	Created  time.Time
	Expires  time.Time
	Sent     time.Time // zero until the mail server took it
	Used     time.Time // zero until it is used up
}

// Counter is what is counted against a limit. The scope is a keyed hash.
type Counter struct {
	Scope string
	Limit
}

// Proof is what came of a code.
type Proof struct {
	ID   string        // of the code, which is used up by now; "" for a wrong one
	Over int           // which of the counters is over its limit, so that nothing was looked at; -1 for none
	Wait time.Duration // until that one is counted anew
	Left int           // tries that the first counter leaves
}

// Candidate is an account that may let an address in.
type Candidate struct {
	Account directory.Account
	// Rank is 1 for an account that has proved the domain, 2 for one that has approved the domain or the address, and
	// 3 for the only account of the server.
	Rank int
}

// Product is a license of a person.
type Product struct{ LicenseID, Product string }

// Store keeps codes. What it counts is counted over all nodes.
type Store interface {
	// OpenCode keeps a code, in the place of the address's former one, with the job that mails it. It counts against all
	// counters. Where the first is over its limit nothing is kept, with as many statements; where another is, it says
	// how long to wait, and has counted nothing.
	OpenCode(ctx context.Context, c *Code, job directory.Job, counters []Counter) (wait time.Duration, err error)

	// ProveCode uses up the open code of an address with a hash. Any other counts against all counters, and so does one
	// of an address that has none; where one is over its limit nothing is looked at. Of those who prove the same code at
	// the same time one is told so.
	ProveCode(ctx context.Context, address, hash string, counters []Counter) (*Proof, error)

	// ReturnCode makes a code work again that was used up for nothing.
	ReturnCode(ctx context.Context, id string) error

	// CodeByID finds a code; nil when there is none, or when a later one is in its place.
	CodeByID(ctx context.Context, id string) (*Code, error)

	// RenewCode has a code that is not used up expire so much later than now.
	RenewCode(ctx context.Context, id string, validity time.Duration) error

	// CodeSent notes that the mail server took the mail.
	CodeSent(ctx context.Context, id string) error

	// ForgetCodes forgets codes and counts that are over, at most limit of each, and says how many.
	ForgetCodes(ctx context.Context, limit int) (int, error)

	// Candidates are the accounts that may let an address in, the first the best; one that is named, by its id, too.
	Candidates(ctx context.Context, a directory.Address, named string) ([]Candidate, error)

	// SourceMaker keeps the account's sources, that of devices among them.
	directory.SourceMaker

	// RecordByUserName finds a person's record in a source; NotFound when there is none.
	RecordByUserName(ctx context.Context, accountID, sourceID, userName string) (*directory.Utterance, error)

	// Profile finds a person by an id or an address; NotFound when there is none.
	Profile(ctx context.Context, accountID, ref string) (*directory.Profile, error)

	// Products are a person's licenses, those that merges set aside left out.
	Products(ctx context.Context, accountID, userID string) ([]Product, error)
}

// Mailer sends mails; a *mail.Sender is one.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

// Service mails codes and takes them. It is safe for concurrent use.
type Service struct {
	Store   Store
	Key     []byte // the server's secret, of which codes follow
	Devices *devices.Service
	Intake  *directory.Intake
	// UserType gives an account's definition of people.
	UserType func(ctx context.Context, accountID string) (*schema.ResourceType, error)
	Clock    clock.Clock // nil for the machine's
}

func (s *Service) now() time.Time { return s.Clock.OrSystem().Stamp() }

// Opens reports whether the code is open and has a hash.
func (c *Code) Opens(hash string, now time.Time) bool {
	return hmac.Equal([]byte(c.Hash), []byte(hash)) && c.Used.IsZero() && now.Before(c.Expires)
}
