package message

// What is wrong with the parameters of a request.
var queryEnglish = map[string]string{
	"query.encoding": "{parameter}: {value:q} is not percent-encoded UTF-8; write % as %25",
	"query.twice":    "{parameter} is given twice with different values; send one",
	"query.nul":      "{parameter} holds a NUL character; leave it out",
	"query.utf8":     "{parameter} is not UTF-8 at byte {n}",
	"query.number":   "{parameter} is {value:q}; it must be an integer",
	"query.element":  "{parameter}[{n}] is {kind}; it must be the name of an attribute",
	"query.kind":     "{parameter} is {kind}; it must be {wanted}",

	"query.wanted.integer": "an integer",
	"query.wanted.names":   "an array of attribute names",

	"query.order":        "sortOrder is {value:q}; it must be ascending or descending",
	"query.complex":      "sortBy: {path} is complex and has no order; name a sub-attribute of it",
	"query.alternatives": "attributes and excludedAttributes are alternatives; send one of them",
	"query.schema":       "{path} is a schema; name an attribute of it",
	"query.hidden": "{parameter}: {path} is never shown, so it can't be searched or sorted by; use another " +
		"attribute",

	"query.filter.brackets": "{path}: brackets stand behind a multi-valued complex attribute such as emails; compare " +
		"{path} without them",
	"query.filter.null":    "{path} {operator} null: null has no order and no characters; use eq, ne or pr",
	"query.filter.complex": "{path} is complex and can't be compared; name a sub-attribute of it, or use pr",

	"query.mixed":      "startIndex and cursor can't be mixed; send one of them",
	"query.count.most": "count is {n}; with a cursor it may be {most} at most",
	"query.count.other": "count is {n}, but this cursor was given for pages of {pages}; keep count, or begin anew with " +
		"an empty cursor",
	"query.cursor.unknown": "the cursor is not one of this search; send nextCursor as it was given, with the same " +
		"filter and sorting, or begin anew with an empty cursor",
	"query.cursor.old": "the cursor is older than {age}; begin anew with an empty cursor",
}
