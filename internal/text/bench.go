package text

// What was measured of a server, and why it could not be.
var benchWords = map[string]words{
	"bench.column.operation":  {En: "operation", Fr: "opération"},
	"bench.column.clients":    {En: "clients", Fr: "clients"},
	"bench.column.operations": {En: "operations", Fr: "opérations"},
	"bench.column.errors":     {En: "errors", Fr: "erreurs"},
	"bench.column.rate":       {En: "ops/s", Fr: "opér./s"},
	"bench.column.p50":        {En: "p50 ms", Fr: "p50 (ms)"},
	"bench.column.p95":        {En: "p95 ms", Fr: "p95 (ms)"},
	"bench.column.p99":        {En: "p99 ms", Fr: "p99 (ms)"},
	"bench.column.statuses":   {En: "statuses", Fr: "statuts"},
	"bench.decimal":           {En: "{whole}.{rest}", Fr: "{whole},{rest}"},
	"bench.count":             {En: "{answer}: {n}", Fr: "{answer} : {n}"},
	"bench.counts":            {En: "{all}", Fr: "{all}"},
	"bench.lostUpdate":        {En: "lost update", Fr: "modification perdue"},
	"bench.prepared": {
		En: "Prepared {name}: {requests} {requests?request|requests} by {clients} {clients?client|clients} in " +
			"{seconds} s, {rate} a second, {errors} {errors?error|errors} ({statuses}).",
		Fr: "Préparation de {name} : {requests} {requests?requête|requêtes} par {clients} {clients?client|clients} en " +
			"{seconds} s, {rate} par seconde, {errors} {errors?erreur|erreurs} ({statuses}).",
	},
	"bench.measured": {
		En: "Measured {name}: {requests} {requests?request|requests} by {clients} {clients?client|clients} in " +
			"{seconds} s, {rate} a second, {errors} {errors?error|errors} ({statuses}).",
		Fr: "Mesure de {name} : {requests} {requests?requête|requêtes} par {clients} {clients?client|clients} en " +
			"{seconds} s, {rate} par seconde, {errors} {errors?erreur|erreurs} ({statuses}).",
	},
	"bench.ended": {
		En: "Stopped before the end; what was measured stands above.",
		Fr: "Arrêté avant la fin ; ce qui a été mesuré figure ci-dessus.",
	},
	"bench.noID": {
		En: "the server answered 201 without a resource that has an id",
		Fr: "le serveur a répondu 201 sans ressource qui ait un id",
	},
	"bench.group.rest": {
		En: "a group of {size} leaves {people} people for {clients} clients to add",
		Fr: "un groupe de {size} laisse {people} personnes à ajouter pour {clients} clients",
	},
	"bench.group.fill": {
		En: "cannot fill a group of {size}: PATCH {path} answered {answer}",
		Fr: "impossible de remplir un groupe de {size} : PATCH {path} a répondu {answer}",
	},
	"bench.group.create": {
		En: "cannot create a group to measure with: POST /Groups answered {answer}",
		Fr: "impossible de créer un groupe pour la mesure : POST /Groups a répondu {answer}",
	},
	"bench.group.least": {
		En: "a group to measure has at least one member, not {size}",
		Fr: "un groupe à mesurer a au moins un membre, et non {size}",
	},
	"bench.group.people": {
		En: "a group of {size} needs at least {least} people with {clients} clients; there are {people}",
		Fr: "il faut à un groupe de {size} au moins {least} personnes avec {clients} clients ; il y en a " +
			"{people}",
	},
	"bench.merge": {
		En: "to measure merge, give the token of a second source of the same account (--second-token)",
		Fr: "pour mesurer merge, donnez le jeton d'une deuxième source du même compte (--second-token)",
	},
	"bench.url.form": {
		En: "{url:q} is not a SCIM base URL; it looks like https://id.example.com/scim/v2",
		Fr: "{url:q} n'est pas une URL de base SCIM ; elle ressemble à https://id.example.com/scim/v2",
	},
	"bench.url.more": {
		En: "the SCIM base URL takes no query, fragment or password; the token goes into --token",
		Fr: "l'URL de base SCIM ne prend ni requête, ni fragment, ni mot de passe ; le jeton va dans --token",
	},
	"bench.token": {
		En: "the token contains a line break",
		Fr: "le jeton contient un saut de ligne",
	},
	"bench.negative": {
		En: "clients, people, duration and requests must not be negative",
		Fr: "clients, people, duration et requests ne peuvent être négatifs",
	},
	"bench.people": {
		En: "{clients} clients need at least {clients} people, so that no two change the same person at once",
		Fr: "il faut à {clients} clients au moins {clients} personnes, pour que deux ne changent pas la même " +
			"à la fois",
	},
	"bench.domain": {
		En: "{domain:q} is not an e-mail domain of letters, digits, dots and hyphens",
		Fr: "{domain:q} n'est pas un domaine de courriel fait de lettres, chiffres, points et traits d'union",
	},
	"bench.operation": {
		En: "unknown operation {operation:q}; known are {known}",
		Fr: "opération {operation:q} inconnue ; on connaît {known}",
	},
	"bench.taken": {
		En: "the server holds {name} to be taken (409), and does not find that person by userName",
		Fr: "le serveur tient {name} pour pris (409), et ne trouve pas cette personne par userName",
	},
	"bench.silent": {
		En: "the server stopped answering while people were created",
		Fr: "le serveur a cessé de répondre pendant la création des personnes",
	},
	"bench.create": {
		En: "cannot create people to measure with: POST /Users answered {answer}",
		Fr: "impossible de créer des personnes pour la mesure : POST /Users a répondu {answer}",
	},
	"bench.look": {
		En: "cannot look for the people of earlier runs: GET {path} answered {answer}",
		Fr: "impossible de chercher les personnes d'exécutions antérieures : GET {path} a répondu {answer}",
	},
	"bench.noList": {
		En: "cannot look for the people of earlier runs: GET {path} answered no SCIM list: {cause}",
		Fr: "impossible de chercher les personnes d'exécutions antérieures : GET {path} n'a pas répondu par " +
			"une liste SCIM : {cause}",
	},
	"bench.report": {
		En: "write the report: {cause}",
		Fr: "écriture du rapport : {cause}",
	},
	"bench.stopped": {
		En: "stopped before anything was measured",
		Fr: "arrêté avant toute mesure",
	},
	"bench.reach": {
		En: "cannot reach {url}: {failure}: {cause}",
		Fr: "{url} n'est pas joignable : {failure} : {cause}",
	},
	"bench.failure.refused":   {En: "connection refused", Fr: "connexion refusée"},
	"bench.failure.timeout":   {En: "timeout", Fr: "délai dépassé"},
	"bench.failure.lost":      {En: "connection lost", Fr: "connexion perdue"},
	"bench.failure.transport": {En: "transport error", Fr: "erreur de transport"},
	"bench.unauthorized": {
		En: "{url} does not accept the token: it answered {answer}",
		Fr: "{url} n'accepte pas le jeton : il a répondu {answer}",
	},
	"bench.noUsers": {
		En: "{url} is not a SCIM base URL: it has no /Users; it looks like https://id.example.com/scim/v2",
		Fr: "{url} n'est pas une URL de base SCIM : il n'y a pas de /Users ; elle ressemble à " +
			"https://id.example.com/scim/v2",
	},
	"bench.refused": {
		En: "{url} cannot be measured: GET /Users answered {answer}",
		Fr: "{url} ne peut être mesuré : GET /Users a répondu {answer}",
	},
	"bench.noSCIM": {
		En: "{url} is not a SCIM base URL: GET /Users answered something else than a SCIM list",
		Fr: "{url} n'est pas une URL de base SCIM : GET /Users a répondu autre chose qu'une liste SCIM",
	},
}
