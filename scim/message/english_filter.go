package message

// What is wrong with a filter, the path of a PATCH, or the name of an attribute that a parameter holds.
var filterEnglish = map[string]string{
	"filter.what.filter": "filter",
	"filter.what.path":   "path",
	"filter.what.name":   "attribute name",

	"filter.long":  "the {what} is longer than {most} bytes; make it shorter",
	"filter.empty": "the {what} is empty; write for example {example}",
	"filter.deep":  "parentheses and brackets are nested deeper than {most} levels; make the filter simpler",
	"filter.open":  `the "{opened}" at character {n} is not closed; add "{closing}"`,
	"filter.blank": "a blank is missing before or after {word}",

	"filter.unexpected":       "{found} is not expected here; expected {wanted}",
	"filter.wanted.attribute": "the name of an attribute",
	"filter.wanted.filterEnd": "and, or, or the end of the filter",
	"filter.wanted.pathEnd":   "the end of the path",
	"filter.wanted.nameEnd":   "the end of the attribute name",
	"filter.wanted.closing":   `and, or, or "{closing}"`,

	"filter.name.end":       "an attribute name is missing at the end",
	"filter.name.missing":   "an attribute name is missing; it begins with a letter",
	"filter.name.letter":    "{name} is not an attribute name; it begins with a letter",
	"filter.name.character": "{character} can't stand in an attribute name; use letters, digits, - and _",
	"filter.name.dots":      "a sub-attribute has no sub-attributes; write one dot at most",
	"filter.name.ref": "{name} is a sub-attribute; write the attribute before it, for example " +
		"members.$ref",
	"filter.uri.character": "{character} can't stand in a schema URI",
	"filter.uri.letter": "a schema URI begins with a letter; write for example " +
		"urn:ietf:params:scim:schemas:core:2.0:User:userName",

	"filter.bracket": "a bracket can't stand inside another; inside brackets compare sub-attributes only",
	"filter.within":  "inside brackets stand plain names of sub-attributes of {attribute}",

	"filter.operators":        "use eq, ne, co, sw, ew, gt, ge, lt, le or pr",
	"filter.operator.missing": "an operator is missing after {attribute}; {advice}",
	"filter.operator.blank":   "a blank and an operator are missing after {attribute}; {advice}",
	"filter.operator.unknown": "{found} is not an operator; {advice}",
	"filter.not":              `"not" needs a parenthesis after it; write for example not (userName eq "bjensen")`,

	"filter.values":        "use a text in double quotes, a number, true, false or null",
	"filter.value.end":     "a value is missing at the end; {advice}",
	"filter.value.unknown": "{found} is not a value; {advice}",
	"filter.value.blank":   "a blank and a value are missing after {operator}; {advice}",
	"filter.number.form": "{found} is not a number; write for example 42, -7 or 1.5e3, and put texts between " +
		"double quotes",
	"filter.number.large": "{found} is too large a number",

	"filter.text.open": `the text is not closed; add a double quote (") at its end, and write quotes inside ` +
		`it as \"`,
	"filter.text.utf8":    "the text is not valid UTF-8",
	"filter.text.control": "a control character can't stand in a text; write it as {escape}",
	"filter.text.backslash": `a backslash can't stand alone; write \\ for a backslash, or one of \" \/ \b \f ` +
		`\n \r \t \u0000`,
	"filter.text.hexadecimal": `\u needs four hexadecimal digits after it`,
	"filter.text.nul":         "no value holds U+0000; leave it out",
	"filter.text.surrogate": `half of a surrogate pair can't stand alone; write both halves, as in ` +
		`\ud83d\ude00`,

	"filter.compare.text":    "the attribute is not a text; use eq or ne",
	"filter.compare.order":   "booleans and binary values have no order; use eq or ne",
	"filter.compare.quotes":  "the value is not a text; put it between double quotes",
	"filter.compare.boolean": "the attribute is a boolean; compare it with true or false",
	"filter.compare.number":  "the attribute is a number; compare it with a number without quotes",
	"filter.compare.time": `the attribute is a dateTime; compare it with one, for example ` +
		`"2011-05-13T04:42:34Z"`,
	"filter.compare.null":    "null has no order and no characters; use eq, ne or pr",
	"filter.compare.complex": "a complex sub-attribute can't be compared; use pr",
	"filter.compare.never":   "the attribute can't be compared; use pr, or name a sub-attribute",
}
