package text

// listRulesFrench are the rules of lists: paging, projection, sorting and search:
// the title of each, and what a right answer looks like.
var listRulesFrench = map[string]checkRule{
	"paging.envelope": {
		"Une liste a son enveloppe",
		"le schéma ListResponse, un totalResults entier, et Resources s'il y en a",
	},
	"paging.partial": {
		"Une page dit où elle commence et combien elle est longue",
		"des entiers dans startIndex et itemsPerPage, ce dernier étant le nombre de ressources de la page",
	},
	"paging.count": {"Une page n'est jamais plus longue que count",
		"une ressource pour count=1, deux pour count=2"},
	"paging.count.zero":     {"count=0 demande le nombre seul", "totalResults et aucune ressource"},
	"paging.count.negative": {"Un count négatif vaut 0", "totalResults et aucune ressource"},
	"paging.start.zero": {
		"Un startIndex inférieur à 1 vaut 1",
		"200 avec la première page pour startIndex=0 et startIndex=-5",
	},
	"paging.end":    {"Une page après la fin est vide", "200 sans ressource et avec le vrai totalResults"},
	"paging.total":  {"totalResults ne dépend pas de la page", "le même nombre à chaque page"},
	"paging.walk":   {"Les pages ensemble sont le tout", "chaque personne une fois"},
	"paging.stable": {"La même page demandée deux fois est la même", "les mêmes ressources dans le même ordre"},
	"paging.huge":   {"Un très grand count est plafonné, et n'est pas une panne", "200, ou 400 avec une raison"},
	"paging.garbage": {
		"Un count qui n'est pas un nombre n'est pas une panne",
		"400, ou 200 comme s'il n'y était pas",
	},
	"cursor.walk": {
		"Les pages par curseur ensemble sont le tout",
		"chaque personne une fois, nextCursor sur chaque page sauf la dernière",
	},
	"cursor.urlsafe": {"Un curseur peut figurer tel quel dans une URL", "un texte de caractères non réservés"},
	"cursor.total": {
		"totalResults figure aussi dans la pagination par curseur",
		"le nombre de tout ce qui correspond",
	},
	"cursor.bad":            {"Un curseur que le serveur n'a pas donné est refusé", "400 avec scimType invalidCursor"},
	"cursor.count.zero":     {"count=0 demande le nombre seul", "aucune ressource"},
	"cursor.count.negative": {"Un count négatif vaut 0", "aucune ressource"},
	"cursor.index": {
		"Sans curseur, l'index fonctionne toujours",
		"startIndex et count comme toujours quand pagination.index vaut true",
	},
	"projection.attributes": {
		"attributes limite une lecture à ce qui est demandé",
		"id et title sans displayName ni emails",
	},
	"projection.same": {
		"Ce qui est demandé est ce que montre une lecture",
		"les mêmes valeurs pour attributes=... que dans une lecture sans lui",
	},
	"projection.minimum": {
		"Ce qui en fait une ressource est là quoi qu'on demande",
		"id et schemas à côté de l'attribut",
	},
	"projection.case": {
		"Les noms dans attributes sont compris dans toute casse",
		"la même chose qu'avec l'orthographe du schéma",
	},
	"projection.urn": {"Les noms dans attributes peuvent porter l'URN du schéma", "title sans displayName"},
	"projection.sub": {"Un sous-attribut peut être demandé seul", "name.familyName sans name.givenName"},
	"projection.sub.list": {"Un sous-attribut d'une liste peut être demandé seul",
		"emails avec value et sans type"},
	"projection.several":         {"Plusieurs attributs peuvent être demandés", "title et emails sans displayName"},
	"projection.unknown":         {"Demander un attribut inconnu n'est pas une panne", "200 avec id, ou 400"},
	"projection.excluded":        {"excludedAttributes omet ce qui est nommé", "la personne sans title, avec displayName"},
	"projection.excluded.sub":    {"Un sous-attribut peut être omis", "name avec givenName et sans familyName"},
	"projection.excluded.always": {"Ce qui est toujours renvoyé ne peut être omis", "id, quoi qu'on exclue"},
	"projection.extension":       {"Les attributs d'une extension se demandent par URN", "department sans title"},
	"projection.list":            {"attributes s'applique aux listes", "des personnes avec title et sans displayName"},
	"projection.list.excluded": {
		"excludedAttributes s'applique aux listes",
		"des personnes avec userName et sans displayName",
	},
	"projection.post": {"attributes s'applique à une création", "201 avec title et sans displayName"},
	"projection.put":  {"attributes s'applique à un remplacement", "200 avec title et sans displayName"},
	"projection.both": {
		"attributes et excludedAttributes ensemble reçoivent une réponse",
		"200 ou 400, pas de panne",
	},
	"sort.default": {
		"Le tri est croissant et ignore la casse si l'attribut l'ignore",
		"dans l'ordre alpha, Bravo, charlie",
	},
	"sort.ascending":  {"L'ordre croissant peut être demandé", "dans l'ordre alpha, Bravo, charlie"},
	"sort.descending": {"L'ordre décroissant peut être demandé", "dans l'ordre charlie, Bravo, alpha"},
	"sort.attribute": {
		"L'ordre est celui de l'attribut demandé",
		"par userType : Contractor, Employee, puis la personne qui n'en a pas",
	},
	"sort.sub": {"On peut trier par un sous-attribut", "par nom de famille : Archer, Baker, Carter"},
	"sort.list": {
		"Une liste se trie par sa valeur primary ou par la première",
		"par adresse primary : charlie, bravo, alpha en ordre décroissant",
	},
	"sort.missing": {
		"Qui n'a pas de valeur vient en dernier dans l'ordre croissant",
		"Analyst, Builder, puis la personne sans title",
	},
	"sort.missing.descending": {
		"Qui n'a pas de valeur vient en premier dans l'ordre décroissant",
		"la personne sans title, Builder, Analyst",
	},
	"sort.time":  {"On peut trier par des heures", "la dernière créée en premier"},
	"sort.paged": {"Les pages suivent l'ordre", "charlie sur la première page d'une personne en ordre décroissant"},
	"search.users": {
		"Une recherche par POST répond comme GET",
		"200 et exactement la réponse que donne GET avec le même filtre",
	},
	"search.attributes": {
		"Une recherche peut demander des attributs",
		"des personnes avec userName et sans displayName",
	},
	"search.excluded": {
		"Une recherche peut omettre des attributs",
		"des personnes avec userName et sans displayName",
	},
	"search.paging": {"Une recherche se fait par pages", "une personne à partir de la deuxième, totalResults 3"},
	"search.sort":   {"Une recherche est triée", "charlie, Bravo, alpha pour userName en ordre décroissant"},
	"search.filter": {"Une recherche avec un filtre invalide est refusée", "400 avec scimType invalidFilter"},
	"search.root": {
		"Une recherche à la racine trouve des ressources de tout type",
		"exactement la personne ; ou un refus par 403, 404, 405 ou 501",
	},
}
