package licensefile

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"math/big"
	"slices"
	"strings"
)

// forged is what somebody does who has no key.
func (m *maker) forged() {
	raw := m.raw()
	signed, signature := raw[:len(raw)-64], raw[len(raw)-64:]
	id := m.key.Public().ID()
	edited := func(old, new string) string {
		return file(bytes.Replace(signed, []byte(old), []byte(new), 1), signature)
	}

	m.add("expires later", edited(`"expires":"2026`, `"expires":"3000`), "altered")
	m.add("another slot", edited(`"slot":2`, `"slot":3`), "altered")
	m.add("another fingerprint", edited(m.c.FingerprintHash, HashFingerprint(m.c.License, "another")), "altered",
		func(v *vector) { v.Expect.Fingerprint = "another" })
	m.add("key named that has not signed", edited(id, signingKey(m.t, "acme-next").Public().ID()), "altered")
	m.add("first bit of the signature", string(armour(flipped(raw, len(signed)))), "altered")
	m.add("signature of another text", file(signed, ed25519.Sign(*m.key.private, []byte("x"))), "altered")
	m.add("signature of the content alone", file(signed, ed25519.Sign(*m.key.private, m.document)), "altered")
	m.add("signature of zeros", file(signed, make([]byte, 64)), "altered")
	m.add("signature with the order added to S", file(signed, malleable(signature)), "altered")
	m.add("a byte after the signature", file(raw, []byte("\n")), "altered")

	line := func(old, new string) string { return strings.Replace(header(id), old, new, 1) }
	public := m.key.Public()
	mac := hmac.New(sha256.New, public.public[:])
	mac.Write([]byte(line(algorithm, "HS256") + string(m.document)))
	m.add("the public key as the secret of HMAC",
		file([]byte(line(algorithm, "HS256")), m.document, mac.Sum(nil), make([]byte, 32)), "unknown-algorithm")
	m.add("algorithm none", file([]byte(line(algorithm, "none")), m.document, make([]byte, 64)), "unknown-algorithm")
	m.add("algorithm in lower case", m.seal(line(algorithm, "ed25519"), m.document), "unknown-algorithm")
	m.add("a later version", m.seal(line(" 1 ", " 2 "), m.document), "unknown-version")
	m.add("version 01", m.seal(line(" 1 ", " 01 "), m.document), "unknown-version")
	m.add("another format", m.seal(line(magic, "usher-other-file"), m.document), "malformed")
	m.add("two spaces", m.seal(line(" ", "  "), m.document), "malformed")
	m.add("key id in capitals", m.seal(line(id, strings.ToUpper(id)), m.document), "malformed")
}

// file is the parts one after the other, in armour.
func file(parts ...[]byte) string { return string(armour(slices.Concat(parts...))) }

// seal signs whatever there is with the right key.
func (m *maker) seal(header string, document []byte) string {
	return string(m.key.seal(header, document))
}

func flipped(raw []byte, i int) []byte {
	raw = slices.Clone(raw)
	raw[i] ^= 1
	return raw
}

// malleable is a second signature that lax verifiers accept: S + L in the place of S (RFC 8032 section 8.4).
func malleable(signature []byte) []byte {
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	s := slices.Clone(signature[32:])
	slices.Reverse(s)
	sum := new(big.Int).Add(new(big.Int).SetBytes(s), order)
	s = sum.FillBytes(make([]byte, 32))
	slices.Reverse(s)
	return append(slices.Clone(signature[:32]), s...)
}

// unsound is what a server's mistake could sign.
func (m *maker) unsound() {
	id := header(m.key.Public().ID())
	document := string(m.document)
	replaced := func(old, new string) string { return strings.Replace(document, old, new, 1) }
	for _, tt := range []struct{ name, document string }{
		{"a member twice", replaced(`"slot":2`, `"slot":2,"slot":3`)},
		{"a member that the version does not have", replaced(`"slot":2`, `"slot":2,"seats":3`)},
		{"a member missing", replaced(`"slot":2,`, ``)},
		{"members in another order", replaced(`{`, `{"slot":2,`)[:len(document)+9-10] + "}"},
		{"a member in other case", replaced(`"slot"`, `"Slot"`)},
		{"a space", replaced(`"slot":2`, `"slot": 2`)},
		{"a line feed at the end", document + "\n"},
		{"a second object", document + document},
		{"an escape that is not needed", replaced("https://", `https:\/\/`)},
		{"a number with a fraction", replaced(`"slot":2`, `"slot":2.0`)},
		{"null", replaced(`"lastDay":"2027-03-31"`, `"lastDay":null`)},
		{"slot 0", replaced(`"slot":2`, `"slot":0`)},
		{"a negative grace", replaced(`"grace":604800`, `"grace":-1`)},
		{"a grace without bounds", replaced(`"grace":604800`, `"grace":9223372036854775807`)},
		{"a moment with a fraction", replaced(`16:00:00Z`, `16:00:00.5Z`)},
		{"a moment of another zone", replaced(`16:00:00Z`, `16:00:00+00:00`)},
		{"a day that does not exist", replaced("2027-03-31", "2027-02-31")},
		{"expires before it begins", replaced(`"expires":"2026`, `"expires":"2025`)},
		{"broken UTF-8", replaced("É", "\xC9")},
		{"an empty issuer", replaced("https://usher.example.com", "")},
		{"a line feed in a text", replaced("https://usher.example.com", `https://usher\n.example.com`)},
		{"no JSON", "license"},
		{"nothing signed but the line", ""},
	} {
		m.add("signed: "+tt.name, m.seal(id, []byte(tt.document)), "unsound")
	}
}
