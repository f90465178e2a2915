package text

// What the provisioning log says about its own entries (rule O1).
var logWords = map[string]words{
	"log.secret": {
		En: "What was wrong was told to the client, but that may show a secret.",
		Fr: "Le client a été informé de l'erreur, mais le détail pourrait révéler un secret.",
	},
	"log.notKept": {
		En: "What was asked is not kept: it has {bytes} bytes, and the log keeps {limit}.",
		Fr: "La demande n'est pas conservée : elle compte {bytes} octets, et le journal en garde {limit}.",
	},
	"log.mailbox.approved": {
		En: "An administrator's word for this mailbox.",
		Fr: "Parole d'un administrateur pour cette boîte aux lettres.",
	},
	"log.mailbox.revoked": {
		En: "An administrator's word for this mailbox is taken back.",
		Fr: "La parole d'un administrateur pour cette boîte aux lettres est retirée.",
	},
	"log.domain": {
		En: "{domain} is {state}: {why}.",
		Fr: "{domain} est {state} : {why}.",
	},
	"log.dryRun": {
		En: "Dry run, would be: {outcome}.",
		Fr: "Essai à blanc, serait : {outcome}.",
	},
}
