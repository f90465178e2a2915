package licensefile_test

import (
	"errors"
	"fmt"
	"time"

	"github.com/usher-id/usher/licensing/licensefile"
)

// A client verifies its file with the public keys that it was built with, keeps the greatest time seen, and says by the
// reason what is to be done.
func ExampleVerify() {
	signing, err := licensefile.SigningKeyOf([]byte("32 bytes that only a server has."))
	if err != nil {
		panic(err)
	}
	issued := time.Date(2026, 11, 26, 16, 0, 0, 0, time.UTC)
	file, err := licensefile.Sign(signing, licensefile.Content{
		Issuer: "https://usher.example.com", Account: "a1", Product: "Pro", License: "l1", Device: "d1", Slot: 1,
		FingerprintHash: licensefile.HashFingerprint("l1", "laptop-7f3a"),
		Issued:          issued, NotBefore: issued, Expires: issued.AddDate(0, 0, 30), Grace: 7 * 24 * time.Hour,
	})
	if err != nil {
		panic(err)
	}

	keys, err := licensefile.ParseKeys([]byte(signing.Public().String()))
	if err != nil {
		panic(err)
	}
	seen := time.Time{} // read from where the client keeps it
	for _, days := range []int{1, 31, 40, 2} {
		l, err := licensefile.Verify(file, keys, licensefile.Expect{
			Fingerprint: "laptop-7f3a", Product: "Pro", Now: issued.AddDate(0, 0, days), Seen: seen,
		})
		var refused *licensefile.Error
		switch {
		case errors.As(err, &refused):
			fmt.Println("day", days, refused.Reason)
			l = refused.License
		case err == nil:
			fmt.Println("day", days, l.State, "until", l.End().Format(time.DateOnly))
		}
		if l != nil {
			seen = l.Seen // and kept there
		}
	}
	// Output:
	// day 1 valid until 2027-01-02
	// day 31 grace until 2027-01-02
	// day 40 expired
	// day 2 clock-back
}
