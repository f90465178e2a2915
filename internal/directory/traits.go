package directory

import "github.com/usher-id/usher/internal/directory/likeness"

// traits are what decisions need of one state of a record's attributes over and over. Each is
// computed when it is first asked for.
type traits struct {
	addresses   computed[[]Address]
	alikes      computed[[]string]        // what look-alikes of each address have in common
	places      computed[map[Address]int] // of addresses that are many
	login       computed[Address]
	userName    computed[string]
	displayName computed[string]
	likeness    computed[string]

	externalHash computed[string] // what a tombstone would remember of the externalId
	loginHash    computed[string] // and of the login
}

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

// addresses are those that the record says, held or not.
func (r *Record) addresses() []Address {
	return r.look().addresses.get(func() []Address { return Addresses(r.Attributes) })
}

// login is the address by which the gate judges the record; the zero Address when it has none.
func (r *Record) login() Address {
	return r.look().login.get(func() Address {
		a, _ := LoginAddress(r.Attributes)
		return a
	})
}

// externalHash is what a tombstone remembers of the record's externalId (rule M7).
func (b *batch) externalHash(r *Record) string {
	return r.look().externalHash.get(func() string { return hash(b.account.Secret, r.ExternalID()) })
}

// loginHash is what a tombstone remembers of the record's login (rule M7).
func (b *batch) loginHash(r *Record) string {
	return r.look().loginHash.get(func() string { return hash(b.account.Secret, r.login().String()) })
}

// counted are the addresses that count for the person: see words.
func (r *Record) counted() []Address {
	if r.word != nil {
		return Addresses(r.word)
	}
	return r.addresses()
}

// alike is what look-alikes of an address have in common, which may be one of the record's.
func (r *Record) alike(a Address) string {
	mine := r.addresses()
	keys := r.look().alikes.get(func() []string {
		keys := make([]string, len(mine))
		for i, a := range mine {
			keys[i] = likeness.Address(a.Local, a.Domain)
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
		return likeness.Address(a.Local, a.Domain)
	}
	for i := range mine {
		if mine[i] == a {
			return keys[i]
		}
	}
	return likeness.Address(a.Local, a.Domain)
}
