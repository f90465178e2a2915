package text

// What an administrator says of a person in the place of all sources (rules M1 and M6).
var manualWords = map[string]words{
	"manual.nothing": {
		En: "nothing to say: give --set PATH=VALUE, --clear PATH or --reset ATTRIBUTE",
		Fr: "rien à dire : donnez --set CHEMIN=VALEUR, --clear CHEMIN ou --reset ATTRIBUT",
	},
	"manual.noValue": {
		En: "--set {set:q}: write PATH=VALUE, such as title=Nurse",
		Fr: "--set {set:q} : écrivez CHEMIN=VALEUR, comme title=Infirmière",
	},
	"manual.noJSON": {
		En: "{path}: a value that begins with a bracket or brace is JSON, and this one is not: {why}",
		Fr: "{path} : une valeur qui commence par un crochet ou une accolade est du JSON, et celle-ci n'en est pas : {why}",
	},
	"manual.unsaid": {
		En: "no administrator says anything of {attribute}: what sources say counts already",
		Fr: "aucun administrateur ne dit rien de {attribute} : ce que disent les sources compte déjà",
	},
	"manual.tooLarge": {
		En: "what administrators say of this person would take {bytes} bytes, and {limit} are allowed: reset or shorten " +
			"an attribute",
		Fr: "ce que les administrateurs disent de cette personne prendrait {bytes} octets, et {limit} sont permis : " +
			"rendez un attribut aux sources, ou raccourcissez-en un",
	},
	"manual.never": {
		En: "{attribute} can't be edited: it decides who somebody is and how they sign in. Change it at the source; " +
			"whether somebody is active is said by {run:user.suspend}",
		Fr: "{attribute} ne peut pas être modifié ici : il décide qui est une personne et comment elle se connecte. " +
			"Modifiez-le à la source ; {run:user.suspend} dit si une personne est active",
	},

	"done.edited": {
		En: "user {user} is as you say; {run:user.reset} lets sources decide again",
		Fr: "l'utilisateur {user} est comme vous le dites ; {run:user.reset} rend la décision aux sources",
	},
	"manual.stopCrosses": {
		En: "user {user} is suspended by an administrator, which no link carries to user {other}: first {do:user.resume}, " +
			"or suspend user {other}, too",
		Fr: "l'utilisateur {user} est suspendu par un administrateur, ce qu'aucun lien ne porte à l'utilisateur {other} : " +
			"d'abord, {do:user.resume}, ou suspendez aussi l'utilisateur {other}",
	},
	"done.reset": {
		En: "user {user}: sources decide again about {attributes}",
		Fr: "utilisateur {user} : les sources décident à nouveau de {attributes}",
	},
	"erase.receipt": {
		En: "a person is erased (records: {records}, log entries: {entries}). Until {until}, and not longer, keyed hashes stay " +
			"of the address and ids by which a source would bring the person back; they can't be read back. A source that " +
			"still has the person brings a new one: remove the person there, too",
		Fr: "une personne est effacée (fiches : {records}, entrées du journal : {entries}). Jusqu'au {until}, et pas plus, " +
			"restent des empreintes à clé de l'adresse et des identifiants par lesquels une source la ramènerait ; on ne " +
			"peut pas les relire. Une source qui a encore la personne en amène une nouvelle : retirez-la là-bas aussi",
	},
	"erase.receipt.shared": {
		En: "{says}. Names or addresses that somebody else has, too, stay there: {kept}",
		Fr: "{says}. Des noms ou adresses qu'une autre personne a aussi restent chez elle : {kept}",
	},
	"erase.ask": {
		En: "This erases {name} for good, with all that {sources} says and the log knows. Type {name} to do it:",
		Fr: "Ceci efface {name} pour toujours, avec tout ce que dit {sources} et ce que sait le journal. Tapez {name} " +
			"pour le faire :",
	},
	"erase.askGone": {
		En: "This erases for good all that the log knows of {name}, whom no source has any more. Type {name} to do it:",
		Fr: "Ceci efface pour toujours tout ce que le journal sait de {name}, qu'aucune source n'a plus. Tapez {name} " +
			"pour le faire :",
	},
	"erase.unconfirmed": {
		En: "nothing is erased: the answer was not {name}. Repeat it and type that, or give --yes",
		Fr: "rien n'est effacé : la réponse n'était pas {name}. Recommencez et tapez cela, ou donnez --yes",
	},
	"done.erased": {En: "{says} (case {case})", Fr: "{says} (dossier {case})"},
	"done.stopped": {
		En: "user {user} is suspended, whatever sources say; {run:user.resume} takes it back",
		Fr: "l'utilisateur {user} est suspendu, quoi que disent les sources ; {run:user.resume} l'annule",
	},
	"done.resumed": {
		En: "user {user} is no longer suspended by an administrator: what sources say counts again",
		Fr: "l'utilisateur {user} n'est plus suspendu par un administrateur : ce que disent les sources compte à nouveau",
	},
}

var manualActions = map[string]action{
	"user.suspend": {
		"usher user suspend {user} {account}",
		words{"suspend the person", "de suspendre la personne"},
	},
	"user.resume": {
		"usher user resume {user} {account}",
		words{"let the person be active again", "de rendre la personne active"},
	},
	"user.reset": {
		"usher user edit {user} --reset {attribute} {account}",
		words{"let sources decide about {attribute} again", "de rendre aux sources la décision sur {attribute}"},
	},
}
