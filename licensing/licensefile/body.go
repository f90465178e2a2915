package licensefile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// body is the content as JSON: these members in this order, and no space between.
type body struct {
	Issuer          string `json:"issuer"`
	Account         string `json:"account"`
	Product         string `json:"product"`
	License         string `json:"license"`
	Device          string `json:"device"`
	FingerprintHash string `json:"fingerprintHash"`
	Slot            int    `json:"slot"`
	Issued          string `json:"issued"`
	NotBefore       string `json:"notBefore"`
	Expires         string `json:"expires"`
	Grace           int64  `json:"grace"` // seconds
	LastDay         string `json:"lastDay,omitempty"`
}

// layout has always 20 characters, so that moments are in the order of their texts.
const layout = "2006-01-02T15:04:05Z"

// encode writes the content, fractions of seconds left out.
func (c *Content) encode() ([]byte, error) {
	if err := c.validate(); err != nil {
		return nil, err
	}
	return body{
		c.Issuer, c.Account, c.Product, c.License, c.Device, c.FingerprintHash, c.Slot,
		c.Issued.UTC().Format(layout), c.NotBefore.UTC().Format(layout), c.Expires.UTC().Format(layout),
		int64(c.Grace / time.Second), c.LastDay,
	}.marshal()
}

func (b body) marshal() ([]byte, error) {
	var buffer bytes.Buffer
	e := json.NewEncoder(&buffer)
	e.SetEscapeHTML(false)
	if err := e.Encode(b); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(buffer.Bytes(), []byte("\n")), nil
}

// errUncanonical is why a document is refused that says what it says in other bytes than encode: with a member twice,
// with one that this version does not have, in another order, with spaces, or with anything after it.
var errUncanonical = errors.New("not written as this version of the format writes it")

// decode reads what encode has written, and nothing else.
func decode(document []byte) (*Content, error) {
	var b body
	if err := json.Unmarshal(document, &b); err != nil {
		return nil, err
	}
	if again, err := b.marshal(); err != nil || !bytes.Equal(again, document) {
		return nil, errors.Join(errUncanonical, err)
	}
	if b.Grace < 0 || b.Grace > int64(MaxGrace/time.Second) { // before it is multiplied
		return nil, fmt.Errorf("grace: %d is out of bounds", b.Grace)
	}
	c := &Content{
		Issuer: b.Issuer, Account: b.Account, Product: b.Product, License: b.License, Device: b.Device,
		FingerprintHash: b.FingerprintHash, Slot: b.Slot, Grace: time.Duration(b.Grace) * time.Second, LastDay: b.LastDay,
	}
	for _, moment := range []struct {
		name, text string
		value      *time.Time
	}{{"issued", b.Issued, &c.Issued}, {"notBefore", b.NotBefore, &c.NotBefore}, {"expires", b.Expires, &c.Expires}} {
		t, err := time.Parse(layout, moment.text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", moment.name, err)
		}
		if t.Format(layout) != moment.text { // the parser takes fractions, too
			return nil, fmt.Errorf("%s: %w", moment.name, errUncanonical)
		}
		*moment.value = t
	}
	return c, c.validate()
}
