package directory

import (
	"encoding/json"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// Action is what an item of a batch does.
type Action int

// The actions. Those to Reconsider are of a Change: Reconsider judges what a source has said again, by today's rules.
// Those after it are of a Decision, with a record as their subject.
const (
	Create Action = iota + 1
	Replace
	Edit
	Delete
	Reconsider
	Link      // the record's person is the user Into
	Unmerge   // the record is taken out of its person (rule M8)
	KeepApart // the record that waits is another person than the user Into
	NeverLink // and will always be; whether it waits or not
	Confirm   // the mailbox of Address has confirmed the record's claim to it (rule M5)
	SetRole   // the record's user gets Role
	Suspend   // the record's user is suspended by an administrator (rule M6)
	Resume    // and not any more
	Override  // an administrator says something of the record's user in the place of all sources (rule M1)
	License   // the licenses of the record's user are settled again, or as License says (rules L4 and L6)
)

// Change is one thing that a source says. Whatever the channel, it reaches the directory as a
// Change, through an Intake (rule I1).
type Change struct {
	Source Source
	Action Action
	Type   *schema.ResourceType
	ID     string // of the record; with Create, the id that it gets

	// Attributes are the canonical resource of Create and Replace, without members.
	Attributes schema.Object

	// Edit computes the new attributes from the present ones. It must be pure: it may be called several
	// times, on different attributes. Its error refuses the change (Invalid).
	Edit func(schema.Object) (next schema.Object, changed bool, err error)

	// Unless, with Delete and Edit, refuses it by the present attributes; nil never does. It must be pure, as Edit.
	Unless func(schema.Object) error

	// Steps is how many single changes Edit makes, each of which may look at every value.
	Steps int

	// Members changes a group's members; nil leaves them alone.
	Members *MemberChange

	// UserType is, of a group, the account's definition of users, whose licenses are settled when they join or leave
	// it or it goes; without it they are not.
	UserType *schema.ResourceType

	// IfVersion lists versions one of which the record must have; nil asks nothing.
	IfVersion []int64

	// Requires are indexes, in the same batch, of changes without which this one can't stand.
	// Impossible stands for one that will never be.
	Requires []int

	// Give is, with Create and Edit of a user, the license that whoever asks gives to the person (rule L4); nil for none.
	// Whoever is not let in gets none; whoever waits for the mailbox's answer has the seat held (rule L6).
	Give *licensing.Order

	// Jobs says which jobs a result makes necessary; nil for none. They are kept in the transaction of the
	// change. It must be pure: it may be called several times, on different results.
	Jobs func(Result) []Job

	// Imported says what an import keeps of a result, refusals included; nil for nothing. It is kept in the transaction
	// of the change. It must be pure, as Jobs.
	Imported func(Result) []ImportedRow

	// Confirmed is, with Create, the address whose mailbox has answered for itself (rule M5); "" for none.
	Confirmed string

	// Sync is the item of a sync run's snapshot that the change is about; nil for none.
	Sync *SyncMark

	Request Request

	Draft *Record // with Create: what it makes, as far as that can be said beforehand; or nil
}

// Impossible is the index of a change that was given up before it came to the intake.
const Impossible = -1

// MemberChange is the net effect of a change on a group's members: first, if Clear, all go;
// then those in Remove and those of whom RemoveWhere is true; those in Add are there afterwards.
type MemberChange struct {
	Clear  bool
	Add    []Member
	Remove []string
	// RemoveWhere, when set, removes whoever it is true of. It costs a look at every member.
	RemoveWhere func(Member) bool
	Lenient     bool // of Add whoever is not there is left out, rather than refusing the change
}

// Request is what the provisioning log is to keep of the question (rule O1).
type Request struct {
	ID        string
	Channel   string
	Operation string
	Asked     json.RawMessage // without secrets
	Notes     text.Messages   // what the channel left aside of it, or counted otherwise than sent
	Success   int             // the status that the channel answers when all goes well
	Actor     string          // the administrator who asks (rule O4); "" for a source
	LeftOut   text.Message    // what of Asked was left out since it was too large
	Quiet     bool            // what changes nothing leaves no entry: nobody asked for it alone
	Brief     bool            // nobody looks at Result.Record but for its key and version
}

// Result is what became of a change.
type Result struct {
	// Record is the record as it is now; nil when it was deleted or the change was refused.
	Record  *Record
	Was     *Record  // with Change.Imported: the record before; nil when there was none
	Waits   bool     // with Change.Imported: the person waits for a license once the batch is done, and has none (rule L3)
	Members []Member // after Create and Replace of a group: who is in it now
	// Licenses are those of the record's user as it is now; their positions in waiting lists are not known.
	Licenses []licensing.Shown
	Outcome  Outcome
	Case     string // id of the log entry
	Entry    LogEntry
	Err      error

	// that Change.Give or Decision.License has given, or that the person had already; nil for none
	License *licensing.License

	Work int // what it has cost: the bytes of the records that were read and made, a record once for each change of it
}
