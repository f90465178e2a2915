package text

// What a server says that can't serve.
var serverWords = map[string]words{
	"serve.listens": {
		En: "Usher {version} listens on {url}; SCIM base URL {base}",
		Fr: "Usher {version} écoute sur {url} ; URL de base SCIM {base}",
	},
	"serve.front": {
		En: "This is Usher, the front door for a company's people. Identity providers push to its SCIM base URL, {base}, with a " +
			"bearer token; administrators work with the command usher.",
		Fr: "Ici Usher, par où les personnes d'une entreprise entrent. Les fournisseurs d'identité envoient à son URL de base " +
			"SCIM, {base}, avec un jeton porteur ; les administrateurs emploient la commande usher.",
	},
	"serve.notListening": {
		En: "can't listen on {address}: {cause}; give another --listen",
		Fr: "impossible d'écouter sur {address} : {cause} ; donnez un autre --listen",
	},
	"serve.cutOff": {
		En: "requests that were still under way after {limit} were cut off: {cause}",
		Fr: "les requêtes encore en cours après {limit} ont été coupées : {cause}",
	},
	"migrate.pending": {
		En: "the database lacks {n} {n?migration|migrations}: run usher migrate",
		Fr: "il manque {n} {n?migration|migrations} à la base de données : lancez usher migrate",
	},
	"migrate.none": {En: "the database is up to date", Fr: "la base de données est à jour"},
	"migrate.done": {
		En: "applied {n} {n?migration|migrations}; the database is up to date",
		Fr: "{n} {n?migration appliquée|migrations appliquées} ; la base de données est à jour",
	},
	"demo.access": {
		En: "SCIM base URL  {base}\nBearer token  {token}",
		Fr: "URL de base SCIM  {base}\nJeton porteur  {token}",
	},
	"check.failed": {
		En: "checks that have to pass failed: {n}",
		Fr: "contrôles obligatoires qui ont échoué : {n}",
	},
	"server.method": {
		En: "{method} is not possible on {path:q}; use one of {methods}",
		Fr: "{method} n'est pas possible sur {path:q} ; méthodes possibles : {methods}",
	},
	"server.noDatabase": {En: "the database does not answer", Fr: "la base de données ne répond pas"},
	"server.busy": {
		En: "too many changes of this account are waiting; send this one again in a moment",
		Fr: "trop de modifications de ce compte sont en attente ; renvoyez celle-ci dans un instant",
	},
	"server.uncertain": {
		En: "the database went away while the change was being kept, so whether it was is not known; look for it, " +
			"or send it again later: what is there already is refused or left as it is",
		Fr: "la base de données a disparu pendant l'enregistrement de la modification, on ne sait donc pas si " +
			"elle est enregistrée ; vérifiez, ou renvoyez-la plus tard : ce qui existe déjà est refusé ou laissé " +
			"tel quel",
	},
	"server.unavailable": {
		En: "the database can't serve the request now; nothing was changed, send it again later",
		Fr: "la base de données ne peut pas traiter la demande pour l'instant ; rien n'a été modifié, renvoyez-la " +
			"plus tard",
	},
	"server.failed": {
		En: "Usher failed; its log says why",
		Fr: "Usher a échoué ; son journal dit pourquoi",
	},
	"server.slow": {
		En: "the database took too long; nothing was changed, send the request again later",
		Fr: "la base de données a mis trop de temps ; rien n'a été modifié, renvoyez la demande plus tard",
	},
}
