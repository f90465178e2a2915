package message

// Where something is wrong: before what is.
var placeEnglish = map[string]string{
	"place.path":      "{path}: {says}",
	"place.character": "at character {n}: {says}",
	"place.operator":  "{path} {operator}: {says}",
}
