package text

// What is said of accounts, sources and tokens.
var accountWords = map[string]words{
	"account.twice": {
		En: "there is an account {name:q} already: choose another name, or go on with that one",
		Fr: "il y a déjà un compte {name:q} : choisissez un autre nom, ou continuez avec celui-là",
	},
	"account.none": {
		En: "there is no account {name:q}: see {run:account.list}, or make it with {run:account.create}",
		Fr: "il n'y a pas de compte {name:q} : voyez {run:account.list}, ou créez-le avec {run:account.create}",
	},
	"source.twice": {
		En: "the account has a source {name:q} already: choose another name, or go on with that one",
		Fr: "le compte a déjà une source {name:q} : choisissez un autre nom, ou continuez avec celle-là",
	},
	"source.none": {
		En: "the account has no source {name:q}: see {run:source.list}, or make it with {run:source.create}",
		Fr: "le compte n'a pas de source {name:q} : voyez {run:source.list}, ou créez-la avec {run:source.create}",
	},
	"account.empty": {
		En: "there is no account yet: make one with {run:account.create}",
		Fr: "il n'y a encore aucun compte : créez-en un avec {run:account.create}",
	},
	"account.several": {
		En: "there are several accounts: name one with --account (or USHER_ACCOUNT): {accounts}",
		Fr: "il y a plusieurs comptes : nommez-en un avec --account (ou USHER_ACCOUNT) : {accounts}",
	},
	"account.gone": {
		En: "the account is gone by now: see {run:account.list}",
		Fr: "le compte n'existe plus : voyez {run:account.list}",
	},
	"account.ending": {
		En: "account {name} is being deleted: {run:account.delete} finishes it",
		Fr: "le compte {name} est en cours de suppression : {run:account.delete} la termine",
	},
	"account.confirm": {
		En: "all that {name} has would go for good: confirm it by its name, as in {run:account.delete}",
		Fr: "tout ce que {name} contient disparaîtrait pour de bon : confirmez par son nom, comme dans {run:account.delete}",
	},
	"account.halfDeleted": {
		En: "the account takes nothing any more, but not all of it is deleted yet: a server goes on, or repeat the command: {cause}",
		Fr: "le compte n'accepte plus rien, mais tout n'en est pas encore supprimé : un serveur continue, ou répétez la " +
			"commande : {cause}",
	},
	"done.account.deleted": {
		En: "{name} is deleted with all that it had; your backups and this receipt stay (case {case})",
		Fr: "{name} est supprimé avec tout ce qu'il contenait ; vos sauvegardes et ce reçu restent (dossier {case})",
	},
	"done.account.pending": {
		En: "{name} takes nothing any more; a server is deleting it: {run:job.list}",
		Fr: "{name} n'accepte plus rien ; un serveur le supprime : {run:job.list}",
	},
	"account.logSince": {
		En: "Entries of the log are kept from {since} on.",
		Fr: "Les entrées du journal sont conservées depuis le {since}.",
	},
	"account.language": {
		En: "--language={language:q}: give en, fr, or none for what the account does not say",
		Fr: "--language={language:q} : donnez en, fr, ou none pour ce que le compte ne dit pas",
	},
	"account.contact": {
		En: "--contacts: {address:q} is no e-mail address: give addresses such as it@acme.com, with commas between them",
		Fr: "--contacts : {address:q} n'est pas une adresse de courriel : donnez des adresses comme it@acme.com, " +
			"séparées par des virgules",
	},
	"account.contacts": {
		En: "--contacts: {contacts} addresses are more than {most}: give fewer, such as that of a list",
		Fr: "--contacts : {contacts} adresses, c'est plus que {most} : donnez-en moins, comme celle d'une liste",
	},
	"account.days": {
		En: "{flag}={days}: give a number of days from 1 to {most}",
		Fr: "{flag}={days} : donnez un nombre de jours de 1 à {most}",
	},
	"account.noChange": {
		En: "nothing is asked for: give --language, --contacts, --log-days or --traffic-days",
		Fr: "rien n'est demandé : donnez --language, --contacts, --log-days ou --traffic-days",
	},
	"source.noChange": {
		En: "nothing is asked for: give the setting to change, such as --rank, --domain-policy, --trusted-for or " +
			"--authoritative-for (see usher source set --help)",
		Fr: "rien n'est demandé : donnez le réglage à modifier, comme --rank, --domain-policy, --trusted-for ou " +
			"--authoritative-for (voyez usher source set --help)",
	},
	"source.typedClaims": {
		En: "source {source} holds addresses that were typed in, and what is typed is a claim (rule M5): its " +
			"mailbox confirms it, no setting does",
		Fr: "la source {source} contient des adresses saisies, et ce qui est saisi est une prétention (règle M5) " +
			": sa boîte de courriel la confirme, aucun réglage ne le fait",
	},
	"source.noAttribute": {
		En: "--first-for: User has no attribute {name:q}: name one such as displayName or department",
		Fr: "--first-for : User n'a pas d'attribut {name:q} : nommez-en un comme displayName ou department",
	},
	"source.noKey": {
		En: "--key={name:q}: name an attribute of User that is one text, such as employeeNumber",
		Fr: "--key={name:q} : nommez un attribut de User qui soit un seul texte, comme employeeNumber",
	},
	"source.halfSet": {
		En: "the source is changed, but not all of its people were judged again: repeat the command: {cause}",
		Fr: "la source est modifiée, mais toutes ses personnes n'ont pas été jugées à nouveau : répétez la " +
			"commande : {cause}",
	},
	"token.validity": {
		En: "--expires: give a time from now on, such as 8760h or 365d for a year",
		Fr: "--expires : donnez une durée à partir de maintenant, comme 8760h ou 365d pour un an",
	},
	"token.readerSource": {
		En: "--source: a reader sees all sources of the account; leave it out, or leave out --kind=reader",
		Fr: "--source : un lecteur voit toutes les sources du compte ; retirez cette option, ou --kind=reader",
	},
	"token.noSource": {
		En: "missing flag: --source=NAME",
		Fr: "option manquante : --source=NAME",
	},
	"token.typedSource": {
		En: "nobody can push to source {source}: it holds what administrators type or upload, what devices prove, or what Usher reads of a " +
			"service. Give a source of kind scim",
		Fr: "personne ne peut envoyer à la source {source} : elle contient ce que des administrateurs saisissent ou téléversent, ce que " +
			"des appareils prouvent, ou ce qu'Usher lit d'un service. Donnez une source de type scim",
	},
	"token.revoked": {
		En: "token {id} was revoked on {at} and can't be followed by another: {next}",
		Fr: "le jeton {id} a été révoqué le {at} et ne peut pas être remplacé : {next}",
	},
	"token.expired": {
		En: "token {id} expired on {at} and can't be followed by another: {next}",
		Fr: "le jeton {id} a expiré le {at} et ne peut pas être remplacé : {next}",
	},
	"token.next": {
		En: "create a new one with {run:token.create}",
		Fr: "créez-en un nouveau avec {run:token.create}",
	},
	"token.nextReader": {
		En: "create a new one with {run:token.reader}",
		Fr: "créez-en un nouveau avec {run:token.reader}",
	},
	"token.unprinted": {
		En: "the token could not be printed, so it is revoked: {cause}",
		Fr: "le jeton n'a pas pu être affiché, il est donc révoqué : {cause}",
	},
	"token.none": {
		En: "there is no token with the id {id:q}: {run:token.list} shows the ids of an account's tokens",
		Fr: "il n'y a pas de jeton avec l'identifiant {id:q} : {run:token.list} montre ceux d'un compte",
	},
}

var accountActions = map[string]action{
	"account.list": {
		"usher account list",
		words{"look at the accounts", "de regarder les comptes"},
	},
	"account.delete": {
		"usher account delete {name} --confirm {name}",
		words{"delete the account {name}", "de supprimer le compte {name}"},
	},
	"account.create": {
		"usher account create {name}",
		words{"create the account {name}", "de créer le compte {name}"},
	},
	"source.list": {
		"usher source list {account}",
		words{"look at the sources", "de regarder les sources"},
	},
	"source.create": {
		"usher source create {name} {account}",
		words{"create the source {name}", "de créer la source {name}"},
	},
	"token.create": {
		"usher token create --source {source} {account}",
		words{"create a token", "de créer un jeton"},
	},
	"token.list": {
		"usher token list {account}",
		words{"look at the tokens", "de regarder les jetons"},
	},
}
