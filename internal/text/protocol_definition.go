package text

// What is wrong with the definition of a schema or of a resource type.
var definitionFrench = map[string]string{
	"definition.at.schema":    "schéma {schema}",
	"definition.at.attribute": "schéma {schema} : attribut {attribute}",
	"definition.at.type":      "type de ressource {type}",

	"definition.lines":   "{first}\n{rest}",
	"definition.more":    "et {n} autre{n?|s}",
	"definition.problem": "{at} {problem}",
	"definition.many": "{schemas} schémas et {types} types de ressource sont trop ; {mostSchemas} et {mostTypes} au " +
		"plus",
	"definition.description": "{at} : description dépasse {most} octets ou contient U+0000 ; raccourcissez-la",

	"definition.schema.nil":   "il manque un schéma (nil)",
	"definition.schema.twice": "{at} : deux schémas ont cet identifiant ; donnez à chacun son URN",
	"definition.schema.id":    "{at} : id {problem}",
	"definition.schema.name":  "{at} : name doit avoir 1 à {most} caractères, sans caractères de contrôle",
	"definition.schema.empty": "{at} : attributes est vide ; définissez-en au moins un",
	"definition.schema.many":  "{at} : {n} attributs sont trop ; {most} au plus à un niveau",

	"definition.urn.long": "dépasse {most} octets ; raccourcissez-le",
	"definition.urn.form": "n'est pas un URN ; écrivez par exemple " +
		"urn:example:params:scim:schemas:extension:badge:1.0:User",
	"definition.urn.protocol": "appartient aux messages du protocole ; choisissez un URN à vous",
	"definition.urn.rfc": "est celui d'un schéma de la RFC 7643, qui ne peut être redéfini ; définissez une extension " +
		"sous un URN à vous",
	"definition.urn.character": "contient {character} ; employez lettres, chiffres et {signs}",

	"definition.name.missing":   "n'a pas de nom ; donnez-lui-en un qui commence par une lettre",
	"definition.name.long":      "a un nom de plus de {most} octets ; raccourcissez-le",
	"definition.name.reserved":  "a le nom que la RFC 7644 réserve à Bulk ; choisissez-en un autre",
	"definition.name.letter":    "a un nom qui ne commence pas par une lettre ; commencez-le par une lettre",
	"definition.name.character": "a un nom qui contient {character} ; employez lettres, chiffres, - et _",

	"definition.type.nil":        "il manque un type de ressource (nil)",
	"definition.type.twice":      "{at} : deux types de ressource ont ce nom ; donnez à chacun le sien",
	"definition.type.id":         "{at} : id {id} diffère de son nom ; rendez-les égaux ou omettez id",
	"definition.type.extensions": "{at} : {n} extensions sont trop ; {most} au plus",
	"definition.type.apart": "{at} : {schema} est un schéma et se lit aussi comme l'attribut {name} de {outer} ; " +
		"renommez l'un des deux",
	"definition.endpoint.form": "{at} : endpoint {endpoint} n'est pas une barre et un mot ; écrivez par exemple " +
		"/Gadgets",
	"definition.endpoint.reserved": "{at} : endpoint {endpoint} appartient au protocole ; choisissez-en un autre",
	"definition.endpoint.taken": "{at} : endpoint {endpoint} est celui du type de ressource {other} ; donnez à chacun " +
		"le sien",

	"definition.member.schema":    "schéma",
	"definition.member.extension": "extension de schéma",
	"definition.link.unknown":     "{at} : {member} {urn} n'est l'id d'aucun schéma ; définissez d'abord ce schéma",
	"definition.link.discovery": "{at} : {member} {urn} décrit le fournisseur de service lui-même ; nommez un schéma de " +
		"ressources",
	"definition.link.base": "{at} : {urn} est son schéma de base et ne peut être aussi son extension ; retirez-le de " +
		"schemaExtensions",
	"definition.link.twice": "{at} : l'extension de schéma {urn} s'y trouve deux fois ; nommez-la une fois",
	"definition.link.type": "extensions du type de ressource {type} : il n'y en a pas de ce nom ; définissez-le, ou " +
		"nommez l'un de {names}",

	"definition.attribute.nil": "{at} : l'attribut {n} de la liste manque (nil)",
	"definition.attribute.twice": "{at} est défini deux fois, la première comme {first} ; les noms diffèrent par " +
		"plus que la casse (R-003) : renommez ou retirez l'un des deux",
	"definition.attribute.common": "{at} a le nom de l'attribut commun {name}, que toute ressource a déjà ; renommez-le",
	"definition.attribute.values": "{at} : canonicalValues et referenceTypes contiennent au plus {most} valeurs",
	"definition.attribute.value": "{at} : {value} n'a pas sa place dans canonicalValues ou referenceTypes ; employez " +
		"1 à {most} octets sans caractères de contrôle",
	"definition.word.near": "{at} : {what} {word} est inconnu ; vouliez-vous dire {near} ?",
	"definition.word.list": "{at} : {what} {word} est inconnu ; employez l'un de {words}",

	"definition.complex.inside": "{at} est complexe à l'intérieur de {parent}, complexe aussi ; faites-en un attribut " +
		"simple, ou de premier niveau (R-016)",
	"definition.complex.empty": "{at} est complexe sans subAttributes ; définissez-les, ou choisissez un autre type",
	"definition.complex.simple": "{at} a des subAttributes mais le type {type} ; donnez-lui le type complex, ou " +
		"retirez-les",
	"definition.complex.unique": "{at} : un attribut complexe ne peut être unique ; mettez uniqueness à l'un de ses " +
		"sous-attributs",

	"definition.sense.writeOnly": "{at} : mutability writeOnly demande returned never, et non {returned} (R-076)",
	"definition.sense.required": "{at} est obligatoire et readOnly : aucun client ne pourrait le fournir ; rendez-le " +
		"facultatif, ou readWrite",
	"definition.sense.unseen": "{at} est readOnly et returned never : personne ne pourrait l'écrire ni le voir ; " +
		"changez l'un des deux",
	"definition.sense.ref": "{at} : $ref est toujours de type reference, et non {type}",
	"definition.sense.reference": "{at} a des referenceTypes mais le type {type} ; donnez-lui le type reference, ou " +
		"retirez-les",
	"definition.sense.canonical": "{at} a des canonicalValues mais le type {type} ; seules les chaînes et les " +
		"références en ont",
	"definition.sense.boolean": "{at} : un booléen ne peut être unique ; mettez uniqueness à none",

	"definition.parent.required": "{at} est obligatoire mais {parent} est readOnly ; rendez-le facultatif",
	"definition.parent.readOnly": "{at} est {mutability} mais {parent} est readOnly ; rendez les deux readOnly, ou " +
		"{parent} readWrite",
	"definition.parent.writeOnly": "{at} est returned {returned} mais {parent} est writeOnly ; mettez returned à never",
}
