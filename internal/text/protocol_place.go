package text

// Where something is wrong: before what is.
var placeFrench = map[string]string{
	"place.path":      "{path} : {says}",
	"place.character": "au caractère {n} : {says}",
	"place.operator":  "{path} {operator} : {says}",
}
