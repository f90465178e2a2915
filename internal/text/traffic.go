package text

// What is said of recent traffic (rule O2).
var trafficWords = map[string]words{
	"traffic.noToken": {
		En: "No bearer token was sent.",
		Fr: "Aucun jeton porteur n'a été envoyé.",
	},
	"traffic.malformedToken": {
		En: "What was sent is no token of Usher, which begins with ush_ and has 69 characters.",
		Fr: "Ce qui a été envoyé n'est pas un jeton d'Usher, qui commence par ush_ et compte 69 caractères.",
	},
	"traffic.unknownToken": {
		En: "Token {token} is not known here: it was mistyped, or made by another server.",
		Fr: "Le jeton {token} n'est pas connu ici : il est mal recopié, ou créé par un autre serveur.",
	},
	"traffic.expiredToken": {
		En: "Token {token} expired on {at}.",
		Fr: "Le jeton {token} a expiré le {at}.",
	},
	"traffic.revokedToken": {
		En: "Token {token} was revoked on {at}.",
		Fr: "Le jeton {token} a été révoqué le {at}.",
	},
	"traffic.base": {
		En: "The SCIM base URL is {url}.",
		Fr: "L'URL de base SCIM est {url}.",
	},
	"traffic.stray": {
		En: "there is nothing at {path:q}",
		Fr: "il n'y a rien à {path:q}",
	},
	"traffic.lost": {
		En: "{says}; the SCIM base URL is {url}",
		Fr: "{says} ; l'URL de base SCIM est {url}",
	},
	"traffic.filter": {
		En: "Filter: {filter}.",
		Fr: "Filtre : {filter}.",
	},
	"traffic.did.list":   {En: "read {route}", Fr: "a lu {route}"},
	"traffic.did.read":   {En: "read one of {route}", Fr: "a lu une ressource de {route}"},
	"traffic.did.search": {En: "searched {route}", Fr: "a cherché dans {route}"},
	"traffic.did.test":   {En: "tested the connection ({route})", Fr: "a testé la connexion ({route})"},
	"traffic.did.ask":    {En: "asked {method} {route}", Fr: "a demandé {method} {route}"},
	"traffic.did.stray": {
		En: "asked {method} {path}, which is no path of Usher",
		Fr: "a demandé {method} {path}, qui n'est pas un chemin d'Usher",
	},
	"traffic.why.noToken":        {En: "no token", Fr: "aucun jeton"},
	"traffic.why.malformedToken": {En: "no token of Usher", Fr: "pas un jeton d'Usher"},
	"traffic.why.unknownToken":   {En: "unknown token", Fr: "jeton inconnu"},
	"traffic.why.expiredToken":   {En: "expired token", Fr: "jeton expiré"},
	"traffic.why.revokedToken":   {En: "revoked token", Fr: "jeton révoqué"},
	"traffic.why.wrongPath":      {En: "wrong path", Fr: "chemin erroné"},
	"traffic.why.wrongMethod":    {En: "wrong method", Fr: "méthode erronée"},
	"traffic.why.unreadableBody": {En: "unreadable body", Fr: "corps illisible"},
	"traffic.told":               {En: "{did}: {detail}", Fr: "{did} : {detail}"},
	"traffic.trouble":            {En: "{did}: {why}.", Fr: "{did} : {why}."},
	"traffic.sourceless": {
		En: "what belongs to no account has no source either: leave out --source or --unattributed",
		Fr: "ce qui n'appartient à aucun compte n'a pas de source non plus : retirez --source ou --unattributed",
	},
	"traffic.strange": {
		En: "{kinds} {kinds?kind|kinds} of requests {kinds?belongs|belong} to no account: {run:traffic.strange} shows them",
		Fr: "{kinds} {kinds?sorte|sortes} de requêtes {kinds?n'appartient|n'appartiennent} à aucun compte : " +
			"{run:traffic.strange} les montre",
	},
}

var trafficActions = map[string]action{
	"traffic.strange": {
		"usher traffic --unattributed",
		words{"look at the requests that belong to no account", "de regarder les requêtes sans compte"},
	},
}
