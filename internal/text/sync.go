package text

// What sync runs of connected services say (rules S1 to S8).
var syncWords = map[string]words{
	"sync.why.credential": {
		En: "{service} refuses the credential ({detail})",
		Fr: "{service} refuse l'identifiant ({detail})",
	},
	"sync.why.permission": {
		En: "the credential may not read this of {service}: {detail}",
		Fr: "l'identifiant ne peut pas lire ceci de {service} : {detail}",
	},
	"sync.why.throttled": {
		En: "{service} asks to wait for too long ({detail})",
		Fr: "{service} demande d'attendre trop longtemps ({detail})",
	},
	"sync.why.unavailable": {
		En: "{service} can't be reached or fails ({detail})",
		Fr: "{service} est injoignable ou défaillant ({detail})",
	},
	"sync.why.malformed": {
		En: "what {service} answers can't be understood: {detail}",
		Fr: "la réponse de {service} est incompréhensible : {detail}",
	},
	"sync.why.expired": {
		En: "{service} does not remember where the last reading ended ({detail})",
		Fr: "{service} ne se souvient plus où la dernière lecture s'est arrêtée ({detail})",
	},
	"sync.why.forbidden": {
		En: "the address of {service} may not be called: {detail}",
		Fr: "l'adresse de {service} ne peut pas être appelée : {detail}",
	},
	"sync.error.credential": {
		En: "{why}: give a new one with {run:service.secret}; until then it is not read",
		Fr: "{why} : donnez-en un nouveau avec {run:service.secret} ; d'ici là rien n'est lu",
	},
	"sync.error.permission": {
		En: "{why}. Give it the right there, then {run:service.test}",
		Fr: "{why}. Donnez-lui ce droit là-bas, puis {run:service.test}",
	},
	"sync.error.throttled": {
		En: "{why}: the next run tries again",
		Fr: "{why} : la prochaine synchronisation réessaie",
	},
	"sync.error.unavailable": {
		En: "{why}: the next run tries again; {run:service.test} tries now",
		Fr: "{why} : la prochaine synchronisation réessaie ; {run:service.test} essaie maintenant",
	},
	"sync.error.malformed": {
		En: "{why}. The next run tries again; {run:service.test} tries now",
		Fr: "{why}. La prochaine synchronisation réessaie ; {run:service.test} essaie maintenant",
	},
	"sync.error.expired": {
		En: "{why}: the next run reads everything",
		Fr: "{why} : la prochaine synchronisation lit tout",
	},
	"sync.error.forbidden": {
		En: "{why}. Where it is to be called, {run:service.private} allows it",
		Fr: "{why}. S'il faut l'appeler, {run:service.private} le permet",
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
		En: "the service gave nothing, and had {before} {before?entry|entries} before: nothing is taken from anybody before you decide",
		Fr: "le service n'a rien donné, et avait {before} {before?entrée|entrées} auparavant : rien n'est retiré à personne avant votre décision",
	},
	"sync.missing": {
		En: "{missing} of {of} were not there: nothing is taken from them before the next run finds the same, and you decide",
		Fr: "{missing} sur {of} n'étaient pas là : rien ne leur est retiré avant que la prochaine synchronisation le confirme et que vous décidiez",
	},
	"sync.twice": {
		En: "{count} {count?entry has|entries have} an id that another one has, too, or changed meanwhile: nobody counts as missing",
		Fr: "{count} {count?entrée a|entrées ont} l'identifiant d'une autre, ou changé entre-temps : personne ne compte comme absent",
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
	"sync.disabled": {
		En: "{service} is disabled or deleted: it is not read",
		Fr: "{service} est désactivé ou supprimé : il n'est pas lu",
	},
	"service.noName": {En: "a service needs a name: --name NAME", Fr: "un service a besoin d'un nom : --name NOM"},
	"service.kind": {
		En: "{kind:q} is no kind of service: give one of {kinds}",
		Fr: "{kind:q} n'est pas une sorte de service : donnez l'une de {kinds}",
	},
	"service.noSecret": {
		En: "the service's credential is missing: write it into a file and name that with --secret-file FILE, or give it on standard " +
			"input with --secret-file -",
		Fr: "il manque l'identifiant du service : écrivez-le dans un fichier nommé par --secret-file FICHIER, ou donnez-le sur l'entrée " +
			"standard avec --secret-file -",
	},
	"service.url": {
		En: "--url {url:q}: give the address below which the service's users stand, such as https://example.com/scim/v2, without a " +
			"user name and without ? and #",
		Fr: "--url {url:q} : donnez l'adresse sous laquelle se trouvent les utilisateurs du service, comme https://example.com/scim/v2, " +
			"sans nom d'utilisateur et sans ? ni #",
	},
	"service.plain": {
		En: "--url {url:q}: the credential would go over the network unencrypted; use https, or --allow-private for an address of a " +
			"private network",
		Fr: "--url {url:q} : l'identifiant passerait en clair sur le réseau ; utilisez https, ou --allow-private pour une adresse d'un " +
			"réseau privé",
	},
	"service.otherServer": {
		En: "--url {url:q} is another server, and the credential that is kept goes to no other: give one for it with --secret-file FILE",
		Fr: "--url {url:q} est un autre serveur, et l'identifiant enregistré n'est envoyé à aucun autre : donnez-en un pour lui avec " +
			"--secret-file FICHIER",
	},
	"service.preset": {
		En: "--preset {preset:q}: give one of {presets}",
		Fr: "--preset {preset:q} : donnez l'un de {presets}",
	},
	"service.absent": {
		En: "the account has no service {name:q}: {run:service.status.all} shows those that it has, `usher service connect` connects one",
		Fr: "le compte n'a pas de service {name:q} : {run:service.status.all} montre ceux qu'il a, `usher service connect` en connecte un",
	},
	"service.twice": {
		En: "a service {service} is connected already: {run:service.status} shows it, `usher service set` changes it",
		Fr: "un service {service} est déjà connecté : {run:service.status} le montre, `usher service set` le modifie",
	},
	"service.unreadable": {
		En: "{service} can't be read as it would be, so nothing was kept: {why}",
		Fr: "{service} ne peut pas être lu ainsi, rien n'a donc été enregistré : {why}",
	},
	"service.none": {
		En: "the source {source} is no connected service: it is not read, but sends by itself",
		Fr: "la source {source} n'est pas un service connecté : elle n'est pas lue, elle envoie d'elle-même",
	},
	"service.noChange": {
		En: "nothing is to be changed: name what is, such as --secret-file FILE or --url URL",
		Fr: "rien n'est à modifier : nommez ce qui l'est, comme --secret-file FICHIER ou --url URL",
	},
	"service.unserved": {
		En: "{service} is disabled, so it is not read: {run:source.enable.service} enables it",
		Fr: "{service} est désactivé, il n'est donc pas lu : {run:source.enable.service} le réactive",
	},
	"service.noRun": {En: "there is no run {id:q}: {run:service.status.all} shows the services", Fr: "il n'y a pas de synchronisation {id:q} : {run:service.status.all} montre les services"},
	"service.whichParked": {
		En: "name who is meant, as `usher service parked list` shows them, or give --all",
		Fr: "nommez qui est visé, comme `usher service parked list` les montre, ou donnez --all",
	},
	"service.notParked": {
		En: "nothing that is called {item:q} is parked of {service}: {run:service.parked} shows what is",
		Fr: "de {service}, rien n'attend qui s'appelle {item:q} : {run:service.parked} montre ce qui attend",
	},
	"service.notCompleted": {
		En: "the run {id} is not completed, but {state}: see above why",
		Fr: "la synchronisation {id} n'est pas terminée, mais {state} : voyez ci-dessus pourquoi",
	},
	"service.largeFile": {
		En: "{file}: more than {limit} bytes, which is too large for a credential or certificates",
		Fr: "{file} : plus de {limit} octets, ce qui est trop pour un identifiant ou des certificats",
	},
	"service.next": {
		En: "Next, look at what it would change: {run:service.preview}",
		Fr: "Ensuite, regardez ce qu'il changerait : {run:service.preview}",
	},
	"service.state.connected":  {En: "connected", Fr: "connecté"},
	"service.state.preview":    {En: "to be previewed", Fr: "aperçu à regarder"},
	"service.state.broken":     {En: "credential refused", Fr: "identifiant refusé"},
	"service.state.disabled":   {En: "disabled", Fr: "désactivé"},
	"sync.state.waiting":       {En: "waiting", Fr: "en attente"},
	"sync.state.running":       {En: "running", Fr: "en cours"},
	"sync.state.completed":     {En: "completed", Fr: "terminée"},
	"sync.state.incomplete":    {En: "incomplete", Fr: "incomplète"},
	"sync.state.failed":        {En: "failed", Fr: "échouée"},
	"sync.state.cancelled":     {En: "cancelled", Fr: "annulée"},
	"sync.mode.full":           {En: "full", Fr: "complète"},
	"sync.mode.delta":          {En: "changes", Fr: "modifications"},
	"sync.mode.preview":        {En: "preview", Fr: "aperçu"},
	"sync.mode.allowed":        {En: "what was allowed", Fr: "ce qui a été autorisé"},
	"sync.phase.read":          {En: "reading", Fr: "lecture"},
	"sync.phase.plan":          {En: "comparing", Fr: "comparaison"},
	"sync.phase.people":        {En: "people", Fr: "personnes"},
	"sync.phase.groups":        {En: "groups", Fr: "groupes"},
	"sync.phase.done":          {En: "done", Fr: "fini"},
	"sync.removal.suspended":   {En: "would be suspended", Fr: "serait suspendu"},
	"sync.removal.emptied":     {En: "would lose all members", Fr: "perdrait tous ses membres"},
	"sync.removal.noAddress":   {En: "would lose every address", Fr: "perdrait toutes ses adresses"},
	"sync.removal.deleted":     {En: "is deleted there", Fr: "est supprimé là-bas"},
	"sync.removal.disappeared": {En: "is not there any more", Fr: "n'y est plus"},
	"sync.seats": {
		En: "{pool}: {needed} {needed?seat|seats} needed, {free} free",
		Fr: "{pool} : {needed} {needed?place nécessaire|places nécessaires}, {free} {free?libre|libres}",
	},
	"sync.progress":    {En: "{phase}: {done}", Fr: "{phase} : {done}"},
	"sync.progress.of": {En: "{phase}: {done} / {of}", Fr: "{phase} : {done} / {of}"},
	"sync.left":        {En: "about {time} left", Fr: "encore {time} environ"},
	"sync.goesOn": {
		En: "The run {id} goes on as soon as a server runs; {run:service.follow} follows it here, {run:service.status} shows it, " +
			"{run:service.cancel} ends it",
		Fr: "La synchronisation {id} continue dès qu'un serveur tourne ; {run:service.follow} la suit ici, {run:service.status} la montre, " +
			"{run:service.cancel} y met fin",
	},
	"done.service.connected": {
		En: "{service} is connected: {says}; {users} {users?user|users} and {groups} {groups?group|groups}, as far as it says",
		Fr: "{service} est connecté : {says} ; {users} {users?utilisateur|utilisateurs} et {groups} {groups?groupe|groupes}, d'après lui",
	},
	"done.service.set": {
		En: "{service} is changed: {says}; {users} {users?user|users} and {groups} {groups?group|groups}, as far as it says",
		Fr: "{service} est modifié : {says} ; {users} {users?utilisateur|utilisateurs} et {groups} {groups?groupe|groupes}, d'après lui",
	},
	"done.service.tested": {
		En: "{service} can be read: {says}; {users} {users?user|users} and {groups} {groups?group|groups}, as far as it says",
		Fr: "{service} peut être lu : {says} ; {users} {users?utilisateur|utilisateurs} et {groups} {groups?groupe|groupes}, d'après lui",
	},
	"done.service.asked": {
		En: "The run {run} waits for a server; {run:service.follow} carries it out here and shows how far it is",
		Fr: "La synchronisation {run} attend un serveur ; {run:service.follow} l'effectue ici et montre où elle en est",
	},
	"done.service.cancelled": {
		En: "{count} {count?run|runs} of {service} {count?ends|end}; what was done stays",
		Fr: "{count} {count?synchronisation|synchronisations} de {service} {count?prend|prennent} fin ; ce qui a été fait reste",
	},
	"done.service.allowed": {
		En: "{count} {count?change was|changes were} allowed and carried out",
		Fr: "{count} {count?modification autorisée et effectuée|modifications autorisées et effectuées}",
	},
	"done.service.rejected": {
		En: "{count} {count?change was|changes were} rejected: all stays as it is until the service says something else",
		Fr: "{count} {count?modification rejetée|modifications rejetées} : tout reste en l'état jusqu'à ce que le service dise autre chose",
	},
	"service.severalParked": {
		En: "{item:q} fits several, such as {record} and {other}: name the record that is meant",
		Fr: "{item:q} en désigne plusieurs, comme {record} et {other} : nommez la fiche dont il s'agit",
	},
	"act.service.connect": {En: "The service {service} was connected.", Fr: "Le service {service} a été connecté."},
	"act.service.set":     {En: "The settings of the service {service} were changed.", Fr: "Les réglages du service {service} ont été modifiés."},
	"act.service.allow": {
		En: "{count} parked {count?change|changes} of {service} {count?was|were} allowed.",
		Fr: "{count} {count?modification en attente|modifications en attente} de {service} {count?a été autorisée|ont été autorisées}.",
	},
	"act.service.reject": {
		En: "{count} parked {count?change|changes} of {service} {count?was|were} rejected.",
		Fr: "{count} {count?modification en attente|modifications en attente} de {service} {count?a été rejetée|ont été rejetées}.",
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
	"service.private": {
		"usher service set {service} --allow-private {account}",
		words{"allow private addresses for {service}", "de permettre les adresses privées pour {service}"},
	},
	"service.status": {
		"usher service status {service} {account}",
		words{"look at the service {service}", "de regarder le service {service}"},
	},
	"service.status.all": {
		"usher service status {account}",
		words{"look at the services", "de regarder les services"},
	},
	"source.enable.service": {
		"usher source enable {service} {account}",
		words{"enable the source {service}", "de réactiver la source {service}"},
	},
	"service.follow": {
		"usher service sync {service} --follow {account}",
		words{"synchronize {service}", "de synchroniser {service}"},
	},
	"service.cancel": {
		"usher service cancel {service} {account}",
		words{"end the runs of {service}", "de mettre fin aux synchronisations de {service}"},
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
