package text

// What is wrong with the parameters of a request.
var queryFrench = map[string]string{
	"query.encoding": "{parameter} : {value:q} n'est pas de l'UTF-8 codé avec % ; écrivez % comme %25",
	"query.twice":    "{parameter} est donné deux fois avec des valeurs différentes ; envoyez-en une",
	"query.nul":      "{parameter} contient un caractère NUL ; retirez-le",
	"query.utf8":     "{parameter} n'est pas de l'UTF-8 à l'octet {n}",
	"query.number":   "{parameter} est {value:q} ; ce doit être un nombre entier",
	"query.element":  "{parameter}[{n}] est {kind} ; ce doit être le nom d'un attribut",
	"query.kind":     "{parameter} est {kind} ; ce doit être {wanted}",

	"query.wanted.integer": "un nombre entier",
	"query.wanted.names":   "un tableau de noms d'attributs",

	"query.order":        "sortOrder est {value:q} ; ce doit être ascending ou descending",
	"query.complex":      "sortBy : {path} est complexe et n'a pas d'ordre ; nommez-en un sous-attribut",
	"query.alternatives": "attributes et excludedAttributes s'excluent ; envoyez l'un des deux",
	"query.schema":       "{path} est un schéma ; nommez-en un attribut",
	"query.hidden": "{parameter} : {path} n'est jamais montré et ne peut donc servir à chercher ni à trier ; prenez " +
		"un autre attribut",

	"query.filter.brackets": "{path} : des crochets suivent un attribut complexe à plusieurs valeurs, comme emails ; " +
		"comparez {path} sans eux",
	"query.filter.null":    "{path} {operator} null : null n'a ni ordre ni caractères ; prenez eq, ne ou pr",
	"query.filter.complex": "{path} est complexe et ne peut être comparé ; nommez-en un sous-attribut, ou prenez pr",

	"query.mixed":      "startIndex et cursor ne vont pas ensemble ; envoyez l'un des deux",
	"query.count.most": "count est {n} ; avec un curseur, {most} au plus",
	"query.count.other": "count est {n}, mais ce curseur a été donné pour des pages de {pages} ; gardez count, ou " +
		"recommencez avec un curseur vide",
	"query.cursor.unknown": "le curseur n'est pas un curseur de cette recherche ; envoyez nextCursor tel qu'il a été " +
		"donné, avec le même filtre et le même tri, ou recommencez avec un curseur vide",
	"query.cursor.old": "le curseur a plus de {age} ; recommencez avec un curseur vide",
}
