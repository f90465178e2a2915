package text

// What is wrong with the document of a definition.
var documentFrench = map[string]string{
	"document.schema": "schéma",
	"document.type":   "type de ressource",
	"document.whole":  "le document",
	"document.flag":   "true ou false",

	"document.wrong":  "{what} : {says}",
	"document.object": "{what} : {place} est {kind} ; il faut un objet",
	"document.kind":   "{what} : {place} est {kind} ; il faut {wanted}",
	"document.twice":  "{what} : {first} et {second} sont le même membre ; envoyez-le une fois",
	"document.near":   "{what} : {name} n'est pas un membre de la définition ; vouliez-vous dire {near} ?",
	"document.list":   "{what} : {name} n'est pas un membre de la définition ; elle peut avoir {names}",
}
