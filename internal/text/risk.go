package text

// What is said of decisions that have risks.
var riskWords = map[string]words{
	"risk.link": {
		En: "to link this has a risk ({risks}: {says}): look at both sides ({do:user.show})",
		Fr: "relier cela comporte un risque ({risks} : {says}) : regardez les deux côtés ({do:user.show})",
	},
	"risk.apart": {
		En: "to keep this apart has a risk ({risks}: {says}): look at both sides ({do:user.show})",
		Fr: "séparer cela comporte un risque ({risks} : {says}) : regardez les deux côtés ({do:user.show})",
	},
	"risk.unmerge": {
		En: "to take this out has a risk ({risks}: {says}): look at both sides ({do:user.show})",
		Fr: "retirer cela comporte un risque ({risks} : {says}) : regardez les deux côtés ({do:user.show})",
	},
	"risk.says.privileged": {
		En: "the user has a role in the account",
		Fr: "l'utilisateur a un rôle dans le compte",
	},
	"risk.says.recycled": {
		En: "an address of theirs belonged to somebody who was deleted",
		Fr: "une de leurs adresses appartenait à quelqu'un qui a été supprimé",
	},
	"risk.says.lookAlike": {
		En: "the addresses only look the same",
		Fr: "les adresses ne font que se ressembler",
	},
	"risk.says.sameSource": {
		En: "a source knows them as two people",
		Fr: "une source les connaît comme deux personnes",
	},
	"risk.says.twin": {
		En: "somebody becomes active with an address of a person whom the authority has suspended",
		Fr: "quelqu'un devient actif avec une adresse d'une personne que l'autorité a suspendue",
	},
	"risk.repeat": {
		En: "{cause}; to do it nevertheless, repeat: {command}",
		Fr: "{cause} ; pour le faire malgré tout, répétez : {command}",
	},
}
