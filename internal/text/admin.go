package text

// What is said to administrators of what they name and ask for.
var adminWords = map[string]words{
	"admin.accountGone": {
		En: "the account of this confirmation is gone",
		Fr: "le compte de cette confirmation n'existe plus",
	},
	"admin.noRole": {
		En: "there is no role {role:q}: give owner, administrator or none",
		Fr: "il n'y a pas de rôle {role:q} : donnez owner, administrator ou none",
	},
	"admin.severalRecords": {
		En: "the user {user} has several records: give the id of one ({run:user.show} lists them)",
		Fr: "l'utilisateur {user} a plusieurs fiches : donnez l'identifiant de l'une d'elles ({run:user.show} les " +
			"montre)",
	},
	"admin.noUserYet": {
		En: "record {user} ({name}) is no user yet: it is {state}; see {run:user.explain}",
		Fr: "la fiche {user} ({name}) n'est pas encore un utilisateur : elle est dans l'état {state} ; voyez " +
			"{run:user.explain}",
	},
	"actor.nobody": {
		En: "nobody is named who decides this: say who you are (--as NAME, or USHER_ACTOR)",
		Fr: "personne n'est nommé qui décide cela : dites qui vous êtes (--as NOM, ou USHER_ACTOR)",
	},
	"actor.long": {
		En: "the name of who decides this is longer than {limit} characters: give a shorter one (--as NAME, or " +
			"USHER_ACTOR)",
		Fr: "le nom de qui décide cela dépasse {limit} caractères : donnez-en un plus court (--as NOM, ou " +
			"USHER_ACTOR)",
	},
	"actor.unprintable": {
		En: "the name of who decides this, {name:q}, holds what can't be printed: give another one (--as NAME, or " +
			"USHER_ACTOR)",
		Fr: "le nom de qui décide cela, {name:q}, contient ce qui ne peut pas s'afficher : donnez-en un autre " +
			"(--as NOM, ou USHER_ACTOR)",
	},
	"review.noDecision": {
		En: "a case can't be decided {decision:q}: give link, apart or never",
		Fr: "un dossier ne peut pas être décidé {decision:q} : donnez link, apart ou never",
	},
	"review.decided": {
		En: "case {case} is decided already: {status}",
		Fr: "le dossier {case} est déjà décidé : {status}",
	},
	"review.decidedBy": {
		En: "case {case} is decided already: {status}, by {actor} at {at}",
		Fr: "le dossier {case} est déjà décidé : {status}, par {actor}, le {at}",
	},
	"review.decidedSo": {
		En: "case {case} is decided already: {status}, by {actor} at {at}, as you say; nothing is left to do",
		Fr: "le dossier {case} est déjà décidé : {status}, par {actor}, le {at}, comme vous le dites ; il ne reste rien à faire",
	},
	"review.gone": {
		En: "case {case} is about a record that is gone",
		Fr: "le dossier {case} concerne une fiche qui n'existe plus",
	},
	"review.none": {
		En: "the account has no case {case:q}: {run:review.list} shows the ids",
		Fr: "le compte n'a pas de dossier {case:q} : {run:review.list} montre les identifiants",
	},
	"people.nobody": {
		En: "the account has nobody {ref:q}: give the id of a user or record, an address or a userName " +
			"({run:user.list} shows them)",
		Fr: "le compte n'a personne {ref:q} : donnez l'identifiant d'un utilisateur ou d'une fiche, une adresse " +
			"ou un userName ({run:user.list} les montre)",
	},
	"people.notTyped": {
		En: "{name} was not typed by an administrator, and what {sources} says is not ours to delete: remove the " +
			"person there, or {do:user.suspend} to keep them out",
		Fr: "{name} n'a pas été saisi par un administrateur, et ce que dit {sources} ne nous appartient pas : " +
			"retirez la personne là-bas, ou {do:user.suspend} pour lui fermer l'accès",
	},
	"people.several": {
		En: "several people answer to {ref:q}: give one of the ids {ids}",
		Fr: "plusieurs personnes répondent à {ref:q} : donnez l'un des identifiants {ids}",
	},
	"people.notInSource": {
		En: "the source has nobody {name:q}",
		Fr: "la source n'a personne {name:q}",
	},
	"source.readerName": {
		En: "the account has a source named {name:q}, which is the name of what its reader tokens belong to",
		Fr: "le compte a une source nommée {name:q}, nom de ce à quoi appartiennent ses jetons de lecture",
	},
	"source.typedUnmade": {
		En: "the account's source of typed addresses can't be made: repeat the command",
		Fr: "la source des adresses saisies du compte ne peut pas être créée : répétez la commande",
	},
	"source.groupNames": {
		En: "source {source} has several groups of one name, in whatever case ({names}): rename or delete all but " +
			"one of each where they come from, then repeat the command",
		Fr: "la source {source} a plusieurs groupes d'un même nom, quelle que soit la casse ({names}) : " +
			"renommez-les ou supprimez-les tous sauf un, là d'où ils viennent, puis répétez la commande",
	},
	"name.account": {
		En: "the name of the account {problem}: use 1 to {limit} visible characters",
		Fr: "le nom du compte {problem} : utilisez de 1 à {limit} caractères visibles",
	},
	"name.source": {
		En: "the name of the source {problem}: use 1 to {limit} visible characters",
		Fr: "le nom de la source {problem} : utilisez de 1 à {limit} caractères visibles",
	},
	"name.empty": {
		En: "is empty",
		Fr: "est vide",
	},
	"name.notText": {
		En: "is not valid UTF-8",
		Fr: "n'est pas de l'UTF-8 valide",
	},
	"name.long": {
		En: "is longer than {limit} characters",
		Fr: "dépasse {limit} caractères",
	},
	"name.unseen": {
		En: "contains the character {character}, which can't be seen",
		Fr: "contient le caractère {character}, qui ne se voit pas",
	},
	"name.space": {
		En: "begins or ends with a space",
		Fr: "commence ou finit par une espace",
	},
}

var adminActions = map[string]action{
	"user.explain": {
		"usher explain --user {user} {account}",
		words{"look why {user} is as it is", "de regarder pourquoi {user} est ainsi"},
	},
}
