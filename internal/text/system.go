package text

// What an operating system or a network says, in words of our own: theirs are English alone.
var systemWords = map[string]words{
	"system.missing":     {En: "no such file or directory", Fr: "ce fichier ou ce répertoire n'existe pas"},
	"system.denied":      {En: "permission denied", Fr: "permission refusée"},
	"system.directory":   {En: "is a directory", Fr: "est un répertoire"},
	"system.noDirectory": {En: "not a directory", Fr: "n'est pas un répertoire"},
	"system.full":        {En: "no space left on device", Fr: "il n'y a plus de place sur le disque"},
	"system.readOnly":    {En: "read-only file system", Fr: "système de fichiers en lecture seule"},
	"system.taken":       {En: "address already in use", Fr: "adresse déjà prise"},
	"system.noAddress":   {En: "cannot assign requested address", Fr: "cette machine n'a pas cette adresse"},
	"system.refused":     {En: "connection refused", Fr: "connexion refusée"},
	"system.lost":        {En: "connection lost", Fr: "connexion perdue"},
	"system.unreachable": {En: "host or network unreachable", Fr: "hôte ou réseau injoignable"},
	"system.timeout":     {En: "timeout", Fr: "délai dépassé"},
	"system.interrupted": {En: "interrupted", Fr: "interrompu"},
	"system.noHost":      {En: "no such host {host:q}", Fr: "l'hôte {host:q} est inconnu"},
	"system.certificate": {
		En: "the certificate is not from an authority that this machine trusts",
		Fr: "le certificat n'est pas d'une autorité à laquelle cette machine se fie",
	},

	"system.certificate.name": {
		En: "the certificate is not for {host}",
		Fr: "le certificat n'est pas pour {host}",
	},
	"system.certificate.time": {
		En: "the certificate has expired, or is not valid yet",
		Fr: "le certificat a expiré, ou n'est pas encore valable",
	},
	"system.dns": {En: "the server answers with a failure", Fr: "le serveur répond par un échec"},

	"error.unexpected": {En: "{cause}", Fr: "échec inattendu : {cause}"},
}
