package message

// What is wrong with a request as a whole, and what became of it.
var requestEnglish = map[string]string{
	"request.part.body":       "the body",
	"request.part.bulk":       "the Bulk request (maxPayloadSize)",
	"request.part.references": "the part of the request that names resources by bulkId, up to this operation,",
	"request.large":           "{what} is larger than {limit} bytes, the limit; send less in one request",
	"request.cut":             "{what} ended before it was complete; send it again",
	"request.memory.own": "large requests and answers of this connection take all the memory that it may have; read " +
		"the answers, send fewer at a time, and this one again in a moment",
	"request.memory.all": "large requests and answers take all the memory that the server has for them; send this one " +
		"again in a moment",

	"request.path":     "there is nothing at {path:q}; the endpoints are {endpoints}",
	"request.method":   "{method} is not possible on {pattern}; use one of {methods}",
	"request.readOnly": "{method} is not possible on {endpoint}, where resources can only be read",
	"request.me": "/Me stands for the person who is signed in, but this connection belongs to a program; use /Users " +
		"with a filter on userName",
	"request.accept": "answers are application/scim+json; send Accept: application/scim+json, application/json or " +
		"*/*, or no Accept",
	"request.encoding": "Content-Encoding {given:q} is not understood; send the body as it is",
	"request.type":     "Content-Type {given:q} is not understood; send application/scim+json or application/json",
	"request.charset":  "charset {given:q} is not understood; send UTF-8",

	"request.notFound": "{type} {id:q} does not exist in this connection",
	"request.changed": "the resource was changed in the meantime: its version is {version}; get it again and repeat " +
		"the change",
	"request.token": "this server does not know the token: send the one that it was set up with, as " +
		"'Authorization: Bearer TOKEN'",
	"request.taken":         "{path}: another {type} has this value; it must be unique",
	"request.unable.patch":  "this server takes no PATCH; send the whole resource with PUT",
	"request.unable.bulk":   "this server takes no Bulk request; send each operation by itself",
	"request.unable.filter": "this server has no filters; leave filter out and choose from the whole list",
	"request.unable.sort":   "this server does not sort; leave sortBy out and sort what comes",
	"request.unable.cursor": "this server does not page by cursor; use startIndex and count",
	"request.dependency": "the operation names a resource that another operation of this request should have created, " +
		"and that one failed; send it again once the resource exists",
	"request.photo": "left out: a photo given as data ({n} bytes), with which the request is larger than {limit} " +
		"bytes, the limit; send its address",

	"request.slow":     "the server took too long; nothing was decided, send the request again later",
	"request.gone":     "the client closed the connection",
	"request.failed":   "the server failed; the request was not at fault and may be sent again",
	"request.withheld": "what was wrong was told to the client, but that may show a secret",

	"request.message.kind":    "the body is {kind}; it must be an object with schemas [{urn:q}]",
	"request.message.missing": "schemas is missing; it must be [{urn:q}]",
	"request.message.other":   "schemas does not name this message; it must be [{urn:q}]",

	"discovery.schema": "schema {id:q} is not known here; GET /Schemas lists those that are",
	"discovery.type":   "resource type {id:q} is not known here; GET /ResourceTypes lists those that are",
	"discovery.filter": "filter is not possible on discovery endpoints; leave it out and choose from the whole list",
	"discovery.bearer": "Send the token of the connection in the Authorization header: Bearer, a blank, the token.",
}
