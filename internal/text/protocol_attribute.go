package text

// What is wrong with the name of an attribute, or with what it is compared with.
var attributeFrench = map[string]string{
	"attribute.near":      "{path} n'est pas un attribut de {type} ; vouliez-vous dire {near} ?",
	"attribute.leave":     "{path} n'est pas un attribut de {type} ; retirez-le",
	"attribute.extension": "{path} n'est pas un attribut de {type} ; {urn} définit {names}",
	"attribute.schema":    "{path} : {type} n'a pas un tel schéma ; il a {urns}",
	"attribute.unknown":   "{path} n'est pas un attribut de {type} ; GET /Schemas donne la liste de ce qu'il y a",

	"attribute.sub.leave":  "{path} : {parent} n'a pas de sous-attribut {name} ; retirez-le",
	"attribute.sub.simple": "{path} : {parent} est de type {type} et n'a pas de sous-attributs ; retirez {name:q}",
	"attribute.sub.near":   "{path} : {parent} n'a pas de sous-attribut {name} ; vouliez-vous dire {near} ?",
	"attribute.sub.list":   "{path} : {parent} n'a pas de sous-attribut {name} ; il a {names}",

	"attribute.many": "attributes et excludedAttributes ont {n} noms ; {most} au plus",

	"operand.null":    "null n'a ni ordre ni caractères ; comparez avec eq ou ne, ou employez pr",
	"operand.complex": "est complexe ; comparez l'un de ses sous-attributs : {names}",
	"operand.order":   "le type {type} n'a pas d'ordre ; comparez avec eq ou ne",
	"operand.partial": "{operator} cherche dans un texte, et l'attribut est de type {type} ; comparez avec eq ou ne",
	"operand.boolean": "est un booléen et ne se compare pas à {value} ; écrivez true ou false",
	"operand.number": "est un nombre et ne se compare pas à {value} ; écrivez un nombre comme 42, sans " +
		"guillemets",
	"operand.text":   "est de type {type} et ne se compare pas à {value} ; écrivez un texte entre guillemets droits",
	"operand.time":   "est un dateTime et {value} n'en est pas un : {cause} ; écrivez par exemple {example:q}",
	"operand.schema": "est un schéma ; comparez l'un de ses attributs",
	"operand.secret": "n'est jamais montré et ne peut être cherché ; retirez-le du filtre",
}
