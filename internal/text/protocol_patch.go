package text

// What is wrong with a PATCH. Mostly it stands behind the place in the request.
var patchFrench = map[string]string{
	"patch.body":       "le corps d'un PATCH est un objet avec schemas et Operations",
	"patch.schemas":    "doit être [{urn:q}]",
	"patch.operations": "doit être une liste d'au moins une opération",
	"patch.twice":      "{name} s'y trouve deux fois, avec une autre casse",
	"patch.many": "un PATCH peut contenir {most} opérations et nommer {most} attributs ; envoyez le reste dans une " +
		"autre requête",
	"patch.work": "{attribute} a {n} valeurs, et tant d'opérations et de filtres sur elles sont trop pour un PATCH ; " +
		"envoyez cette opération et les suivantes dans une autre requête",

	"patch.operation": "une opération est un objet avec op, path et value",
	"patch.op":        "doit être add, remove ou replace",

	"patch.path.kind":      "doit être un texte, par exemple {example:q}",
	"patch.path.missing":   "manque ; nommez l'attribut pour {op}",
	"patch.path.sub":       "un sous-attribut n'a pas de sous-attributs",
	"patch.path.extension": "est un attribut d'une extension ; écrivez {path}",
	"patch.path.filter":    "seul un attribut à plusieurs valeurs peut avoir un filtre entre crochets",
	"patch.path.within":    "entre les crochets de {attribute} peuvent se trouver {names} ; {path:q} n'en fait pas partie",
	"patch.path.several":   "{attribute} a {n} valeurs ; choisissez-en une avec un filtre, par exemple {example}",

	"patch.value.missing": "il faut une valeur à {op} (null retire)",
	"patch.value.object": "doit être un objet dont les clés sont les attributs pour {op} ; ou nommez un attribut " +
		"dans path",
	"patch.value.twice":    "nomme le même attribut que {other:q} ; envoyez-le une fois",
	"patch.value.required": "{path} est obligatoire et ne peut être vidé ; envoyez une valeur",
	"patch.value.one": "doit être une seule valeur, car le filtre désigne un élément ; une liste de valeurs va dans " +
		"{path} sans filtre",
	"patch.value.nothing": "ne contient rien qu'un élément de {path} puisse avoir",
	"patch.value.noKey":   "{path} n'a pas de value ; envoyez l'id auquel il renvoie",
	"patch.value.fixed":   "{sub} d'un élément existant ne peut être changé ; retirez l'élément et ajoutez-en un autre",

	"patch.remove.path":      "il faut à remove un path qui dise quoi retirer",
	"patch.remove.value":     "remove ne prend pas de valeur ; choisissez quoi retirer avec un filtre dans path",
	"patch.remove.required":  "{path} est obligatoire et ne peut être retiré ; remplacez-le",
	"patch.remove.extension": "l'extension est obligatoire et ne peut être retirée",
	"patch.remove.schema": "est le schéma propre de la ressource ; nommez l'attribut à retirer, ou supprimez la " +
		"ressource (DELETE)",

	"patch.readOnly":     "{path} est en lecture seule ; omettez-le",
	"patch.fixed":        "{path} a une valeur et ne peut plus être changé",
	"patch.fixedElement": "{path} a une valeur et ne peut plus être changé ; retirez la valeur et ajoutez-en une autre",
	"patch.primary": "{n} valeurs de {attribute} correspondent, mais une seule peut être primary ; " +
		"choisissez-en une",
	"patch.match.none":    "aucune valeur de {attribute} ne correspond",
	"patch.match.missing": "aucune valeur de {attribute} ne correspond ; ajoutez d'abord la valeur",
	"patch.match.never": "aucune valeur de {attribute} ne correspond, et une avec cette valeur ne correspondrait " +
		"pas non plus",

	"patch.split.whose":  "dites de qui est {sub} pour {op} avec un filtre, par exemple {example}",
	"patch.split.single": "{sub} seul ne peut être retiré de {attribute} ; retirez la valeur et ajoutez-la sans lui",
	"patch.split.one":    "{attribute} ne peut être changé qu'un à la fois ; choisissez avec {example}",
	"patch.split.order": "après une opération qui ajoute à {attribute}, seul un filtre sur value peut en retirer ; " +
		"envoyez cette opération d'abord, ou dans une requête à elle",
}
