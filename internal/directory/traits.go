package directory

import (
	"slices"

	"github.com/usher-id/usher/internal/directory/matchkey"
	"github.com/usher-id/usher/scim/schema"
)

// traits are what decisions need of one state of a record's attributes over and over. Each is
// computed when it is first asked for.
type traits struct {
	addresses      computed[[]Address]
	addressMatches computed[[]string]        // what look-alikes of each address have in common
	places         computed[map[Address]int] // of addresses that are many
	login          computed[Address]
	userName       computed[string]
	displayName    computed[string]
	nameMatchKey   computed[string]

	externalHash computed[string] // what a tombstone would remember of the externalId
	loginHash    computed[string] // and of the login
	traits       computed[[]string]
}

// few is up to how many values are compared one with each other, without further memory.
const few = 16

// computed is a value that is computed once.
type computed[T any] struct {
	value T
	known bool
}

func (k *computed[T]) get(compute func() T) T {
	if !k.known {
		k.value, k.known = compute(), true
	}
	return k.value
}

// look is the record's traits, which its copies share for as long as they say the same.
func (r *Record) look() *traits {
	if r.Attributes == nil { // not read yet
		return &traits{}
	}
	if r.seen == nil {
		r.seen = &traits{}
	}
	return r.seen
}

// Addresses are those that the record says, held or not.
func (r *Record) Addresses() []Address {
	return r.look().addresses.get(func() []Address { return Addresses(r.Attributes) })
}

// Login is the address by which the gate judges the record; the zero Address when it has none.
func (r *Record) Login() Address {
	return r.look().login.get(func() Address {
		a, _ := LoginAddress(r.Attributes)
		return a
	})
}

// ExternalIDHash is what a tombstone remembers of the record's externalId (rule M7).
func (r *Record) ExternalIDHash(secret []byte) string {
	return r.look().externalHash.get(func() string { return KeyedHash(secret, r.ExternalID()) })
}

// LoginHash is what a tombstone remembers of the record's login (rule M7).
func (r *Record) LoginHash(secret []byte) string {
	return r.look().loginHash.get(func() string { return KeyedHash(secret, r.Login().String()) })
}

// Counted are the addresses that count for the person: see Contribution.
func (r *Record) Counted() []Address {
	if r.LastLetIn != nil {
		return Addresses(r.LastLetIn)
	}
	return r.Addresses()
}

// MatchKey is what look-alikes of an address have in common, which may be one of the record's.
func (r *Record) MatchKey(a Address) string {
	mine := r.Addresses()
	keys := r.look().addressMatches.get(func() []string {
		keys := make([]string, len(mine))
		for i, a := range mine {
			keys[i] = matchkey.Address(a.Local, a.Domain)
		}
		return keys
	})
	if len(mine) > few {
		r.look().places.get(func() map[Address]int {
			at := make(map[Address]int, len(mine))
			for i, a := range mine {
				at[a] = i
			}
			return at
		})
		if i, ok := r.look().places.value[a]; ok {
			return keys[i]
		}
		return matchkey.Address(a.Local, a.Domain)
	}
	for i := range mine {
		if mine[i] == a {
			return keys[i]
		}
	}
	return matchkey.Address(a.Local, a.Domain)
}

// NameMatchKey is the folded name and department of a person, "" without either.
func (r *Record) NameMatchKey() string {
	if r.Type != TypeUser {
		return ""
	}
	return r.look().nameMatchKey.get(r.nameMatchKey)
}

func (r *Record) nameMatchKey() string {
	name := Text(r.Attributes, "displayName")
	if n, ok := r.Attributes["name"].(schema.Object); ok {
		if given, family := Text(n, "givenName"), Text(n, "familyName"); given != "" && family != "" {
			name = given + " " + family
		}
	}
	enterprise, _ := r.Attributes[EnterpriseUser].(schema.Object)
	return matchkey.Name(name, Text(enterprise, "department"))
}

// EnterpriseUser is the URN of the enterprise extension (RFC 7643 section 4.3).
const EnterpriseUser = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

// Traits are keyed hashes of what names the record's person: the userName and all addresses. The
// one who has none of them in common with somebody deleted is not that person (rule M2a).
func (r *Record) Traits(secret []byte) []string {
	return r.look().traits.get(func() []string {
		list := []string{Trait(secret, r.UserNameKey())}
		for _, a := range r.Addresses() {
			if t := Trait(secret, a.String()); !slices.Contains(list, t) {
				list = append(list, t)
			}
		}
		return list
	})
}

// Trait is the keyed hash of one thing that names a person: 64 bits, since it is compared within
// one source only.
func Trait(secret []byte, value string) string { return KeyedHash(secret, value)[:16] }
