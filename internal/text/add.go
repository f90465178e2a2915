package text

// What is said of addresses that administrators type (rule M5).
var addWords = map[string]words{
	"add.queued": {
		En: "a mail with a link and a code goes to {address}: {run:job.list} shows how far it is",
		Fr: "un courriel avec un lien et un code part à {address} : {run:job.list} montre où il en est",
	},
	"add.state": {
		En: "{address} is {state}: {says}",
		Fr: "{address} est dans l'état {state} : {says}",
	},
	"add.case": {
		En: "case {case}: may be user {user}; {reason}",
		Fr: "dossier {case} : peut-être l'utilisateur {user} ; {reason}",
	},
	"add.asked": {
		En: "a mail with a link and a code went to {address}; the code can be entered by {run:user.confirm}",
		Fr: "un courriel avec un lien et un code est parti à {address} ; le code peut être saisi par " +
			"{run:user.confirm}",
	},
	"add.unasked": {
		En: "{address} is added and waits, but its mailbox was not asked: {cause}; then repeat the command",
		Fr: "{address} est ajoutée et attend, mais sa boîte de courriel n'a pas été interrogée : {cause} ; puis répétez " +
			"la commande",
	},
	"add.unasked.noMailer": {
		En: "{address} is added and waits, but its mailbox was not asked: {cause}; then repeat the command, or give " +
			"this to usher serve, too, which sends the mail ({run:job.list} shows how far it is), or decide the case " +
			"({run:review.list})",
		Fr: "{address} est ajoutée et attend, mais sa boîte de courriel n'a pas été interrogée : {cause} ; puis répétez " +
			"la commande, ou donnez aussi cela à usher serve, qui envoie le courriel ({run:job.list} montre où il en " +
			"est), ou décidez le dossier ({run:review.list})",
	},
	"add.unasked.yet": {
		En: "{address} is added and waits, but its mailbox was not asked yet: {cause}; a server that sends mails tries " +
			"it again ({run:job.list} shows how far it is), or repeat the command",
		Fr: "{address} est ajoutée et attend, mais sa boîte de courriel n'a pas encore été interrogée : {cause} ; un " +
			"serveur qui envoie des courriels le retente ({run:job.list} montre où il en est), ou répétez la commande",
	},
	"add.license.active": {
		En: "{address} has a license of {product} for {devices} {devices?device|devices}",
		Fr: "{address} a une licence de {product} pour {devices} {devices?appareil|appareils}",
	},
	"add.license.held": {
		En: "a seat of {product} is held for {address} until the mailbox confirms, at the latest until {until}",
		Fr: "un siège de {product} est réservé pour {address} jusqu'à la confirmation de la boîte de courriel, au plus tard jusqu'au {until}",
	},
	"add.license.waiting": {
		En: "{address} waits for a seat of {product}",
		Fr: "{address} attend un siège de {product}",
	},
	"add.license.later": {
		En: "no mail goes to {address} yet: the mail with the license goes out by itself once there is a seat",
		Fr: "aucun courriel ne part encore à {address} : celui de la licence partira de lui-même dès qu'il y aura un siège",
	},
	"add.license.unused": {
		En: "{address} has a license of {product}, whose seat the first activation takes",
		Fr: "{address} a une licence de {product}, dont la première activation prend le siège",
	},
	"add.license.none": {
		En: "{address} gets no license and no license mail: no seat is left",
		Fr: "{address} ne reçoit ni licence ni courriel de licence : il ne reste pas de siège",
	},
	"add.license.notLetIn": {
		En: "{address} gets no license and no license mail, since it is not let in: once it is, repeat the command",
		Fr: "{address} ne reçoit ni licence ni courriel de licence, car l'adresse n'est pas admise : une fois qu'elle l'est, répétez la commande",
	},
	"add.known": {
		En: "it was added before; ",
		Fr: "l'adresse avait déjà été ajoutée ; ",
	},
}

var addActions = map[string]action{
	"user.confirm": {
		"usher user confirm {address} {code} {account}",
		words{"enter the code of the mail", "de saisir le code du courriel"},
	},
}
