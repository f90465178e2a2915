package text

// What sync runs of connected services say (rules S1 to S8).
var syncWords = map[string]words{
	"sync.error.credential": {
		En: "{service} refuses the credential ({detail}): give a new one with {run:service.secret}; until then it is not read",
		Fr: "{service} refuse l'identifiant ({detail}) : donnez-en un nouveau avec {run:service.secret} ; d'ici là rien n'est lu",
	},
	"sync.error.permission": {
		En: "the credential may not read this of {service}: {detail}. Give it the right there, then {run:service.test}",
		Fr: "l'identifiant ne peut pas lire ceci de {service} : {detail}. Donnez-lui ce droit là-bas, puis {run:service.test}",
	},
	"sync.error.throttled": {
		En: "{service} asks to wait for too long ({detail}): the next run tries again",
		Fr: "{service} demande d'attendre trop longtemps ({detail}) : la prochaine synchronisation réessaie",
	},
	"sync.error.unavailable": {
		En: "{service} can't be reached or fails ({detail}): the next run tries again; {run:service.test} tries now",
		Fr: "{service} est injoignable ou défaillant ({detail}) : la prochaine synchronisation réessaie ; {run:service.test} essaie maintenant",
	},
	"sync.error.malformed": {
		En: "what {service} answers can't be understood: {detail}. Nothing was changed; {run:service.test} tries again",
		Fr: "la réponse de {service} est incompréhensible : {detail}. Rien n'a été modifié ; {run:service.test} réessaie",
	},
	"sync.error.expired": {
		En: "{service} does not remember where the last reading ended ({detail}): the next run reads everything",
		Fr: "{service} ne se souvient plus où la dernière lecture s'est arrêtée ({detail}) : la prochaine synchronisation lit tout",
	},
	"sync.error.forbidden": {
		En: "the address of {service} may not be called: {detail}",
		Fr: "l'adresse de {service} ne peut pas être appelée : {detail}",
	},
	"sync.lack": {
		En: "{what} can't be read: it is never written, and never counts as gone",
		Fr: "{what} ne peut pas être lu : ce n'est jamais écrit, et ne compte jamais comme disparu",
	},
	"sync.lack.right": {
		En: "{what} can't be read, since the right {right} is missing: it is never written, and never counts as gone",
		Fr: "{what} ne peut pas être lu, car le droit {right} manque : ce n'est jamais écrit, et ne compte jamais comme disparu",
	},
	"sync.fault": {En: "the service's entry can't be read: {why}", Fr: "l'entrée du service est illisible : {why}"},
	"sync.large": {
		En: "the entry is too large: at most 1 MiB, and 200,000 members of a group",
		Fr: "l'entrée est trop grande : au plus 1 Mio, et 200 000 membres par groupe",
	},
	"sync.cut": {
		En: "not everything was read ({why}): nobody counts as missing",
		Fr: "tout n'a pas été lu ({why}) : personne ne compte comme absent",
	},
	"sync.short": {
		En: "the service says that it has {total} {total?entry|entries}, and gave {read}: nobody counts as missing",
		Fr: "le service dit avoir {total} {total?entrée|entrées}, et en a donné {read} : personne ne compte comme absent",
	},
	"sync.empty": {
		En: "the service gave nothing, and had {before} {before?entry|entries} before: nobody counts as missing",
		Fr: "le service n'a rien donné, et avait {before} {before?entrée|entrées} auparavant : personne ne compte comme absent",
	},
	"sync.nameless": {
		En: "{count} {count?entry has|entries have} no usable id and can't be kept apart: nobody counts as missing",
		Fr: "{count} {count?entrée n'a|entrées n'ont} pas d'identifiant utilisable : personne ne compte comme absent",
	},
	"sync.parked": {
		En: "{removals} of {of} would be suspended, removed or emptied, which is more than a tenth and than five: these wait for your " +
			"decision, the rest is applied. {run:service.parked} shows them",
		Fr: "{removals} sur {of} seraient suspendus, retirés ou vidés, soit plus d'un dixième et plus de cinq : ils attendent votre " +
			"décision, le reste est appliqué. {run:service.parked} les montre",
	},
	"sync.unseen": {
		En: "nobody has seen a preview of what {service} would change: look at it with {run:service.preview}, then synchronize",
		Fr: "personne n'a vu l'aperçu de ce que {service} changerait : regardez-le avec {run:service.preview}, puis synchronisez",
	},
	"act.sync.completed":  {En: "The run {run} of {service} is complete.", Fr: "La synchronisation {run} de {service} est terminée."},
	"act.sync.incomplete": {En: "The run {run} of {service} did not read everything.", Fr: "La synchronisation {run} de {service} n'a pas tout lu."},
	"act.sync.failed":     {En: "The run {run} of {service} failed.", Fr: "La synchronisation {run} de {service} a échoué."},
	"act.sync.cancelled":  {En: "The run {run} of {service} was cancelled.", Fr: "La synchronisation {run} de {service} a été annulée."},
}

var syncActions = map[string]action{
	"service.secret": {
		"usher service set {service} --secret-file FILE {account}",
		words{"give {service} a new credential", "de donner un nouvel identifiant à {service}"},
	},
	"service.test": {
		"usher service test {service} {account}",
		words{"test the connection {service}", "de tester la connexion {service}"},
	},
	"service.parked": {
		"usher service parked list {service} {account}",
		words{"look at what is parked of {service}", "de regarder ce qui attend de {service}"},
	},
	"service.preview": {
		"usher service sync {service} --dry-run {account}",
		words{"look at the preview of {service}", "de regarder l'aperçu de {service}"},
	},
}
