package text

// What is said of the proofs of domains (rules D2 to D4).
var proofWords = map[string]words{
	"proof.record":     {En: "the TXT record {name}", Fr: "l'enregistrement TXT {name}"},
	"proof.file":       {En: "the file {address}", Fr: "le fichier {address}"},
	"proof.right":      {En: "{where} has the right value", Fr: "{where} a la bonne valeur"},
	"proof.missing":    {En: "{where} does not exist", Fr: "{where} n'existe pas"},
	"proof.wrong":      {En: "{where} has not the right value", Fr: "{where} n'a pas la bonne valeur"},
	"proof.unanswered": {En: "{where} could not be asked for", Fr: "{where} n'a pas pu être demandé"},
	"proof.instead":    {En: "{said}; found instead: {seen}", Fr: "{said} ; trouvé à la place : {seen}"},
	"proof.why":        {En: "{said} ({why})", Fr: "{said} ; {why}"},
	"proof.more":       {En: "{n} more are not shown", Fr: "{n} de plus ne sont pas montrées"},
	"proof.dns.late": {
		En: "the DNS server{of} did not answer in time",
		Fr: "le serveur DNS{of} n'a pas répondu à temps",
	},
	"proof.dns.none": {
		En: "the DNS server{of} gave no answer: {why}",
		Fr: "le serveur DNS{of} n'a pas donné de réponse : {why}",
	},
	"proof.resolver": {
		En: "{server:q} is no DNS server: write HOST or HOST:PORT, such as 192.0.2.53:53",
		Fr: "{server:q} n'est pas un serveur DNS : écrivez HÔTE ou HÔTE:PORT, comme 192.0.2.53:53",
	},
	"proof.file.status":    {En: "the server answered {status}", Fr: "le serveur a répondu {status}"},
	"proof.file.large":     {En: "it has more than {most} bytes", Fr: "il a plus de {most} octets"},
	"proof.file.late":      {En: "the server did not answer in time", Fr: "le serveur n'a pas répondu à temps"},
	"proof.file.noAddress": {En: "the domain has no address", Fr: "le domaine n'a pas d'adresse"},
	"proof.file.redirect": {
		En: "the server redirects elsewhere, too often, or away from HTTPS",
		Fr: "le serveur redirige ailleurs, trop souvent, ou hors de HTTPS",
	},
	"proof.file.certificate": {
		En: "the server has no valid certificate: {why}",
		Fr: "le serveur n'a pas de certificat valable : {why}",
	},
	"proof.file.private": {
		En: "the domain's address is not on the public internet, and Usher connects to no other",
		Fr: "l'adresse du domaine n'est pas sur l'internet public, et Usher ne se connecte à aucune autre",
	},
	"proof.none": {
		En: "{domain} is not proved: {answer}; {advice}{standing}",
		Fr: "{domain} n'est pas prouvé : {answer} ; {advice}{standing}",
	},
	"proof.otherClaim": {
		En: "the claim of {domain} has changed while its proof was looked for: run the command again",
		Fr: "la revendication de {domain} a changé pendant la recherche de sa preuve : relancez la commande",
	},
	"proof.contested": {
		En: "{shown} is contested: {answer}, but another account has proved the domain before. Find out who else " +
			"in your company uses Usher; until it is given up there, {run:domain.approve} lets people in by your " +
			"word",
		Fr: "{shown} est contesté : {answer}, mais un autre compte a déjà prouvé le domaine. Cherchez qui d'autre " +
			"utilise Usher dans votre entreprise ; tant qu'il n'y est pas abandonné, {run:domain.approve} admet " +
			"les personnes sur votre parole",
	},
	"proof.advice.otherServer": {
		En: "that proves nothing and changes nothing: ask again later, or ask another DNS server with --dns-resolver",
		Fr: "cela ne prouve rien et ne change rien : redemandez plus tard, ou à un autre serveur DNS avec " +
			"--dns-resolver",
	},
	"proof.advice.byDNS": {
		En: "that proves nothing and changes nothing: ask again later, or prove the domain by DNS",
		Fr: "cela ne prouve rien et ne change rien : redemandez plus tard, ou prouvez le domaine par DNS",
	},
	"proof.advice.publish": {
		En: "publish it with the value {value}; what has just been published can take a while until it is seen",
		Fr: "publiez-le avec la valeur {value} ; ce qui vient d'être publié peut mettre un moment à être visible",
	},
	"proof.advice.line": {
		En: "publish it with the line {value}",
		Fr: "publiez-le avec la ligne {value}",
	},
	"proof.advice.exactly": {
		En: "what is published has to be exactly {value}",
		Fr: "ce qui est publié doit être exactement {value}",
	},
	"proof.standing.now": {
		En: ". The domain was {before} and is {now} now: new people wait, nobody who is in is thrown out",
		Fr: ". Le domaine est passé de l'état {before} à l'état {now} : les nouvelles personnes attendent, personne " +
			"n'est exclu",
	},
	"proof.standing.still": {
		En: ". The domain is still verified; failed checks within 72 hours: {failures}, and with {limit} it is stale",
		Fr: ". Le domaine reste vérifié ; contrôles échoués en 72 heures : {failures}, et à {limit} il est périmé",
	},
}

// What is to be done about a domain.
var nextWords = map[string]words{
	"domain.next.claimed": {
		En: "publish the TXT record {record}, then {run:domain.verify}; the claim lapses at {expires}",
		Fr: "publiez l'enregistrement TXT {record}, puis {run:domain.verify} ; la revendication expire le {expires}",
	},
	"domain.next.approvedClaimed": {
		En: "people come in; to link them by their addresses, publish the TXT record {record}, then " +
			"{run:domain.verify} before {expires}",
		Fr: "les personnes sont admises ; pour les relier par leurs adresses, publiez l'enregistrement TXT " +
			"{record}, puis {run:domain.verify} avant le {expires}",
	},
	"domain.next.approved": {
		En: "people come in; to link them by their addresses, {run:domain.claim}",
		Fr: "les personnes sont admises ; pour les relier par leurs adresses, {run:domain.claim}",
	},
	"domain.next.failing": {
		En: "its proof is not found: publish it again, then {run:domain.verify}; after {more} more " +
			"{more?failure|failures} it is stale",
		Fr: "sa preuve est introuvable : publiez-la à nouveau, puis {run:domain.verify} ; après {more} " +
			"{more?échec|échecs} de plus, il est périmé",
	},
	"domain.next.verified": {
		En: "keep the proof published: it is looked for again at {due}",
		Fr: "laissez la preuve publiée : elle sera de nouveau cherchée le {due}",
	},
	"domain.next.stale": {
		En: "new people wait: publish the proof again, then {run:domain.verify} before {until}",
		Fr: "les nouvelles personnes attendent : publiez la preuve à nouveau, puis {run:domain.verify} avant le " +
			"{until}",
	},
	"domain.next.contestedApproved": {
		En: "people come in by your word; nobody is linked by the address, since another account has proved the domain",
		Fr: "les personnes sont admises sur votre parole ; personne n'est relié par l'adresse, car un autre " +
			"compte a prouvé le domaine",
	},
	"domain.next.contested": {
		En: "another account has proved it: find out which, or {run:domain.approve}",
		Fr: "un autre compte l'a prouvé : cherchez lequel, ou {run:domain.approve}",
	},
	"domain.next.revoked": {
		En: "new people wait: {run:domain.claim}, or {run:domain.approve}",
		Fr: "les nouvelles personnes attendent : {run:domain.claim}, ou {run:domain.approve}",
	},
	"domain.next.address": {
		En: "nothing: whoever has the address may come in",
		Fr: "rien : la personne qui a cette adresse peut entrer",
	},
	"domain.noClaim": {
		En: "{shown} is {state}, and no claim waits for its proof: begin with {run:domain.claim}",
		Fr: "{shown} est dans l'état {state}, et aucune revendication n'attend sa preuve : commencez par {run:domain.claim}",
	},
	"domain.none": {
		En: "the account has nothing to do with {domain}: see {run:domain.list}, or begin with {run:domain.claim} " +
			"or {run:domain.approve}",
		Fr: "le compte ne connaît pas {domain} : voyez {run:domain.list}, ou commencez par " +
			"{run:domain.claim} ou {run:domain.approve}",
	},
	"domain.halfApproved": {
		En: "{domain} is approved, but not all who wait for it could be let in ({letIn} were): repeat the " +
			"command: {cause}",
		Fr: "{domain} est approuvé, mais tous ceux qui l'attendent n'ont pas pu être admis ({letIn} l'ont été) : " +
			"répétez la commande : {cause}",
	},
	"domain.halfVerified": {
		En: "{domain} is verified, but not all who wait for it could be let in ({letIn} were): repeat the " +
			"command: {cause}",
		Fr: "{domain} est vérifié, mais tous ceux qui l'attendent n'ont pas pu être admis ({letIn} l'ont été) : " +
			"répétez la commande : {cause}",
	},
	"domain.halfAddress": {
		En: "{address} is approved, but who waits with it could not be let in: repeat the command: {cause}",
		Fr: "{address} est approuvée, mais qui attend avec elle n'a pas pu être admis : répétez la commande : {cause}",
	},
	"address.none": {
		En: "{address:q} is no e-mail address: write one like ann@example.com",
		Fr: "{address:q} n'est pas une adresse de courriel : écrivez-la comme ann@example.com",
	},
	"address.notApproved": {
		En: "the address {address} is not approved: see {run:domain.list}",
		Fr: "l'adresse {address} n'est pas approuvée : voyez {run:domain.list}",
	},
}

var domainActions = map[string]action{
	"domain.verify": {
		"usher domain verify {domain} {account}",
		words{"look for the proof of {domain}", "de chercher la preuve de {domain}"},
	},
	"domain.claim": {
		"usher domain claim {domain} {account}",
		words{"claim {domain}", "de revendiquer {domain}"},
	},
	"domain.list": {
		"usher domain list {account}",
		words{"look at the domains", "de regarder les domaines"},
	},
}
