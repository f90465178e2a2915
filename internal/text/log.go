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
		Fr: "Parole d'un administrateur pour cette boîte de courriel.",
	},
	"log.mailbox.revoked": {
		En: "An administrator's word for this mailbox is taken back.",
		Fr: "La parole d'un administrateur pour cette boîte de courriel est retirée.",
	},
	"log.word":  {En: "an administrator's word", Fr: "parole d'un administrateur"},
	"log.claim": {En: "a claim, to be proved", Fr: "une revendication, à prouver"},
	"log.domain": {
		En: "{domain} is {state}: {why}.",
		Fr: "{domain} est dans l'état {state} : {why}.",
	},
	"log.noOutcome": {
		En: "there is no outcome {outcome:q}: give one of {outcomes}",
		Fr: "il n'y a pas de résultat {outcome:q} : donnez l'un de {outcomes}",
	},
	"log.last": {
		En: "--last={last}: give a number of entries",
		Fr: "--last={last} : donnez un nombre d'entrées",
	},
	"log.followUntil": {
		En: "--follow can't be combined with --until: leave one of them out",
		Fr: "--follow ne peut pas être combiné avec --until : retirez l'un des deux",
	},
	"log.order": {
		En: "the time since which is not before the time until which: exchange them",
		Fr: "le moment depuis lequel n'est pas avant celui jusqu'auquel : échangez-les",
	},
	"log.noCase": {
		En: "there is no case {case:q}: {run:log.list} shows them",
		Fr: "il n'y a pas de dossier {case:q} : {run:log.list} les montre",
	},
	"log.noRequest": {
		En: "the case can't be replayed: it is no entry of the log, but counts requests that changed nothing, or " +
			"waits in the review queue",
		Fr: "le dossier ne peut pas être rejoué : ce n'est pas une entrée du journal, mais un compte de requêtes " +
			"qui n'ont rien modifié, ou une question en attente d'examen",
	},
	"log.sourceGone": {
		En: "the entry can't be replayed: the source that it came from is gone",
		Fr: "l'entrée ne peut pas être rejouée : la source dont elle venait n'existe plus",
	},
	"log.sourceDisabled": {
		En: "the entry can't be replayed: nothing of the source {name} is taken while it is disabled; first {do:source.enable}",
		Fr: "l'entrée ne peut pas être rejouée : rien de la source {name} n'est pris tant qu'elle est désactivée ; d'abord, " +
			"{do:source.enable}",
	},
	"log.dryRun": {
		En: "Dry run, would be: {outcome}.",
		Fr: "Essai à blanc, serait : {outcome}.",
	},
}

var logActions = map[string]action{
	"log.list": {
		"usher log list {account}",
		words{"look at the log", "de regarder le journal"},
	},
}
