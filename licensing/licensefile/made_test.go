package licensefile

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"
)

// Seeds of RFC 8032 section 7.1, TEST 1 to 3.
var seeds = map[string]string{
	"acme":      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
	"acme-next": "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
	"other":     "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
}

func signingKey(t testing.TB, name string) SigningKey {
	t.Helper()
	seed, err := hex.DecodeString(seeds[name])
	if err != nil {
		t.Fatal(err)
	}
	k, err := SigningKeyOf(seed)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

const fingerprint = "8f14e45f-ceea-467f-a9c2-5d3a1c0b7e21"

var issued = time.Date(2026, 11, 26, 16, 0, 0, 0, time.UTC)

// content is what the vectors' files say.
func content() Content {
	const license = "019ac0de-0000-7000-8000-000000000042"
	return Content{
		Issuer: "https://usher.example.com", Account: "019ac0de-0000-7000-8000-00000000ac3e",
		Product: "Édition \"Pro\" <64>", License: license, Device: "019ac0de-0000-7000-8000-0000000dea1c",
		FingerprintHash: HashFingerprint(license, fingerprint), Slot: 2,
		Issued: issued, NotBefore: issued, Expires: issued.AddDate(0, 0, 30), Grace: 7 * 24 * time.Hour,
		LastDay: "2027-03-31",
	}
}

func sign(t testing.TB, k SigningKey, c Content) string {
	t.Helper()
	file, err := Sign(k, c)
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

func makeVectors(t testing.TB) vectors {
	t.Helper()
	m := maker{t: t, key: signingKey(t, "acme"), c: content()}
	var err error
	if m.document, err = m.c.encode(); err != nil {
		t.Fatal(err)
	}
	m.file = sign(t, m.key, m.c)
	m.times()
	m.mail()
	m.who()
	m.armour()
	m.forged()
	m.unsound()

	v := vectors{
		About: "License files of docs/license-file.md, with what a verifier has to say of each. Keys are made of the seeds " +
			"of RFC 8032 section 7.1, TEST 1 to 3: trust none of them.",
		Seeds: seeds, Keys: map[string]string{}, Files: m.made,
	}
	for name := range seeds {
		v.Keys[name] = signingKey(t, name).Public().String()
	}
	return v
}

type maker struct {
	t        testing.TB
	key      SigningKey
	c        Content
	document []byte
	file     string // signed as it should be
	made     []vector
}

// add adds a file that is judged an hour after it was issued, and then changed by edits.
func (m *maker) add(name, file, result string, edits ...func(*vector)) {
	v := vector{Name: name, File: file, Result: result, Trusted: []string{"acme", "acme-next"}}
	v.Expect.Fingerprint, v.Expect.Now = fingerprint, stamp(issued.Add(time.Hour))
	for _, edit := range edits {
		edit(&v)
	}
	if i := slices.Index(reasons, Reason(result)); i >= 0 && i < slices.Index(reasons, ForeignIssuer) { // nothing is known
		m.made = append(m.made, v)
		return
	}
	if v.Seen == "" {
		v.Seen = v.Expect.Now
	}
	if v.File == m.file {
		v.Content, v.Until = string(m.document), stamp(m.c.End())
	}
	m.made = append(m.made, v)
}

func at(now time.Time) func(*vector) { return func(v *vector) { v.Expect.Now = stamp(now) } }

func seen(before, after time.Time) func(*vector) {
	return func(v *vector) { v.Expect.Seen, v.Seen = stamp(before), stamp(after) }
}

func (m *maker) times() {
	c, file := m.c, m.file
	end := c.End()
	m.add("valid", file, "valid")
	m.add("first second", file, "valid", at(c.NotBefore))
	m.add("clock five minutes behind", file, "valid", at(issued.Add(-Tolerance)), seen(issued, issued))
	m.add("clock more than five minutes behind", file, "clock-back", at(issued.Add(-Tolerance-time.Second)),
		seen(issued, issued))
	m.add("last second", file, "valid", at(c.Expires.Add(-time.Second)))
	m.add("first second of the grace", file, "grace", at(c.Expires))
	m.add("last second of the grace", file, "grace", at(end.Add(-time.Second)))
	m.add("expired", file, "expired", at(end))
	m.add("expired, clock back by less than five minutes", file, "expired", at(end.Add(-time.Second)), seen(end, end))
	day := issued.AddDate(0, 0, 10)
	m.add("clock back by five minutes", file, "valid", at(day.Add(-Tolerance)), seen(day, day))
	m.add("clock back by more", file, "clock-back", at(day.Add(-Tolerance-time.Second)), seen(day, day))
	m.add("clock back by a year", file, "clock-back", at(day.AddDate(-1, 0, 0)), seen(day, day))
	m.add("clock back, healed by the server's time", file, "valid", at(day.AddDate(0, 0, -3)),
		seen(day.AddDate(0, 0, -3), day.AddDate(0, 0, -3)))

	later := c
	later.NotBefore = issued.AddDate(0, 0, 5)
	postdated := sign(m.t, m.key, later)
	m.add("five minutes before it begins", postdated, "valid", at(later.NotBefore.Add(-Tolerance)))
	m.add("earlier", postdated, "not-yet", at(later.NotBefore.Add(-Tolerance-time.Second)))

	strict := c
	strict.Grace, strict.LastDay = 0, ""
	m.add("without grace, last second", sign(m.t, m.key, strict), "valid", at(c.Expires.Add(-time.Second)))
	m.add("without grace, expired", sign(m.t, m.key, strict), "expired", at(c.Expires))
}

// mail is what mail programs do.
func (m *maker) mail() {
	f := m.file
	for _, tt := range []struct{ name, file string }{
		{"ends of lines of Windows", strings.ReplaceAll(f, "\n", "\r\n")},
		{"ends of lines of old Macs", strings.ReplaceAll(f, "\n", "\r")},
		{"indented", "    " + strings.ReplaceAll(strings.TrimSpace(f), "\n", "\n\t ") + "   \n\n"},
		{"empty lines between", strings.ReplaceAll(f, "\n", "\n\n")},
		{"wrapped at 40 columns", wrapped(f, 40)},
		{"on one line", strings.ReplaceAll(f, "\n", " ")},
		{"byte order mark", byteOrderMark + f},
	} {
		m.add(tt.name, tt.file, "valid", func(v *vector) { v.Content, v.Until = string(m.document), stamp(m.c.End()) })
	}
}

func wrapped(file string, columns int) string {
	var b strings.Builder
	for line := range strings.Lines(file) {
		for len(line) > columns+1 && !strings.HasPrefix(line, "-") {
			b.WriteString(line[:columns] + "\n")
			line = line[columns:]
		}
		b.WriteString(line)
	}
	return b.String()
}

func (m *maker) who() {
	expects := func(edit func(*expected)) func(*vector) { return func(v *vector) { edit(&v.Expect) } }
	m.add("all as expected", m.file, "valid", expects(func(e *expected) {
		e.Issuer, e.Account, e.Product = m.c.Issuer, m.c.Account, m.c.Product
	}))
	m.add("another server", m.file, "foreign-issuer", expects(func(e *expected) { e.Issuer = "https://example.org" }))
	m.add("another account", m.file, "foreign-account", expects(func(e *expected) { e.Account = m.c.License }))
	m.add("another product", m.file, "foreign-product", expects(func(e *expected) { e.Product = "Basic" }))
	m.add("another device", m.file, "foreign-device", expects(func(e *expected) { e.Fingerprint = "another" }))
	m.add("another device, in other case", m.file, "foreign-device", expects(func(e *expected) {
		e.Fingerprint = strings.ToUpper(fingerprint)
	}))
	m.add("no fingerprint", m.file, "foreign-device", expects(func(e *expected) { e.Fingerprint = "" }))

	only := func(names ...string) func(*vector) { return func(v *vector) { v.Trusted = names } }
	next := sign(m.t, signingKey(m.t, "acme-next"), m.c)
	m.add("the next key, in the overlap", next, "valid")
	m.add("the next key, unknown to the client", next, "unknown-key", only("acme"))
	m.add("the old key, no longer trusted", m.file, "unknown-key", only("acme-next"))
	m.add("signed with another account's key", sign(m.t, signingKey(m.t, "other"), m.c), "unknown-key")
}

func (m *maker) armour() {
	f := m.file
	inside := strings.TrimSuffix(strings.TrimPrefix(f, FirstLine+"\n"), "\n"+LastLine+"\n")
	between := func(text string) string { return FirstLine + "\n" + text + "\n" + LastLine + "\n" }
	m.add("nothing", "", "no-license-file")
	m.add("first line missing", inside+"\n"+LastLine+"\n", "no-license-file")
	m.add("another first line", strings.Replace(f, "USHER LICENSE", "LICENSE FILE", 1), "no-license-file")
	m.add("no-break space in the first line", strings.Replace(f, "R L", "R\u00A0L", 1), "no-license-file")
	m.add("last line missing", FirstLine+"\n"+inside+"\n", "incomplete")
	m.add("cut in the last line", f[:len(f)-3], "incomplete")
	m.add("text before", "Hello,\n"+f, "surrounded")
	m.add("text after", f+"x", "surrounded")
	m.add("twice", f+f, "surrounded")
	m.add("a NUL after", f+"\x00", "surrounded")
	m.add("more than 16 KiB", between(strings.Repeat("AAAA", MaxFile/4)), "too-large")
	m.add("empty", between(""), "malformed")
	m.add("a character missing", between(inside[1:]), "malformed")
	m.add("quoted as in an answer to a mail", "> "+strings.ReplaceAll(strings.TrimSpace(f), "\n", "\n> "), "surrounded")
	m.add("zero width space inside", strings.Replace(f, "\n", "\n\u200B", 1), "malformed")
	m.add("base64 for addresses", between("_-"+inside[2:]), "malformed")
	raw := m.raw()
	if len(raw)%3 == 0 {
		m.t.Fatal("the file has no padding: give its content another length")
	}
	text := base64.StdEncoding.EncodeToString(raw)
	m.add("without padding", between(strings.TrimRight(text, "=")), "malformed")
	m.add("stray bits before the padding", between(stray(text)), "malformed")
	m.add("a signature alone", string(armour(raw[len(raw)-64:])), "malformed")
	m.add("no line before the content", m.seal("", m.document), "malformed")
}

// raw are the bytes of the file.
func (m *maker) raw() []byte {
	raw, err := unarmour([]byte(m.file))
	if err != nil {
		m.t.Fatal(err)
	}
	return raw
}

// stray is the same base64 with bits set that no byte has.
func stray(text string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	i := strings.IndexByte(text, '=') - 1
	return text[:i] + string(alphabet[strings.IndexByte(alphabet, text[i])|1]) + text[i+1:]
}
