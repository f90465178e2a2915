package text

// patchRulesFrench are the rules of PATCH:
// the title of each, and what a right answer looks like.
var patchRulesFrench = map[string]checkRule{
	"patch.add":               {"add pose une valeur simple", "la valeur ajoutée"},
	"patch.add.existing":      {"add remplace une valeur simple qui existe", "la nouvelle valeur"},
	"patch.add.pathless":      {"add sans chemin prend un objet d'attributs", "les deux attributs posés"},
	"patch.add.pathless.list": {"add sans chemin ajoute à une liste", "les anciennes valeurs et la nouvelle"},
	"patch.add.complex": {
		"add à un attribut complexe ajoute des sous-attributs",
		"le nouveau sous-attribut, et les autres comme avant",
	},
	"patch.add.sub":  {"add à un sous-attribut", "le sous-attribut posé, et les autres comme avant"},
	"patch.add.list": {"add ajoute à la fin d'une liste", "les anciennes valeurs et la nouvelle"},
	"patch.add.list.same": {
		"add d'une valeur déjà présente n'ajoute rien",
		"les valeurs comme avant, aucune deux fois",
	},
	"patch.add.valuepath": {
		"add par un chemin de valeur pose un sous-attribut de l'élément",
		"display posé sur la seule adresse home",
	},
	"patch.add.primary": {
		"Une nouvelle valeur primary met fin à l'ancienne",
		"primary à true sur la seule nouvelle valeur",
	},
	"patch.add.urn": {"Un chemin peut porter l'URN du schéma", "la valeur ajoutée"},
	"patch.add.extension": {
		"Un attribut d'extension s'ajoute par URN",
		"la valeur sous l'URN de l'extension, qui figure aussi dans schemas",
	},
	"patch.add.case":        {"Les noms d'un chemin sont compris dans toute casse", "la valeur ajoutée"},
	"patch.add.unchanged":   {"add de ce qui est déjà là ne change rien", "meta.lastModified comme avant"},
	"patch.add.novalue":     {"add sans valeur est refusé", "400"},
	"patch.replace":         {"replace pose une valeur simple", "la nouvelle valeur"},
	"patch.replace.boolean": {"replace d'un booléen", "active à false"},
	"patch.replace.missing": {"replace d'un attribut absent l'ajoute", "la nouvelle valeur"},
	"patch.replace.pathless": {
		"replace sans chemin prend un objet d'attributs",
		"chaque attribut nommé remplacé, les autres comme avant",
	},
	"patch.replace.list": {"replace d'une liste remplace toutes les valeurs", "exactement la nouvelle valeur"},
	"patch.replace.complex": {
		"replace d'un attribut complexe ne touche que ce qui est donné",
		"familyName nouveau, givenName comme avant",
	},
	"patch.replace.sub": {"replace d'un sous-attribut", "familyName nouveau, givenName comme avant"},
	"patch.replace.valuepath": {
		"replace par un chemin de valeur change un sous-attribut de l'élément",
		"l'adresse home nouvelle, l'adresse work comme avant",
	},
	"patch.replace.valuepath.all": {
		"replace par un chemin de valeur change chaque élément qui correspond",
		"display posé sur les deux adresses",
	},
	"patch.replace.element": {
		"replace d'un élément par un chemin de valeur",
		"l'adresse home nouvelle, l'adresse work comme avant",
	},
	"patch.replace.notarget": {
		"replace par un chemin de valeur qui ne correspond à rien est refusé",
		"400 avec scimType noTarget (le filtre emploie co, aucun élément ne peut donc en être formé)",
	},
	"patch.replace.type": {"Une valeur du mauvais type est refusée", "400"},
	"patch.replace.id":   {"L'id ne peut être modifié", "400 avec scimType mutability"},
	"patch.replace.readonly": {
		"Les attributs en lecture seule ne peuvent être modifiés",
		"400 avec scimType mutability",
	},
	"patch.replace.duplicate": {"PATCH ne peut prendre le userName d'une autre personne", "409"},
	"patch.remove":            {"remove ôte une valeur simple", "pas de title, le reste comme avant"},
	"patch.remove.sub":        {"remove d'un sous-attribut", "pas de middleName, le reste du nom comme avant"},
	"patch.remove.list":       {"remove ôte toute une liste", "aucune adresse de courriel, le reste comme avant"},
	"patch.remove.valuepath":  {"remove avec un chemin de valeur n'ôte que ce qui correspond", "l'adresse work seule"},
	"patch.remove.valuepath.sub": {
		"remove d'un sous-attribut d'un élément",
		"l'adresse work sans primary, les deux adresses présentes",
	},
	"patch.remove.last": {"Ôter la dernière valeur ôte la liste", "aucune adresse de courriel"},
	"patch.remove.extension": {
		"Un attribut d'extension s'ôte par URN",
		"pas de department, et l'URN n'est plus dans schemas",
	},
	"patch.remove.notarget": {"remove sans chemin est refusé", "400 avec scimType noTarget"},
	"patch.remove.required": {"Un attribut obligatoire ne peut être ôté", "400 avec scimType mutability"},
	"patch.remove.readonly": {"Un attribut en lecture seule ne peut être ôté", "400 avec scimType mutability"},
	"patch.answer":          {"Un PATCH réussi le dit", "200 avec la personne modifiée, ou 204 sans corps"},
	"patch.answer.attributes": {
		"Un PATCH qui demande des attributs les reçoit",
		"200 avec l'attribut demandé et sans les autres",
	},
	"patch.unknown": {"Le PATCH d'un id inconnu est introuvable", "404"},
	"patch.order":   {"Les opérations s'appliquent dans l'ordre", "la valeur de la dernière opération"},
	"patch.atomic": {"Une seule mauvaise opération annule toute la requête",
		"400, et la personne comme avant"},
	"patch.op":                 {"Un op inconnu est refusé", "400, et la personne comme avant"},
	"patch.op.missing":         {"Une opération sans op est refusée", "400, et la personne comme avant"},
	"patch.operations.empty":   {"Une requête sans opérations est refusée", "400"},
	"patch.operations.missing": {"Un corps sans Operations est refusé", "400"},
	"patch.path.malformed":     {"Un chemin mal formé est refusé", "400"},
	"patch.path.scimtype":      {"Le refus d'un chemin mal formé dit invalidPath", "400 avec scimType invalidPath"},
	"patch.path.unknown":       {"Un chemin vers un attribut qu'aucun schéma n'a est refusé", "400"},
	"patch.path.single":        {"Un chemin de valeur sur une valeur simple est refusé", "400"},
	"patch.times": {
		"Un PATCH qui change quelque chose avance lastModified et laisse created",
		"meta.lastModified plus tard qu'avant, meta.created comme avant",
	},
}
