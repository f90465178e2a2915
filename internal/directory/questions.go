package directory

import (
	"reflect"

	"github.com/usher-id/usher/licensing"
)

// Questions are what a batch must know before it can decide: each field is a kind of question, asked by keys or at all.
// A new kind is a field here and one of Facts, and a declaration of the store, which does not begin without one.
type Questions struct {
	Records      Keys[RecordKey]
	UserNames    Keys[NameKey] // folded
	ExternalIDs  Keys[NameKey]
	Uniques      Keys[NameKey]
	Tombstones   Keys[NameKey] // by keyed hash of the externalId
	NamedMembers Keys[MemberKey]
	Pairs        Keys[Pair]
	Counts       Keys[string] // group ids: how many members?
	Rosters      Keys[string] // group ids: who are all members?
	Domains      Keys[string]
	Mailboxes    Keys[string] // addresses: is the mailbox itself approved?
	GroupsOf     Keys[string] // member ids: in which groups, waiting or not?

	Policy         bool             // the account's sources
	Users          Keys[string]     // ids: the users and their records
	Owners         Keys[AddressKey] // whose is the identifier? Answered with Users, too
	Holders        Keys[AddressKey] // who brings it?
	AddressMatches Keys[MatchKey]   // who brings a look-alike of an address?
	NameMatches    Keys[MatchKey]   // whose name and department are these?
	Recycled       Keys[string]     // keyed hashes of addresses: did somebody who was deleted have it?
	NeverLinks     Keys[string]     // record ids: with whom do they never link?
	Decisions      Keys[string]     // ids of cases: what was decided?
	Traces         Keys[Trace]      // which records of those had it (rule M8)?
	RoleOwners     bool             // who are the owners of the account?
	GaveWay        bool             // how many people gave way lately (rule M2e)?
	Licensing      bool             // the account's pools and license rules
	Heads          Keys[int]        // and who waits for licenses: as many of each pool, one of HeadsOf
	Away           Keys[string]     // ids of users: which of their licenses has a merge taken to other users (rule M8)?
	Working        Keys[string]     // ids of licenses: do devices hold slots of them?
}

// HeadsOf are the numbers of those who wait that can be asked for: few, so that few statements are prepared.
var HeadsOf = [...]int{8, 64, 2 * licensing.MaxPromotions}

// Heads is the smallest of HeadsOf that is not less than n, or else the largest.
func Heads(n int) int {
	for _, most := range HeadsOf {
		if n <= most {
			return most
		}
	}
	return HeadsOf[len(HeadsOf)-1]
}

// Keys are what a kind of question is asked by.
type Keys[K comparable] []K

// gather adds the keys of others, each a *Keys[K], each key once.
func (into *Keys[K]) gather(others []any) {
	seen := map[K]bool{}
	for _, other := range others {
		for _, k := range *other.(*Keys[K]) {
			if !seen[k] {
				seen[k] = true
				*into = append(*into, k)
			}
		}
	}
}

// Empty reports whether there is nothing to ask.
func (q *Questions) Empty() bool {
	kinds := reflect.ValueOf(q).Elem()
	for i := range kinds.NumField() {
		if kind := kinds.Field(i); kind.Kind() == reflect.Bool && kind.Bool() || kind.Kind() != reflect.Bool &&
			kind.Len() > 0 {
			return false
		}
	}
	return true
}

// gathered is what several ask, each question once.
func gathered(asked []*Questions) *Questions {
	all := &Questions{}
	kinds := reflect.ValueOf(all).Elem()
	for i := range kinds.NumField() {
		kind := kinds.Field(i)
		if kind.Kind() == reflect.Bool {
			for _, q := range asked {
				if reflect.ValueOf(q).Elem().Field(i).Bool() {
					kind.SetBool(true)
				}
			}
			continue
		}
		var others []any
		for _, q := range asked {
			if keys := reflect.ValueOf(q).Elem().Field(i); keys.Len() > 0 {
				others = append(others, keys.Addr().Interface())
			}
		}
		if len(others) > 0 {
			kind.Addr().Interface().(interface{ gather([]any) }).gather(others)
		}
	}
	return all
}
