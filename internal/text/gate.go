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
			"domain, or an administrator suspended the person. To let the person in again, set it to true there, " +
			"or {do:user.resume}.",
		Fr: "Suspendu : active a été mis à false, par cette connexion ou par celle qui décide pour le domaine de " +
			"la personne, ou un administrateur a suspendu la personne. Pour rouvrir l'accès, remettez-le à true à cet " +
			"endroit, ou {do:user.resume}.",
	},
	"gate.held": {
		En: "Held: the e-mail domain {domain} is not approved. {remedy}",
		Fr: "En attente : le domaine de courriel {domain} n'est pas approuvé. {remedy}",
	},
	"gate.remedy.approve": {
		En: "{Do:domain.approve}; who waits is then let in without another push.",
		Fr: "{Do:domain.approve} ; ceux qui attendent sont alors admis sans nouvel envoi.",
	},
	"gate.remedy.approve.first": {
		En: "{Do:domain.approve}.",
		Fr: "{Do:domain.approve}.",
	},
	"gate.remedy.address": {
		En: "Anybody can have an address there, so the domain can't be approved; a single address can: " +
			"{do:domain.approveAddress}.",
		Fr: "Chacun peut y avoir une adresse, le domaine ne peut donc pas être approuvé ; une adresse précise peut " +
			"l'être : {do:domain.approveAddress}.",
	},
	"gate.remedy.another": {
		En: "The same: {do:domain.approveAddress}.",
		Fr: "De même : {do:domain.approveAddress}.",
	},
	"gate.remedy.noAddress": {
		En: "They have no e-mail address: send one in emails, or a userName that is one, at the source.",
		Fr: "Ces personnes n'ont pas d'adresse de courriel : envoyez-en une dans emails, ou un userName qui en " +
			"soit une, à la source.",
	},
	"gate.remedy.source": {
		En: "It can't be approved, since it is nobody's in particular: correct the address at the source.",
		Fr: "Il ne peut pas être approuvé, car il n'est à personne en particulier : corrigez l'adresse à la source.",
	},
	"gate.remedy.looksLike": {
		En: "{domain} looks like {like} and is another domain: compare every character, and correct the address " +
			"at the source if {like} is meant.",
		Fr: "{domain} ressemble à {like} et est un autre domaine : comparez chaque caractère, et corrigez " +
			"l'adresse à la source si {like} est voulu.",
	},
	"gate.remedy.mixed": {
		En: "{domain} mixes scripts and may imitate another domain: check every character, and correct the " +
			"address at the source.",
		Fr: "{domain} mélange des écritures et imite peut-être un autre domaine : vérifiez chaque caractère, et " +
			"corrigez l'adresse à la source.",
	},
	"gate.held.noAddress": {
		En: "Held: the person has no e-mail address, so no domain can be checked. Send an address in emails, or a " +
			"userName that is one.",
		Fr: "En attente : la personne n'a pas d'adresse de courriel, aucun domaine ne peut donc être vérifié. " +
			"Envoyez une adresse dans emails, ou un userName qui en soit une.",
	},
	"gate.held.change": {
		En: "The change waits: the e-mail domain {domain} is not approved. {remedy} Until then what was said " +
			"before stays in force, but active=false holds at once.",
		Fr: "La modification attend : le domaine de courriel {domain} n'est pas approuvé. {remedy} D'ici là, ce " +
			"qui avait été dit avant reste en vigueur, mais active=false s'applique aussitôt.",
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
			"people. {remedy} Then push again.",
		Fr: "Le domaine de courriel {domain} n'est pas approuvé pour ce compte, et cette connexion refuse ces " +
			"personnes. {remedy} Puis renvoyez.",
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
	"domain.approveAddress": {
		"usher domain approve-address {address} {account}",
		words{"approve the address {address}", "d'approuver l'adresse {address}"},
	},
	"review.decide": {
		"usher review list {account}",
		words{"decide in the review queue", "de décider dans la file d'examen"},
	},
}
