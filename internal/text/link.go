package text

// What is said of linking, and of taking apart (rules M2 and M8).
var linkWords = map[string]words{
	"link.partOf": {
		En: "record {record} is part of user {user}: take it out first ({do:user.unmerge}), which is remembered",
		Fr: "la fiche {record} fait partie de l'utilisateur {user} : retirez-la d'abord ({do:user.unmerge}), ce " +
			"qui est retenu",
	},
	"link.noUser": {
		En: "the account has no user {user:q}: {run:user.list} shows the ids",
		Fr: "le compte n'a pas d'utilisateur {user:q} : {run:user.list} montre les identifiants",
	},
	"link.addressGone": {
		En: "record {record} does not bring the address {address:q} any more: what its mailbox confirmed is " +
			"without effect",
		Fr: "la fiche {record} n'apporte plus l'adresse {address:q} : ce que sa boîte de courriel a confirmé est " +
			"sans effet",
	},
	"link.noUserYet": {
		En: "record {record} belongs to no user yet",
		Fr: "la fiche {record} n'appartient encore à aucun utilisateur",
	},
	"link.held": {
		En: "record {record} is held, since the domain of its address is not approved: approve the domain first " +
			"({do:domain.approve}), then link it",
		Fr: "la fiche {record} est en attente, car le domaine de son adresse n'est pas approuvé : approuvez " +
			"d'abord le domaine ({do:domain.approve}), puis reliez-la",
	},
	"link.linked": {
		En: "record {record} is linked to record {parent} already: take it out of its user first " +
			"({do:user.unmerge})",
		Fr: "la fiche {record} est déjà reliée à la fiche {parent} : retirez-la d'abord de son utilisateur " +
			"({do:user.unmerge})",
	},
	"meanwhile.moved": {
		En: "record {record} was not user {user}'s when you looked, and is now: somebody has decided meanwhile. Look " +
			"again ({do:user.show}), then decide anew",
		Fr: "la fiche {record} n'était pas à l'utilisateur {user} quand vous avez regardé, et l'est maintenant : " +
			"quelqu'un a décidé entre-temps. Regardez de nouveau ({do:user.show}), puis décidez",
	},
	"meanwhile.nobody": {
		En: "record {user} was a user's when you looked, and is nobody's now: somebody has decided meanwhile. Look " +
			"again ({do:user.show}), then decide anew",
		Fr: "la fiche {user} était à un utilisateur quand vous avez regardé, et n'est à personne maintenant : " +
			"quelqu'un a décidé entre-temps. Regardez de nouveau ({do:user.show}), puis décidez",
	},
	"meanwhile.role": {
		En: "user {user} had another role when you looked, and is {role} now: somebody has decided meanwhile. Look " +
			"again ({do:user.show}), then decide anew",
		Fr: "l'utilisateur {user} avait un autre rôle quand vous avez regardé, et est {role} maintenant : quelqu'un " +
			"a décidé entre-temps. Regardez de nouveau ({do:user.show}), puis décidez",
	},
	"meanwhile.noRole": {
		En: "user {user} had a role when you looked, and has none now: somebody has decided meanwhile. Look again " +
			"({do:user.show}), then decide anew",
		Fr: "l'utilisateur {user} avait un rôle quand vous avez regardé, et n'en a plus : quelqu'un a décidé " +
			"entre-temps. Regardez de nouveau ({do:user.show}), puis décidez",
	},
	"unmerge.nobody": {
		En: "record {record} belongs to no user: it waits, and was never merged",
		Fr: "la fiche {record} n'appartient à aucun utilisateur : elle attend, et n'a jamais été fusionnée",
	},
	"unmerge.only": {
		En: "record {record} is the only one of its user: there is nothing to unmerge",
		Fr: "la fiche {record} est la seule de son utilisateur : il n'y a rien à séparer",
	},
	"unmerge.first": {
		En: "record {first} is the first of its user, and others are linked to it ({others}): unmerge these " +
			"first, or instead ({do:user.unmerge})",
		Fr: "la fiche {first} est la première de son utilisateur, et d'autres lui sont reliées ({others}) : " +
			"séparez-les d'abord, ou à la place ({do:user.unmerge})",
	},
}

var linkActions = map[string]action{
	"user.unmerge": {
		"usher user unmerge {record} {account}",
		words{"unmerge the record {record}", "de séparer la fiche {record}"},
	},
	"user.list": {
		"usher user list {account}",
		words{"look at the users", "de regarder les utilisateurs"},
	},
	"user.show": {
		"usher user show {user} {account}",
		words{"look at the user {user}", "de regarder l'utilisateur {user}"},
	},
}
