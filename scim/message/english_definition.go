package message

// What is wrong with the definition of a schema or of a resource type.
var definitionEnglish = map[string]string{
	"definition.at.schema":    "schema {schema}",
	"definition.at.attribute": "schema {schema}: attribute {attribute}",
	"definition.at.type":      "resource type {type}",

	"definition.lines":   "{first}\n{rest}",
	"definition.more":    "and {n} more",
	"definition.problem": "{at} {problem}",
	"definition.many": "{schemas} schemas and {types} resource types are too many; at most {mostSchemas} and " +
		"{mostTypes}",
	"definition.description": "{at}: description is longer than {most} bytes or holds U+0000; shorten it",

	"definition.schema.nil":   "a schema is missing (nil)",
	"definition.schema.twice": "{at}: two schemas have this id; give each its own URN",
	"definition.schema.id":    "{at}: id {problem}",
	"definition.schema.name":  "{at}: name needs 1 to {most} characters without control characters",
	"definition.schema.empty": "{at}: attributes is empty; define at least one",
	"definition.schema.many":  "{at}: {n} attributes are too many; at most {most} on one level",

	"definition.urn.long":     "is longer than {most} bytes; shorten it",
	"definition.urn.form":     "is not a URN; write for example urn:example:params:scim:schemas:extension:badge:1.0:User",
	"definition.urn.protocol": "belongs to the messages of the protocol; choose a URN of your own",
	"definition.urn.rfc": "is that of a schema of RFC 7643, which can't be redefined; define an extension under a URN " +
		"of your own",
	"definition.urn.character": "holds {character}; use letters, digits and {signs}",

	"definition.name.missing":   "has no name; give it one that begins with a letter",
	"definition.name.long":      "has a name longer than {most} bytes; shorten it",
	"definition.name.reserved":  "has the name that RFC 7644 reserves for Bulk; choose another",
	"definition.name.letter":    "has a name that does not begin with a letter; begin it with one",
	"definition.name.character": "has a name with {character} in it; use letters, digits, - and _",

	"definition.type.nil":        "a resource type is missing (nil)",
	"definition.type.twice":      "{at}: two resource types have this name; give each its own",
	"definition.type.id":         "{at}: id {id} differs from its name; make them equal or leave id out",
	"definition.type.extensions": "{at}: {n} extensions are too many; at most {most}",
	"definition.type.apart": "{at}: {schema} is a schema and also reads as attribute {name} of {outer}; rename " +
		"one",
	"definition.endpoint.form":     "{at}: endpoint {endpoint} is not a slash and one word; write for example /Gadgets",
	"definition.endpoint.reserved": "{at}: endpoint {endpoint} belongs to the protocol; choose another",
	"definition.endpoint.taken":    "{at}: endpoint {endpoint} is that of resource type {other}; give each its own",

	"definition.member.schema":    "schema",
	"definition.member.extension": "schema extension",
	"definition.link.unknown":     "{at}: {member} {urn} is not the id of a schema; define that schema first",
	"definition.link.discovery": "{at}: {member} {urn} describes the service provider itself; name a schema of " +
		"resources",
	"definition.link.base": "{at}: {urn} is its base schema and can't be its extension too; leave it out of " +
		"schemaExtensions",
	"definition.link.twice": "{at}: schema extension {urn} is listed twice; list it once",
	"definition.link.type": "extensions for resource type {type}: there is none of that name; define it, or name one " +
		"of {names}",

	"definition.attribute.nil": "{at}: attribute {n} of the list is missing (nil)",
	"definition.attribute.twice": "{at} is defined twice, the first time as {first}; names differ by more than case " +
		"(R-003): rename or remove one",
	"definition.attribute.common": "{at} has the name of the common attribute {name}, which every resource has " +
		"already; rename it",
	"definition.attribute.values": "{at}: canonicalValues and referenceTypes hold at most {most} values",
	"definition.attribute.value": "{at}: {value} can't stand in canonicalValues or referenceTypes; use 1 to {most} " +
		"bytes without control characters",
	"definition.word.near": "{at}: {what} {word} is unknown; did you mean {near}?",
	"definition.word.list": "{at}: {what} {word} is unknown; use one of {words}",

	"definition.complex.inside": "{at} is complex inside the complex {parent}; make it simple, or a top-level attribute " +
		"(R-016)",
	"definition.complex.empty":  "{at} is complex without subAttributes; define them, or choose another type",
	"definition.complex.simple": "{at} has subAttributes but type {type}; make its type complex, or remove them",
	"definition.complex.unique": "{at}: a complex attribute can't be unique; move uniqueness to one of its " +
		"sub-attributes",

	"definition.sense.writeOnly": "{at}: mutability writeOnly needs returned never, not {returned} (R-076)",
	"definition.sense.required": "{at} is required and readOnly: no client could ever supply it; make it not required, " +
		"or readWrite",
	"definition.sense.unseen": "{at} is readOnly and returned never: nobody could ever set or see it; change one of " +
		"them",
	"definition.sense.ref":       "{at}: $ref is always of type reference, not {type}",
	"definition.sense.reference": "{at} has referenceTypes but type {type}; make its type reference, or remove them",
	"definition.sense.canonical": "{at} has canonicalValues but type {type}; only strings and references have them",
	"definition.sense.boolean":   "{at}: a boolean can't be unique; set uniqueness to none",

	"definition.parent.required": "{at} is required but {parent} is readOnly; make it not required",
	"definition.parent.readOnly": "{at} is {mutability} but {parent} is readOnly; make both readOnly, or the outer one " +
		"readWrite",
	"definition.parent.writeOnly": "{at} is returned {returned} but {parent} is writeOnly; set returned to never",
}
