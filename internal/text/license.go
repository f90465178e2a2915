package text

// What is said of licenses (rules L1 to L10).
var licenseWords = map[string]words{
	"license.granted": {
		En: "has a license of {product}, from the pool {pool}",
		Fr: "a une licence de {product}, prise dans la réserve {pool}",
	},
	"license.queued": {
		En: "waits for a license of {product}: the pool {pool} has no free seat; {missing} {missing?seat " +
			"is|seats are} missing for all who wait. {buy}",
		Fr: "attend une licence de {product} : la réserve {pool} n'a plus de siège libre ; il en manque {missing} pour tous ceux " +
			"qui attendent. {buy}",
	},
	"license.moved": {
		En: "keeps the license of {product}, which is now of the pool {pool}",
		Fr: "garde sa licence de {product}, qui relève désormais de la réserve {pool}",
	},
	"license.ending.left": {
		En: "no rule gives the license of {product} any more: the seat is kept until {until}",
		Fr: "plus aucune règle n'accorde la licence de {product} : le siège est gardé jusqu'au {until}",
	},
	"license.ending.suspended": {
		En: "the license of {product} is suspended: no device can activate, and the seat is kept until {until}; " +
			"{run:license.free} frees it now",
		Fr: "la licence de {product} est suspendue : aucun appareil ne peut s'activer, et le siège est gardé " +
			"jusqu'au {until} ; {run:license.free} le libère maintenant",
	},
	"license.kept": {
		En: "keeps the license of {product} and its devices",
		Fr: "garde sa licence de {product} et ses appareils",
	},
	"license.released": {
		En: "has no license of {product} any more: the seat, or the place in the waiting list, is free",
		Fr: "n'a plus de licence de {product} : le siège, ou la place dans la liste d'attente, est libre",
	},
	"license.rested": {
		En: "keeps the license of {product}, and no device works by it: its seat in the pool {pool} is free until one is activated",
		Fr: "garde la licence de {product}, mais aucun appareil ne s'en sert : son siège dans la réserve {pool} est libre jusqu'à ce qu'un " +
			"appareil soit activé",
	},
	"license.returned": {
		En: "has its license of {product} back",
		Fr: "retrouve sa licence de {product}",
	},
	"license.joined": {
		En: "had two licenses of {product}, which are one now: the other seat is free",
		Fr: "avait deux licences de {product}, qui n'en font plus qu'une : l'autre siège est libre",
	},
	"license.held": {
		En: "a seat of {product}, from the pool {pool}, is held until the mailbox confirms, at the latest until {until}",
		Fr: "un siège de {product}, pris dans la réserve {pool}, est réservé jusqu'à la confirmation de la boîte de courriel, au plus " +
			"tard jusqu'au {until}",
	},
	"license.confirmed": {
		En: "has confirmed the mailbox: the license of {product} is in force",
		Fr: "a confirmé sa boîte de courriel : la licence de {product} est en vigueur",
	},
	"license.expired": {
		En: "the mailbox has not confirmed in time: the seat of {product} is free",
		Fr: "la boîte de courriel n'a pas confirmé à temps : le siège de {product} est libre",
	},
	"license.notLetIn": {
		En: "gets no license: it is not let in",
		Fr: "ne reçoit pas de licence : l'adresse n'est pas admise",
	},
	"license.shortage": {
		En: "refused: the pool {pool} has no free license of {product}, and admits nobody without one; {missing} " +
			"{missing?is|are} missing. {buy}",
		Fr: "refusé : la réserve {pool} n'a plus de licence libre de {product}, et n'admet personne sans licence ; il en manque " +
			"{missing}. {buy}",
	},
	"license.choices": {
		En: "the pool {pool} has not so many free seats: {missing} {missing?is|are} missing. {buy} Or give fewer licenses " +
			"(--licenses), give to the first who fit (--first), or let those without one wait (--queue)",
		Fr: "la réserve {pool} n'a pas autant de sièges libres : il en manque {missing}. {buy} Ou donnez moins de licences " +
			"(--licenses), servez les premiers (--first), ou laissez attendre ceux qui n'en ont pas (--queue)",
	},
	"license.choices.assign": {
		En: "the pool {pool} has not so many free seats: {missing} {missing?is|are} missing. {buy} Or let the person wait " +
			"(--queue), or take what is missing beyond the pool's seats (--over)",
		Fr: "la réserve {pool} n'a pas autant de sièges libres : il en manque {missing}. {buy} Ou laissez la personne attendre " +
			"(--queue), ou prenez ce qui manque au-delà des sièges de la réserve (--over)",
	},
	"license.buy": {
		En: "Get more at {url}.",
		Fr: "Procurez-vous-en à {url}.",
	},
	"license.buy.nowhere": {
		En: "An administrator can add seats to the pool.",
		Fr: "Un administrateur peut ajouter des sièges à la réserve.",
	},
	"license.nobody": {
		En: "the record {record} is nobody's yet, so it can't have a license",
		Fr: "la fiche {record} n'est encore à personne, et ne peut donc pas avoir de licence",
	},
	"license.problem.pool": {
		En: "the pool {pool} is not valid today: {run:pool.show} has its first and its last day, and `usher pool set` with --from " +
			"and --to changes them",
		Fr: "la réserve {pool} n'est pas valable aujourd'hui : {run:pool.show} donne son premier et son dernier jour, et " +
			"`usher pool set` avec --from et --to les change",
	},
	"license.problem.none": {
		En: "user {user} has no license of {product}",
		Fr: "l'utilisateur {user} n'a pas de licence de {product}",
	},
	"license.problem.rule": {
		En: "rule {rule} gives user {user} the license of {product}, and would give it again: change the rule, exclude the " +
			"person by a rule of a lower number (--excludes --filter 'userName eq {login:q}'), or suspend the person",
		Fr: "la règle {rule} accorde à l'utilisateur {user} la licence de {product}, et l'accorderait de nouveau : " +
			"modifiez la règle, excluez la personne par une règle d'un numéro inférieur (--excludes --filter " +
			"'userName eq {login:q}'), ou suspendez la personne",
	},
	"license.problem.place": {
		En: "the license of {product} of user {user} does not wait for a seat",
		Fr: "la licence de {product} de l'utilisateur {user} n'attend pas de siège",
	},
	"license.problem.stopped": {
		En: "user {user} is suspended, and can't be given a license of {product}: resume the person first",
		Fr: "l'utilisateur {user} est suspendu, et ne peut pas recevoir de licence de {product} : rétablissez-le " +
			"d'abord",
	},
}
