package text

// discoveryRulesFrench are the rules of discovery, of the schemas and of what they promise:
// the title of each, and what a right answer looks like.
var discoveryRulesFrench = map[string]checkRule{
	"discovery.config": {
		"La configuration est un seul document",
		"GET /ServiceProviderConfig donne 200 et un objet qui nomme le schéma ServiceProviderConfig, non " +
			"une liste",
	},
	"discovery.config.features": {
		"La configuration se prononce sur chaque fonction",
		"patch, bulk, filter, changePassword, sort et etag, chacun avec supported à true ou à false",
	},
	"discovery.config.limits": {
		"La configuration donne les limites en nombres entiers",
		"des entiers dans bulk.maxOperations, bulk.maxPayloadSize et filter.maxResults",
	},
	"discovery.config.authentication": {
		"La configuration nomme les modes d'authentification",
		"authenticationSchemes a au moins un élément, et chacun a type, name et description",
	},
	"discovery.config.authentication.type": {
		"Les modes d'authentification sont connus",
		"type est oauth, oauth2, oauthbearertoken, httpbasic ou httpdigest",
	},
	"discovery.config.public": {
		"La configuration se lit sans jeton",
		"200 pour GET /ServiceProviderConfig sans authentification",
	},
	"discovery.config.pagination": {
		"Ce qui est dit des curseurs est complet",
		"un membre pagination avec cursor et index à true ou à false",
	},
	"discovery.config.patch": {"PATCH est pris en charge", "patch.supported vaut true"},
	"discovery.config.events": {
		"Ce qui est dit des requêtes asynchrones emploie les mots de la RFC",
		"securityEvents.asyncRequest est none, long ou request",
	},
	"discovery.truth.patch": {
		"Un PATCH qui n'est pas annoncé n'existe pas",
		"PATCH répond 501 ou un autre refus quand patch.supported vaut false",
	},
	"discovery.truth.filter": {
		"Des filtres qui ne sont pas annoncés sont refusés",
		"un filtre est refusé quand filter.supported vaut false, jamais ignoré",
	},
	"discovery.truth.bulk": {
		"Un Bulk qui n'est pas annoncé n'existe pas",
		"POST /Bulk répond 501, 404 ou un autre refus quand bulk.supported vaut false",
	},
	"discovery.truth.results": {
		"Une liste n'est pas plus longue que ne le dit la configuration",
		"pas plus de ressources dans une réponse que filter.maxResults, qui ne vaut pas 0",
	},
	"discovery.filter": {"La découverte refuse les filtres", "403 pour un filtre à /Schemas et à /ResourceTypes"},
	"discovery.meta": {
		"Les documents de découverte disent ce qu'ils sont, et où",
		"l'URN dans schemas, s'il y en a ; dans meta, s'il y en a un : resourceType " +
			"ServiceProviderConfig, ResourceType ou Schema, et un location qui mène au document",
	},
	"discovery.nulls": {
		"La configuration et les types de ressources ne contiennent pas de null",
		"les membres sans valeur sont omis",
	},
	"discovery.parameters": {
		"La découverte ignore les autres paramètres de requête",
		"GET /ResourceTypes avec sortBy et attributes donne 200 et des éléments complets",
	},
	"discovery.readonly": {
		"Les documents de découverte ne s'écrivent pas",
		"POST et DELETE sont refusés aux chemins de découverte",
	},
	"discovery.types": {
		"Les types de ressources sont listés",
		"GET /ResourceTypes donne une liste dont les éléments ont name, endpoint et schema, et parmi eux User",
	},
	"discovery.types.one": {
		"Un type de ressource se lit par son nom",
		"GET /ResourceTypes/User donne 200 et le schéma User de base",
	},
	"discovery.types.same": {
		"Un type de ressource est le même seul et dans la liste",
		"GET /ResourceTypes/ID donne ce que la liste donne, pour chaque id",
	},
	"discovery.types.extensions": {
		"Un type de ressource nomme les extensions de ses ressources",
		"chaque URN du schemas d'une personne est le schema du type de ressource User ou dans ses " +
			"schemaExtensions",
	},
	"discovery.types.schemas": {
		"Chaque schéma que nomme un type de ressource est publié",
		"schema et chaque schemaExtensions.schema est l'id d'un élément de /Schemas",
	},
	"discovery.types.endpoints": {
		"Chaque chemin d'un type de ressource répond",
		"GET au chemin de chaque type de ressource donne des ressources de ce type, jamais 404",
	},
	"discovery.types.unknown": {"Un type de ressource inconnu est introuvable", "404"},
	"schemas.list": {
		"Les schémas sont listés",
		"GET /Schemas donne une liste dont les éléments ont id et name, et parmi eux le schéma User de base",
	},
	"schemas.one": {
		"Un schéma se lit par son URN",
		"GET /Schemas/urn:ietf:params:scim:schemas:core:2.0:User donne 200 et ce schéma",
	},
	"schemas.same": {
		"Un schéma est le même seul et dans la liste",
		"GET /Schemas/ID donne ce que la liste donne, pour chaque id",
	},
	"schemas.unknown": {"Un schéma inconnu est introuvable", "404"},
	"schemas.attributes": {
		"Les définitions d'attributs sont complètes et emploient les mots de la RFC",
		"chaque attribut a un nom bien formé, un type connu, multiValued, et seulement des mots connus " +
			"dans mutability, returned et uniqueness",
	},
	"schemas.complex": {
		"Aucun attribut complexe n'en contient un autre",
		"aucun sous-attribut n'est de type complex",
	},
	"schemas.messages": {
		"Les schémas de messages ne sont pas publiés",
		"aucun id qui commence par « urn:ietf:params:scim:api: »",
	},
	"schemas.nulls": {"Les schémas ne contiennent pas de null", "les membres sans valeur sont omis"},
	"truth.core": {
		"Le schéma User de base dit ce que dit la RFC",
		"userName obligatoire, sans caseExact et unique ; password writeOnly et returned never ; groups " +
			"readOnly",
	},
	"truth.known": {
		"Les réponses n'ont que des attributs d'un schéma",
		"chaque membre d'une personne et d'un groupe est publié dans l'un de ses schémas",
	},
	"truth.types": {
		"Les valeurs sont des types publiés",
		"chaque valeur d'une personne et d'un groupe a le type JSON que disent type et multiValued",
	},
	"truth.required": {
		"Ce qui est publié comme obligatoire l'est",
		"400 pour une personne, ou un groupe, sans l'un des attributs publiés comme obligatoires",
	},
	"truth.minimal": {
		"Rien n'est exigé qui ne soit publié comme obligatoire",
		"201 pour une personne avec seulement ce qui est publié comme obligatoire",
	},
	"truth.minimal.group": {
		"Rien d'autre n'est exigé d'un groupe non plus",
		"201 pour un groupe avec seulement ce qui est publié comme obligatoire",
	},
	"truth.case": {
		"caseExact dit comment les valeurs sont comparées",
		"pour chaque texte, un filtre dans une autre casse trouve la personne si, et seulement si, " +
			"caseExact vaut false",
	},
	"truth.returned": {
		"returned dit ce qui revient",
		"always dans chaque réponse, never dans aucune, request seulement sur demande, default quand " +
			"rien d'autre n'est demandé",
	},
	"truth.readonly": {
		"Ce qui est publié comme readOnly ne s'écrit pas",
		"201, et aucune valeur du client dans un attribut publié comme readOnly",
	},
	"truth.immutable": {
		"Ce qui est publié comme immutable ne change pas",
		"400, ou l'ancienne valeur, après un PUT avec une autre",
	},
	"truth.unique": {
		"Ce qui est publié comme unique l'est",
		"409 ou 400 pour une deuxième personne avec la même valeur",
	},
	"truth.kept": {"Ce qui est publié comme readWrite est gardé", "chaque valeur acceptée revient"},
}
