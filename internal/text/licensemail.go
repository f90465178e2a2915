package text

// The mail that brings a license key, the pages behind its link, and what administrators are told of it (rule L9).
// {days} is how long the link works.
var licenseMailWords = map[string]words{
	"licensemail.subject": {
		En: "Your license of {product} from {account}",
		Fr: "Votre licence de {product}, de la part de {account}",
	},
	"licensemail.has": {
		En: "{account} has a license of {product} for you, for {devices} {devices?device|devices}.",
		Fr: "{account} a une licence de {product} pour vous, pour {devices} {devices?appareil|appareils}.",
	},
	"licensemail.link": {
		En: "Open this link and press the button there: it shows your license key, and how to install and activate.",
		Fr: "Ouvrez ce lien et appuyez sur le bouton de la page : elle montre votre clé de licence, et comment " +
			"installer et activer.",
	},
	"licensemail.button": {En: "Get the license key", Fr: "Obtenir la clé de licence"},
	"licensemail.confirms": {
		En: "By pressing the button you also confirm that this mailbox is yours. Until then the license is reserved for you.",
		Fr: "En appuyant sur le bouton, vous confirmez aussi que cette boîte de courriel est la vôtre. D’ici là, la licence vous est " +
			"réservée.",
	},
	"licensemail.validity": {
		En: "The link works once, within {days} days of this mail, and only from the latest mail.",
		Fr: "Le lien fonctionne une seule fois, dans les {days} jours qui suivent ce courriel, et seulement " +
			"depuis le dernier courriel.",
	},
	"licensemail.unexpected": {
		En: "If you don't know what this is about, do nothing, and don't pass this mail on: whoever opens the " +
			"link first has the key.",
		Fr: "Si vous ne savez pas de quoi il s’agit, ne faites rien, et ne transmettez pas ce courriel : la première personne " +
			"qui ouvre le lien a la clé.",
	},

	"licensemail.page": {En: "Your license of {product}", Fr: "Votre licence de {product}"},
	"licensemail.pageText": {
		En: "{account} has a license of {product} for you, for {devices} {devices?device|devices}.",
		Fr: "{account} a une licence de {product} pour vous, pour {devices} {devices?appareil|appareils}.",
	},
	"licensemail.show": {En: "Show my license key", Fr: "Montrer ma clé de licence"},
	"licensemail.showNote": {
		En: "The key is shown once: press the button when you can copy it. Until then nothing happens.",
		Fr: "La clé n’est montrée qu’une fois : appuyez sur le bouton quand vous pouvez la copier. D’ici là, " +
			"rien ne se passe.",
	},
	"licensemail.key":     {En: "Your license key of {product}", Fr: "Votre clé de licence de {product}"},
	"licensemail.keyText": {En: "Copy this line as it is:", Fr: "Copiez cette ligne telle quelle :"},
	"licensemail.once": {
		En: "This page shows it only now. If you lose it, ask {account} for another mail. Give it to nobody.",
		Fr: "Cette page ne la montre que maintenant. Si vous la perdez, demandez un autre courriel à {account}. " +
			"Ne la donnez à personne.",
	},
	"licensemail.install": {
		En: "Install {product} on your device, from where {account} keeps its programs.",
		Fr: "Installez {product} sur votre appareil, depuis l’endroit où {account} met ses programmes à disposition.",
	},
	"licensemail.enter": {
		En: "When it asks for a license key, paste the key. Capital letters and dashes don't matter.",
		Fr: "Quand une clé de licence est demandée, collez la clé. Les majuscules et les tirets n’ont pas " +
			"d’importance.",
	},
	"licensemail.orRun": {En: "Or activate it in a terminal:", Fr: "Ou activez-le dans un terminal :"},
	"licensemail.fingerprint": {
		En: "In the place of FINGERPRINT write what tells this device from your others and stays the same, such " +
			"as a random number that you keep there.",
		Fr: "À la place de FINGERPRINT, écrivez ce qui distingue cet appareil de vos autres et ne change pas, par exemple un " +
			"nombre aléatoire que vous y conservez.",
	},
	"licensemail.limit": {
		En: "The same key is for all your devices: {devices} {devices?device|devices} may use it at a time.",
		Fr: "La même clé vaut pour tous vos appareils : {devices} {devices?appareil peut|appareils peuvent} " +
			"l’utiliser en même temps.",
	},
	"licensemail.over": {En: "This link does not work", Fr: "Ce lien ne fonctionne pas"},
	"licensemail.overText": {
		En: "It works once, within {days} days, and only from the latest mail. Look for a newer mail, or ask your administrator " +
			"for another one. Make sure that the link is complete.",
		Fr: "Il fonctionne une seule fois, pendant {days} jours, et seulement depuis le dernier courriel. Cherchez un courriel plus " +
			"récent, ou demandez-en un autre à votre service informatique. Vérifiez que le lien est complet.",
	},
	"licensemail.failed": {En: "Something went wrong on our side", Fr: "Un problème est survenu de notre côté"},
	"licensemail.failedText": {
		En: "Nothing has been lost: your link still works. Please try again in a few minutes.",
		Fr: "Rien n’est perdu : votre lien fonctionne toujours. Merci de réessayer dans quelques minutes.",
	},
	"licensemail.foreign": {En: "Please open the link from the mail", Fr: "Merci d’ouvrir le lien du courriel"},
	"licensemail.foreignText": {
		En: "This answer came from another page than ours, so it was not taken. Open the link from the mail again and press the " +
			"button there.",
		Fr: "Cette réponse venait d’une autre page que la nôtre et n’a pas été prise en compte. Rouvrez le lien du courriel et " +
			"appuyez sur le bouton de la page.",
	},

	"licensemail.shown": {
		En: "the key of the license of {product} was shown by the link that was sent to {address}",
		Fr: "la clé de la licence de {product} a été montrée par le lien envoyé à {address}",
	},
	"licensemail.asked": {
		En: "the key of the license of {product} is sent to {address}",
		Fr: "la clé de la licence de {product} est envoyée à {address}",
	},
	"licensemail.waiting": {
		En: "the license of {product} waits for a seat and has no key yet: send it once there is a seat",
		Fr: "la licence de {product} attend un siège et n'a pas encore de clé : envoyez-la dès qu'il y a un siège",
	},
	"licensemail.merged": {
		En: "the license of {product} was set aside when two people were merged: send the one that the person has now",
		Fr: "la licence de {product} a été mise de côté quand deux personnes ont été fusionnées : envoyez celle " +
			"que la personne a maintenant",
	},
	"licensemail.suspended": {
		En: "the license of {product} is suspended, and no device can activate: resume the person first",
		Fr: "la licence de {product} est suspendue, et aucun appareil ne peut s'activer : rétablissez d'abord la " +
			"personne",
	},
	"licensemail.ended": {
		En: "the license of {product} has ended on {day}",
		Fr: "la licence de {product} a pris fin le {day}",
	},
	"licensemail.gone": {
		En: "user {user}, whose license it is, is not there any more",
		Fr: "l'utilisateur {user}, à qui est la licence, n'existe plus",
	},
	"licensemail.inactive": {
		En: "user {user} is not active, and gets no license key: see {run:user.explain}",
		Fr: "l'utilisateur {user} n'est pas actif et ne reçoit pas de clé de licence : voyez {run:user.explain}",
	},
	"licensemail.noAddress": {
		En: "user {user} has no e-mail address to which a license key could be sent",
		Fr: "l'utilisateur {user} n'a pas d'adresse de courriel à laquelle envoyer une clé de licence",
	},
	"licensemail.tooMany": {
		En: "user {user} has been sent {mails} license mails within {hours} hours, and gets no more: try again later",
		Fr: "l'utilisateur {user} a reçu {mails} courriels de licence en {hours} heures, et n'en reçoit pas " +
			"davantage : réessayez plus tard",
	},
	"licensemail.noneOf": {
		En: "{name:q} has no license of a pool {pool:q}: {run:pool.list} lists the pools, and {run:user.explain} says who has what",
		Fr: "{name:q} n'a pas de licence d'une réserve {pool:q} : {run:pool.list} donne la liste des réserves, et {run:user.explain} " +
			"dit qui a quoi",
	},
	"licensemail.none": {
		En: "{name:q} has no license here: {run:user.explain} says why",
		Fr: "{name:q} n'a pas de licence ici : {run:user.explain} dit pourquoi",
	},
	"licensemail.several": {
		En: "{name:q} has {count} licenses: say which one with --pool, or by its id: {licenses}",
		Fr: "{name:q} a {count} licences : précisez laquelle avec --pool, ou par son identifiant : {licenses}",
	},
	"licensemail.sent": {
		En: "the key of {product} was sent to {address}",
		Fr: "la clé de {product} a été envoyée à {address}",
	},
	"licensemail.queued": {
		En: "the key of {product} is sent to {address} as soon as a server comes to it",
		Fr: "la clé de {product} sera envoyée à {address} dès qu'un serveur y arrive",
	},
	"licensemail.unsent": {
		En: "the mail to {address} was not sent: {cause}",
		Fr: "le courriel à {address} n'a pas été envoyé : {cause}",
	},
	"licensemail.unsent.yet": {
		En: "the mail to {address} is not sent yet, and a server will try again: {cause}",
		Fr: "le courriel à {address} n'est pas encore envoyé, et un serveur réessaiera : {cause}",
	},
	"licensemail.noMailer": {
		En: "the mail to {address} waits for a server that sends mails: {cause}",
		Fr: "le courriel à {address} attend un serveur qui envoie des courriels : {cause}",
	},
}
