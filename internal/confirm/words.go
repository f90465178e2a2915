package confirm

import "golang.org/x/text/language"

// words are everything that people read in one language. {account}, {address} and {minutes} stand
// for what they name.
type words struct {
	tag string // BCP 47

	// The mail.
	subject, asks, code, link, button, validity, unexpected string

	// The pages: a heading and what stands below it.
	title, question, confirm, questionNote string
	done, doneText                         string
	over, overText                         string
	refused, refusedText                   string
	failed, failedText                     string
	foreign, foreignText                   string
}

var english = words{
	tag:        "en",
	subject:    "{account} asks you to confirm your e-mail address",
	asks:       "{account} has entered {address} as the address of one of its people. If that is you, please confirm it.",
	code:       "Give this code to whoever asked you for it:",
	link:       "Or open this link and press the button there:",
	button:     "Confirm the address",
	validity:   "Code and link work once, within {minutes} minutes of this mail. Only those of the latest mail work.",
	unexpected: "If you don't know what this is about, do nothing: without your answer nothing happens. Give the code to nobody who writes or calls you unasked.",

	title:        "Confirm your e-mail address",
	question:     "{account} has entered {address} as the address of one of its people.",
	confirm:      "Yes, this is my address",
	questionNote: "If it is not yours, or you don't know {account}, just close this page: nothing will happen.",
	done:         "Thank you, the address is confirmed",
	doneText:     "{account} knows now that {address} is yours. You can close this page.",
	over:         "This link does not work",
	overText:     "It works once, within {minutes} minutes, and only from the latest mail. Look for a newer mail, or ask whoever sent you here for another one. Make sure that the link is complete.",
	refused:      "The address can't be confirmed now",
	refusedText:  "Something about it has changed since the mail was sent. Ask whoever sent you here to look into it.",
	failed:       "Something went wrong on our side",
	failedText:   "Nothing has been lost: your link still works. Please try again in a few minutes.",
	foreign:      "Please open the link from the mail",
	foreignText:  "This answer came from another page than ours, so it was not taken. Open the link from the mail again and press the button there.",
}

var french = words{
	tag:        "fr",
	subject:    "{account} vous demande de confirmer votre adresse e-mail",
	asks:       "{account} a indiqué {address} comme l’adresse d’une personne de son organisation. Si c’est la vôtre, merci de la confirmer.",
	code:       "Donnez ce code à la personne qui vous l’a demandé\u00A0:",
	link:       "Ou ouvrez ce lien et appuyez sur le bouton de la page\u00A0:",
	button:     "Confirmer l’adresse",
	validity:   "Le code et le lien fonctionnent une seule fois, dans les {minutes} minutes qui suivent cet e-mail. Seuls ceux du dernier e-mail sont valables.",
	unexpected: "Si vous ne savez pas de quoi il s’agit, ne faites rien\u00A0: sans votre réponse, rien ne se passe. Ne donnez le code à aucune personne qui vous écrit ou vous appelle sans que vous l’ayez sollicitée.",

	title:        "Confirmez votre adresse e-mail",
	question:     "{account} a indiqué {address} comme l’adresse d’une personne de son organisation.",
	confirm:      "Oui, c’est mon adresse",
	questionNote: "Si ce n’est pas la vôtre, ou si vous ne connaissez pas {account}, fermez simplement cette page\u00A0: rien ne se passera.",
	done:         "Merci, l’adresse est confirmée",
	doneText:     "{account} sait maintenant que {address} est la vôtre. Vous pouvez fermer cette page.",
	over:         "Ce lien ne fonctionne pas",
	overText:     "Il fonctionne une seule fois, pendant {minutes} minutes, et seulement depuis le dernier e-mail. Cherchez un e-mail plus récent, ou demandez-en un autre à la personne qui vous a envoyé ici. Vérifiez que le lien est complet.",
	refused:      "L’adresse ne peut pas être confirmée maintenant",
	refusedText:  "Quelque chose a changé depuis l’envoi de l’e-mail. Demandez à la personne qui vous a envoyé ici de vérifier.",
	failed:       "Un problème est survenu de notre côté",
	failedText:   "Rien n’est perdu\u00A0: votre lien fonctionne toujours. Merci de réessayer dans quelques minutes.",
	foreign:      "Merci d’ouvrir le lien de l’e-mail",
	foreignText:  "Cette réponse venait d’une autre page que la nôtre et n’a pas été prise en compte. Rouvrez le lien de l’e-mail et appuyez sur le bouton de la page.",
}

// matcher gives the indices of English and French, English for all other languages.
var (
	matcher    = language.NewMatcher([]language.Tag{language.English, language.French})
	vocabulary = []*words{&english, &french}
)

// languageOf chooses the words for a BCP 47 tag, or for an Accept-Language header (RFC 9110
// section 12.5.4); what is neither gets English.
func languageOf(accepted string) *words {
	const most = 200 // more than any browser sends
	if len(accepted) > most {
		return &english
	}
	tags, _, err := language.ParseAcceptLanguage(accepted)
	if err != nil {
		return &english
	}
	_, i, _ := matcher.Match(tags...)
	return vocabulary[i]
}
