package message

// What is wrong with a body as JSON.
var bodyEnglish = map[string]string{
	"body.at":     "at byte {offset}: {says}",
	"body.within": "at byte {offset} ({pointer}): {says}",

	"body.values": "the body holds more than {most} values, objects and lists included; send less in one request",
	"body.deep":   "objects and lists are nested more than {most} deep; nothing in SCIM needs more than 8",
	"body.nul":    `the text holds U+0000 (\u0000), which can't be stored; leave it out`,
	"body.more":   "something follows the JSON value; send one object and nothing after it",
	"body.twice":  "the member occurs twice in one object; send it once",
	"body.empty":  "the body is empty; send a JSON object",
	"body.cut":    "the body ends in the middle of the JSON; send it whole",
	"body.here":   "the body is not JSON here; send an object in UTF-8 (RFC 8259)",
	"body.json":   "the body is not JSON: {cause}; send an object in UTF-8 (RFC 8259)",

	"body.number.long": "the number has {n} characters; at most {most}",
	"body.number.large": "the number {number} is beyond what a double can hold; send one between 1e-300 and 1e300, " +
		"or a string",

	"json.character": "invalid character {found} {where}",
	"json.escape":    "invalid escape sequence {found} in string",
	"json.surrogate": "invalid surrogate pair {found} in string",
	"json.utf8":      "invalid UTF-8",
	"json.name":      "object member name must be a string",
	"json.value":     "missing value after object name",

	"json.where.value":   "at start of value",
	"json.where.after":   "after top-level value",
	"json.where.name":    "after object name (expecting ':')",
	"json.where.member":  "after object value (expecting ',' or '}')",
	"json.where.element": "after array element (expecting ',' or ']')",
	"json.where.string":  `at start of string (expecting '"')`,
	"json.where.control": "in string (expecting non-control character)",
	"json.where.digit":   "in number (expecting digit)",
	"json.where.literal": "in literal {word} (expecting {expected})",
}
