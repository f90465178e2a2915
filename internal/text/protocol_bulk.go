package text

// What is wrong with a Bulk request.
var bulkFrench = map[string]string{
	"bulk.many": "la requête a plus de {most} opérations, la limite (maxOperations) ; divisez-la",
	"bulk.failOnErrors": "failOnErrors doit être un nombre entier de 1 ou plus ; omettez-le pour continuer quelles " +
		"que soient les erreurs",
	"bulk.operations.kind":  "Operations est {kind} ; ce doit être un tableau",
	"bulk.operations.empty": "Operations est vide ; il y faut au moins une opération",
	"bulk.operation":        "Operations[{n}] est {kind} ; ce doit être un objet",

	"bulk.id.kind":    "Operations[{n}].bulkId est {kind} ; ce doit être une chaîne",
	"bulk.id.missing": "Operations[{n}].bulkId manque ; tout POST doit avoir le sien",
	"bulk.id.twice": "Operations[{n}].bulkId est {id:q}, comme celui de Operations[{first}] ; tout POST doit avoir " +
		"le sien",
	"bulk.reference": "bulkId:{id} : aucun POST de cette requête n'a le bulkId {id:q}",

	"bulk.method":  "Operations[{n}].method est {method:q} ; ce doit être POST, PUT, PATCH ou DELETE",
	"bulk.version": "Operations[{n}].version est {kind} ; ce doit être une chaîne",
	"bulk.data":    "Operations[{n}].data manque ; il en faut à {method}",

	"bulk.path.kind": "Operations[{n}].path est {kind} ; ce doit être un chemin comme {collection} ou {resource}",
	"bulk.path.form": "Operations[{n}].path est {path:q} ; ce doit être un chemin comme {collection} ou {resource}",
	"bulk.path.other": "Operations[{n}].path est {path:q}, qui ne peut faire partie d'une requête Bulk ; seules des " +
		"ressources le peuvent",
	"bulk.path.endpoint": "Operations[{n}].path : il n'y a pas de point d'accès {endpoint:q}",
	"bulk.path.resource": "Operations[{n}].path est {path:q} ; pour {method}, ce doit être une ressource, comme " +
		"{example}",
	"bulk.path.collection": "Operations[{n}].path est {path:q} ; pour {method}, ce doit être un point d'accès, comme " +
		"{example}",
}
