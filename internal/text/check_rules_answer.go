package text

// answerRulesFrench are the rules of versions, of Bulk, of errors and of the whole run:
// the title of each, and what a right answer looks like.
var answerRulesFrench = map[string]checkRule{
	"etag.header": {
		"La version d'une personne est dans l'en-tête ETag et dans meta.version",
		"la même étiquette d'entité dans les deux, entre guillemets, peut-être après W/",
	},
	"etag.changes":       {"Une modification donne une nouvelle version", "une autre étiquette d'entité qu'avant"},
	"etag.changes.patch": {"Un PATCH donne une nouvelle version", "une autre étiquette d'entité qu'avant"},
	"etag.answers": {
		"Chaque réponse a la même version qu'une lecture",
		"après une création et après un remplacement : ce que la réponse dit dans ETag et meta.version " +
			"est ce que disent une lecture et une liste",
	},
	"etag.group": {
		"Les groupes ont des versions aussi",
		"la même étiquette d'entité dans ETag et meta.version, et une autre après une modification des membres",
	},
	"etag.read.same": {
		"La lecture d'une version connue n'est pas répétée",
		"304 pour If-None-Match avec l'étiquette actuelle",
	},
	"etag.read.stale": {
		"La lecture d'une version plus ancienne donne la nouvelle",
		"200 pour If-None-Match avec une autre étiquette",
	},
	"etag.write.same": {
		"La modification de la version connue se fait",
		"200 pour If-Match avec l'étiquette actuelle",
	},
	"etag.put.stale": {"PUT sur une version plus ancienne est refusé", "412 pour If-Match avec une autre étiquette"},
	"etag.patch.stale": {
		"PATCH sur une version plus ancienne est refusé",
		"412 pour If-Match avec une autre étiquette",
	},
	"etag.delete.stale": {
		"DELETE sur une version plus ancienne est refusé",
		"412 pour If-Match avec une autre étiquette, et la personne est toujours là",
	},
	"bulk.create": {
		"Bulk crée des personnes",
		`200 avec le schéma BulkResponse et, pour chaque opération, sa méthode et son bulkId, le statut "201" comme texte et un location`,
	},
	"bulk.methods": {
		"Bulk remplace, modifie et supprime",
		"200, 200 ou 204, et 204 comme statuts des opérations, et les modifications faites",
	},
	"bulk.reference": {
		"Un bulkId tient lieu d'une ressource créée avant",
		"un groupe dont le membre est l'id de la personne de la même requête",
	},
	"bulk.reference.forward": {
		"Un bulkId tient lieu d'une ressource créée après",
		"un groupe dont le membre est l'id de la personne de la même requête",
	},
	"bulk.reference.path": {"Un bulkId peut figurer dans un chemin", "la personne créée puis modifiée"},
	"bulk.reference.circular": {
		"Des bulkId peuvent renvoyer l'un à l'autre",
		"deux groupes membres l'un de l'autre ; 409 est permis après un essai",
	},
	"bulk.reference.unknown": {
		"Une opération avec un bulkId inconnu échoue seule",
		"409 (ou un autre 4xx) pour cette opération, et l'autre faite",
	},
	"bulk.continue": {
		"Bulk continue après un échec",
		"trois résultats : le premier et le dernier réussis, celui du milieu refusé",
	},
	"bulk.failonerrors": {
		"Bulk s'arrête à failOnErrors",
		"ni résultat ni personne pour ce qui suit la première erreur avec failOnErrors 1",
	},
	"bulk.error": {
		"Une opération échouée s'explique",
		`le statut "409" comme texte et un response qui est l'erreur qu'aurait reçue une requête seule`,
	},
	"bulk.method": {"Une méthode inconnue dans Bulk est refusée", "4xx pour l'opération ou pour la requête"},
	"bulk.operations": {
		"Autant d'opérations se font qu'il en est permis",
		"200 pour bulk.maxOperations, 413 pour une de plus",
	},
	"bulk.payload": {
		"Une requête peut être aussi grande qu'il est permis",
		"200 pour bulk.maxPayloadSize octets, 413 pour 1024 de plus",
	},
	"bulk.malformed": {"Des opérations qui ne sont pas un tableau sont refusées", "400"},
	"error.shape": {
		"Une erreur a un corps qui dit ce qu'elle est",
		"du JSON avec le schéma Error et le statut comme texte",
	},
	"error.detail":     {"Une erreur s'explique", "un detail qui n'est pas vide"},
	"error.scimtype":   {"Une erreur emploie les mots de la RFC", "aucun scimType hors de la liste de la RFC"},
	"error.auth.none":  {"Une requête sans jeton est refusée", "401 avec un corps d'erreur"},
	"error.auth.wrong": {"Une requête avec un faux jeton est refusée", "401 avec un corps d'erreur"},
	"error.auth.scheme": {
		"Un refus dit comment s'authentifier",
		"un en-tête WWW-Authenticate avec un 401, s'il y en a un",
	},
	"error.json":          {"Un JSON mal formé est refusé", "400"},
	"error.json.scimtype": {"Le refus d'un JSON mal formé dit invalidSyntax", "400 avec scimType invalidSyntax"},
	"error.json.array":    {"Un corps qui n'est pas un objet est refusé", "400"},
	"error.json.text":     {"Un corps qui est un texte est refusé", "400"},
	"error.json.empty":    {"Une création sans corps est refusée", "400 ou 415"},
	"error.json.deep":     {"Un JSON très profond n'est pas une panne", "400, ou 201 comme s'il n'y était pas"},
	"error.type.name":     {"Un userName qui est un nombre est refusé", "400"},
	"error.type.object":   {"Un userName qui est un objet est refusé", "400"},
	"error.type.boolean":  {"Un active qui est un mot est refusé", "400"},
	"error.endpoint":      {"Un chemin inconnu est introuvable", "404"},
	"error.method": {"Une méthode qu'un chemin n'a pas est refusée",
		"405, 501 ou un autre refus pour PUT à /Users"},
	"media.type": {
		"Les réponses sont en application/scim+json",
		"Content-Type application/scim+json pour une personne, une liste et une erreur",
	},
	"media.json": {
		"Le JSON simple est accepté",
		"201 pour une création envoyée en application/json qui accepte application/json",
	},
	"media.any":  {"Un client qui accepte tout est servi", "200 pour Accept: */*"},
	"media.text": {"Un corps qui n'est pas déclaré comme JSON est refusé", "415 ou 400 pour Content-Type text/plain"},
	"overall.media": {
		"Chaque réponse est du JSON qui le dit",
		"un objet JSON avec le Content-Type application/scim+json dans chaque succès qui a un corps",
	},
	"overall.errors": {
		"Chaque refus a la forme d'une erreur",
		"du JSON avec le schéma Error et le statut comme texte dans chaque 4xx ; exceptés 401, 405 et ce " +
			"qu'un serveur web répond de lui-même",
	},
	"overall.faults": {
		"Aucune requête n'a fait échouer le serveur",
		"jamais de 5xx, sauf 501 pour ce qui n'est pas réalisé",
	},
}
