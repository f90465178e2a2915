package inbound

import (
	"fmt"
	"hash/fnv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/licensing"
	"github.com/usher-id/usher/scim/schema"
)

// direct is the rule of a license that an administrator gave.
const direct = "direct"

// shownLicenses are a person's licenses as Usher's extension shows them.
func shownLicenses(list []licensing.Shown) []any {
	shown := make([]any, len(list))
	for i := range list {
		x := &list[i]
		o := schema.Object{"product": x.Product, "state": string(x.State), "deviceLimit": int64(x.Devices)}
		rule := ""
		switch {
		case x.Direct:
			rule = direct
		case x.Rule > 0:
			rule = strconv.Itoa(x.Rule)
		}
		for name, value := range map[string]string{
			"pool": x.Pool, "waitsFor": x.WaitsFor, "rule": rule, "ruleType": x.By,
			"requestedAt": moment(x.Requested), "grantedAt": moment(x.Granted), "until": moment(x.Until),
		} {
			if value != "" {
				o[name] = value
			}
		}
		if x.Position > 0 {
			o["position"] = int64(x.Position)
		}
		shown[i] = o
	}
	return shown
}

// moment is a time as SCIM has it; "" for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}

// versionOf is a resource's version. That of a person with licenses tells of them, too, after a dot: a place in a
// waiting list, the name of a pool and the number of a rule change without anything being written to the person,
// and nobody who asks with If-None-Match may keep them.
func versionOf(v *directory.View) string {
	version := strconv.FormatInt(v.Version, 10)
	if len(v.Licenses) == 0 {
		return version
	}
	h := fnv.New64a()
	for i := range v.Licenses {
		x := &v.Licenses[i]
		// a hash takes all
		_, _ = io.WriteString(h, x.Product+"\x00"+x.Pool+"\x00"+x.WaitsFor+"\x00"+string(x.State)+"\x00"+x.By)
		_, _ = fmt.Fprintln(h, x.Direct, x.Rule, x.Requested.UnixMicro(), x.Granted.UnixMicro(), x.Until.UnixMicro(),
			x.Devices, x.Position)
	}
	return version + "." + strconv.FormatUint(h.Sum64(), 36)
}

// numberOf is the part of a version that the directory counts.
func numberOf(version string) string {
	number, _, _ := strings.Cut(version, ".")
	return number
}
