package message

// What is wrong with the document of a definition.
var documentEnglish = map[string]string{
	"document.schema": "schema",
	"document.type":   "resource type",
	"document.whole":  "the document",
	"document.flag":   "true or false",

	"document.wrong":  "{what}: {says}",
	"document.object": "{what}: {place} is {kind}; it must be an object",
	"document.kind":   "{what}: {place} is {kind}; it must be {wanted}",
	"document.twice":  "{what}: {first} and {second} are the same member; send it once",
	"document.near":   "{what}: {name} is not a member of the definition; did you mean {near}?",
	"document.list":   "{what}: {name} is not a member of the definition; it may have {names}",
}
