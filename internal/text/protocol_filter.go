package text

// What is wrong with a filter, the path of a PATCH, or the name of an attribute that a parameter holds.
var filterFrench = map[string]string{
	"filter.what.filter": "filtre",
	"filter.what.path":   "chemin",
	"filter.what.name":   "nom d'attribut",

	"filter.long":  "le {what} dépasse {most} octets ; raccourcissez-le",
	"filter.empty": "le {what} est vide ; écrivez par exemple {example}",
	"filter.deep":  "parenthèses et crochets sont imbriqués sur plus de {most} niveaux ; simplifiez le filtre",
	"filter.open":  `le "{opened}" au caractère {n} n'est pas fermé ; ajoutez "{closing}"`,
	"filter.blank": "il manque un espace avant ou après {word}",

	"filter.unexpected":       "{found} n'est pas attendu ici ; il faudrait {wanted}",
	"filter.wanted.attribute": "le nom d'un attribut",
	"filter.wanted.filterEnd": "and, or ou la fin du filtre",
	"filter.wanted.pathEnd":   "la fin du chemin",
	"filter.wanted.nameEnd":   "la fin du nom d'attribut",
	"filter.wanted.closing":   `and, or ou "{closing}"`,

	"filter.name.end":       "il manque un nom d'attribut à la fin",
	"filter.name.missing":   "il manque un nom d'attribut ; il commence par une lettre",
	"filter.name.letter":    "{name} n'est pas un nom d'attribut ; celui-ci commence par une lettre",
	"filter.name.character": "{character} n'a pas sa place dans un nom d'attribut ; employez lettres, chiffres, - et _",
	"filter.name.dots":      "un sous-attribut n'a pas de sous-attributs ; écrivez un point au plus",
	"filter.name.ref": "{name} est un sous-attribut ; écrivez l'attribut devant, par exemple " +
		"members.$ref",
	"filter.uri.character": "{character} n'a pas sa place dans l'URI d'un schéma",
	"filter.uri.letter": "l'URI d'un schéma commence par une lettre ; écrivez par exemple " +
		"urn:ietf:params:scim:schemas:core:2.0:User:userName",

	"filter.bracket": "un crochet n'a pas sa place dans un autre ; entre crochets, ne comparez que des " +
		"sous-attributs",
	"filter.within": "entre crochets se trouvent de simples noms de sous-attributs de {attribute}",

	"filter.operators":        "employez eq, ne, co, sw, ew, gt, ge, lt, le ou pr",
	"filter.operator.missing": "il manque un opérateur après {attribute} ; {advice}",
	"filter.operator.blank":   "il manque un espace et un opérateur après {attribute} ; {advice}",
	"filter.operator.unknown": "{found} n'est pas un opérateur ; {advice}",
	"filter.not":              `"not" veut une parenthèse après lui ; écrivez par exemple not (userName eq "bjensen")`,

	"filter.values":        "employez un texte entre guillemets droits, un nombre, true, false ou null",
	"filter.value.end":     "il manque une valeur à la fin ; {advice}",
	"filter.value.unknown": "{found} n'est pas une valeur ; {advice}",
	"filter.value.blank":   "il manque un espace et une valeur après {operator} ; {advice}",
	"filter.number.form": "{found} n'est pas un nombre ; écrivez par exemple 42, -7 ou 1.5e3, et mettez les textes " +
		"entre guillemets droits",
	"filter.number.large": "{found} est un nombre trop grand",

	"filter.text.open": `le texte n'est pas fermé ; ajoutez un guillemet droit (") à sa fin, et écrivez \" pour ` +
		`ceux qu'il contient`,
	"filter.text.utf8":    "le texte n'est pas de l'UTF-8 valide",
	"filter.text.control": "un caractère de contrôle n'a pas sa place dans un texte ; écrivez-le {escape}",
	"filter.text.backslash": `une barre oblique inverse ne va pas seule ; écrivez \\ pour elle-même, ou l'un de ` +
		`\" \/ \b \f \n \r \t \u0000`,
	"filter.text.hexadecimal": `\u veut quatre chiffres hexadécimaux après lui`,
	"filter.text.nul":         "aucune valeur ne contient U+0000 ; retirez-le",
	"filter.text.surrogate": `une moitié de paire de substitution ne va pas seule ; écrivez les deux, comme dans ` +
		`\ud83d\ude00`,

	"filter.compare.text":    "l'attribut n'est pas un texte ; employez eq ou ne",
	"filter.compare.order":   "booléens et valeurs binaires n'ont pas d'ordre ; employez eq ou ne",
	"filter.compare.quotes":  "la valeur n'est pas un texte ; mettez-la entre guillemets droits",
	"filter.compare.boolean": "l'attribut est un booléen ; comparez-le à true ou false",
	"filter.compare.number":  "l'attribut est un nombre ; comparez-le à un nombre sans guillemets",
	"filter.compare.time": `l'attribut est un dateTime ; comparez-le à une date et une heure, par exemple ` +
		`"2011-05-13T04:42:34Z"`,
	"filter.compare.null":    "null n'a ni ordre ni caractères ; employez eq, ne ou pr",
	"filter.compare.complex": "un sous-attribut complexe ne se compare pas ; employez pr",
	"filter.compare.never":   "l'attribut ne se compare pas ; employez pr, ou nommez un sous-attribut",
}
