package text

// What is said of pools and license rules (rules L1 to L7).
var poolWords = map[string]words{
	"pool.none": {
		En: "there is no pool {name:q}: {run:pool.list} lists the pools",
		Fr: "il n'y a pas de réserve {name:q} : {run:pool.list} donne la liste des réserves",
	},
	"pool.noneYet": {
		En: "the account has no pool yet: {run:pool.create} makes one",
		Fr: "le compte n'a pas encore de réserve : {run:pool.create} en crée une",
	},
	"pool.which": {
		En: "say which pool with --pool: one of {names}",
		Fr: "dites quelle réserve avec --pool : l'une de {names}",
	},
	"pool.twice": {
		En: "there is a pool of the name {name:q} already",
		Fr: "il existe déjà une réserve du nom de {name:q}",
	},
	"pool.many": {
		En: "an account may have {limit} pools",
		Fr: "un compte peut avoir {limit} réserves",
	},
	"pool.name": {
		En: "{name:q} is no name of a pool or product: 1 to {limit} bytes, with no blank at either end and " +
			"nothing unprintable",
		Fr: "{name:q} n'est pas un nom de réserve ou de produit : de 1 à {limit} octets, sans espace au début ni " +
			"à la fin, et sans caractère non imprimable",
	},
	"pool.seats": {
		En: "--seats is a number from 0 to {limit}",
		Fr: "--seats est un nombre de 0 à {limit}",
	},
	"pool.devices": {
		En: "a license allows 1 to {limit} devices",
		Fr: "une licence permet de 1 à {limit} appareils",
	},
	"pool.overage": {
		En: "--overage is none, unlimited, or a number of percent from 0 to 1000, such as 10%",
		Fr: "--overage est none, unlimited, ou un nombre de 0 à 1000 pour cent, comme 10%",
	},
	"pool.priority": {
		En: "a priority is a number from -{limit} to {limit}",
		Fr: "une priorité est un nombre de -{limit} à {limit}",
	},
	"pool.buyAt": {
		En: "--buy-at {url:q}: give an address that begins with `https://`, `http://` or `mailto:`",
		Fr: "--buy-at {url:q} : donnez une adresse qui commence par `https://`, `http://` ou `mailto:`",
	},
	"pool.zone": {
		En: "--zone {zone:q}: there is no such time zone; give one like America/Montreal",
		Fr: "--zone {zone:q} : ce fuseau horaire n'existe pas ; donnez-en un comme America/Montreal",
	},
	"pool.day": {
		En: "{day:q} is no day: write it as 2026-12-31",
		Fr: "{day:q} n'est pas un jour : écrivez-le comme 2026-12-31",
	},
	"pool.backwards": {
		En: "the last day, {to}, is before the first, {from}",
		Fr: "le dernier jour, {to}, précède le premier, {from}",
	},
	"pool.mode": {
		En: "pool {pool} of the product {product} counts otherwise: all pools of a product count per user, or " +
			"all per device",
		Fr: "la réserve {pool} du produit {product} compte autrement : toutes les réserves d'un produit comptent " +
			"par personne, ou toutes par appareil",
	},
	"pool.used": {
		En: "pool {pool} has {used} {used?seat|seats} in use, and {waiting} {waiting?license|licenses} waiting: " +
			"product, mode and first use can't change now; make another pool",
		Fr: "la réserve {pool} a {used} {used?siège pris|sièges pris}, et {waiting} {waiting?licence|licences} " +
			"en attente : le produit, le mode et la première utilisation ne peuvent plus changer ; créez une " +
			"autre réserve",
	},
	"pool.productUnused": {
		En: "people may have licenses of pool {pool} whose seat their first device would take: its product can't change; make another pool",
		Fr: "des personnes peuvent avoir des licences de la réserve {pool} dont leur premier appareil prendrait le siège : le produit ne " +
			"peut pas changer ; créez une autre réserve",
	},
	"pool.held": {
		En: "pool {pool} has {used} {used?seat|seats} in use, and {waiting} {waiting?license|licenses} waiting: " +
			"it can be deleted once nobody has a license of it. Remove the rules that give it with " +
			"{run:rule.remove}, or revoke with {run:license.revoke}",
		Fr: "la réserve {pool} a {used} {used?siège pris|sièges pris}, et {waiting} {waiting?licence|licences} " +
			"en attente : elle peut être supprimée quand personne n'en a plus de licence. Retirez les règles qui " +
			"l'accordent avec {run:rule.remove}, ou révoquez avec {run:license.revoke}",
	},
	"pool.noLicenses": {
		En: "--pool, --queue, --first and --send go with --licenses N",
		Fr: "--pool, --queue, --first et --send vont avec --licenses N",
	},
	"pool.created": {
		En: "pool {pool} has {seats} {seats?seat|seats}; {run:rule.add} gives them to people",
		Fr: "la réserve {pool} a {seats} {seats?siège|sièges} ; {run:rule.add} les accorde aux personnes",
	},
	"pool.changed": {
		En: "pool {pool}: {used} of {seats} {seats?seat|seats} in use, {waiting} {waiting?license|licenses} waiting",
		Fr: "réserve {pool} : {used} {used?siège pris|sièges pris} sur {seats}, {waiting} " +
			"{waiting?licence|licences} en attente",
	},
	"pool.deleted": {
		En: "pool {pool} is deleted, with the rules that gave it",
		Fr: "la réserve {pool} est supprimée, avec les règles qui l'accordaient",
	},
	"rule.number": {
		En: "the number of a rule is from 1 to {limit}",
		Fr: "le numéro d'une règle va de 1 à {limit}",
	},
	"rule.twice": {
		En: "there is a rule {number} already: give another number, or remove it first with {run:rule.remove.it}",
		Fr: "il existe déjà une règle {number} : donnez un autre numéro, ou retirez-la d'abord avec " +
			"{run:rule.remove.it}",
	},
	"rule.many": {
		En: "an account may have {limit} license rules",
		Fr: "un compte peut avoir {limit} règles de licence",
	},
	"rule.long": {
		En: "the conditions of a rule may have {limit} bytes",
		Fr: "les conditions d'une règle peuvent avoir {limit} octets",
	},
	"rule.none": {
		En: "there is no rule {number}: {run:rule.list} lists the rules",
		Fr: "il n'y a pas de règle {number} : {run:rule.list} donne la liste des règles",
	},
	"rule.noGroup": {
		En: "source {source} has no group of the name {name:q}",
		Fr: "la source {source} n'a pas de groupe du nom de {name:q}",
	},
	"rule.noSuchGroup": {
		En: "the account has no group {group:q}: give the id of a group, or SOURCE/NAME",
		Fr: "le compte n'a pas de groupe {group:q} : donnez l'identifiant d'un groupe, ou SOURCE/NOM",
	},
	"rule.groups": {
		En: "several groups have the name {name:q}: give the id of one, {ids}",
		Fr: "plusieurs groupes portent le nom {name:q} : donnez l'identifiant de l'un d'eux, {ids}",
	},
	"rule.added": {
		En: "rule {number} gives licenses of the pool {pool}; the licenses of {changed} {changed?person|people} " +
			"have changed",
		Fr: "la règle {number} accorde les licences de la réserve {pool} ; les licences de {changed} " +
			"{changed?personne|personnes} ont changé",
	},
	"rule.excluded": {
		En: "rule {number} gives whom it fits no license of {product}; the licenses of {changed} {changed?person|people} " +
			"have changed",
		Fr: "la règle {number} n'accorde aucune licence de {product} à qui elle convient ; les licences de {changed} " +
			"{changed?personne|personnes} ont changé",
	},
	"rule.removed": {
		En: "rule {number} is removed; the licenses of {changed} {changed?person|people} have changed",
		Fr: "la règle {number} est retirée ; les licences de {changed} {changed?personne|personnes} ont changé",
	},
	"rule.set": {
		En: "rule {number} is changed; the licenses of {changed} {changed?person|people} have changed",
		Fr: "la règle {number} est modifiée ; les licences de {changed} {changed?personne|personnes} ont changé",
	},
	"rule.tested": {
		En: "{fits} active {fits?person fits|people fit}: {gain} would gain a license, {lose} would lose one, {stay} " +
			"would keep theirs untouched, {missing} {missing?seat|seats} would be missing. Nothing has changed",
		Fr: "{fits} {fits?personne active convient|personnes actives conviennent} : {gain} " +
			"{gain?gagnerait|gagneraient} une licence, {lose} en {lose?perdrait|perdraient} une, {stay} " +
			"{stay?garderait|garderaient} la sienne sans changement, il manquerait {missing} " +
			"{missing?siège|sièges}. Rien n'a changé",
	},
	"rule.gains": {En: "gains: {user}", Fr: "gagne : {user}"},
	"rule.loses": {En: "loses: {user}", Fr: "perd : {user}"},
	"rule.more": {
		En: "{more} more are not shown",
		Fr: "{more} de plus ne sont pas affichées",
	},
	"pool.days": {
		En: "--days is a number from 1 to {limit}",
		Fr: "--days est un nombre de 1 à {limit}",
	},
	"pool.short": {
		En: "on {day} the pool {pool} runs short: {missing} {missing?seat is|seats are} missing. {buy}",
		Fr: "le {day}, la réserve {pool} ne suffit plus : il manque {missing} {missing?siège|sièges}. {buy}",
	},
	"pool.enough": {
		En: "the pool {pool} has enough seats up to {day}, if nothing happens but what is known",
		Fr: "la réserve {pool} a assez de sièges jusqu'au {day}, s'il ne se passe que ce qui est connu",
	},
	"pool.shortOn": {
		En: "{day}: {missing} {missing?seat|seats} missing",
		Fr: "{day} : {missing} {missing?siège manquant|sièges manquants}",
	},
	"explain.license.active": {
		En: "has a license of {product}, of the pool {pool}",
		Fr: "a une licence de {product}, de la réserve {pool}",
	},
	"explain.license.waiting": {
		En: "waits for a license of {product}: the pool {pool} had no free seat",
		Fr: "attend une licence de {product} : la réserve {pool} n'avait plus de siège libre",
	},
	"explain.license.grace": {
		En: "loses the license of {product}, of the pool {pool}, when its grace is over",
		Fr: "perd la licence de {product}, de la réserve {pool}, à la fin du sursis",
	},
	"explain.license.held": {
		En: "has a seat of {product} held, of the pool {pool}, until the mailbox confirms",
		Fr: "a un siège de {product} réservé, de la réserve {pool}, jusqu'à la confirmation de la boîte de courriel",
	},
	"explain.license.unused": {
		En: "has a license of {product}, whose seat of the pool {pool} the first activation takes",
		Fr: "a une licence de {product}, dont la première activation prend le siège de la réserve {pool}",
	},
	"explain.license.none": {
		En: "has no license of {product}: no rule gives it one",
		Fr: "n'a pas de licence de {product} : aucune règle ne la lui accorde",
	},
	"explain.license.noPool": {
		En: "has no license of {product}: no pool of it is valid today",
		Fr: "n'a pas de licence de {product} : aucune de ses réserves n'est valable aujourd'hui",
	},
	"explain.license.noPoolChange": {
		En: "{run:pool.show} has the first and the last day of the pool, and `usher pool set` with --from and --to changes them",
		Fr: "{run:pool.show} donne le premier et le dernier jour de la réserve, et `usher pool set` avec --from et --to les change",
	},
	"explain.license.graceChange": {
		En: "whoever is back before that keeps it, with its devices; {run:license.free} frees the seat now",
		Fr: "qui revient avant cela la garde, avec ses appareils ; {run:license.free} libère le siège maintenant",
	},
	"explain.license.settling": {
		En: "licenses of the account are being settled by a job: what is said here of them may change within minutes",
		Fr: "une tâche est en train d'établir les licences du compte : ce qui est dit d'elles ici peut changer " +
			"d'ici quelques minutes",
	},
	"explain.license.settlingChange": {
		En: "{run:job.list} shows how far it is",
		Fr: "{run:job.list} montre où elle en est",
	},
	"license.reprocess.which": {
		En: "say whose licenses to settle again: --user, --group or --pool, one of them",
		Fr: "dites de qui les licences sont à établir de nouveau : --user, --group ou --pool, l'un d'eux",
	},
	"license.reprocessed": {
		En: "{people} {people?person|people} settled again; the licenses of {changed} have changed",
		Fr: "{people} {people?personne réexaminée|personnes réexaminées} ; les licences de {changed} ont changé",
	},
	"license.reprocessed.job": {
		En: "a job has settled about {people} people again; the licenses of {changed} have changed",
		Fr: "une tâche a réexaminé environ {people} personnes ; les licences de {changed} ont changé",
	},
	"act.license.reprocess": {
		En: "An administrator had the licenses of about {people} {people?person|people} settled again.",
		Fr: "Un administrateur a fait réexaminer les licences d'environ {people} {people?personne|personnes}.",
	},
	"explain.license.until":  {En: "until {until}", Fr: "jusqu'au {until}"},
	"explain.license.direct": {En: "an administrator has given it", Fr: "un administrateur l'a donnée"},
	"explain.license.rule":   {En: "rule {number} gives it", Fr: "la règle {number} l'accorde"},
	"explain.license.change": {
		En: "a rule that fits, or an assignment: {run:rule.list}, {run:license.assign}",
		Fr: "une règle qui convient, ou une attribution : {run:rule.list}, {run:license.assign}",
	},
	"license.done": {
		En: "user {user}: {says}",
		Fr: "utilisateur {user} : {says}",
	},
	"license.placed": {
		En: "user {user} waits with priority {priority}",
		Fr: "l'utilisateur {user} attend avec la priorité {priority}",
	},
	"act.pool.create": {
		En: "The pool {pool} was created, with {seats} {seats?seat|seats}.",
		Fr: "La réserve {pool} a été créée, avec {seats} {seats?siège|sièges}.",
	},
	"act.pool.set":    {En: "The pool {pool} was changed.", Fr: "La réserve {pool} a été modifiée."},
	"act.pool.delete": {En: "The pool {pool} was deleted.", Fr: "La réserve {pool} a été supprimée."},
	"act.rule.add": {
		En: "The license rule {number} was added: it gives licenses of the pool {pool}.",
		Fr: "La règle de licence {number} a été ajoutée : elle accorde des licences de la réserve {pool}.",
	},
	"act.rule.set": {
		En: "The license rule {number} was changed: it gives licenses of the pool {pool}.",
		Fr: "La règle de licence {number} a été modifiée : elle accorde des licences de la réserve {pool}.",
	},
	"act.rule.exclude": {
		En: "The license rule {number} was added: whom it fits gets no license of {product}.",
		Fr: "La règle de licence {number} a été ajoutée : qui y convient ne reçoit pas de licence de {product}.",
	},
	"act.rule.remove": {
		En: "The license rule {number} was removed.",
		Fr: "La règle de licence {number} a été retirée.",
	},
}

// What administrators can be asked to do about pools.
var poolActions = map[string]action{
	"pool.list":      {"usher pool list {account}", words{"list the pools", "de lister les réserves"}},
	"pool.create":    {"usher pool create POOL --seats N {account}", words{"make a pool", "de créer une réserve"}},
	"rule.add":       {"usher rule add --pool {pool} --number {number} {account}", words{"add a rule", "d'ajouter une règle"}},
	"rule.list":      {"usher rule list {account}", words{"list the rules", "de lister les règles"}},
	"rule.remove":    {"usher rule remove NUMBER {account}", words{"remove rules", "de retirer des règles"}},
	"rule.set.it":    {"usher rule set {number} --filter FILTER {account}", words{"change it", "de la modifier"}},
	"rule.remove.it": {"usher rule remove {number} {account}", words{"remove it", "de la retirer"}},
	"license.assign": {"usher license assign {user} --pool {pool} {account}",
		words{"assign a license", "d'attribuer une licence"}},
	"pool.show":   {"usher pool show {pool} {account}", words{"look at the pool", "de regarder la réserve"}},
	"device.list": {"usher device list {account}", words{"list the devices", "de lister les appareils"}},
	"license.free": {"usher license revoke {user} --pool {pool} {account}",
		words{"revoke the license", "de révoquer la licence"}},
	"license.revoke": {"usher license revoke USER --pool {pool} {account}",
		words{"revoke licenses", "de révoquer des licences"}},
}
