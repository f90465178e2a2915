package text

// What the contacts of an account are told of a token that is about to end.
var warningWords = map[string]words{
	"token.ends": {
		En: "The token {id} of {source} ends at {expires}: {do:token.rotate}.",
		Fr: "Le jeton {id} de {source} prend fin le {expires} : {do:token.rotate}.",
	},
	"warning.subject": {
		En: "The token of {source} in Usher ends within {days} {days?day|days} ({account})",
		Fr: "Le jeton de {source} dans Usher prend fin d'ici {days} {days?jour|jours} ({account})",
	},
	"warning.ends": {
		En: "The token {id}, with which {source} reaches the account {account}, ends on {expires}. From then on, what " +
			"{source} sends is refused.",
		Fr: "Le jeton {id}, avec lequel {source} accède au compte {account}, prend fin le {expires}. À partir de ce " +
			"moment, ce que {source} envoie sera refusé.",
	},
	"warning.do": {
		En: "To replace it, run this on the machine that serves Usher:",
		Fr: "Pour le remplacer, lancez ceci sur la machine qui fait tourner Usher :",
	},
	"warning.then": {
		En: "It prints a new token: enter it in {source}. The old one goes on working for a day meanwhile.",
		Fr: "La commande affiche un nouveau jeton : saisissez-le dans {source}. L'ancien fonctionne encore un jour entre-temps.",
	},
	"warning.why": {
		En: "You get this since your address is a contact of the account {account}: see usher account set --contacts.",
		Fr: "Vous recevez ce message parce que votre adresse est un contact du compte {account} : voyez usher account " +
			"set --contacts.",
	},
}
