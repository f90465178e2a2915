package text

// What is said of calls to connected services that are not made, or fail.
var outboundWords = map[string]words{
	"outbound.private": {
		En: "{host} is at {address}, a loopback, link-local or private address, which is not called unless that is " +
			"allowed: give --allow-private (usher service connect, usher service set) if it is in your own network",
		Fr: "{host} est à l'adresse {address}, de bouclage, de lien local ou privée, qui n'est pas appelée si cela " +
			"n'est permis : donnez --allow-private (usher service connect, usher service set) s'il est dans votre propre réseau",
	},
	"outbound.never": {
		En: "{host} is at {address}, where no service can be (reserved, multicast, or a cloud's metadata), and which is " +
			"never called, not even with --allow-private: give the address of the service itself",
		Fr: "{host} est à l'adresse {address}, où aucun service ne peut être (réservée, de diffusion, ou métadonnées d'un " +
			"nuage), et qui n'est jamais appelée, même avec --allow-private : donnez l'adresse du service lui-même",
	},
	"outbound.plain": {
		En: "{host} would be called without encryption: give an address that begins with https:// (http:// is for private " +
			"addresses, with --allow-private)",
		Fr: "{host} serait appelé sans chiffrement : donnez une adresse qui commence par https:// (http:// est pour les " +
			"adresses privées, avec --allow-private)",
	},
	"outbound.plainPublic": {
		En: "{host} is at {address}, a public address, and would be called without encryption: give an address that begins " +
			"with https://",
		Fr: "{host} est à l'adresse {address}, publique, et serait appelé sans chiffrement : donnez une adresse qui commence " +
			"par https://",
	},
	"outbound.noURL": {
		En: "the address can't be called: write it as https://scim.example.com/v2",
		Fr: "l'adresse ne peut être appelée : écrivez-la comme https://scim.example.com/v2",
	},
	"outbound.userinfo": {
		En: "the address of {host} has a user or a password in it: leave them out, and give the secret with --secret-file",
		Fr: "l'adresse de {host} contient un utilisateur ou un mot de passe : enlevez-les, et donnez le secret avec " +
			"--secret-file",
	},
	"outbound.redirects": {
		En: "{host} redirects more than {most} times: give the address to which it leads in the end",
		Fr: "{host} redirige plus de {most} fois : donnez l'adresse à laquelle cela mène à la fin",
	},
	"outbound.downgrade": {
		En: "{host} redirects to {to} without encryption, which is not followed: have the service corrected, or give the " +
			"address of it that is encrypted",
		Fr: "{host} redirige vers {to} sans chiffrement, ce qui n'est pas suivi : faites corriger le service, ou donnez son " +
			"adresse chiffrée",
	},
	"outbound.elsewhere": {
		En: "{host} redirects to {to}, another server, which is not followed: if that is the service, give its address",
		Fr: "{host} redirige vers {to}, un autre serveur, ce qui n'est pas suivi : si c'est bien le service, donnez son " +
			"adresse",
	},
	"outbound.redirectedBody": {
		En: "{host} redirects a {method}, which is not followed: give the address to which it leads",
		Fr: "{host} redirige un {method}, ce qui n'est pas suivi : donnez l'adresse à laquelle cela mène",
	},
	"outbound.large": {
		En: "{host} answers with more than {most} bytes, the most that is read of one answer",
		Fr: "{host} répond par plus de {most} octets, le plus qui est lu d'une réponse",
	},
	"outbound.silent": {
		En: "none of the addresses of {host} that may be called answers",
		Fr: "aucune des adresses de {host} qui peuvent être appelées ne répond",
	},
	"outbound.certificate": {
		En: "{host} does not prove who it is: {cause}; if its authority is your own, give its certificate with --ca",
		Fr: "{host} ne prouve pas qui il est : {cause} ; si son autorité est la vôtre, donnez-en le certificat avec --ca",
	},
	"outbound.name": {En: "the name {host} can't be looked up: {cause}", Fr: "le nom {host} ne peut être résolu : {cause}"},
	"outbound.slow": {En: "{host} does not answer in time", Fr: "{host} ne répond pas à temps"},
	"outbound.slowBody": {
		En: "the service's answer does not end in time",
		Fr: "la réponse du service ne se termine pas à temps",
	},
	"outbound.failed": {En: "{host} can't be called: {cause}", Fr: "{host} ne peut être appelé : {cause}"},
	"outbound.noTLS": {
		En: "{host} does not speak TLS 1.2 or newer: is it the address of the service, and its port?",
		Fr: "{host} ne parle pas TLS 1.2 ou plus récent : est-ce l'adresse du service, et son port ?",
	},
	"outbound.noHTTP": {
		En: "{host} answers with what can't be understood: is it the address of the service?",
		Fr: "{host} répond par ce qui ne peut être compris : est-ce l'adresse du service ?",
	},
	"outbound.noCA": {
		En: "there is no certificate in it: a certificate of an authority in PEM begins with -----BEGIN CERTIFICATE-----",
		Fr: "il n'y a pas de certificat : celui d'une autorité en PEM commence par -----BEGIN CERTIFICATE-----",
	},
}
