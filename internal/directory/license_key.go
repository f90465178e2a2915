package directory

import "github.com/usher-id/usher/licensing/key"

// LicenseKey is the key of a license: it follows from the account's secret, so that no database holds it.
func LicenseKey(secret []byte, licenseID string) key.Key { return key.Derive(secret, licenseID) }
