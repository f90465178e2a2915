package text

// What is said when a source is disabled, enabled or deleted (rule S8).
var sourceWords = map[string]words{
	"source.typedStays": {
		En: "source {source} holds what administrators have typed: take people back one by one with `usher user remove USER`",
		Fr: "la source {source} contient ce que des administrateurs ont saisi : retirez les personnes une par une avec " +
			"`usher user remove USER`",
	},
	"source.choice": {
		En: "--people={people:q}: give one of {choices}",
		Fr: "--people={people:q} : donnez l'un de {choices}",
	},
	"source.people": {
		En: "source {source} has {people} {people?person|people} and {others} other {others?record|records}, such as groups: " +
			"say what becomes of them. {run:source.delete.keep} leaves all as it is, {run:source.delete.suspend} suspends " +
			"whom no other source vouches for, {run:source.delete.remove} removes all that only it brought",
		Fr: "la source {source} a {people} {people?personne|personnes} et {others} {others?autre fiche|autres fiches}, comme " +
			"des groupes : dites ce qu'il en advient. {run:source.delete.keep} laisse tout en l'état, " +
			"{run:source.delete.suspend} suspend ceux dont aucune autre source ne répond, {run:source.delete.remove} " +
			"retire tout ce qu'elle seule apportait",
	},
	"source.deleted": {
		En: "source {source} was deleted, or is being deleted: {run:source.list} shows how it stands",
		Fr: "la source {source} a été supprimée, ou est en cours de suppression : {run:source.list} montre où elle en est",
	},
	"source.halfLeft": {
		En: "the source takes nothing any more, but not all of its people are dealt with: a server goes on with them, or " +
			"repeat the command: {cause}",
		Fr: "la source n'accepte plus rien, mais toutes ses personnes ne sont pas traitées : un serveur continue, ou répétez " +
			"la commande : {cause}",
	},
	"act.source.disable": {En: "The source {source} was disabled.", Fr: "La source {source} a été désactivée."},
	"act.source.enable":  {En: "The source {source} was enabled.", Fr: "La source {source} a été activée."},
	"act.source.deleted": {
		En: "The source {source}, which had no people, was deleted.",
		Fr: "La source {source}, qui n'avait personne, a été supprimée.",
	},
	"act.source.kept": {
		En: "The source {source} was deleted; its people stay as they are.",
		Fr: "La source {source} a été supprimée ; ses personnes restent telles quelles.",
	},
	"act.source.suspending": {
		En: "The source {source} was deleted; its people are being suspended.",
		Fr: "La source {source} a été supprimée ; ses personnes sont en cours de suspension.",
	},
	"act.source.removing": {
		En: "The source {source} was deleted; its people are being removed.",
		Fr: "La source {source} a été supprimée ; ses personnes sont en cours de retrait.",
	},
	"act.source.suspended": {
		En: "Of the source {source}, which was deleted, {people} {people?record was|records were} suspended and {refused} refused.",
		Fr: "De la source {source}, qui a été supprimée, {people} {people?fiche a été suspendue|fiches ont été suspendues} et " +
			"{refused} {refused?refusée|refusées}.",
	},
	"act.source.removed": {
		En: "Of the source {source}, which was deleted, {people} {people?record was|records were} removed and {refused} refused.",
		Fr: "De la source {source}, qui a été supprimée, {people} {people?fiche a été retirée|fiches ont été retirées} et " +
			"{refused} {refused?refusée|refusées}.",
	},
	"done.source.disabled": {
		En: "{name} is disabled: its tokens are refused within a second; {run:source.enable} undoes it",
		Fr: "{name} est désactivée : ses jetons sont refusés d'ici une seconde ; {run:source.enable} l'annule",
	},
	"done.source.enabled": {En: "{name} is enabled", Fr: "{name} est activée"},
	"done.source.deleted": {
		En: "{name} is deleted; {changed} {changed?record|records} suspended or removed, {refused} refused",
		Fr: "{name} est supprimée ; {changed} {changed?fiche suspendue ou retirée|fiches suspendues ou retirées}, {refused} " +
			"{refused?refusée|refusées}",
	},
	"done.source.kept": {
		En: "{name} is deleted; {kept} {kept?record stays as it is|records stay as they are}",
		Fr: "{name} est supprimée ; {kept} {kept?fiche reste telle quelle|fiches restent telles quelles}",
	},
	"done.source.pending": {
		En: "{name} is deleted; a server is dealing with its people: {run:job.list}",
		Fr: "{name} est supprimée ; un serveur s'occupe de ses personnes : {run:job.list}",
	},
}

var sourceActions = map[string]action{
	"source.delete.keep": {
		"usher source delete {name} --people keep {account}",
		words{"delete the source {name} and keep its people", "de supprimer la source {name} et d'en garder les personnes"},
	},
	"source.delete.suspend": {
		"usher source delete {name} --people suspend {account}",
		words{"delete the source {name} and suspend its people",
			"de supprimer la source {name} et d'en suspendre les personnes"},
	},
	"source.delete.remove": {
		"usher source delete {name} --people remove {account}",
		words{"delete the source {name} and remove its people",
			"de supprimer la source {name} et d'en retirer les personnes"},
	},
}
