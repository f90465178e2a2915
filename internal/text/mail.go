package text

// Why a mail was not sent, and how to write the settings of the mail server.
var mailWords = map[string]words{
	"mail.failed": {
		En: "{begins}: the SMTP server {server} {said}; {advice}",
		Fr: "{begins} : le serveur SMTP {server} {said} ; {advice}",
	},
	"mail.unsent":    {En: "the mail was not sent", Fr: "le courriel n'a pas été envoyé"},
	"mail.uncertain": {En: "the mail may have been sent or not", Fr: "le courriel a peut-être été envoyé, peut-être pas"},
	"mail.address": {
		En: "{address:q} is not an e-mail address: correct it",
		Fr: "{address:q} n'est pas une adresse de courriel : corrigez-la",
	},
	"mail.none": {En: "nothing sends mails here", Fr: "rien n'envoie de courriels ici"},
	"mail.set": {
		En: "to send mails, set {flag} ({name}), such as {example}",
		Fr: "pour envoyer des courriels, indiquez {flag} ({name}), par exemple {example}",
	},

	"mail.said.late":     {En: "did not finish within {limit}", Fr: "n'a pas fini en {limit}"},
	"mail.said.left":     {En: "was not waited for", Fr: "n'a pas été attendu"},
	"mail.said.answered": {En: `answered "{code} {answer}"`, Fr: "a répondu « {code} {answer} »"},
	"mail.said.gone":     {En: "can't be reached: {why}", Fr: "ne peut être joint : {why}"},
	"mail.said.tls": {
		En: "and Usher could not agree on TLS: {why}",
		Fr: "et Usher n'ont pas pu s'entendre sur TLS : {why}",
	},
	"mail.said.unfit": {En: "can't be used: {why}", Fr: "ne peut être employé : {why}"},
	"mail.said.other": {En: "says {why}", Fr: "dit : {why}"},
	"mail.said.passing": {
		En: "{said}, which may pass: try again in a few minutes",
		Fr: "{said}, ce qui peut passer : réessayez dans quelques minutes",
	},

	"mail.unfit.tls": {En: "it does not offer STARTTLS", Fr: "il n'offre pas STARTTLS"},
	"mail.unfit.login": {En: "it offers no way to log in that Usher knows",
		Fr: "il n'offre aucune façon de s'identifier qu'Usher connaisse"},
	"mail.unfit.utf8": {
		En: "it does not take addresses beyond ASCII (SMTPUTF8)",
		Fr: "il n'accepte pas d'adresses au-delà de l'ASCII (SMTPUTF8)",
	},

	"mail.advice.connect": {
		En: "check the server's name and port, and that it may be reached from here",
		Fr: "vérifiez le nom et le port du serveur, et qu'il peut être joint d'ici",
	},
	"mail.advice.tls": {
		En: "check that its certificate is valid for this name; smtps:// is for servers that begin with TLS, and " +
			"?tls=none for a server that knows none, in a network that you trust",
		Fr: "vérifiez que son certificat est valable pour ce nom ; smtps:// est pour les serveurs qui commencent " +
			"par TLS, et ?tls=none pour un serveur qui n'en connaît pas, dans un réseau auquel vous vous fiez",
	},
	"mail.advice.login": {En: "check the user and password", Fr: "vérifiez l'utilisateur et le mot de passe"},
	"mail.advice.sender": {
		En: "check that this server lets you send from this address",
		Fr: "vérifiez que ce serveur vous laisse envoyer depuis cette adresse",
	},
	"mail.advice.recipient": {
		En: "check the address, or ask whoever runs the server",
		Fr: "vérifiez l'adresse, ou demandez à qui gère le serveur",
	},
	"mail.advice.content": {
		En: "try again, or ask whoever runs the server",
		Fr: "réessayez, ou demandez à qui gère le serveur",
	},
	"mail.advice.end": {
		En: "try again, or ask whoever runs the server",
		Fr: "réessayez, ou demandez à qui gère le serveur",
	},

	"mail.server.form": {
		En: "the SMTP server is not an address: write smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT; in a " +
			"password write %40 for @, %3A for : and %2F for /",
		Fr: "le serveur SMTP n'est pas une adresse : écrivez smtp://HÔTE:PORT ou " +
			"smtps://UTILISATEUR:MOT-DE-PASSE@HÔTE:PORT ; dans un mot de passe, écrivez %40 au lieu de @, %3A au lieu " +
			"de : et %2F au lieu de /",
	},
	"mail.server.scheme": {
		En: "the SMTP server's address begins with {scheme}://: write smtp:// or smtps://",
		Fr: "l'adresse du serveur SMTP commence par {scheme}:// ; écrivez smtp:// ou smtps://",
	},
	"mail.server.port": {
		En: "the SMTP server's port {port} is none: write a number from 1 to 65535",
		Fr: "le port {port} du serveur SMTP n'en est pas un : écrivez un nombre de 1 à 65535",
	},
	"mail.server.parameter": {
		En: "the SMTP server's address has an unknown parameter: only ?tls=none is one",
		Fr: "l'adresse du serveur SMTP a un paramètre inconnu : seul ?tls=none en est un",
	},
	"mail.server.both": {
		En: "the SMTP server's address says both smtps:// and ?tls=none: drop one of them",
		Fr: "l'adresse du serveur SMTP dit à la fois smtps:// et ?tls=none : retirez l'un des deux",
	},
	"mail.server.user": {
		En: "the SMTP server's address has a user or a password without the other: write USER:PASSWORD@ before the " +
			"host, or neither",
		Fr: "l'adresse du serveur SMTP a un utilisateur ou un mot de passe sans l'autre : écrivez " +
			"UTILISATEUR:MOT-DE-PASSE@ devant l'hôte, ou ni l'un ni l'autre",
	},
	"mail.server.clear": {
		En: "with ?tls=none the password would cross the network in the clear: drop ?tls=none, or the user and " +
			"password",
		Fr: "avec ?tls=none, le mot de passe passerait en clair sur le réseau : retirez ?tls=none, ou l'utilisateur " +
			"et le mot de passe",
	},
	"mail.sender": {
		En: `{setting:q} is not the address of a sender: write one such as usher@example.com or "Usher ` +
			`<usher@example.com>"`,
		Fr: `{setting:q} n'est pas l'adresse d'un expéditeur : écrivez-en une comme usher@example.com ou "Usher ` +
			`<usher@example.com>"`,
	},
}
