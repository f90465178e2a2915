package licensefile

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var drawText = rapid.StringOfN(rapid.RuneFrom([]rune("aZ09 \"\\<>&/éß€漢🙂")), 1, 40, MaxText)

func drawContent(t *rapid.T) Content {
	moment := rapid.Map(rapid.Int64Range(946684800, 4102444800), func(s int64) time.Time { return time.Unix(s, 0).UTC() })
	c := Content{
		Issuer: drawText.Draw(t, "issuer"), Account: drawText.Draw(t, "account"), Product: drawText.Draw(t, "product"),
		License: drawText.Draw(t, "license"), Device: drawText.Draw(t, "device"),
		Slot: rapid.IntRange(1, MaxSlot).Draw(t, "slot"), Issued: moment.Draw(t, "issued"),
		NotBefore: moment.Draw(t, "notBefore"),
		Grace:     time.Duration(rapid.Int64Range(0, int64(MaxGrace/time.Second)).Draw(t, "grace")) * time.Second,
		LastDay:   rapid.SampledFrom([]string{"", "2027-03-31", "2028-02-29"}).Draw(t, "lastDay"),
	}
	c.FingerprintHash = HashFingerprint(c.License, fingerprint)
	c.Expires = c.NotBefore.Add(time.Duration(rapid.Int64Range(1, 1e8).Draw(t, "seconds")) * time.Second)
	return c
}

// What is signed is read as it was, whatever the zone and the fractions of seconds of its moments.
func TestSignedIsRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := drawContent(t)
		k := NewSigningKey()
		zone := time.FixedZone("", rapid.IntRange(-12*3600, 14*3600).Draw(t, "offset"))
		local := c
		local.Issued = c.Issued.In(zone).Add(time.Duration(rapid.Int64Range(0, 999_999_999).Draw(t, "fraction")))
		local.NotBefore, local.Expires = c.NotBefore.In(zone), c.Expires.In(zone)
		file, err := Sign(k, local)
		if err != nil {
			t.Fatal(err)
		}
		l, err := Verify(file, KeySet{k.Public()}, Expect{
			Fingerprint: fingerprint, Product: c.Product, Account: c.Account, Issuer: c.Issuer,
			Now: later(c.NotBefore, c.Issued),
		})
		if err == nil && l.Content != c {
			t.Fatalf("%+v was read as %+v", c, l.Content)
		}
		if expired := !later(c.NotBefore, c.Issued).Before(c.End()); expired != (err != nil) {
			t.Fatal(err)
		}
	})
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// Rule L8, trap TA1: a file of which any byte is changed, left out or added is refused; only white space may come, go
// and change. So is one of which a byte is changed within what is signed, or within the signature.
func TestAnyChangedByteIsRefused(t *testing.T) {
	t.Parallel()
	k := signingKey(t, "acme")
	keys := KeySet{k.Public(), signingKey(t, "acme-next").Public()}
	expect := Expect{AnyDevice: true, Now: issued}
	compact := func(b []byte) string { return string(bytes.Join(bytes.FieldsFunc(b, isBlank), nil)) }
	rapid.Check(t, func(t *rapid.T) {
		c := content()
		c.Product = drawText.Draw(t, "product")
		file, err := Sign(k, c)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(file, keys, expect); err != nil {
			t.Fatal(err)
		}
		raw, err := unarmour(file)
		if err != nil {
			t.Fatal(err)
		}
		if changed := change(t, raw); !bytes.Equal(changed, raw) {
			if _, err := Verify(armour(changed), keys, expect); err == nil {
				t.Fatalf("%q was taken for %q", changed, raw)
			}
		}
		changed := change(t, file)
		blankOnly := compact(changed) == compact(file) && strings.Contains(string(changed), FirstLine) &&
			strings.Contains(string(changed), LastLine)
		if _, err := Verify(changed, keys, expect); (err == nil) != blankOnly {
			t.Fatalf("%q: %v", changed, err)
		}
	})
}

// change changes, leaves out or adds one byte.
func change(t *rapid.T, b []byte) []byte {
	i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
	c := rapid.Byte().Draw(t, "byte")
	changed := append([]byte(nil), b[:i]...)
	switch rapid.IntRange(0, 2).Draw(t, "how") {
	case 0:
		changed = append(changed, c)
	case 1:
		changed = append(changed, c, b[i])
	}
	return append(changed, b[i+1:]...)
}

// Each single bit of a file, one after the other.
func TestEachBitIsSigned(t *testing.T) {
	t.Parallel()
	k := signingKey(t, "acme")
	file := []byte(sign(t, k, content()))
	raw, err := unarmour(file)
	if err != nil {
		t.Fatal(err)
	}
	refused := func(file []byte) bool {
		_, err := Verify(file, KeySet{k.Public()}, Expect{AnyDevice: true, Now: issued})
		return err != nil
	}
	for bit := range 8 * len(raw) {
		raw[bit/8] ^= 1 << (bit % 8)
		if !refused(armour(raw)) {
			t.Errorf("bit %d of what is signed can be changed", bit)
		}
		raw[bit/8] ^= 1 << (bit % 8)
	}
	for bit := range 8 * len(file) {
		was := file[bit/8]
		file[bit/8] ^= 1 << (bit % 8)
		if blank := isBlank(rune(was)) && isBlank(rune(file[bit/8])); !blank && !refused(file) {
			t.Errorf("bit %d of the file can be changed", bit)
		}
		file[bit/8] = was
	}
}

// Whatever the clock does from one verification to the next, a file that was found expired is never valid again unless
// the server has answered.
func TestTimeGoesOneWay(t *testing.T) {
	t.Parallel()
	k := signingKey(t, "acme")
	file := []byte(sign(t, k, content()))
	rapid.Check(t, func(t *rapid.T) {
		var seen time.Time
		states := map[string]int{string(Valid): 1, string(Grace): 2, string(Expired): 3}
		reached := 0
		for range rapid.IntRange(1, 30).Draw(t, "verifications") {
			now := issued.Add(time.Duration(rapid.Int64Range(-3600, 40*24*3600).Draw(t, "now")) * time.Second)
			l, err := Verify(file, KeySet{k.Public()}, Expect{AnyDevice: true, Now: now, Seen: seen})
			state := ""
			if err != nil {
				e, _ := err.(*Error)
				l, state = e.License, string(e.Reason)
			} else {
				state = string(l.State)
			}
			if l.Seen.Before(seen) {
				t.Fatalf("%s was seen, and then %s", seen, l.Seen)
			}
			seen = l.Seen
			if n := states[state]; n > 0 && n < reached {
				t.Fatalf("%s at %s after worse", state, now)
			} else if n > 0 {
				reached = n
			} else if state != string(ClockBack) {
				t.Fatal(state)
			}
		}
	})
}

// Trap TA7: for a clock that is wrong by up to the tolerance, and in any time zone, a file is valid as soon as it is
// issued.
func TestHonestClocks(t *testing.T) {
	t.Parallel()
	k := signingKey(t, "acme")
	for offset := -12; offset <= 14; offset++ {
		for _, wrong := range []time.Duration{-Tolerance, -time.Minute, 0, time.Minute, Tolerance} {
			c := content()
			zone := time.FixedZone(fmt.Sprintf("UTC%+d", offset), offset*3600)
			c.Issued, c.NotBefore = c.Issued.In(zone), c.NotBefore.In(zone)
			_, err := Verify([]byte(sign(t, k, c)), KeySet{k.Public()}, Expect{AnyDevice: true, Now: issued.In(zone).Add(wrong)})
			if err != nil {
				t.Errorf("%s, clock wrong by %s: %v", zone, wrong, err)
			}
		}
	}
}
