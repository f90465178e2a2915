package text

// The mail that asks a mailbox, and the pages behind its link, which whoever owns the mailbox reads (rule M5).
// {minutes} is how long code and link work.
var mailboxWords = map[string]words{
	"mailbox.subject": {
		En: "{account} asks you to confirm your e-mail address",
		Fr: "{account} vous demande de confirmer votre adresse de courriel",
	},
	"mailbox.asks": {
		En: "{account} has entered {address} as the address of one of its people. If that is you, please confirm it.",
		Fr: "{account} a indiqué {address} comme l’adresse d’une personne de son organisation. Si c’est la vôtre, merci " +
			"de la confirmer.",
	},
	"mailbox.code": {
		En: "Give this code to whoever asked you for it:",
		Fr: "Donnez ce code à la personne qui vous l’a demandé :",
	},
	"mailbox.link": {
		En: "Or open this link and press the button there:",
		Fr: "Ou ouvrez ce lien et appuyez sur le bouton de la page :",
	},
	"mailbox.button": {En: "Confirm the address", Fr: "Confirmer l’adresse"},
	"mailbox.validity": {
		En: "Code and link work once, within {minutes} minutes of this mail. Only those of the latest mail work.",
		Fr: "Le code et le lien fonctionnent une seule fois, dans les {minutes} minutes qui suivent ce courriel. Seuls " +
			"ceux du dernier courriel sont valables.",
	},
	"mailbox.unexpected": {
		En: "If you don't know what this is about, do nothing: without your answer nothing happens. Give the code to " +
			"nobody who writes or calls you unasked.",
		Fr: "Si vous ne savez pas de quoi il s’agit, ne faites rien : sans votre réponse, rien ne se passe. Ne donnez " +
			"le code à aucune personne qui vous écrit ou vous appelle sans que vous l’ayez sollicitée.",
	},

	"mailbox.title": {En: "Confirm your e-mail address", Fr: "Confirmez votre adresse de courriel"},
	"mailbox.question": {
		En: "{account} has entered {address} as the address of one of its people.",
		Fr: "{account} a indiqué {address} comme l’adresse d’une personne de son organisation.",
	},
	"mailbox.confirm": {En: "Yes, this is my address", Fr: "Oui, c’est mon adresse"},
	"mailbox.note": {
		En: "If it is not yours, or you don't know {account}, just close this page: nothing will happen.",
		Fr: "Si ce n’est pas la vôtre, ou si vous ne connaissez pas {account}, fermez simplement cette page : rien ne " +
			"se passera.",
	},
	"mailbox.done": {En: "Thank you, the address is confirmed", Fr: "Merci, l’adresse est confirmée"},
	"mailbox.doneText": {
		En: "{account} knows now that {address} is yours. You can close this page.",
		Fr: "{account} sait maintenant que {address} est la vôtre. Vous pouvez fermer cette page.",
	},
	"mailbox.over": {En: "This link does not work", Fr: "Ce lien ne fonctionne pas"},
	"mailbox.overText": {
		En: "It works once, within {minutes} minutes, and only from the latest mail. Look for a newer mail, or ask " +
			"whoever sent you here for another one. Make sure that the link is complete.",
		Fr: "Il fonctionne une seule fois, pendant {minutes} minutes, et seulement depuis le dernier courriel. Cherchez " +
			"un courriel plus récent, ou demandez-en un autre à la personne qui vous a envoyé ici. Vérifiez que le lien " +
			"est complet.",
	},
	"mailbox.refused": {
		En: "The address can't be confirmed now",
		Fr: "L’adresse ne peut pas être confirmée maintenant",
	},
	"mailbox.refusedText": {
		En: "Something about it has changed since the mail was sent. Ask whoever sent you here to look into it.",
		Fr: "Quelque chose a changé depuis l’envoi du courriel. Demandez à la personne qui vous a envoyé ici de vérifier.",
	},
	"mailbox.failed": {En: "Something went wrong on our side", Fr: "Un problème est survenu de notre côté"},
	"mailbox.failedText": {
		En: "Nothing has been lost: your link still works. Please try again in a few minutes.",
		Fr: "Rien n’est perdu : votre lien fonctionne toujours. Merci de réessayer dans quelques minutes.",
	},
	"mailbox.foreign": {En: "Please open the link from the mail", Fr: "Merci d’ouvrir le lien du courriel"},
	"mailbox.foreignText": {
		En: "This answer came from another page than ours, so it was not taken. Open the link from the mail again and " +
			"press the button there.",
		Fr: "Cette réponse venait d’une autre page que la nôtre et n’a pas été prise en compte. Rouvrez le lien du " +
			"courriel et appuyez sur le bouton de la page.",
	},
}
