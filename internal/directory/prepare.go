package directory

import (
	"time"
)

// prepare does, in the caller's time, what needs no knowledge of anybody else: batches of one
// account are decided one after another, and everybody waits for what is done there.
func (s *submission) prepare(decide Decide) {
	defer func() {
		if recover() != nil {
			s.asked = nil // the batch will come upon it again, and say so
		}
	}()
	for _, item := range s.items {
		if item.Said != nil {
			item.Said.Prepare()
		}
	}
	cases := make([]string, len(s.items))
	if _, asked, _ := decide(s.ctx, Terms{}, s.account, s.items, cases, NewFacts(), time.Time{}); asked != nil {
		s.asked = asked
	}
}

// Prepare computes what a Create makes as far as that can be said before its turn has come.
func (c *Change) Prepare() {
	if c.Action != Create {
		return
	}
	r := &Record{RecordKey: RecordKey{c.Source.ID, c.Type.Name, c.ID}, Attributes: c.Attributes, Definition: c.Type}
	r.Encode()
	if r.Type == TypeUser && len(r.Addresses()) <= MaxAddresses {
		r.MatchKey(Address{})
		r.NameMatchKey()
	}
	c.Draft = r
}

// firstQuestions are those that the submissions of a batch raise by themselves, each once.
func firstQuestions(together []*submission) *Questions {
	var asked []*Questions
	for _, s := range together {
		if s.asked != nil {
			asked = append(asked, s.asked)
		}
	}
	switch len(asked) {
	case 0:
		return &Questions{}
	case 1:
		return asked[0]
	}
	return gathered(asked)
}
