package text

// What the intake says of a record (rule I3). Keys that end in change are for somebody who was let in before and of
// whom only what is new waits. {domain} is the e-mail domain.
var gateWords = map[string]words{
	"gate.active": {
		En: "Active: the e-mail address or its domain is approved.",
		Fr: "Actif : l'adresse de courriel ou son domaine est approuvé.",
	},
	"gate.suspended": {
		En: "Suspended: active was set to false, by this connection or by the one that decides about the person's " +
			"domain. Set it to true there to let the person in again.",
		Fr: "Suspendu : active a été mis à false, par cette connexion ou par celle qui décide pour le domaine de " +
			"la personne. Remettez-le à true à cet endroit pour rouvrir l'accès.",
	},
	"gate.held": {
		En: "Held: the e-mail domain {domain} is not approved. {Do:domain.approve}; the person is then let in " +
			"without another push.",
		Fr: "En attente : le domaine de courriel {domain} n'est pas approuvé. {Do:domain.approve} ; la personne " +
			"est alors admise sans nouvel envoi.",
	},
	"gate.held.noAddress": {
		En: "Held: the person has no e-mail address, so no domain can be checked. Send an address in emails, or a " +
			"userName that is one.",
		Fr: "En attente : la personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié. " +
			"Envoyez une adresse dans emails, ou un userName qui en soit une.",
	},
	"gate.held.change": {
		En: "The change waits: the e-mail domain {domain} is not approved. {Do:domain.approve}; the change then " +
			"holds without another push. Until then what was said before stays in force, but active=false holds " +
			"at once.",
		Fr: "La modification attend : le domaine de courriel {domain} n'est pas approuvé. {Do:domain.approve} ; " +
			"la modification s'applique alors sans nouvel envoi. D'ici là, ce qui avait été dit avant reste en " +
			"vigueur, mais active=false s'applique aussitôt.",
	},
	"gate.held.noAddress.change": {
		En: "The change waits: the person has no e-mail address any more, so no domain can be checked. Send an " +
			"address in emails, or a userName that is one. Until then what was said before stays in force, but " +
			"active=false holds at once.",
		Fr: "La modification attend : la personne n'a plus d'adresse de courriel, aucun domaine ne peut donc être " +
			"vérifié. Envoyez une adresse dans emails, ou un userName qui en soit une. D'ici là, ce qui avait été " +
			"dit avant reste en vigueur, mais active=false s'applique aussitôt.",
	},
	"gate.rejected": {
		En: "The e-mail domain {domain} is not approved for this account, and this connection refuses such " +
			"people. {Do:domain.approve}, then push again.",
		Fr: "Le domaine de courriel {domain} n'est pas approuvé pour ce compte, et cette connexion refuse ces " +
			"personnes. {Do:domain.approve}, puis renvoyez.",
	},
	"gate.rejected.noAddress": {
		En: "The person has no e-mail address, so no domain can be checked, and this connection refuses such " +
			"people. Send an address in emails, or a userName that is one.",
		Fr: "La personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié, et cette " +
			"connexion refuse ces personnes. Envoyez une adresse dans emails, ou un userName qui en soit une.",
	},
	"gate.review": {
		En: "Waits for review: somebody who may be the same person is known already. {Do:review.decide}; until " +
			"then nothing is inherited.",
		Fr: "En attente d'examen : une personne qui est peut-être la même est déjà connue. {Do:review.decide} ; " +
			"d'ici là, rien n'est hérité.",
	},
	"gate.review.change": {
		En: "The change waits for review: what it brings is, or may be, another person's. {Do:review.decide}; " +
			"until then what was said before stays in force, but active=false holds at once.",
		Fr: "La modification attend un examen : ce qu'elle apporte appartient, ou appartient peut-être, à une " +
			"autre personne. {Do:review.decide} ; d'ici là, ce qui avait été dit avant reste en vigueur, mais " +
			"active=false s'applique aussitôt.",
	},
	"gate.review.gaveWay": {
		En: "Waits for review: the connection that decides for an e-mail domain has brought the same address, and " +
			"nothing proves that it is this person's. {Do:review.decide}; until then nothing that this connection " +
			"says of the person counts.",
		Fr: "En attente d'examen : la connexion qui décide pour un domaine de courriel a apporté la même adresse, " +
			"et rien ne prouve qu'elle soit celle de cette personne. {Do:review.decide} ; d'ici là, rien de ce " +
			"que la présente connexion dit de la personne ne compte.",
	},
	"gate.review.gaveWay.change": {
		En: "Addresses wait for review: the connection that decides for their domain has brought them, and " +
			"nothing proves that they are this person's. {Do:review.decide}; until then what else was said before " +
			"stays in force, but active=false holds at once.",
		Fr: "Des adresses attendent un examen : la connexion qui décide pour leur domaine les a apportées, et " +
			"rien ne prouve qu'elles soient celles de cette personne. {Do:review.decide} ; d'ici là, le reste de " +
			"ce qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
	},
	"gate.waitingLicense": {
		En: "Waits for a license: the pool has no free seat.",
		Fr: "En attente d'une licence : aucun siège n'est libre.",
	},
}

// What an administrator can do about who waits.
var gateActions = map[string]action{
	"domain.approve": {
		"usher domain approve {domain} {account}",
		words{"approve {domain}", "d'approuver {domain}"},
	},
	"review.decide": {
		"usher review list {account}",
		words{"decide in the review queue", "de décider dans la file d'examen"},
	},
}
