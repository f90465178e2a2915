package text

// Why somebody may be the same person, or why an address alone does not prove it (rule M2).
var reasonWords = map[string]words{
	"reason.domainNotVerified": {
		En: "the same address, whose domain is approved and not verified",
		Fr: "la même adresse, dont le domaine est approuvé et non vérifié",
	},
	"reason.sourceNotTrusted": {
		En: "the same address, asserted by a source that is not trusted for its domain",
		Fr: "la même adresse, affirmée par une source qui n'est pas fiable pour son domaine",
	},
	"reason.holderNotProved": {
		En: "the same address, which nothing proves to be the other person's",
		Fr: "la même adresse, dont rien ne prouve qu'elle soit celle de l'autre personne",
	},
	"reason.notConfirmed": {
		En: "the same address, typed in and not confirmed by its mailbox",
		Fr: "la même adresse, saisie et non confirmée par sa boîte de courriel",
	},
	"reason.privileged": {
		En: "the same address, whose holder has a role in the account",
		Fr: "la même adresse, dont le détenteur a un rôle dans le compte",
	},
	"reason.suspended": {
		En: "the same address, whose holder is suspended",
		Fr: "la même adresse, dont le détenteur est suspendu",
	},
	"reason.severalPeople": {
		En: "its identifiers belong to several people",
		Fr: "ses identifiants appartiennent à plusieurs personnes",
	},
	"reason.recycled": {
		En: "the same address, with which its source has deleted somebody else",
		Fr: "la même adresse, avec laquelle sa source a supprimé quelqu'un d'autre",
	},
	"reason.plusTag": {
		En: "an alias of the same address by a +tag",
		Fr: "un alias de la même adresse par un +tag",
	},
	"reason.dots": {
		En: "the same address but for dots",
		Fr: "la même adresse aux points près",
	},
	"reason.confusable": {
		En: "an address with letters that look alike",
		Fr: "une adresse avec des lettres qui se ressemblent",
	},
	"reason.sameName": {
		En: "the same name and department",
		Fr: "le même nom et le même service",
	},
	"reason.keyNotProved": {
		En: "the same key, which one side's source can't vouch for",
		Fr: "la même clé, dont la source d'un côté ne peut répondre",
	},
	"reason.sameExternalID": {
		En: "its source uses the externalId of somebody else, here or deleted",
		Fr: "sa source utilise l'externalId de quelqu'un d'autre, présent ou supprimé",
	},
	"reason.wasApart": {
		En: "an administrator took somebody with these addresses or names apart from the other person",
		Fr: "un administrateur a séparé de l'autre personne quelqu'un qui a ces adresses ou ces noms",
	},
	"reason.gaveWay": {
		En: "the authority for the domain has brought the address, and nothing proves that it is this person's",
		Fr: "l'autorité du domaine a apporté l'adresse, et rien ne prouve qu'elle soit celle de cette personne",
	},
	"reason.parked": {
		En: "the same address, brought before by a source that is not trusted for the domain; so many had to give " +
			"way today that an administrator decides",
		Fr: "la même adresse, apportée auparavant par une source qui n'est pas fiable pour le domaine ; tant ont " +
			"dû céder aujourd'hui qu'un administrateur décide",
	},
	"reason.sharedAddress": {
		En: "it has come to bring an address that is another person's",
		Fr: "elle apporte désormais une adresse qui est celle d'une autre personne",
	},
}

// What makes the question of a case go by itself (rule P9).
var remedyWords = map[string]words{
	"remedy.domainNotVerified": {
		En: "prove the domain ({run:domain.claim})",
		Fr: "prouvez le domaine ({run:domain.claim})",
	},
	"remedy.sourceNotTrusted": {
		En: "{run:source.trust}",
		Fr: "{run:source.trust}",
	},
	"remedy.holderNotProved": {
		En: "trust the other person's source ({run:source.trustOther})",
		Fr: "fiez-vous à la source de l'autre personne ({run:source.trustOther})",
	},
	"remedy.notConfirmed": {
		En: "the mailbox answers the mail ({run:user.add} sends it again)",
		Fr: "la boîte de courriel répond au courriel ({run:user.add} le renvoie)",
	},
	"remedy.privileged": {
		En: "nothing else: such a link is for a person to decide",
		Fr: "rien d'autre : un tel lien doit être décidé par une personne",
	},
	"remedy.suspended": {
		En: "bring the holder back first",
		Fr: "faites d'abord revenir le détenteur",
	},
	"remedy.severalPeople": {
		En: "correct them at the source",
		Fr: "corrigez-les à la source",
	},
	"remedy.recycled": {
		En: "nothing else: a recycled address is for a person to decide",
		Fr: "rien d'autre : une adresse réattribuée doit être décidée par une personne",
	},
	"remedy.plusTag": {
		En: "nothing else: look-alikes prove nothing",
		Fr: "rien d'autre : une ressemblance ne prouve rien",
	},
	"remedy.dots": {
		En: "nothing else: look-alikes prove nothing",
		Fr: "rien d'autre : une ressemblance ne prouve rien",
	},
	"remedy.confusable": {
		En: "nothing else: look-alikes prove nothing",
		Fr: "rien d'autre : une ressemblance ne prouve rien",
	},
	"remedy.sameName": {
		En: "nothing else: names prove nothing",
		Fr: "rien d'autre : un nom ne prouve rien",
	},
	"remedy.keyNotProved": {
		En: "the source has an address of a verified domain that it is authoritative for ({run:source.authority})",
		Fr: "la source a une adresse d'un domaine vérifié pour lequel elle fait autorité ({run:source.authority})",
	},
	"remedy.sameExternalID": {
		En: "nothing: this is only a suggestion",
		Fr: "rien : ce n'est qu'une suggestion",
	},
	"remedy.wasApart": {
		En: "nothing else: it is for a person to decide",
		Fr: "rien d'autre : c'est à une personne de décider",
	},
	"remedy.gaveWay": {
		En: "{run:source.trust} (if the source's addresses can be taken for true)",
		Fr: "{run:source.trust} (si les adresses de la source peuvent être tenues pour vraies)",
	},
	"remedy.parked": {
		En: "{run:source.trustOther} (decides all of them together, if that source's addresses can be taken for " +
			"true)",
		Fr: "{run:source.trustOther} (les décide toutes ensemble, si les adresses de cette source peuvent être " +
			"tenues pour vraies)",
	},
	"remedy.sharedAddress": {
		En: "correct the address at the source",
		Fr: "corrigez l'adresse à la source",
	},
}

var reasonActions = map[string]action{
	"source.trust": {
		"usher source set {source} --trusted-for {domain} {account}",
		words{"trust {source} for {domain}", "de déclarer {source} fiable pour {domain}"},
	},
	"source.trustOther": {
		"usher source set {other} --trusted-for {domain} {account}",
		words{"trust {other} for {domain}", "de déclarer {other} fiable pour {domain}"},
	},
	"source.authority": {
		"usher source set {source} --authoritative-for {domain} {account}",
		words{"make {source} authoritative for {domain}", "de donner autorité à {source} pour {domain}"},
	},
	"user.add": {
		"usher user add {address} {account}",
		words{"add the address again", "d'ajouter l'adresse à nouveau"},
	},
}
