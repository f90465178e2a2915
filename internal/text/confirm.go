package text

// What administrators are told of confirmations that come to nothing (rule M5).
var confirmWords = map[string]words{
	"confirm.noAddress": {
		En: "{address:q} is not an e-mail address: write one such as ana@example.com",
		Fr: "{address:q} n'est pas une adresse de courriel : écrivez-en une comme ana@example.com",
	},
	"confirm.noAddressSent": {
		En: "{address:q} is not an e-mail address: write the one that the mail was sent to",
		Fr: "{address:q} n'est pas une adresse de courriel : écrivez celle à laquelle le courriel a été envoyé",
	},
	"confirm.noCode": {
		En: "{typed:q} is not a code: it has {length} letters and digits, such as {example}, and stands in the mail",
		Fr: "{typed:q} n'est pas un code : il a {length} lettres et chiffres, comme {example}, et se trouve dans le " +
			"courriel",
	},
	"confirm.noMail": {
		En: "no mail was sent to {address} lately: send one with {run:user.add}",
		Fr: "aucun courriel n'a été envoyé à {address} récemment : envoyez-en un avec {run:user.add}",
	},
	"confirm.triedOut": {
		En: "{tries} wrong codes were tried for {address}, so its code counts no more: use the link in the mail, or " +
			"send a new mail with {run:user.add}",
		Fr: "{tries} codes faux ont été essayés pour {address}, son code ne compte donc plus : utilisez le lien du " +
			"courriel, ou envoyez un nouveau courriel avec {run:user.add}",
	},
	"confirm.wrong": {
		En: "the code is wrong: compare it with the mail, the last one that {address} got; tries left: {left}",
		Fr: "le code est faux : comparez-le au courriel, le dernier que {address} a reçu ; essais restants : {left}",
	},
	"confirm.noLink": {
		En: "there is no such link: send a new mail with {run:user.add}",
		Fr: "ce lien n'existe pas : envoyez un nouveau courriel avec {run:user.add}",
	},
	"confirm.over": {
		En: "the code and link that {address} got are used up, too old, or replaced by a newer mail's: send a new mail " +
			"with {run:user.add}",
		Fr: "le code et le lien que {address} a reçus sont épuisés, trop vieux, ou remplacés par ceux d'un courriel " +
			"plus récent : envoyez un nouveau courriel avec {run:user.add}",
	},
	"confirm.tooMany": {
		En: "{address} has had {mails} mails within {minutes} minutes: use the code or link of the last one, or wait",
		Fr: "{address} a reçu {mails} courriels en {minutes} minutes : utilisez le code ou le lien du dernier, ou " +
			"attendez",
	},
	"confirm.noMailer": {
		En: "mails can't be sent: no mail server or no base URL is set",
		Fr: "les courriels ne peuvent pas être envoyés : il manque le serveur de courriel ou l'URL de base",
	},
}
