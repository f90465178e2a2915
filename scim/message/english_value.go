package message

// What is wrong with the resource that a body gives, or with a value of it.
var valueEnglish = map[string]string{
	"value.body":   "the body is {kind}; send a JSON object",
	"value.stored": "the stored resource is {kind}, not an object",

	"value.schemas.missing": `is missing or no list; send ["{urn}"]`,
	"value.schemas.kind":    "is {kind}; send the URN of a schema as a string",
	"value.schemas.unknown": "{urn} is not a schema of {type}; it has {urns}",
	"value.schemas.twice":   "{urn} is listed twice; list it once",
	"value.schemas.core":    "{urn} is missing; it belongs to every {type}",

	"value.member": "{name} is not a member of {type}; in the strict profile write {path} in its nested form",
	"value.schema": "is {kind}; send an object with the attributes of that schema",
	"value.again":  "occurs more than once, in other case or notation; send it once",
	"value.primary": "more than one value has primary true ({attribute}[{first}], {attribute}[{second}]); set it on " +
		"one at most",

	"value.list.single": "is a list; send a single value",
	"value.list.many":   "takes one value and {n} were sent; send one",
	"value.list.wanted": "is {kind}; send a list",
	"value.list.nested": "is a list inside a list; send the values side by side in one list",

	"value.hidden":  "the value",
	"value.string":  "{value} is not a string; send one, as in {example:q}",
	"value.nul":     "the text holds U+0000, which can't be stored; leave it out",
	"value.binary":  "{value} is not base64 (RFC 4648 section 4); send for example {example:q}",
	"value.uri":     "{value} is not a URI; send for example {example:q}",
	"value.object":  "{value} is not an object; send one with {names}",
	"value.sub":     "{attribute} has no sub-attribute {name}; it has {names}",
	"value.boolean": "{value} is not a boolean; send true or false",
	"value.decimal": "{value} is not a decimal; send a number such as 1.5",

	"value.integer.form":     "{value} is not an integer; send a number such as 42",
	"value.integer.fraction": "{value} has a fraction or an exponent; send an integer such as 42",
	"value.integer.large":    "{value} is beyond 64 bits; send an integer between {least} and {most}",

	"value.time.form":    "{value} is not a dateTime: {cause}; send for example {example:q}",
	"value.time.noZone":  "{value} is a dateTime without a zone; send for example {example:q}",
	"value.time.parts":   "it needs a date, the letter T and a time with seconds",
	"value.time.noYear":  "there is no year 0000",
	"value.time.noMonth": "there is no month {month}",
	"value.time.noDay":   "{month} has no day {day}",
	"value.time.noTime":  "there is no time {time}",
	"value.time.utc":     "in UTC its year has not four digits",
	"value.time.digit":   "a digit is missing behind the point",
	"value.time.zone":    "its zone is none; write Z or an offset such as +01:00",

	"value.required":         "is missing; {whose} needs a non-empty {attribute}",
	"value.whose.type":       "every {name}",
	"value.whose.extension":  "the extension",
	"value.whose.element":    "every value of {name}",
	"value.extension.absent": "is missing; every {type} needs this extension with its required attributes",
	"value.extension.needed": "is missing; every {type} needs this extension with its required attributes ({names})",

	"value.immutable.changed": "is immutable: it has a value already and can't get another; send it as it was, or " +
		"leave it out of the change",
	"value.immutable.removed": "is immutable: it has a value and can't be removed; send it as it was, or leave it " +
		"out of the change",

	"note.aside":     "Left aside, since no schema has it: {names}.",
	"note.asideMore": "Left aside, since no schema has it: {names} and {n} more.",
	"note.primary":   "{attribute}: several values were primary; the first counts.",
}
