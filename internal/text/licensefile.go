package text

// What is said of license files (rule L8).
var licenseFileWords = map[string]words{
	"licenseFile.valid": {
		En: "the license file is valid: it expires at {expires}, and with its grace at {until}",
		Fr: "le fichier de licence est valable : il expire le {expires}, et avec son délai de grâce le {until}",
	},
	"licenseFile.grace": {
		En: "the license file has expired at {expires} and is valid in its grace until {until}: connect the device to {issuer} " +
			"before",
		Fr: "le fichier de licence a expiré le {expires} et reste valable, par son délai de grâce, jusqu'au {until} : " +
			"connectez l'appareil à {issuer} d'ici là",
	},
	"licenseFile.anyDevice": {
		En: "Which device the file is for was not compared: give --fingerprint.",
		Fr: "L'appareil auquel le fichier est destiné n'a pas été comparé : donnez --fingerprint.",
	},

	"licenseFile.tooLarge": {
		En: "this is no license file: it has more than {most} bytes",
		Fr: "ce n'est pas un fichier de licence : il a plus de {most} octets",
	},
	"licenseFile.none": {
		En: "this is no license file: the line {line} is missing. Copy the whole file, from this line on",
		Fr: "ce n'est pas un fichier de licence : la ligne {line} manque. Copiez tout le fichier, à partir de cette ligne",
	},
	"licenseFile.incomplete": {
		En: "the license file is incomplete: its last line, {line}, is missing. Copy the whole file, or get it again from the " +
			"server",
		Fr: "le fichier de licence est incomplet : sa dernière ligne, {line}, manque. Copiez tout le fichier, ou " +
			"redemandez-le au serveur",
	},
	"licenseFile.surrounded": {
		En: "there is something before or after the license file: keep what stands from {from} to {to}",
		Fr: "il y a quelque chose avant ou après le fichier de licence : gardez ce qui va de {from} à {to}",
	},
	"licenseFile.malformed": {
		En: "the license file is damaged: between its first and last line characters are missing or wrong. Get it again from " +
			"the server",
		Fr: "le fichier de licence est abîmé : entre sa première et sa dernière ligne, des caractères manquent ou sont " +
			"faux. Redemandez-le au serveur",
	},
	"licenseFile.version": {
		En: "the license file has version {found} of the format, which this program does not know: update the program",
		Fr: "le fichier de licence a la version {found} du format, que ce programme ne connaît pas : mettez le programme à jour",
	},
	"licenseFile.algorithm": {
		En: "the license file is signed by {found:q}, and only Ed25519 counts: get it again from the server",
		Fr: "le fichier de licence est signé par {found:q}, et seul Ed25519 compte : redemandez-le au serveur",
	},
	"licenseFile.unknownKey": {
		En: "the license file is signed with the key {found}, and what was given is {known}: the file is of another account, " +
			"or the account's key was changed; get the account's public keys again",
		Fr: "le fichier de licence est signé avec la clé {found}, et ce qui a été donné est {known} : le fichier est d'un " +
			"autre compte, ou la clé du compte a changé ; redemandez les clés publiques du compte",
	},
	"licenseFile.altered": {
		En: "the license file was altered after it was signed: get it again from the server",
		Fr: "le fichier de licence a été modifié après sa signature : redemandez-le au serveur",
	},
	"licenseFile.unsound": {
		En: "the license file is signed, but not written as the format wants it: report it to who runs the server",
		Fr: "le fichier de licence est signé, mais n'est pas écrit comme le format le veut : signalez-le à qui exploite le " +
			"serveur",
	},
	"licenseFile.product": {
		En: "the license file is for the product {found:q}, and not for {wanted:q}: use the file of the right one",
		Fr: "le fichier de licence est pour le produit {found:q}, et non pour {wanted:q} : utilisez le fichier du bon produit",
	},
	"licenseFile.device": {
		En: "the license file is for another device, {device}: activate this one, and use the file that it gets",
		Fr: "le fichier de licence est pour un autre appareil, {device} : activez celui-ci, et utilisez le fichier qu'il reçoit",
	},
	"licenseFile.clockBack": {
		En: "the clock shows {now}, and it was {seen} already: set the clock, or connect the device to the server once",
		Fr: "l'horloge indique {now}, et il était déjà {seen} : réglez l'horloge, ou connectez une fois l'appareil au serveur",
	},
	"licenseFile.notYet": {
		En: "the license file is valid from {from} on, and the clock shows {now}: wait, or set the clock",
		Fr: "le fichier de licence est valable à partir du {from}, et l'horloge indique {now} : attendez, ou réglez l'horloge",
	},
	"licenseFile.expired": {
		En: "the license file has expired at {expires}, and its grace at {until}: connect the device to {issuer} for a new one",
		Fr: "le fichier de licence a expiré le {expires}, et son délai de grâce le {until} : connectez l'appareil à {issuer} " +
			"pour en recevoir un nouveau",
	},

	"licenseFile.key.unread": {
		En: "--key takes a public key, which begins with {start}, or a file with such keys: {cause}",
		Fr: "--key prend une clé publique, qui commence par {start}, ou un fichier de telles clés : {cause}",
	},
	"licenseFile.key.tooLarge": {
		En: "these are no public keys: they have more than {most} bytes",
		Fr: "ce ne sont pas des clés publiques : elles ont plus de {most} octets",
	},
	"licenseFile.key.none": {
		En: "there is no public key: write one a line, beginning with {start}",
		Fr: "il n'y a pas de clé publique : écrivez-en une par ligne, qui commence par {start}",
	},
	"licenseFile.key.not": {
		En: "line {line} is no public key, which begins with {start}",
		Fr: "la ligne {line} n'est pas une clé publique, qui commence par {start}",
	},
	"licenseFile.key.mistyped": {
		En: "line {line}: the public key is mistyped or cut; copy it again",
		Fr: "ligne {line} : la clé publique est mal recopiée ou coupée ; copiez-la de nouveau",
	},
}
