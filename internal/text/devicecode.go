package text

// What is said of codes by which devices activate with an address, to the people who have them (rules M5 and L8),
// and the mail that brings one. {minutes} is how long a code works, or until something may be tried again.
var deviceCodeWords = map[string]words{
	"devicecode.mail.subject": {En: "Your code to activate a device", Fr: "Votre code pour activer un appareil"},
	"devicecode.mail.asks": {
		En: "A device asks to be activated with your e-mail address. If it is yours, enter this code there:",
		Fr: "Un appareil demande à être activé avec votre adresse de courriel. Si c’est le vôtre, saisissez-y ce code :",
	},
	"devicecode.mail.asksOf": {
		En: "A device asks to be activated with your e-mail address, for {account}. If it is yours, enter this code there:",
		Fr: "Un appareil demande à être activé avec votre adresse de courriel, pour {account}. S’il est à vous, saisissez-y ce code :",
	},
	"devicecode.mail.validity": {
		En: "The code works once, within {minutes} minutes of this mail. Only that of the latest mail works.",
		Fr: "Le code fonctionne une seule fois, dans les {minutes} minutes qui suivent ce courriel. Seul celui du dernier courriel est valable.",
	},
	"devicecode.mail.unexpected": {
		En: "If you did not ask for it, do nothing: without the code no device is activated. Give it to nobody.",
		Fr: "Si vous ne l’avez pas demandé, ne faites rien : sans le code, aucun appareil n’est activé. Ne le donnez à personne.",
	},
	"devicecode.late": {
		En: "the mail with the code could not be sent within {minutes} minutes, and nobody waits for it any more",
		Fr: "le courriel avec le code n'a pas pu être envoyé en {minutes} minutes, et personne ne l'attend plus",
	},
	"devicecode.noAddress": {
		En: "this is not an e-mail address: write one such as ana@example.com",
		Fr: "ceci n'est pas une adresse de courriel : écrivez-en une comme ana@example.com",
	},
	"devicecode.noCode": {
		En: "this is not a code: it has {length} letters and digits, such as {example}, and stands in the mail",
		Fr: "ceci n'est pas un code : il a {length} lettres et chiffres, comme {example}, et se trouve dans le courriel",
	},
	"devicecode.wrong": {
		En: "the code is wrong, or used up, or older than {minutes} minutes, or a later mail has brought another: compare it with the " +
			"latest mail, or ask for a new one; tries left: {left}",
		Fr: "le code est faux, ou épuisé, ou vieux de plus de {minutes} minutes, ou un courriel plus récent en a apporté un autre : " +
			"comparez-le au dernier courriel, ou demandez-en un nouveau ; essais restants : {left}",
	},
	"devicecode.last": {
		En: "the code is wrong, and it was the last try: no code counts for this address until an hour is over. Try again then, or " +
			"activate by your license key",
		Fr: "le code est faux, et c'était le dernier essai : aucun code ne compte pour cette adresse avant qu'une heure soit passée. " +
			"Réessayez ensuite, ou activez avec votre clé de licence",
	},
	"devicecode.locked": {
		En: "too many wrong codes were tried for this address: no code of it counts for {minutes} {minutes?minute|minutes}. Try again " +
			"then, or activate by your license key",
		Fr: "trop de codes faux ont été essayés pour cette adresse : aucun code ne compte pour elle pendant {minutes} " +
			"{minutes?minute|minutes}. Réessayez ensuite, ou activez avec votre clé de licence",
	},
	"devicecode.guesses": {
		En: "too many wrong codes were tried: try again in {minutes} {minutes?minute|minutes}, or activate by your license key",
		Fr: "trop de codes faux ont été essayés : réessayez dans {minutes} {minutes?minute|minutes}, ou activez avec votre clé de licence",
	},
	"devicecode.often": {
		En: "too many codes were asked for: try again in {minutes} {minutes?minute|minutes}, or activate by your license key",
		Fr: "trop de codes ont été demandés : réessayez dans {minutes} {minutes?minute|minutes}, ou activez avec votre clé de licence",
	},
	"devicecode.noAccount": {
		En: "the code is right, and the domain {domain} leads to no company here: ask your administrator to approve it, or for the " +
			"company's account id, and give that with a new code",
		Fr: "le code est juste, mais le domaine {domain} ne mène à aucune entreprise ici : demandez à votre administrateur de " +
			"l'approuver, ou l'identifiant du compte de l'entreprise, et donnez-le avec un nouveau code",
	},
	"devicecode.noSuchAccount": {
		En: "the code is right, and no account that was named so lets people of {domain} in: ask your administrator for the account's " +
			"id, and give that with a new code",
		Fr: "le code est juste, mais aucun compte ainsi nommé n'admet les personnes de {domain} : demandez l'identifiant du compte à " +
			"votre administrateur, et donnez-le avec un nouveau code",
	},
	"devicecode.severalAccounts": {
		En: "the code is right, and several accounts let people of {domain} in: ask your administrator for the account's name or id, " +
			"and give that with a new code",
		Fr: "le code est juste, mais plusieurs comptes admettent les personnes de {domain} : demandez le nom ou l'identifiant du compte à " +
			"votre administrateur, et donnez-le avec un nouveau code",
	},
	"devicecode.off": {
		En: "the code is right, and {account} takes no devices by mailed codes now: activate by your license key, or ask your administrator",
		Fr: "le code est juste, mais {account} n'accepte pas d'appareil par code en ce moment : activez avec votre clé de licence, ou " +
			"adressez-vous à votre administrateur",
	},
	"devicecode.pending": {
		En: "the code is right, and you are known to {account} now, but people of {domain} are not let in yet: ask your administrator to " +
			"approve the domain (case {case}), and then for a new code here",
		Fr: "le code est juste, et {account} vous connaît désormais, mais les personnes de {domain} ne sont pas encore admises : demandez à " +
			"votre administrateur d'approuver le domaine (dossier {case}), puis un nouveau code ici",
	},
	"devicecode.refused": {
		En: "the code is right, and people of {domain} are refused: ask your administrator to approve the domain (case {case}), and then " +
			"for a new code here",
		Fr: "le code est juste, mais les personnes de {domain} sont refusées : demandez à votre administrateur d'approuver le domaine " +
			"(dossier {case}), puis un nouveau code ici",
	},
	"devicecode.review": {
		En: "the code is right, and {account} knows somebody who may be {address}: your administrator has to say who you are (case " +
			"{case}); then ask for a new code here",
		Fr: "le code est juste, mais {account} connaît déjà quelqu'un qui pourrait être {address} : votre administrateur doit dire qui " +
			"vous êtes (dossier {case}) ; demandez ensuite un nouveau code ici",
	},
	"devicecode.suspended": {
		En: "the code is right, and you are suspended at {account}: ask your administrator (case {case})",
		Fr: "le code est juste, mais vous êtes suspendu chez {account} : adressez-vous à votre administrateur (dossier {case})",
	},
	"devicecode.noLicense": {
		En: "the code is right, and you are known to {account}, but nothing gives you a license: ask your administrator for one, and " +
			"then for a new code here",
		Fr: "le code est juste, et {account} vous connaît, mais rien ne vous donne de licence : demandez-en une à votre administrateur, puis " +
			"un nouveau code ici",
	},
	"devicecode.noLicenseOf": {
		En: "the code is right, and you have no license of {product} from {account}, but of {products}: ask your administrator, and " +
			"then for a new code here",
		Fr: "le code est juste, mais vous n'avez pas de licence de {product} de la part de {account}, seulement de {products} : " +
			"adressez-vous à votre administrateur, puis demandez un nouveau code ici",
	},
	"devicecode.severalProducts": {
		En: "the code is right, and you have licenses of {products}: ask for a new code, and say which of them the device is for",
		Fr: "le code est juste, mais vous avez des licences de {products} : demandez un nouveau code, et dites pour lequel est l'appareil",
	},
}
