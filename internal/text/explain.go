package text

// Why a person is linked, held, active or not (rule I3).
var explainWords = map[string]words{
	"explain.noAddress": {
		En: "held: it brings no address, so no domain can be checked",
		Fr: "en attente : elle n'apporte pas d'adresse, aucun domaine ne peut donc être vérifié",
	},
	"explain.in.noAddress": {
		En: "userName {name:q} and emails hold no e-mail address",
		Fr: "userName {name:q} et emails ne contiennent pas d'adresse de courriel",
	},
	"explain.to.address": {
		En: "an address in emails, or a userName that is one, from the source",
		Fr: "une adresse dans emails, ou un userName qui en soit une, de la source",
	},
	"explain.in.address": {
		En: "address {address}",
		Fr: "adresse {address}",
	},
	"explain.in.domain": {
		En: "domain {domain} is {level}",
		Fr: "le domaine {domain} est {level}",
	},
	"explain.held": {
		En: "held: the domain of its address is not approved",
		Fr: "en attente : le domaine de son adresse n'est pas approuvé",
	},
	"explain.held.change": {
		En: "its change is held: the domain of its address is not approved; what it said before stays in force",
		Fr: "sa modification est en attente : le domaine de son adresse n'est pas approuvé ; ce qu'elle disait " +
			"avant reste en vigueur",
	},
	"explain.letIn": {
		En: "let in by its domain",
		Fr: "admise par son domaine",
	},
	"explain.stays": {
		En: "let in when its domain or address was approved; nobody who is in is thrown out",
		Fr: "admise quand son domaine ou son adresse était approuvé ; personne qui est admis n'est exclu",
	},
	"level.verified": {
		En: "verified",
		Fr: "vérifié",
	},
	"level.approved": {
		En: "approved",
		Fr: "approuvé",
	},
	"level.address": {
		En: "address-approved",
		Fr: "approuvé pour cette adresse",
	},
	"level.none": {
		En: "not approved",
		Fr: "non approuvé",
	},
	"explain.in.untrusted": {
		En: "source {source} is not trusted for {domain}",
		Fr: "la source {source} n'est pas fiable pour {domain}",
	},
	"explain.in.confirmed": {
		En: "its mailbox has confirmed it",
		Fr: "sa boîte de courriel l'a confirmée",
	},
	"explain.in.authority": {
		En: "source {source} is authoritative for {domain}",
		Fr: "la source {source} fait autorité pour {domain}",
	},
	"explain.in.trusted": {
		En: "source {source} is trusted for {domain}",
		Fr: "la source {source} est fiable pour {domain}",
	},
	"explain.in.claim": {
		En: "{address}: domain {level}, {claim}",
		Fr: "{address} : domaine {level}, {claim}",
	},
	"explain.review": {
		En: "waits in the review queue and inherits nothing",
		Fr: "attend dans la file d'examen et n'hérite de rien",
	},
	"explain.review.change": {
		En: "its change waits in the review queue; what it said before stays in force",
		Fr: "sa modification attend dans la file d'examen ; ce qu'elle disait avant reste en vigueur",
	},
	"explain.review.addresses": {
		En: "addresses of it that the authority has brought wait in the review queue; what else it said before " +
			"stays in force",
		Fr: "ses adresses que l'autorité a apportées attendent dans la file d'examen ; le reste de ce qu'elle " +
			"disait avant reste en vigueur",
	},
	"explain.gaveWay": {
		En: "gives way to the authority's person, and waits in the review queue with all that it says",
		Fr: "cède à la personne de l'autorité, et attend dans la file d'examen avec tout ce qu'elle dit",
	},
	"explain.in.case": {
		En: "case {case}: may be user {user}; {reason}",
		Fr: "dossier {case} : peut-être l'utilisateur {user} ; {reason}",
	},
	"explain.to.decide": {
		En: "{run:case.decide} (link, apart or never); or {remedy}",
		Fr: "{run:case.decide} (link, apart ou never) ; ou {remedy}",
	},
	"explain.linked": {
		En: "linked to record {parent}",
		Fr: "reliée à la fiche {parent}",
	},
	"explain.linked.decided": {
		En: "linked to record {parent} by an administrator's decision",
		Fr: "reliée à la fiche {parent} par décision d'un administrateur",
	},
	"explain.to.unmerge": {
		En: "{run:user.unmerge} takes it out again",
		Fr: "{run:user.unmerge} la retire à nouveau",
	},
	"explain.first": {
		En: "the first record of its user; nothing linked it to anybody",
		Fr: "la première fiche de son utilisateur ; rien ne l'a reliée à personne",
	},
	"explain.recycled": {
		En: "a new person, although the address belonged to somebody who was deleted: nothing of theirs is " +
			"inherited",
		Fr: "une nouvelle personne, bien que l'adresse ait appartenu à quelqu'un qui a été supprimé : rien n'en " +
			"est hérité",
	},
	"explain.to.link": {
		En: "{run:user.link} makes it part of another user",
		Fr: "{run:user.link} la rattache à un autre utilisateur",
	},
	"explain.in.active": {
		En: "{source} says active={active}",
		Fr: "{source} dit active={active}",
	},
	"explain.in.active.waits": {
		En: "{source} says active={active}, which does not count while its record waits",
		Fr: "{source} dit active={active}, ce qui ne compte pas tant que sa fiche attend",
	},
	"explain.in.active.change": {
		En: "{source} says active=true in a change that waits; until it is let in, active=false stays in force",
		Fr: "{source} dit active=true dans une modification qui attend ; tant qu'elle n'est pas admise, " +
			"active=false reste en vigueur",
	},
	"explain.in.active.rules": {
		En: "{source} says active={active}, and is authoritative for {domains}",
		Fr: "{source} dit active={active}, et fait autorité pour {domains}",
	},
	"explain.in.ended": {
		En: "{source}, which was authoritative, has deleted the person",
		Fr: "{source}, qui faisait autorité, a supprimé la personne",
	},
	"explain.in.role": {
		En: "role {role}, which no source gave (M10)",
		Fr: "rôle {role}, qu'aucune source n'a donné (M10)",
	},
	"explain.state.gaveWayHeld": {
		En: "waits: it gave way to somebody else's address, and the domain of its new one is not approved",
		Fr: "attend : elle a cédé à l'adresse de quelqu'un d'autre, et le domaine de la nouvelle n'est pas " +
			"approuvé",
	},
	"explain.to.approval": {
		En: "the approval of that domain (see above)",
		Fr: "l'approbation de ce domaine (voir ci-dessus)",
	},
	"explain.state.gaveWay": {
		En: "waits: all that is known of the person gives way to somebody else's",
		Fr: "attend : tout ce qui est connu de la personne cède à quelqu'un d'autre",
	},
	"explain.to.review": {
		En: "a decision in the review queue ({run:review.list})",
		Fr: "une décision dans la file d'examen ({run:review.list})",
	},
	"explain.state.ended": {
		En: "suspended: the authority ended the person, and nobody else can bring it back",
		Fr: "suspendue : l'autorité a mis fin à la personne, et personne d'autre ne peut la faire revenir",
	},
	"explain.to.provision": {
		En: "the authoritative source provisions the person again, active",
		Fr: "la source qui fait autorité provisionne à nouveau la personne, active",
	},
	"explain.state.stopped": {
		En: "suspended: an administrator suspended the person",
		Fr: "suspendue : un administrateur a suspendu la personne",
	},
	"explain.edited": {
		En: "an administrator says these attributes in the place of all sources",
		Fr: "un administrateur dit ces attributs à la place de toutes les sources",
	},
	"explain.to.reset": {En: "{run:user.reset}", Fr: "{run:user.reset}"},
	"explain.in.stopped": {
		En: "an administrator suspended the person, which counts before what sources say",
		Fr: "un administrateur a suspendu la personne, ce qui compte avant ce que disent les sources",
	},
	"explain.to.resume": {En: "{run:user.resume}", Fr: "{run:user.resume}"},
	"explain.state.authorityEnds": {
		En: "suspended: {source}, the authority, set active to false",
		Fr: "suspendue : {source}, l'autorité, a mis active à false",
	},
	"explain.to.active": {
		En: "that source sets active to true",
		Fr: "cette source met active à true",
	},
	"explain.state.authority": {
		En: "active: {source}, the authority, says so",
		Fr: "active : {source}, l'autorité, le dit",
	},
	"explain.to.inactive": {
		En: "that source sets active to false",
		Fr: "cette source met active à false",
	},
	"explain.state.nobody": {
		En: "suspended: no source says that the person is active",
		Fr: "suspendue : aucune source ne dit que la personne est active",
	},
	"explain.to.oneActive": {
		En: "one of them sets active to true",
		Fr: "l'une d'elles met active à true",
	},
	"explain.state.somebody": {
		En: "active: a source says so, and none is an authority",
		Fr: "active : une source le dit, et aucune ne fait autorité",
	},
	"explain.to.allInactive": {
		En: "all sources set active to false",
		Fr: "toutes les sources mettent active à false",
	},
	"explain.in.managers": {
		En: "managers: {circle}",
		Fr: "responsables : {circle}",
	},
	"explain.circle.in": {
		En: "is above, or among, people who are their own managers, directly or through others",
		Fr: "est au-dessus de personnes qui sont leurs propres responsables, directement ou par d'autres, ou en " +
			"fait partie",
	},
	"explain.circle.above": {
		En: "has managers who are their own managers, directly or through others",
		Fr: "a des responsables qui sont leurs propres responsables, directement ou par d'autres",
	},
	"explain.to.manager": {
		En: "the source names another manager for one of them",
		Fr: "la source nomme un autre responsable pour l'une d'elles",
	},
	"explain.person": {
		En: "the person",
		Fr: "la personne",
	},
	"explain.record": {
		En: "record {record} of {source}",
		Fr: "fiche {record} de {source}",
	},
	"explain.user": {
		En: "user {user} is {state}, known as {login}",
		Fr: "l'utilisateur {user}, connu comme {login}, est dans l'état {state}",
	},
	"explain.newcomer": {
		En: "{login} is not let in yet ({state})",
		Fr: "{login} n'est pas encore admis ({state})",
	},
	"explain.finding": {
		En: "{who}: {says} (rule {rule})",
		Fr: "{who} : {says} (règle {rule})",
	},
	"explain.decided": {
		En: "{who}: {says} (rule {rule}, case {case})",
		Fr: "{who} : {says} (règle {rule}, dossier {case})",
	},
	"explain.because": {
		En: "  because  {input}",
		Fr: "  parce que  {input}",
	},
	"explain.change": {
		En: "  to change it  {change}",
		Fr: "  pour le changer  {change}",
	},
}

var explainActions = map[string]action{
	"case.decide": {
		"usher review decide {case} {decision} {account}",
		words{"decide the case {case}", "de décider le dossier {case}"},
	},
	"user.link": {
		"usher user link {record} {user} {account}",
		words{"link the record {record}", "de relier la fiche {record}"},
	},
}
