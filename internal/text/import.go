package text

// What is said of files that are imported.
var importWords = map[string]words{
	"import.at":     {En: "line {line}, {column}: {says}", Fr: "ligne {line}, {column} : {says}"},
	"import.atLine": {En: "line {line}: {says}", Fr: "ligne {line} : {says}"},
	"import.twice": {
		En: "{value:q} stands in line {line} already: leave one of the two lines",
		Fr: "{value:q} se trouve déjà à la ligne {line} : ne gardez que l'une des deux lignes",
	},
	"import.several": {
		En: "{n} people of the source have the external id {value:q}: give each one of their own",
		Fr: "{n} personnes de la source ont l'identifiant externe {value:q} : donnez à chacune le sien",
	},
	"import.otherID": {
		En: "{address} is in the source with the external id {has:q}, and here with {value:q}: if it is the same person, write " +
			"{has:q}; if the address belongs to somebody else now, take it from the other person first",
		Fr: "{address} est dans la source avec l'identifiant externe {has:q}, et ici avec {value:q} : si c'est la même personne, " +
			"écrivez {has:q} ; si l'adresse est maintenant celle d'une autre, retirez-la d'abord à la première",
	},
	"import.busy": {
		En: "another file is being imported into this source: {run:import.list} shows how far it is",
		Fr: "un autre fichier est en cours d'import dans cette source : {run:import.list} montre où il en est",
	},
	"import.running": {
		En: "somebody is at import {import} now: {run:import.show} shows how far it is",
		Fr: "quelqu'un travaille à l'import {import} en ce moment : {run:import.show} montre où il en est",
	},
	"import.none": {
		En: "there is no import {import:q}: see {run:import.list}",
		Fr: "il n'y a pas d'import {import:q} : voyez {run:import.list}",
	},
	"import.otherKind": {
		En: "the source {source} is of kind {kind}: files go into sources of kind csv; name another one, which is made if there is none",
		Fr: "la source {source} est de type {kind} : les fichiers vont dans des sources de type csv ; nommez-en une autre, qui est " +
			"créée si elle n'existe pas",
	},
	"import.disabled": {
		En: "the source {name} is disabled: {do:source.enable}",
		Fr: "la source {name} est désactivée : {do:source.enable}",
	},
	"import.ending": {
		En: "the source {source} was deleted, or is being deleted: name another one with --source",
		Fr: "la source {source} a été supprimée, ou est en cours de suppression : nommez-en une autre avec --source",
	},
	"import.noSource": {
		En: "the source of import {import} is gone, and what it did with it: there is nothing to be undone",
		Fr: "la source de l'import {import} n'existe plus, ni ce qu'il a fait : il n'y a rien à annuler",
	},
	"import.noLicenses": {
		En: "--pool, --queue, --first and --send are about licenses: give --licenses too, or a file with a column of licenses",
		Fr: "--pool, --queue, --first et --send concernent les licences : donnez aussi --licenses, ou un fichier qui a une colonne " +
			"de licences",
	},
	"import.choices": {
		En: "the pool {pool} has not so many free seats as the file wants: {missing} {missing?is|are} missing. {buy} Or give fewer " +
			"licenses (--licenses), give to the first who fit (--first), or let those without one wait (--queue)",
		Fr: "la réserve {pool} n'a pas autant de sièges libres que le fichier en veut : il en manque {missing}. {buy} Ou donnez moins " +
			"de licences (--licenses), servez les premiers (--first), ou laissez attendre ceux qui n'en ont pas (--queue)",
	},
	"import.warn.noPool": {
		En: "licenses that rows want are not given: {cause}",
		Fr: "les licences que des lignes demandent ne sont pas données : {cause}",
	},
	"import.warn.unkept": {
		En: "the column {column:q} is read and left aside: nothing of a person keeps it",
		Fr: "la colonne {column:q} est lue et laissée de côté : rien d'une personne ne la garde",
	},
	"import.warn.managers": {
		En: "{n} {n?name|names} of managers {n?means|mean} nobody of the source: the managers of those rows stay as they are",
		Fr: "{n} {n?nom|noms} de responsables ne {n?désigne|désignent} personne de la source : les responsables de ces lignes restent " +
			"tels quels",
	},
	"import.warn.zeros": {
		En: "a spreadsheet has taken zeros away: of {n} {n?id|ids} that {n?was|were} known before, such as {before:q}, the file has " +
			"only the rest, such as {now:q}: import the column as text",
		Fr: "un tableur a retiré des zéros : de {n} {n?identifiant déjà connu|identifiants déjà connus}, comme {before:q}, le fichier " +
			"n'a que le reste, comme {now:q} : importez la colonne comme texte",
	},
	"import.stopped": {
		En: "the import stopped after {done} of {of} rows, and what is done stays: give the same command again to go on, or take it " +
			"back: {run:import.undo}: {cause}",
		Fr: "l'import s'est arrêté après {done} lignes sur {of}, et ce qui est fait reste : relancez la même commande pour continuer, " +
			"ou annulez-le : {run:import.undo} : {cause}",
	},
	"import.undoing": {
		En: "import {import} of the same file is half undone: finish that first: {run:import.undo}",
		Fr: "l'import {import} du même fichier est à moitié annulé : terminez d'abord cela : {run:import.undo}",
	},
	"import.undone": {
		En: "import {import} was undone already",
		Fr: "l'import {import} est déjà annulé",
	},
	"import.undoStopped": {
		En: "not all is undone: give the same command again to go on, {run:import.undo}: {cause}",
		Fr: "tout n'est pas annulé : relancez la même commande pour continuer, {run:import.undo} : {cause}",
	},
	"import.changedSince": {
		En: "it was changed after the import, and stays as it is",
		Fr: "cela a été modifié après l'import, et reste tel quel",
	},
	"import.later": {
		En: "another file, {file}, was imported into the source since (import {later}), and may have those again who were missing in " +
			"import {import}: import the complete file again, and decide what comes of that",
		Fr: "un autre fichier, {file}, a été importé depuis dans la source (import {later}) et peut contenir de nouveau ceux qui " +
			"manquaient à l'import {import} : importez de nouveau le fichier complet, et décidez de ce qu'il en advient",
	},
	"import.sameRecord": {
		En: "{address} is the person of line {other}, by the external id there or here: leave one of the two lines",
		Fr: "{address} est la personne de la ligne {other}, d'après l'identifiant externe là ou ici : ne gardez que l'une des deux lignes",
	},
	"import.noneParked": {
		En: "nobody of import {import} waits to be made inactive: see {run:import.show}",
		Fr: "personne de l'import {import} n'attend d'être désactivé : voyez {run:import.show}",
	},

	"act.import": {
		En: "The file {file} was imported into {source} as {import}: {created} new, {linked} linked, {updated} changed, {unchanged} " +
			"unchanged, {held} held, {review} in review, {failed} left out.",
		Fr: "Le fichier {file} a été importé dans {source} comme {import} : {created} nouvelles personnes, {linked} reliées, {updated} " +
			"modifiées, {unchanged} inchangées, {held} en attente, {review} à examiner, {failed} laissées de côté.",
	},
	"act.import.undo": {
		En: "The import {import} of {file} was undone: {undone} {undone?thing is|things are} as before, {kept} changed since " +
			"{kept?stays|stay}.",
		Fr: "L'import {import} de {file} a été annulé : {undone} {undone?élément est|éléments sont} comme avant, {kept} modifiés depuis " +
			"restent.",
	},
	"act.import.allow": {
		En: "{people} {people?person|people} of the import {import} of {file} were made inactive.",
		Fr: "{people} {people?personne|personnes} de l'import {import} de {file} ont été désactivées.",
	},
	"act.import.reject": {
		En: "{people} {people?person|people} whom the import {import} of {file} was to make inactive stay active.",
		Fr: "{people} {people?personne|personnes} que l'import {import} de {file} allait désactiver restent actives.",
	},

	"import.note":          {En: "note: {says}", Fr: "remarque : {says}"},
	"import.more":          {En: "... and {n} more: {run:import.rejected}", Fr: "... et {n} de plus : {run:import.rejected}"},
	"import.moreDry":       {En: "... and {n} more", Fr: "... et {n} de plus"},
	"import.phase.check":   {En: "looking", Fr: "lecture"},
	"import.phase.preview": {En: "previewing", Fr: "aperçu"},
	"import.phase.import":  {En: "importing", Fr: "import"},
	"import.phase.remove":  {En: "making inactive", Fr: "désactivation"},
	"import.phase.undo":    {En: "undoing", Fr: "annulation"},
	"import.rate":          {En: "{rate} a second", Fr: "{rate} par seconde"},

	"import.preview": {
		En: "Preview of {file}, source {source}: {rows} {rows?row|rows}; nothing was kept.",
		Fr: "Aperçu de {file}, source {source} : {rows} {rows?ligne|lignes} ; rien n'a été gardé.",
	},
	"import.done": {
		En: "Imported {file} into the source {source}: {rows} {rows?row|rows}, import {import}.",
		Fr: "{file} est importé dans la source {source} : {rows} {rows?ligne|lignes}, import {import}.",
	},
	"import.resumed": {
		En: "It went on after row {done}, where it was cut short.",
		Fr: "Il a continué après la ligne de données {done}, où il avait été interrompu.",
	},
	"import.made": {
		En: "The source {source} was made for it.",
		Fr: "La source {source} a été créée pour cela.",
	},
	"import.wouldMake": {
		En: "The source {source} would be made for it.",
		Fr: "La source {source} serait créée pour cela.",
	},
	"import.counts": {
		En: "{created} new, {linked} linked, {updated} changed, {unchanged} unchanged, {held} held, {review} in review, {failed} left out.",
		Fr: "{created} nouvelles, {linked} reliées, {updated} modifiées, {unchanged} inchangées, {held} en attente de domaine, {review} à " +
			"examiner, {failed} laissées de côté.",
	},
	"import.waiting": {
		En: "{n} of them {n?waits|wait} for a license.",
		Fr: "{n} d'entre elles {n?attend|attendent} une licence.",
	},
	"import.groups": {
		En: "Groups: {made} made, {joined} {joined?membership|memberships} more, {left} fewer.",
		Fr: "Groupes : {made} {made?créé|créés}, {joined} {joined?appartenance|appartenances} de plus, {left} de moins.",
	},
	"import.seats": {
		En: "Pool {pool}: {needs} {needs?seat|seats} needed, {free} free; {waiting} would wait.",
		Fr: "Réserve {pool} : {needs} {needs?siège nécessaire|sièges nécessaires}, {free} {free?libre|libres} ; {waiting} attendraient.",
	},
	"import.mails": {
		En: "{n} {n?mail|mails} with a license key {n?is|are} sent by the running server.",
		Fr: "{n} {n?courriel|courriels} avec une clé de licence {n?est envoyé|sont envoyés} par le serveur en marche.",
	},
	"import.wouldMail": {
		En: "{n} {n?person|people} would get one mail each with a license key.",
		Fr: "{n} {n?personne recevrait|personnes recevraient} chacune un courriel avec une clé de licence.",
	},
	"import.removes": {
		En: "{missing} of the source {missing?is|are} missing in the file and {missing?becomes|become} inactive; {suspends} " +
			"{suspends?row makes|rows make} somebody inactive by what {suspends?it says|they say}.",
		Fr: "{missing} {missing?personne|personnes} de la source {missing?manque|manquent} dans le fichier et {missing?devient " +
			"inactive|deviennent inactives} ; {suspends} {suspends?ligne désactive|lignes désactivent} quelqu'un par ce " +
			"qu'{suspends?elle dit|elles disent}.",
	},
	"import.parks": {
		En: "That is more than {limit} at once: all of these stay active until you decide: {run:import.allow} or {run:import.reject} (rule S3).",
		Fr: "C'est plus que {limit} à la fois : toutes ces personnes restent actives jusqu'à votre décision : {run:import.allow} ou " +
			"{run:import.reject} (règle S3).",
	},
	"import.wouldPark": {
		En: "That is more than {limit} at once: all of these would stay active until you allow it (rule S3).",
		Fr: "C'est plus que {limit} à la fois : toutes ces personnes resteraient actives jusqu'à votre accord (règle S3).",
	},
	"import.unjudged": {
		En: "Since rows were left out, the file does not say who is missing, and nobody was made inactive for that (rule S2): correct the rows, " +
			"and import the whole file again.",
		Fr: "Puisque des lignes sont laissées de côté, le fichier ne dit pas qui manque, et personne n'est désactivé pour cela (règle S2) : " +
			"corrigez les lignes, et importez de nouveau le fichier entier.",
	},
	"import.same": {
		En: "The same file was imported into {source} as {import} on {time}: nothing was done. {run:import.undo} takes that back, and --again " +
			"imports it once more.",
		Fr: "Le même fichier a été importé dans {source} comme {import} le {time} : rien n'a été fait. {run:import.undo} annule cela, et " +
			"--again l'importe encore une fois.",
	},
	"import.takeBack": {
		En: "To take it back: {run:import.undo}",
		Fr: "Pour l'annuler : {run:import.undo}",
	},
	"import.leftOut": {
		En: "{n} {n?row was|rows were} left out: {run:import.rejected} writes {n?it|them} as CSV with the reason, to be corrected and imported again",
		Fr: "{n} {n?ligne est laissée|lignes sont laissées} de côté : {run:import.rejected} {n?l'écrit|les écrit} en CSV avec le motif, à corriger " +
			"et à importer de nouveau",
	},
	"import.leftOut.file": {
		En: "{n} {n?row was|rows were} left out: {rejects} has {n?it|them} with the reason, to be corrected and imported again",
		Fr: "{n} {n?ligne est laissée|lignes sont laissées} de côté : {rejects} {n?l'a|les a} avec le motif, à corriger et à importer de nouveau",
	},
	"import.wouldLeaveOut": {
		En: "{n} {n?row|rows} would be left out",
		Fr: "{n} {n?ligne serait laissée|lignes seraient laissées} de côté",
	},
	"import.refusedAll": {
		En: "{n} {n?row is|rows are} bad, and all or nothing was to be imported: nothing was",
		Fr: "{n} {n?ligne est mauvaise|lignes sont mauvaises}, et il fallait importer tout ou rien : rien n'est importé",
	},
	"import.withdrawn": {
		En: "{n} {n?row|rows} turned out to be bad on the way, and all or nothing was to be imported: import {import} was undone",
		Fr: "{n} {n?ligne s'est révélée mauvaise|lignes se sont révélées mauvaises} en route, et il fallait importer tout ou rien : l'import " +
			"{import} est annulé",
	},
	"import.parked": {
		En: "{n} {n?person waits|people wait} for your decision to be made inactive: {run:import.show}",
		Fr: "{n} {n?personne attend|personnes attendent} votre décision pour être {n?désactivée|désactivées} : {run:import.show}",
	},
	"import.decide": {
		En: "{run:import.allow} makes them inactive, {run:import.reject} leaves them as they are.",
		Fr: "{run:import.allow} les désactive, {run:import.reject} les laisse telles quelles.",
	},
	"import.undid": {
		En: "Import {import} of {file} was undone: {undone} {undone?thing is|things are} as before.",
		Fr: "L'import {import} de {file} est annulé : {undone} {undone?élément est|éléments sont} comme avant.",
	},
	"import.kept": {
		En: "{kept} changed since, and {kept?stays as it is|stay as they are}.",
		Fr: "{kept} {kept?a été modifié depuis et reste tel quel|ont été modifiés depuis et restent tels quels}.",
	},
	"import.allowed": {
		En: "{people} {people?person was|people were} made inactive.",
		Fr: "{people} {people?personne est désactivée|personnes sont désactivées}.",
	},
	"import.rejected": {
		En: "{people} {people?person stays|people stay} active.",
		Fr: "{people} {people?personne reste active|personnes restent actives}.",
	},
	"import.cut": {
		En: "It was cut short after {done} of {of} rows: give the same file again to go on, or {run:import.undo}.",
		Fr: "Il a été interrompu après {done} lignes sur {of} : donnez de nouveau le même fichier pour continuer, ou {run:import.undo}.",
	},
	"import.undoCut": {
		En: "Undoing it was cut short: {run:import.undo} goes on.",
		Fr: "Son annulation a été interrompue : {run:import.undo} la continue.",
	},
	"import.spool": {
		En: "standard input can't be kept in a temporary file: {cause}",
		Fr: "l'entrée standard ne peut pas être gardée dans un fichier temporaire : {cause}",
	},
}

// importActions are what can be done about imports.
var importActions = map[string]action{
	"import.list": {"usher import list {account}", words{"list the imports", "de lister les imports"}},
	"import.show": {"usher import show {import} {account}", words{"show the import {import}", "de montrer l'import {import}"}},
	"import.undo": {"usher import undo {import} {account}", words{"undo the import {import}", "d'annuler l'import {import}"}},
	"import.allow": {
		"usher import allow {import} {account}",
		words{"allow what the import {import} was to make inactive", "d'autoriser les désactivations de l'import {import}"},
	},
	"import.reject": {
		"usher import reject {import} {account}",
		words{"refuse what the import {import} was to make inactive", "de refuser les désactivations de l'import {import}"},
	},
	"import.rejected": {
		"usher import rejected {import} {account}",
		words{"write the rows that the import {import} left out", "d'écrire les lignes que l'import {import} a laissées de côté"},
	},
}
