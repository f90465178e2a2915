package check

// reportEnglish are what the report and the errors of a run say.
var reportEnglish = map[string]string{
	"check.silence.noHost":      "no such host {host:q}",
	"check.silence.certificate": "this machine does not trust the server's certificate",
	"check.silence.refused":     "connection refused",
	"check.silence.timeout":     "timeout",
	"check.silence.interrupted": "interrupted",
	"check.silence.lost":        "connection lost",
	"check.silence.large":       "the answer is larger than {most} bytes",
	"check.url.unread":          "the URL {url:q} cannot be read; it looks like https://scim.example.com/scim/v2",
	"check.url.form": "the URL {url:q} must begin with https:// or http:// and name a host, for example " +
		"https://scim.example.com/scim/v2",
	"check.url.more":           "the URL must be the SCIM base address alone, without user, query or fragment",
	"check.token":              "the token contains a line break",
	"check.greet.silent":       "{url} does not answer: {why}",
	"check.greet.unauthorized": "{url} answered 401: the token is missing, wrong or expired",
	"check.greet.forbidden":    "{url} answered 403: the token may not read users",
	"check.greet.noUsers": "" +
		"{url} has no /Users (404): the URL must be the SCIM base address, which often ends in /scim/v2",
	"check.greet.redirected": "{url} redirects to {to}: use the final SCIM base address",
	"check.greet.refused":    "{url} answered the first request, {asked}, with {answer}",
	"check.greet.noSCIM": "" +
		"{url} answered /Users with something that is not a SCIM document: is it the SCIM base address?",
	"check.greet.reader": "" +
		"the token may read users but not create them ({answer}): the check makes users and groups of its own " +
		"and deletes them again, so it needs a token that may write, not a reader's, at a server that lets " +
		"people of example.com in",
	"check.greet.noDelete": "" +
		"the token may create users but not delete them ({answer}): the check would leave everything behind " +
		"that it makes",
	"check.greet.leftover": "{says}; could not be deleted: {paths}",
	"check.noClient":       "no cases are known for the client {name:q}; known are {known}",
	"check.noCheck":        "no check has an id that begins with {id:q}; --json shows the ids of all, such as filter.eq",
	"check.interrupted":    "the check was interrupted",
	"check.stopped":        "the server stopped answering, or answers nothing but 429",
	"check.left.unnamed":   "{endpoint}: {names}, created by an answer without an id and not found again",
	"check.left.unknown": "" +
		"{endpoint}: {names}, which may have been created: there was no answer, and no list can be read",
	"check.client":              "Client: {name}",
	"check.client.any":          "Any client",
	"check.client.flag":         "{name} with {flag}",
	"check.client.through":      "{name} to {to}",
	"check.head":                "SCIM check of {url}, {time}, {n} {n?check|checks} in {elapsed}",
	"check.counts":              "{section}: {counts}",
	"check.count.pass":          "{n} pass",
	"check.count.fail":          "{n} not right",
	"check.count.inconclusive":  "{n} inconclusive",
	"check.count.skipped":       "{n} skipped",
	"check.notChecked":          "not checked: {why}",
	"check.mark.fail":           "FAIL",
	"check.mark.warn":           "WARN",
	"check.label.asked":         "asked",
	"check.label.came":          "came",
	"check.label.right":         "right",
	"check.label.see":           "see",
	"check.summary":             "Summary",
	"check.column.pass":         "pass",
	"check.column.fail":         "fail",
	"check.column.inconclusive": "inconclusive",
	"check.column.skipped":      "skipped",
	"check.leftover":            "could not be deleted: {path}",
	"check.breaches":            "Not conformant: {n} {n?failure|failures} at the levels must and required.",
	"check.none":                "No failure at the levels must and required.",
}
