package text

// What is said of schemas and resource types that an account adds.
var defineWords = map[string]words{
	"define.unread": {
		En: "the document can't be read: {cause}",
		Fr: "le document ne peut pas être lu : {cause}",
	},
	"define.unfit": {
		En: "the document does not fit what the account has: {cause}",
		Fr: "le document ne convient pas à ce que le compte possède : {cause}",
	},
	"define.twice": {
		En: "the account defines {name} already: a definition can't be changed, since records rely on it",
		Fr: "le compte définit déjà {name} : une définition ne peut pas être modifiée, car des fiches en dépendent",
	},
	"define.tooLong": {
		En: "the document is too long: a definition has at most {limit} bytes",
		Fr: "le document est trop long : une définition compte au plus {limit} octets",
	},
	"define.builtIn": {
		En: "resource type {type} is built in, so its schema stays {schema} and its endpoint {endpoint}: give " +
			"these, and the extensions to add, or choose another name",
		Fr: "le type de ressource {type} est intégré, son schéma reste donc {schema} et son chemin {endpoint} : " +
			"donnez-les, avec les extensions à ajouter, ou choisissez un autre nom",
	},
	"define.noExtension": {
		En: "resource type {type} is built in and the document adds no extension to it: list one in " +
			"schemaExtensions, or choose another name",
		Fr: "le type de ressource {type} est intégré et le document ne lui ajoute aucune extension : indiquez-en " +
			"une dans schemaExtensions, ou choisissez un autre nom",
	},
}
