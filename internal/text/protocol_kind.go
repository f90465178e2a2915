package text

// What a JSON value is.
var kindFrench = map[string]string{
	"kind.null":    "null",
	"kind.string":  "une chaîne",
	"kind.boolean": "un booléen",
	"kind.number":  "un nombre",
	"kind.list":    "une liste",
	"kind.array":   "un tableau",
	"kind.object":  "un objet",
}
