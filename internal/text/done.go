package text

// What commands say that they have done, and small words of their own.
var doneWords = map[string]words{
	"done.nothing":   {En: "nothing to change: it is so already", Fr: "rien à changer : c'est déjà ainsi"},
	"done.dryRun":    {En: "dry run: {says}", Fr: "essai : {says}"},
	"done.confirmed": {En: "{address} is confirmed", Fr: "{address} est confirmée"},
	"done.merged": {
		En: "user {from} is part of user {into} now; {run:user.unmerge} undoes it",
		Fr: "l'utilisateur {from} fait maintenant partie de l'utilisateur {into} ; {run:user.unmerge} l'annule",
	},
	"done.linked": {
		En: "record {record} is part of user {user} now; {run:user.unmerge} undoes it",
		Fr: "la fiche {record} fait maintenant partie de l'utilisateur {user} ; {run:user.unmerge} l'annule",
	},
	"done.unmerged": {
		En: "record {record} is user {user} now, and will not be linked to user {from} again",
		Fr: "la fiche {record} est maintenant l'utilisateur {user}, et ne sera plus reliée à l'utilisateur {from}",
	},
	"done.neverLinked": {
		En: "record {record} and user {user} will never be linked by themselves",
		Fr: "la fiche {record} et l'utilisateur {user} ne seront jamais reliés d'eux-mêmes",
	},
	"done.decided.link": {
		En: "record {record} and user {user} are linked",
		Fr: "la fiche {record} et l'utilisateur {user} sont reliés",
	},
	"done.decided.apart": {
		En: "record {record} and user {user} are kept apart",
		Fr: "la fiche {record} et l'utilisateur {user} restent séparés",
	},
	"done.decided.never": {
		En: "record {record} and user {user} are kept apart for good",
		Fr: "la fiche {record} et l'utilisateur {user} restent séparés pour toujours",
	},
	"done.role": {
		En: "user {user} has the role {role} now",
		Fr: "l'utilisateur {user} a maintenant le rôle {role}",
	},
	"review.case":  {En: "case {case} is {status}: {says}", Fr: "le dossier {case} est dans l'état {status} : {says}"},
	"review.risks": {En: "risks: {risks}", Fr: "risques : {risks}"},
	"review.pair": {
		En: "record {record} may be user {user}",
		Fr: "la fiche {record} est peut-être l'utilisateur {user}",
	},
	"review.otherwise": {
		En: "to settle it without a decision: {remedy}",
		Fr: "pour régler la question sans décision : {remedy}",
	},
	"done.sourceChanged":  {En: "source {name} is changed", Fr: "la source {name} est modifiée"},
	"done.accountChanged": {En: "account {name} is changed", Fr: "le compte {name} est modifié"},
	"done.token": {
		En: "This is token {token}, valid until {expires}. It is shown only now: keep it where secrets are kept.",
		Fr: "Voici le jeton {token}, valable jusqu'au {expires}. Il n'est montré que maintenant : gardez-le où " +
			"vous gardez les secrets.",
	},
	"done.rotated": {
		En: "Token {token}, which it replaces, works until {expires}.",
		Fr: "Le jeton {token}, qu'il remplace, fonctionne jusqu'au {expires}.",
	},
	"done.revoked": {En: "{name} is revoked", Fr: "{name} est révoqué"},
	"done.approved": {
		En: "{domain} is {state}; people who waited for it and are let in: {letIn}",
		Fr: "{domain} est dans l'état {state} ; personnes qui l'attendaient et sont admises : {letIn}",
	},
	"done.andBelow": {En: "{domain} with what is below it", Fr: "{domain} avec ce qui est en dessous"},
	"done.addressApproved": {
		En: "{address} is approved; people who waited and are let in: {letIn}",
		Fr: "{address} est approuvée ; personnes qui attendaient et sont admises : {letIn}",
	},
	"done.claimed": {
		En: "{domain} is {state}. To prove it, publish this DNS record:",
		Fr: "{domain} est dans l'état {state}. Pour le prouver, publiez cet enregistrement DNS :",
	},
	"done.claimFile": {
		En: "or a file {file} with the value as a line.\nThen {do:domain.verify}, for the file with --method " +
			"file. Keep what you published: it is looked for every day.",
		Fr: "ou un fichier {file} avec la valeur sur une ligne.\nPuis {do:domain.verify}, pour le fichier avec " +
			"--method file. Laissez publié ce que vous avez publié : on le cherche chaque jour.",
	},
	"done.claimExpires": {
		En: "The claim waits for it until {expires}, and means nothing before.",
		Fr: "La revendication l'attend jusqu'au {expires}, et ne signifie rien avant.",
	},
	"done.verified": {
		En: "{domain} is verified: {answer}; people who waited for it and are let in: {letIn}",
		Fr: "{domain} est vérifié : {answer} ; personnes qui l'attendaient et sont admises : {letIn}",
	},
	"done.domainRevoked": {
		En: "{name} is revoked: new people with it wait, and nobody who is in is thrown out",
		Fr: "{name} est révoqué : les nouvelles personnes qui l'ont attendent, et personne n'est exclu",
	},
	"done.jobRetried": {
		En: "job {job} ({kind} {about}) is tried again as soon as a server comes to it",
		Fr: "la tâche {job} ({kind} {about}) sera retentée dès qu'un serveur y arrive",
	},
	"done.jobCancelled": {
		En: "job {job} ({kind} {about}) is cancelled",
		Fr: "la tâche {job} ({kind} {about}) est annulée",
	},
	"done.removed": {
		En: "record {record} is removed; what other sources say of the person stays",
		Fr: "la fiche {record} est retirée ; ce que d'autres sources disent de la personne reste",
	},
	"done.schema": {
		En: "added the schema {schema}; a resource type that lists it has its attributes",
		Fr: "schéma {schema} ajouté ; un type de ressource qui l'indique a ses attributs",
	},
	"done.resourceType": {
		En: "added the resource type {type} at {endpoint}",
		Fr: "type de ressource {type} ajouté sous {endpoint}",
	},
	"replay.of": {
		En: "{operation} by {source} at {at}, {became}.",
		Fr: "{operation} par {source} le {at}, {became}.",
	},
	"replay.replayed": {En: "replayed as case {case}", Fr: "rejoué comme dossier {case}"},
	"replay.tried": {
		En: "tried as case {case}; nothing was changed",
		Fr: "essayé comme dossier {case} ; rien n'a été modifié",
	},
	"replay.same": {En: "Nothing was decided differently.", Fr: "Rien n'a été décidé autrement."},
	"replay.differs": {
		En: "What was decided then (-) and now (+):",
		Fr: "Ce qui a été décidé alors (-) et maintenant (+) :",
	},
	"status.cases": {
		En: "{cases} open {cases?case|cases} in the review queue: {do:review.list}",
		Fr: "{cases} {cases?dossier ouvert|dossiers ouverts} dans la file d'examen : {do:review.list}",
	},
	"status.error": {En: "{at} {says} (case {case})", Fr: "{at} {says} (dossier {case})"},
	"status.token": {
		En: "Token {id} of {source} ends at {expires}: {do:token.rotate}",
		Fr: "Le jeton {id} de {source} prend fin le {expires} : {do:token.rotate}",
	},
	"file.missing": {En: "there is no file {file}", Fr: "il n'y a pas de fichier {file}"},
	"file.denied": {
		En: "the file {file} may not be read: look at its permissions",
		Fr: "le fichier {file} ne peut être lu : voyez ses droits d'accès",
	},
	"file.directory": {En: "{file} is a directory, not a file", Fr: "{file} est un répertoire, pas un fichier"},
	"file.cause":     {En: "{file}: {cause}", Fr: "{file} : {cause}"},
	"word.yes":       {En: "yes", Fr: "oui"},
	"word.no":        {En: "no", Fr: "non"},
	"word.name":      {En: "name", Fr: "nom"},
	"word.type":      {En: "type", Fr: "type"},
	"word.value":     {En: "value", Fr: "valeur"},
}

var doneActions = map[string]action{
	"review.list": {
		"usher review list {account}",
		words{"look at the review queue", "de regarder la file d'examen"},
	},
	"token.rotate": {
		"usher token rotate {id} {account}",
		words{"replace the token {id}", "de remplacer le jeton {id}"},
	},
}
