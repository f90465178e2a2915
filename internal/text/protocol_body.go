package text

// What is wrong with a body as JSON.
var bodyFrench = map[string]string{
	"body.at":     "à l'octet {offset} : {says}",
	"body.within": "à l'octet {offset} ({pointer}) : {says}",

	"body.values": "le corps contient plus de {most} valeurs, objets et listes compris ; envoyez-en moins en une requête",
	"body.deep":   "objets et listes sont imbriqués sur plus de {most} niveaux ; rien dans SCIM n'en demande plus de 8",
	"body.nul":    `le texte contient U+0000 (\u0000), qui ne peut être enregistré ; retirez-le`,
	"body.more":   "quelque chose suit la valeur JSON ; envoyez un objet et rien après lui",
	"body.twice":  "le membre se trouve deux fois dans un objet ; envoyez-le une fois",
	"body.empty":  "le corps est vide ; envoyez un objet JSON",
	"body.cut":    "le corps s'arrête au milieu du JSON ; envoyez-le en entier",
	"body.here":   "le corps n'est pas du JSON ici ; envoyez un objet en UTF-8 (RFC 8259)",
	"body.json":   "le corps n'est pas du JSON : {cause} ; envoyez un objet en UTF-8 (RFC 8259)",

	"body.number.long": "le nombre a {n} caractères ; {most} au plus",
	"body.number.large": "le nombre {number} dépasse ce qu'un flottant double peut contenir ; envoyez-en un entre " +
		"1e-300 et 1e300, ou une chaîne",

	"json.character": "caractère {found} invalide {where}",
	"json.escape":    "séquence d'échappement {found} invalide dans une chaîne",
	"json.surrogate": "paire de substitution {found} invalide dans une chaîne",
	"json.utf8":      "UTF-8 invalide",
	"json.name":      "le nom d'un membre doit être une chaîne",
	"json.value":     "il manque la valeur après le nom d'un membre",

	"json.where.value":   "au début d'une valeur",
	"json.where.after":   "après la valeur",
	"json.where.name":    "après le nom d'un membre (il faudrait ':')",
	"json.where.member":  "après la valeur d'un membre (il faudrait ',' ou '}')",
	"json.where.element": "après l'élément d'un tableau (il faudrait ',' ou ']')",
	"json.where.string":  `au début d'une chaîne (il faudrait '"')`,
	"json.where.control": "dans une chaîne (où un caractère de contrôle s'écrit avec une barre oblique inverse)",
	"json.where.digit":   "dans un nombre (il faudrait un chiffre)",
	"json.where.literal": "dans le mot {word} (il faudrait {expected})",
}
