package message

// What is wrong with a Bulk request.
var bulkEnglish = map[string]string{
	"bulk.many":             "the request has more than {most} operations, the limit (maxOperations); split it",
	"bulk.failOnErrors":     "failOnErrors must be an integer of 1 or more; leave it out to go on whatever fails",
	"bulk.operations.kind":  "Operations is {kind}; it must be an array",
	"bulk.operations.empty": "Operations is empty; it must hold at least one operation",
	"bulk.operation":        "Operations[{n}] is {kind}; it must be an object",

	"bulk.id.kind":    "Operations[{n}].bulkId is {kind}; it must be a string",
	"bulk.id.missing": "Operations[{n}].bulkId is missing; every POST must have one of its own",
	"bulk.id.twice": "Operations[{n}].bulkId is {id:q}, as that of Operations[{first}]; every POST must have one of its " +
		"own",
	"bulk.reference": "bulkId:{id}: no POST of this request has the bulkId {id:q}",

	"bulk.method":  "Operations[{n}].method is {method:q}; it must be POST, PUT, PATCH or DELETE",
	"bulk.version": "Operations[{n}].version is {kind}; it must be a string",
	"bulk.data":    "Operations[{n}].data is missing; {method} needs it",

	"bulk.path.kind": "Operations[{n}].path is {kind}; it must be a path such as {collection} or {resource}",
	"bulk.path.form": "Operations[{n}].path is {path:q}; it must be a path such as {collection} or {resource}",
	"bulk.path.other": "Operations[{n}].path is {path:q}, which can't be part of a Bulk request; only resources " +
		"can",
	"bulk.path.endpoint":   "Operations[{n}].path: there is no endpoint {endpoint:q}",
	"bulk.path.resource":   "Operations[{n}].path is {path:q}; for {method} it must be a resource, such as {example}",
	"bulk.path.collection": "Operations[{n}].path is {path:q}; for {method} it must be an endpoint, such as {example}",
}
