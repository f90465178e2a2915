package main

import (
	"strings"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/licensing/licensefile"
)

// refusedLicenseFile says why a license file is refused, and what to do about it.
func refusedLicenseFile(e *licensefile.Error) error {
	switch e.Reason {
	case licensefile.TooLarge:
		return text.Errorf(nil, "licenseFile.tooLarge", "most", licensefile.MaxFile)
	case licensefile.NoFile:
		return text.Errorf(nil, "licenseFile.none", "line", licensefile.FirstLine)
	case licensefile.Incomplete:
		return text.Errorf(nil, "licenseFile.incomplete", "line", licensefile.LastLine)
	case licensefile.Surrounded:
		return text.Errorf(nil, "licenseFile.surrounded", "from", licensefile.FirstLine, "to", licensefile.LastLine)
	case licensefile.Malformed:
		return text.Errorf(nil, "licenseFile.malformed")
	case licensefile.UnknownVersion:
		return text.Errorf(nil, "licenseFile.version", "found", e.Found)
	case licensefile.UnknownAlgorithm:
		return text.Errorf(nil, "licenseFile.algorithm", "found", e.Found)
	case licensefile.UnknownKey:
		return text.Errorf(nil, "licenseFile.unknownKey", "found", e.Found, "known", strings.Join(e.Known, ", "))
	case licensefile.Altered:
		return text.Errorf(nil, "licenseFile.altered")
	case licensefile.Unsound:
		return text.Errorf(nil, "licenseFile.unsound")
	case licensefile.ForeignProduct:
		return text.Errorf(nil, "licenseFile.product", "found", e.Found, "wanted", e.Wanted)
	case licensefile.ForeignDevice:
		return text.Errorf(nil, "licenseFile.device", "device", e.License.Device)
	case licensefile.ClockBack:
		return text.Errorf(nil, "licenseFile.clockBack", "now", stamp(e.Now), "seen", stamp(e.License.Seen))
	case licensefile.NotYet:
		return text.Errorf(nil, "licenseFile.notYet", "from", stamp(e.License.NotBefore), "now", stamp(e.Now))
	case licensefile.Expired:
		return text.Errorf(nil, "licenseFile.expired", "expires", stamp(e.License.Expires), "until", stamp(e.License.End()),
			"issuer", e.License.Issuer)
	}
	return e // of an issuer or account: this command expects none
}

// wrongKeys says what is wrong with printed keys.
func wrongKeys(e *licensefile.KeyError) error {
	switch e.Reason {
	case licensefile.KeysTooLarge:
		return text.Errorf(nil, "licenseFile.key.tooLarge", "most", licensefile.MaxKeys)
	case licensefile.NoKey:
		return text.Errorf(nil, "licenseFile.key.none", "start", licensefile.KeyPrefix)
	case licensefile.NotKey:
		return text.Errorf(nil, "licenseFile.key.not", "line", e.Line, "start", licensefile.KeyPrefix)
	}
	return text.Errorf(nil, "licenseFile.key.mistyped", "line", e.Line)
}
