package message

// What a JSON value is.
var kindEnglish = map[string]string{
	"kind.null":    "null",
	"kind.string":  "a string",
	"kind.boolean": "a boolean",
	"kind.number":  "a number",
	"kind.list":    "a list",
	"kind.array":   "an array",
	"kind.object":  "an object",
}
