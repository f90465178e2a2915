package text

// What is wrong with a request as a whole, and what became of it.
var requestFrench = map[string]string{
	"request.part.body":       "le corps",
	"request.part.bulk":       "la requête Bulk (maxPayloadSize)",
	"request.part.references": "la partie de la requête qui désigne des ressources par bulkId, jusqu'à cette opération,",
	"request.large":           "{what} dépasse {limit} octets, la limite ; envoyez-en moins en une requête",
	"request.cut":             "{what} s'arrête avant d'être entier ; renvoyez la requête",
	"request.memory.own": "les grandes requêtes et réponses de cette connexion prennent toute la mémoire à laquelle " +
		"elle a droit ; lisez les réponses, envoyez-en moins à la fois, et renvoyez celle-ci dans un moment",
	"request.memory.all": "les grandes requêtes et réponses prennent toute la mémoire que le serveur a pour elles ; " +
		"renvoyez celle-ci dans un moment",

	"request.path":     "il n'y a rien à {path:q} ; les points d'accès sont {endpoints}",
	"request.method":   "{method} n'est pas possible sur {pattern} ; méthodes possibles : {methods}",
	"request.readOnly": "{method} n'est pas possible sur {endpoint}, dont les ressources ne peuvent qu'être lues",
	"request.me": "/Me est la personne qui s'est connectée, mais cette connexion est celle d'un programme ; prenez " +
		"/Users avec un filtre sur userName",
	"request.accept": "les réponses sont en application/scim+json ; envoyez Accept: application/scim+json, " +
		"application/json ou */*, ou aucun Accept",
	"request.encoding": "le Content-Encoding {given:q} n'est pas compris ; envoyez le corps tel qu'il est",
	"request.type": "le Content-Type {given:q} n'est pas compris ; envoyez application/scim+json ou " +
		"application/json",
	"request.charset": "le charset {given:q} n'est pas compris ; envoyez de l'UTF-8",

	"request.notFound": "{type} {id:q} n'existe pas dans cette connexion",
	"request.changed": "la ressource a été modifiée entre-temps : sa version est {version} ; relisez-la et refaites la " +
		"modification",
	"request.token": "ce serveur ne connaît pas le jeton : envoyez celui de sa configuration, comme " +
		"« Authorization: Bearer TOKEN »",
	"request.taken":         "{path} : un autre objet {type} a cette valeur ; elle doit être unique",
	"request.unable.patch":  "ce serveur n'accepte pas PATCH ; envoyez la ressource entière avec PUT",
	"request.unable.bulk":   "ce serveur n'accepte pas de requête Bulk ; envoyez chaque opération seule",
	"request.unable.filter": "ce serveur n'a pas de filtres ; omettez filter et choisissez dans la liste entière",
	"request.unable.sort":   "ce serveur ne trie pas ; omettez sortBy et triez ce qui vient",
	"request.unable.cursor": "ce serveur ne pagine pas par curseur ; utilisez startIndex et count",
	"request.dependency": "l'opération désigne une ressource qu'une autre opération de cette requête aurait dû " +
		"créer, et qui a échoué ; renvoyez-la une fois que la ressource existe",
	"request.photo": "laissée de côté : une photo donnée comme données ({n} octets), avec laquelle la requête " +
		"dépasse {limit} octets, la limite ; envoyez son adresse",

	"request.slow":     "le serveur a mis trop de temps ; rien n'a été décidé, renvoyez la requête plus tard",
	"request.gone":     "le client a fermé la connexion",
	"request.failed":   "le serveur a échoué ; la requête n'y est pour rien et peut être renvoyée",
	"request.withheld": "ce qui n'allait pas a été dit au client, mais pourrait montrer un secret",

	"request.message.kind":    "le corps est {kind} ; ce doit être un objet avec schemas [{urn:q}]",
	"request.message.missing": "schemas manque ; ce doit être [{urn:q}]",
	"request.message.other":   "schemas ne nomme pas ce message ; ce doit être [{urn:q}]",

	"discovery.schema": "le schéma {id:q} n'est pas connu ici ; GET /Schemas donne ceux qui le sont",
	"discovery.type":   "le type de ressource {id:q} n'est pas connu ici ; GET /ResourceTypes donne ceux qui le sont",
	"discovery.filter": "filter n'est pas possible sur les points d'accès de découverte ; omettez-le et choisissez " +
		"dans la liste entière",
	"discovery.bearer": "Envoyez le jeton de la connexion dans l'en-tête Authorization : Bearer, un blanc, le jeton.",
}
