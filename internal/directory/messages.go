package directory

import "strings"

// messages are the sentences of rule I3 by language and key. {} stands for the domain. Those that end in ".change" are
// for somebody who was let in before, and of whom only what is new waits.
var messages = map[string]map[string]string{
	"en": {
		"active":                         "Active: the e-mail address or its domain is approved.",
		"suspended":                      "Suspended: active was set to false, by this connection or by the one that decides about the person's domain. Set it to true there to let the person in again.",
		"pendingDomain":                  "Held: the e-mail domain {} is not approved. An administrator can approve it (usher domain approve {}); the person is then let in without another push.",
		"pendingDomain.noAddress":        "Held: the person has no e-mail address, so no domain can be checked. Send an address in emails, or a userName that is one.",
		"pendingDomain.change":           "The change waits: the e-mail domain {} is not approved. An administrator can approve it (usher domain approve {}); the change then holds without another push. Until then what was said before stays in force, but active=false holds at once.",
		"pendingDomain.noAddress.change": "The change waits: the person has no e-mail address any more, so no domain can be checked. Send an address in emails, or a userName that is one. Until then what was said before stays in force, but active=false holds at once.",
		"rejected":                       "The e-mail domain {} is not approved for this account, and this connection refuses such people. Ask an administrator to approve it (usher domain approve {}), then push again.",
		"rejected.noAddress":             "The person has no e-mail address, so no domain can be checked, and this connection refuses such people. Send an address in emails, or a userName that is one.",
		"pendingMerge":                   "Waits for review: somebody who may be the same person is known already. An administrator decides (usher review list); until then nothing is inherited.",
		"pendingMerge.change":            "The change waits for review: what it brings is, or may be, another person's. An administrator decides (usher review list); until then what was said before stays in force, but active=false holds at once.",
		"pendingMerge.gaveWay":           "Waits for review: the connection that decides for an e-mail domain has brought the same address, and nothing proves that it is this person's. An administrator decides (usher review list); until then nothing that this connection says of the person counts.",
		"pendingMerge.gaveWay.change":    "Addresses wait for review: the connection that decides for their domain has brought them, and nothing proves that they are this person's. An administrator decides (usher review list); until then what else was said before stays in force, but active=false holds at once.",
		"waitingLicense":                 "Waits for a license: the pool has no free seat.",
	},
	"fr": {
		"active":                         "Actif : l'adresse de courriel ou son domaine est approuvé.",
		"suspended":                      "Suspendu : active a été mis à false, par cette connexion ou par celle qui décide pour le domaine de la personne. Remettez-le à true à cet endroit pour rouvrir l'accès.",
		"pendingDomain":                  "En attente : le domaine de courriel {} n'est pas approuvé. Un administrateur peut l'approuver (usher domain approve {}) ; la personne est alors admise sans nouvel envoi.",
		"pendingDomain.noAddress":        "En attente : la personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié. Envoyez une adresse dans emails, ou un userName qui en soit une.",
		"pendingDomain.change":           "La modification attend : le domaine de courriel {} n'est pas approuvé. Un administrateur peut l'approuver (usher domain approve {}) ; la modification s'applique alors sans nouvel envoi. D'ici là, ce qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
		"pendingDomain.noAddress.change": "La modification attend : la personne n'a plus d'adresse de courriel, aucun domaine ne peut donc être vérifié. Envoyez une adresse dans emails, ou un userName qui en soit une. D'ici là, ce qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
		"rejected":                       "Le domaine de courriel {} n'est pas approuvé pour ce compte, et cette connexion refuse ces personnes. Demandez à un administrateur de l'approuver (usher domain approve {}), puis renvoyez.",
		"rejected.noAddress":             "La personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié, et cette connexion refuse ces personnes. Envoyez une adresse dans emails, ou un userName qui en soit une.",
		"pendingMerge":                   "En attente d'examen : une personne qui est peut-être la même est déjà connue. Un administrateur décide (usher review list) ; d'ici là, rien n'est hérité.",
		"pendingMerge.change":            "La modification attend un examen : ce qu'elle apporte appartient, ou appartient peut-être, à une autre personne. Un administrateur décide (usher review list) ; d'ici là, ce qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
		"pendingMerge.gaveWay":           "En attente d'examen : la connexion qui décide pour un domaine de courriel a apporté la même adresse, et rien ne prouve qu'elle soit celle de cette personne. Un administrateur décide (usher review list) ; d'ici là, rien de ce que la présente connexion dit de la personne ne compte.",
		"pendingMerge.gaveWay.change":    "Des adresses attendent un examen : la connexion qui décide pour leur domaine les a apportées, et rien ne prouve qu'elles soient celles de cette personne. Un administrateur décide (usher review list) ; d'ici là, le reste de ce qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
		"waitingLicense":                 "En attente d'une licence : aucun siège n'est libre.",
	},
}

func message(language, key, domain string) string {
	catalogue, ok := messages[language]
	if !ok {
		catalogue = messages["en"]
	}
	return strings.ReplaceAll(catalogue[key], "{}", domain)
}
