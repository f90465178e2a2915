package text

// checkReportFrench are what the report and the errors of a run say.
var checkReportFrench = map[string]string{
	"check.silence.noHost":      "l'hôte {host:q} est inconnu",
	"check.silence.certificate": "cette machine ne se fie pas au certificat du serveur",
	"check.silence.refused":     "connexion refusée",
	"check.silence.timeout":     "délai dépassé",
	"check.silence.interrupted": "interruption",
	"check.silence.lost":        "connexion perdue",
	"check.silence.large":       "la réponse dépasse {most} octets",
	"check.url.unread":          "l'URL {url:q} ne peut être lue ; elle ressemble à https://scim.example.com/scim/v2",
	"check.url.form": "l'URL {url:q} doit commencer par https:// ou http:// et nommer un hôte, par exemple " +
		"https://scim.example.com/scim/v2",
	"check.url.more":           "l'URL doit être l'adresse de base SCIM seule, sans utilisateur, requête ni fragment",
	"check.token":              "le jeton contient un saut de ligne",
	"check.greet.silent":       "{url} ne répond pas : {why}",
	"check.greet.unauthorized": "{url} a répondu 401 : le jeton manque, est faux ou a expiré",
	"check.greet.forbidden":    "{url} a répondu 403 : le jeton ne permet pas de lire les personnes",
	"check.greet.noUsers": "" +
		"{url} n'a pas de /Users (404) : l'URL doit être l'adresse de base SCIM, qui se termine souvent par /scim/v2",
	"check.greet.redirected": "{url} redirige vers {to} : employez l'adresse de base SCIM finale",
	"check.greet.refused":    "{url} a répondu à la première requête, {asked}, par {answer}",
	"check.greet.noSCIM": "" +
		"{url} a répondu à /Users par autre chose qu'un document SCIM : est-ce l'adresse de base SCIM ?",
	"check.greet.reader": "" +
		"le jeton permet de lire les personnes, mais non d'en créer ({answer}) : le contrôle crée ses propres " +
		"personnes et groupes et les supprime ensuite, il lui faut donc un jeton qui puisse écrire, et non un " +
		"jeton de lecture, sur un serveur qui admet les personnes d'example.com",
	"check.greet.noDelete": "" +
		"le jeton permet de créer des personnes, mais non de les supprimer ({answer}) : le contrôle laisserait " +
		"derrière lui tout ce qu'il crée",
	"check.greet.leftover": "{says} ; n'ont pu être supprimés : {paths}",
	"check.noClient":       "aucun cas n'est connu pour le client {name:q} ; on connaît {known}",
	"check.noCheck":        "aucun contrôle n'a d'id qui commence par {id:q} ; --json montre tous les id, comme filter.eq",
	"check.interrupted":    "le contrôle a été interrompu",
	"check.stopped":        "le serveur a cessé de répondre, ou ne répond plus que 429",
	"check.left.unnamed":   "{endpoint} : {names}, créé par une réponse sans id et introuvable depuis",
	"check.left.unknown": "" +
		"{endpoint} : {names}, peut-être créé : il n'y a pas eu de réponse, et aucune liste ne peut être lue",
	"check.client":              "Client : {name}",
	"check.client.any":          "n'importe lequel",
	"check.client.flag":         "{name} avec {flag}",
	"check.client.through":      "{name} vers {to}",
	"check.head":                "Contrôle SCIM de {url}, {time}, {n} {n?contrôle|contrôles} en {elapsed}",
	"check.counts":              "{section} : {counts}",
	"check.count.pass":          "{n} {n?réussi|réussis}",
	"check.count.fail":          "{n} {n?incorrect|incorrects}",
	"check.count.inconclusive":  "{n} {n?indécis|indécis}",
	"check.count.skipped":       "{n} {n?omis|omis}",
	"check.notChecked":          "non contrôlé : {why}",
	"check.mark.fail":           "ÉCHEC",
	"check.mark.warn":           "AVIS",
	"check.label.asked":         "demandé",
	"check.label.came":          "reçu",
	"check.label.right":         "attendu",
	"check.label.see":           "voir",
	"check.summary":             "Résumé",
	"check.column.pass":         "réussis",
	"check.column.fail":         "échecs",
	"check.column.inconclusive": "indécis",
	"check.column.skipped":      "omis",
	"check.leftover":            "n'a pu être supprimé : {path}",
	"check.breaches":            "Non conforme : {n} {n?échec|échecs} aux niveaux must et required.",
	"check.none":                "Aucun échec aux niveaux must et required.",
}
