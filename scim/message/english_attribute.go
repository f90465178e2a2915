package message

// What is wrong with the name of an attribute, or with what it is compared with.
var attributeEnglish = map[string]string{
	"attribute.near":      "{path} is not an attribute of {type}; did you mean {near}?",
	"attribute.leave":     "{path} is not an attribute of {type}; leave it out",
	"attribute.extension": "{path} is not an attribute of {type}; {urn} defines {names}",
	"attribute.schema":    "{path}: {type} has no such schema; it has {urns}",
	"attribute.unknown":   "{path} is not an attribute of {type}; GET /Schemas lists what there is",

	"attribute.sub.leave":  "{path}: {parent} has no sub-attribute {name}; leave it out",
	"attribute.sub.simple": "{path}: {parent} is of type {type} and has no sub-attributes; leave {name:q} out",
	"attribute.sub.near":   "{path}: {parent} has no sub-attribute {name}; did you mean {near}?",
	"attribute.sub.list":   "{path}: {parent} has no sub-attribute {name}; it has {names}",

	"attribute.many": "attributes and excludedAttributes have {n} names; at most {most}",

	"operand.null":    "null has no order and no characters; compare it with eq or ne, or use pr",
	"operand.complex": "is complex; compare one of its sub-attributes: {names}",
	"operand.order":   "a {type} has no order; compare it with eq or ne",
	"operand.partial": "{operator} looks into text, and the attribute is of type {type}; compare it with eq or ne",
	"operand.boolean": "is a boolean and can't be compared with {value}; write true or false",
	"operand.number": "is a number and can't be compared with {value}; write a number such as 42, without " +
		"quotes",
	"operand.text":   "is of type {type} and can't be compared with {value}; write text in quotes",
	"operand.time":   "is a dateTime and {value} is none: {cause}; write for example {example:q}",
	"operand.schema": "is a schema; compare one of its attributes",
	"operand.secret": "is never returned and can't be searched; leave it out of the filter",
}
