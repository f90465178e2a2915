package text

// lifeRulesFrench are the rules of the life cycle of users and of groups:
// the title of each, and what a right answer looks like.
var lifeRulesFrench = map[string]checkRule{
	"user.create": {
		"Une personne peut être créée",
		"201 et la personne avec schemas, un id qui est un texte, meta.resourceType User et les valeurs " +
			"envoyées",
	},
	"user.create.location": {
		"La réponse à une création dit où est la personne",
		"un en-tête Location et un meta.location qui mènent tous deux à la nouvelle personne",
	},
	"user.create.meta": {
		"Les heures de création et de modification sont fixées par le serveur",
		"meta.created et meta.lastModified sont des dateTime de maintenant, quoi que le client ait envoyé",
	},
	"user.create.times":      {"Une nouvelle personne n'a pas été modifiée", "meta.lastModified égal à meta.created"},
	"user.create.id":         {"Un id envoyé par le client n'est pas employé", "un id choisi par le serveur"},
	"user.create.externalid": {"Aucun externalId n'est inventé", "pas d'externalId pour une personne créée sans"},
	"user.create.schemas": {
		"schemas dit de quoi la personne se compose",
		"le schéma User de base une fois, et une extension seulement quand la personne en a des attributs",
	},
	"user.create.extension": {
		"Les attributs d'une extension sont gardés sous son URN",
		"les attributs enterprise sous l'URN de l'extension, qui figure aussi dans schemas",
	},
	"user.create.readonly": {
		"Les attributs en lecture seule d'une création sont ignorés",
		"201, et les groupes envoyés par le client n'y figurent pas",
	},
	"user.create.case": {
		"Les noms d'attributs se comparent sans égard à la casse",
		"201, USERNAME et DisplayName étant compris comme userName et displayName",
	},
	"user.create.null": {
		"null et les listes vides signifient qu'il n'y a pas de valeur",
		"201, et aucun des deux attributs n'a de valeur",
	},
	"user.create.order": {
		"L'ordre des membres et de schemas ne signifie rien",
		"201 pour un corps où schemas vient en dernier, l'URN de l'extension avant celui de base",
	},
	"user.create.externalid.case": {
		"externalId revient tel qu'il a été envoyé",
		"le même externalId, dans la même casse",
	},
	"user.create.text": {
		"Les noms de langues, de fuseaux horaires et les numéros de téléphone ne sont pas refusés",
		"201, et les valeurs telles qu'envoyées",
	},
	"user.create.unicode": {
		"Un texte dans n'importe quelle langue revient tel qu'il a été envoyé",
		"les mêmes caractères",
	},
	"user.create.password": {
		"Un mot de passe ne revient jamais",
		"aucun mot de passe dans la réponse à une création, un remplacement ou un PATCH, dans une liste, " +
			"dans une lecture, ni dans une lecture qui le demande",
	},
	"user.create.required": {"Une personne sans userName est refusée", "400"},
	"user.create.duplicate": {
		"Une deuxième personne avec le même userName est refusée",
		"409 avec scimType uniqueness",
	},
	"user.create.duplicate.case": {"userName est unique sans égard à la casse", "409 quand seule la casse diffère"},
	"user.create.duplicate.unicode": {
		"Deux façons d'écrire un caractère sont un seul userName",
		"409 quand seule la forme Unicode diffère",
	},
	"user.read":         {"Une personne se lit par son id", "200 et la même personne qu'à la création"},
	"user.read.unknown": {"Un id inconnu est introuvable", "404"},
	"user.replace": {"PUT remplace ce qu'il nomme",
		"200 et la personne avec les nouvelles valeurs sous le même id"},
	"user.replace.list":   {"PUT remplace les valeurs d'une liste", "exactement la nouvelle adresse de courriel"},
	"user.replace.active": {"PUT peut désactiver", "active à false dans une lecture qui suit"},
	"user.replace.duplicate": {
		"PUT ne peut prendre le userName d'une autre personne",
		"409, et la personne inchangée",
	},
	"user.replace.times": {
		"Une modification avance lastModified et laisse created",
		"meta.created comme avant, meta.lastModified plus tard qu'avant",
	},
	"user.replace.readonly": {
		"PUT ignore les valeurs en lecture seule",
		"200 avec l'ancien id et l'ancienne heure de création",
	},
	"user.replace.required": {"Un PUT sans userName est refusé", "400 et la personne inchangée"},
	"user.replace.unknown":  {"PUT ne crée jamais", "404, et pas de telle personne ensuite"},
	"user.delete":           {"Une personne peut être supprimée", "204"},
	"user.delete.gone":      {"Une personne supprimée est introuvable par toute méthode", "404 pour GET, PUT et DELETE"},
	"user.delete.list":      {"Une personne supprimée n'est dans aucune liste", "une liste sans la personne supprimée"},
	"user.delete.recreate":  {"Le userName d'une personne supprimée est de nouveau libre", "201 avec un autre id"},
	"user.me": {
		"/Me mène à une personne ou dit qu'il ne le fait pas",
		"une personne, une redirection vers elle, ou 501 ; 403 ou 404 quand le jeton n'appartient à personne",
	},
	"user.create.same": {
		"La réponse à une création est la personne",
		"les mêmes attributs et valeurs que dans une lecture",
	},
	"user.answers.same": {
		"La réponse à une modification est la personne",
		"après PUT, et après PATCH s'il répond 200 : les mêmes attributs et valeurs que dans une lecture",
	},
	"user.list.same": {
		"Une personne d'une liste est la personne",
		"les mêmes attributs et valeurs que dans une lecture",
	},
	"user.meta": {
		"Une personne dit ce qu'elle est, depuis quand, et où",
		"dans chaque réponse : meta.resourceType User, created et lastModified en dateTime, et le " +
			"location de l'en-tête Location",
	},
	"user.nulls": {
		"Les personnes ne contiennent pas de null",
		"les attributs sans valeur sont omis de chaque réponse",
	},
	"group.create": {
		"Un groupe peut être créé avec des membres",
		"201, et le value de chaque membre est l'id de la personne",
	},
	"group.meta": {
		"Un groupe dit ce qu'il est, depuis quand, et où",
		"le schéma Group, meta.resourceType Group, created et lastModified en dateTime, et le location " +
			"de l'en-tête Location",
	},
	"group.nulls":           {"Les groupes ne contiennent pas de null", "les attributs sans valeur sont omis"},
	"group.create.empty":    {"Un groupe peut être sans membres", "201 pour un groupe dont members est une liste vide"},
	"group.create.required": {"Un groupe sans displayName est refusé", "400"},
	"group.replace":         {"PUT remplace les membres", "200, et exactement les nouveaux membres ensuite"},
	"group.ref": {
		"Le $ref d'un membre mène au membre",
		"GET sur le $ref donne la personne, et type, s'il y en a un, est User",
	},
	"group.user": {
		"Une personne montre les groupes dont elle fait partie",
		"groups de la personne a l'id du groupe comme valeur",
	},
	"group.user.ref": {"groups d'une personne mène aux groupes", "GET sur le $ref donne le groupe, s'il y a un $ref"},
	"group.user.removed": {
		"Une personne retirée d'un groupe ne le montre plus",
		"groups de la personne sans le groupe",
	},
	"group.user.readonly": {
		"L'appartenance ne se modifie pas par la personne",
		"une personne remplacée sans groups reste membre",
	},
	"group.integrity": {"Une personne supprimée n'est plus dans aucun groupe", "le groupe sans le membre supprimé"},
	"group.delete": {
		"Un groupe peut être supprimé, et ses membres restent",
		"204, puis 404 pour le groupe et 200 pour la personne",
	},
	"group.nested": {
		"Un groupe dans un groupe est accepté ou refusé proprement",
		"201 avec le groupe comme membre, ou un refus 4xx",
	},
	"group.unknown": {"Un groupe inconnu est introuvable", "404"},
	"group.unknown.kind": {
		"Ce qui est d'un autre type est introuvable",
		"404 pour l'id d'un groupe à /Users et pour l'id d'une personne à /Groups",
	},
	"group.filter.name": {
		"Un groupe se trouve par son nom",
		"exactement le groupe pour displayName eq, et rien pour une partie du nom",
	},
	"group.filter.member": {
		"Les groupes se trouvent par un membre",
		`exactement le groupe pour members[value eq "ID"] et pour members.value eq "ID"`,
	},
	"group.exclude": {"Les membres peuvent être omis", "le groupe sans membres pour excludedAttributes=members"},
	"group.create.same": {
		"La réponse à une création est le groupe",
		"les mêmes attributs et valeurs que dans une lecture",
	},
	"group.answers.same": {
		"La réponse à une modification est le groupe",
		"après PUT, et après PATCH s'il répond 200 : les mêmes attributs et valeurs que dans une lecture",
	},
	"group.list.same": {"Un groupe d'une liste est le groupe",
		"les mêmes attributs et valeurs que dans une lecture"},
	"group.patch.add":       {"PATCH ajoute un membre", "l'ancien et le nouveau membre"},
	"group.patch.add.again": {"Ajouter un membre deux fois n'en garde qu'un", "200 ou 204, et le membre une fois"},
	"group.patch.remove":    {"PATCH retire un membre", "seul le membre que nomme le filtre est parti"},
	"group.patch.replace":   {"PATCH remplace tous les membres", "exactement le nouveau membre"},
}
