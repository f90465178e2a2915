package directory

import "strings"

// messages are the sentences of rule I3 by language and key. {} stands for the domain.
var messages = map[string]map[string]string{
	"en": {
		"active":                  "Active: the e-mail domain is approved.",
		"suspended":               "Suspended: active was set to false, by this connection or by the one that decides about the person's domain. Set it to true there to let the person in again.",
		"pendingDomain":           "Held: the e-mail domain {} is not approved. An administrator can approve it (usher domain approve {}); the person is then let in without another push.",
		"pendingDomain.noAddress": "Held: the person has no e-mail address, so no domain can be checked. Send an address in emails, or a userName that is one.",
		"rejected":                "The e-mail domain {} is not approved for this account, and this connection refuses such people. Ask an administrator to approve it (usher domain approve {}), then push again.",
		"rejected.noAddress":      "The person has no e-mail address, so no domain can be checked, and this connection refuses such people. Send an address in emails, or a userName that is one.",
		"pendingMerge":            "Waits for review: somebody who may be the same person is known already. An administrator decides (usher review list); until then nothing is inherited.",
		"waitingLicense":          "Waits for a license: the pool has no free seat.",
	},
	"fr": {
		"active":                  "Actif : le domaine de courriel est approuvé.",
		"suspended":               "Suspendu : active a été mis à false, par cette connexion ou par celle qui décide pour le domaine de la personne. Remettez-le à true à cet endroit pour rouvrir l'accès.",
		"pendingDomain":           "En attente : le domaine de courriel {} n'est pas approuvé. Un administrateur peut l'approuver (usher domain approve {}) ; la personne est alors admise sans nouvel envoi.",
		"pendingDomain.noAddress": "En attente : la personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié. Envoyez une adresse dans emails, ou un userName qui en soit une.",
		"rejected":                "Le domaine de courriel {} n'est pas approuvé pour ce compte, et cette connexion refuse ces personnes. Demandez à un administrateur de l'approuver (usher domain approve {}), puis renvoyez.",
		"rejected.noAddress":      "La personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié, et cette connexion refuse ces personnes. Envoyez une adresse dans emails, ou un userName qui en soit une.",
		"pendingMerge":            "En attente d'examen : une personne qui est peut-être la même est déjà connue. Un administrateur décide (usher review list) ; d'ici là, rien n'est hérité.",
		"waitingLicense":          "En attente d'une licence : aucun siège n'est libre.",
	},
}

func message(language, key, domain string) string {
	catalogue, ok := messages[language]
	if !ok {
		catalogue = messages["en"]
	}
	return strings.ReplaceAll(catalogue[key], "{}", domain)
}
