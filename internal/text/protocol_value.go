package text

// What is wrong with the resource that a body gives, or with a value of it.
var valueFrench = map[string]string{
	"value.body":   "le corps est {kind} ; envoyez un objet JSON",
	"value.stored": "la ressource enregistrée est {kind}, et non un objet",

	"value.schemas.missing": `manque ou n'est pas une liste ; envoyez ["{urn}"]`,
	"value.schemas.kind":    "est {kind} ; envoyez l'URN d'un schéma, comme chaîne",
	"value.schemas.unknown": "{urn} n'est pas un schéma de {type}, qui a {urns}",
	"value.schemas.twice":   "{urn} s'y trouve deux fois ; nommez-le une fois",
	"value.schemas.core":    "il manque {urn}, qui fait partie de tout {type}",

	"value.member": "{name} n'est pas un membre de {type} ; dans le profil strict, écrivez {path} sous sa forme imbriquée",
	"value.schema": "est {kind} ; envoyez un objet avec les attributs de ce schéma",
	"value.again":  "se trouve plus d'une fois, avec une autre casse ou une autre notation ; envoyez-le une fois",
	"value.primary": "plus d'une valeur a primary true ({attribute}[{first}], {attribute}[{second}]) ; ne le mettez " +
		"qu'à une",

	"value.list.single": "est une liste ; envoyez une valeur seule",
	"value.list.many":   "prend une valeur et {n} ont été envoyées ; envoyez-en une",
	"value.list.wanted": "est {kind} ; envoyez une liste",
	"value.list.nested": "est une liste dans une liste ; envoyez les valeurs côte à côte dans une seule",

	"value.hidden":  "la valeur",
	"value.string":  "{value} n'est pas une chaîne ; envoyez-en une, comme {example:q}",
	"value.nul":     "le texte contient U+0000, qui ne peut être enregistré ; retirez-le",
	"value.binary":  "{value} n'est pas du base64 (RFC 4648 section 4) ; envoyez par exemple {example:q}",
	"value.uri":     "{value} n'est pas un URI ; envoyez par exemple {example:q}",
	"value.object":  "{value} n'est pas un objet ; envoyez-en un avec {names}",
	"value.sub":     "{attribute} n'a pas de sous-attribut {name} ; il a {names}",
	"value.boolean": "{value} n'est pas un booléen ; envoyez true ou false",
	"value.decimal": "{value} n'est pas un nombre décimal ; envoyez-en un, comme 1.5",

	"value.integer.form":     "{value} n'est pas un nombre entier ; envoyez-en un, comme 42",
	"value.integer.fraction": "{value} a une partie décimale ou un exposant ; envoyez un nombre entier, comme 42",
	"value.integer.large":    "{value} dépasse 64 bits ; envoyez un nombre entier entre {least} et {most}",

	"value.time.form":    "{value} n'est pas un dateTime : {cause} ; envoyez par exemple {example:q}",
	"value.time.noZone":  "{value} est un dateTime sans fuseau ; envoyez par exemple {example:q}",
	"value.time.parts":   "il faut une date, la lettre T et une heure avec les secondes",
	"value.time.noYear":  "il n'y a pas d'année 0000",
	"value.time.noMonth": "il n'y a pas de mois {month}",
	"value.time.noDay":   "{month} n'a pas de jour {day}",
	"value.time.noTime":  "il n'y a pas d'heure {time}",
	"value.time.utc":     "en UTC, son année n'a pas quatre chiffres",
	"value.time.digit":   "il manque un chiffre après le point",
	"value.time.zone":    "son fuseau n'en est pas un ; écrivez Z ou un décalage comme +01:00",

	"value.required":         "manque ; il faut à {whose} un {attribute} qui ne soit pas vide",
	"value.whose.type":       "tout {name}",
	"value.whose.extension":  "l'extension",
	"value.whose.element":    "toute valeur de {name}",
	"value.extension.absent": "manque ; il faut à tout {type} cette extension avec ses attributs obligatoires",
	"value.extension.needed": "manque ; il faut à tout {type} cette extension avec ses attributs obligatoires ({names})",

	"value.immutable.changed": "est immuable : il a déjà une valeur et ne peut en recevoir une autre ; envoyez-le tel " +
		"qu'il était, ou laissez-le hors de la modification",
	"value.immutable.removed": "est immuable : il a une valeur et ne peut être retiré ; envoyez-le tel qu'il était, ou " +
		"laissez-le hors de la modification",

	"note.aside":     "Laissé de côté, car aucun schéma ne l'a : {names}.",
	"note.asideMore": "Laissé de côté, car aucun schéma ne l'a : {names} et {n} autre{n?|s}.",
	"note.primary":   "{attribute} : plusieurs valeurs étaient la principale (primary) ; la première compte.",
}
