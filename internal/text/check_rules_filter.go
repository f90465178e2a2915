package text

// filterRulesFrench are the rules of filters:
// the title of each, and what a right answer looks like.
var filterRulesFrench = map[string]checkRule{
	"filter.eq": {"« eq » trouve les valeurs égales", "exactement la seule personne"},
	"filter.eq.part": {
		"« eq » ne trouve pas les parties de la valeur",
		"aucune personne pour le début, la fin ou le milieu d'un userName",
	},
	"filter.ne": {"« ne » trouve les autres valeurs", "l'autre personne, non celle qui a ce userName"},
	"filter.ne.part": {
		"« ne » trouve ceux dont la valeur ne fait que contenir le texte",
		"la personne, dont le userName est plus long",
	},
	"filter.co": {
		"« co » trouve une partie de la valeur",
		"exactement la personne dont le userName contient le texte",
	},
	"filter.sw": {
		"« sw » trouve le début de la valeur",
		"exactement les personnes dont le userName commence par le texte",
	},
	"filter.sw.inside": {"« sw » ne trouve pas le milieu de la valeur", "aucune personne"},
	"filter.ew": {
		"« ew » trouve la fin de la valeur",
		"exactement la personne dont le userName se termine par le texte",
	},
	"filter.ew.inside": {"« ew » ne trouve pas le milieu de la valeur", "aucune personne"},
	"filter.pr": {
		"« pr » trouve les personnes qui ont une valeur",
		"les personnes qui ont un title, non celle qui n'en a pas",
	},
	"filter.pr.complex": {
		"« pr » sur un attribut complexe trouve ceux qui ne sont pas vides",
		"la personne, qui a un name",
	},
	"filter.gt": {"« gt » compare des textes", "Builder mais non Analyst pour les title au-dessus de B"},
	"filter.gt.equal": {
		"« gt » exclut la valeur même",
		"Builder mais non Analyst pour les title au-dessus d'Analyst",
	},
	"filter.ge": {
		"« ge » comprend la valeur même",
		"les deux title à partir d'Analyst, et aucune personne sans title",
	},
	"filter.ge.below": {
		"« ge » ne trouve pas les valeurs plus petites",
		"Builder mais non Analyst à partir de Builder",
	},
	"filter.lt": {"« lt » compare des textes", "Analyst mais non Builder pour les title en dessous de B"},
	"filter.lt.equal": {
		"« lt » exclut la valeur même",
		"Analyst mais non Builder pour les title en dessous de Builder",
	},
	"filter.le": {"« le » comprend la valeur même", "Analyst mais non Builder jusqu'à Analyst"},
	"filter.le.below": {
		"« le » trouve aussi les valeurs plus petites",
		"les deux title jusqu'à Builder, et aucune personne sans title",
	},
	"filter.and":            {"« and » demande les deux côtés", "exactement la personne pour qui les deux valent"},
	"filter.or":             {"« or » demande un côté", "exactement les personnes pour qui l'un vaut"},
	"filter.not":            {"« not » inverse l'expression", "tous sauf l'analyste"},
	"filter.not.nospace":    {"« not » peut toucher la parenthèse", "la même chose qu'avec un espace"},
	"filter.not.precedence": {"« not » lie plus fort que « and »", "le sous-traitant seul, qui n'est pas l'analyste"},
	"filter.precedence": {
		"« and » lie plus fort que « or »",
		"l'analyste, et le constructeur seulement si le reste vaut aussi",
	},
	"filter.grouping":      {"Les parenthèses passent avant « and »", "exactement le sous-traitant"},
	"filter.operator.case": {"Les opérateurs sont compris dans toute casse", "la même personne qu'en minuscules"},
	"filter.attribute.case": {
		"Les noms d'attributs sont compris dans toute casse",
		"la même personne qu'avec l'orthographe du schéma",
	},
	"filter.value.case": {
		"userName se compare sans égard à la casse",
		"la personne dont le userName ne diffère que par la casse",
	},
	"filter.value.case.part": {
		"« co », « sw » et « ew » sur userName ne tiennent pas compte de la casse non plus",
		"la personne dont le userName ne diffère que par la casse",
	},
	"filter.externalid": {"Une personne se trouve par externalId", "exactement la personne avec cet externalId"},
	"filter.externalid.case": {
		"externalId se compare en tenant compte de la casse",
		"aucune personne pour un externalId dans une autre casse",
	},
	"filter.id": {"Une personne se trouve par id", "exactement la personne"},
	"filter.id.case": {
		"id se compare en tenant compte de la casse",
		"aucune personne pour un id dans une autre casse",
	},
	"filter.urn":       {"Un nom peut porter l'URN de son schéma", "la même personne qu'avec le nom seul"},
	"filter.extension": {"Les attributs d'une extension se trouvent par URN", "exactement la personne de ce service"},
	"filter.sub":       {"Les sous-attributs se trouvent", "exactement la personne avec ce nom de famille"},
	"filter.multi": {
		"N'importe quelle valeur d'une liste peut correspondre",
		"la personne, par la deuxième adresse de courriel",
	},
	"filter.valuepath": {
		"Un chemin de valeur trouve un élément d'une liste",
		"exactement la personne avec cette adresse work",
	},
	"filter.valuepath.one": {
		"Un seul élément doit satisfaire tout le crochet",
		"aucune personne : l'adresse est d'un autre type",
	},
	"filter.valuepath.not": {
		"« not » inverse une expression dans un chemin de valeur",
		"aucune personne : l'adresse est du type exclu",
	},
	"filter.valuepath.or": {
		"« or » et « not » fonctionnent dans un chemin de valeur",
		"la personne avec l'une ou l'autre adresse",
	},
	"filter.valuepath.and": {"Un chemin de valeur peut être un côté de « and »", "exactement la personne inactive"},
	"filter.boolean":       {"Les booléens se comparent", "bravo est inactif, alpha est actif"},
	"filter.datetime": {
		"Les heures se comparent comme des heures",
		"la personne pour created après hier et avant demain à la même heure, dans tout fuseau horaire",
	},
	"filter.escape": {
		"Les guillemets et barres obliques inverses des valeurs s'échappent comme en JSON",
		"exactement la personne avec ce nickName",
	},
	"filter.escape.unicode": {
		"Les échappements Unicode des valeurs sont compris",
		"exactement la personne avec ce nickName",
	},
	"filter.none":   {"Ne rien trouver donne une liste vide, non une erreur", "200 avec totalResults 0"},
	"filter.absent": {"Un attribut sans valeur n'est égal à rien", "aucune personne sans title"},
	"filter.root": {
		"Une requête à la racine trouve des ressources de tout type",
		"exactement la personne ; ou un refus par 403, 404, 405 ou 501",
	},
	"filter.password": {
		"Un mot de passe ne se devine pas par un filtre",
		"un refus, ou aucune personne pour une partie du mot de passe",
	},
	"filter.long":        {"Un filtre de beaucoup de termes reçoit une réponse ou un refus", "200, ou un refus 4xx"},
	"badfilter.operator": {"Un opérateur inconnu est refusé", "400 avec scimType invalidFilter, jamais une liste"},
	"badfilter.value": {
		"Une comparaison sans valeur est refusée",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.quote": {
		"Un texte qui n'est pas fermé est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.unquoted": {
		"Un texte sans guillemets est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.open": {
		"Une parenthèse qui n'est pas fermée est refusée",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.close": {
		"Une parenthèse qui n'a pas été ouverte est refusée",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.rest": {
		"Du texte après la fin de l'expression est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.and":   {"« and » sans côté droit est refusé", "400 avec scimType invalidFilter, jamais une liste"},
	"badfilter.empty": {"Un groupe vide est refusé", "400 avec scimType invalidFilter, jamais une liste"},
	"badfilter.valuepath": {
		"Un chemin de valeur qui n'est pas fermé est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.nested": {
		"Un chemin de valeur dans un chemin de valeur est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.single": {
		"Un chemin de valeur sur une valeur simple est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.boolean": {"Un booléen n'a pas d'ordre", "400 avec scimType invalidFilter, jamais une liste"},
	"badfilter.attribute": {
		"Un attribut qu'aucun schéma n'a est refusé",
		"400 avec scimType invalidFilter, jamais une liste",
	},
	"badfilter.blank": {"Un filtre blanc est refusé", "400, invalidFilter"},
	"badfilter.deep":  {"Un filtre de très nombreuses parenthèses n'est pas une panne", "400, ou une réponse"},
}
