package text

// What a server says that can't serve.
var serverWords = map[string]words{
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
