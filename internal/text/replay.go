package text

// Why an entry of the log can't be asked for again.
var replayWords = map[string]words{
	"replay.no": {
		En: "the entry can't be replayed: {why}",
		Fr: "l'entrée ne peut pas être rejouée : {why}",
	},
	"replay.no.channel": {
		En: "it came by the channel {channel:q}, and only what came by SCIM can be",
		Fr: "elle est venue par le canal {channel:q}, et seul ce qui est venu par SCIM peut l'être",
	},
	"replay.no.read": {
		En: "it is a read, about which no rule decides",
		Fr: "c'est une lecture, dont aucune règle ne décide",
	},
	"replay.no.token": {
		En: "it was refused for its token, before any rule was asked",
		Fr: "elle a été refusée pour son jeton, avant qu'aucune règle soit consultée",
	},
	"replay.no.version": {
		En: "it was refused for its If-Match or If-None-Match, which the log does not keep; without them it is another " +
			"request",
		Fr: "elle a été refusée pour son If-Match ou If-None-Match, que le journal ne garde pas ; sans eux, c'est une " +
			"autre requête",
	},
	"replay.no.type": {
		En: "the account has no resource type {type:q} at {endpoint:q}",
		Fr: "le compte n'a pas de type de ressource {type:q} sous {endpoint:q}",
	},
	"replay.no.record": {
		En: "it names no {type} that could have existed",
		Fr: "elle ne nomme aucune ressource {type} qui aurait pu exister",
	},
	"replay.no.method": {En: "{method:q} changes nothing", Fr: "{method:q} ne modifie rien"},
	"replay.no.body": {
		En: "the log does not have what it asked for, which was too long or could not be read",
		Fr: "le journal n'a pas ce qu'elle demandait, qui était trop long ou illisible",
	},
	"replay.no.json": {
		En: "what the log has of it is not JSON: {cause}",
		Fr: "ce que le journal en a n'est pas du JSON : {cause}",
	},
	"replay.no.request": {
		En: "what it asked for is no request: {cause}",
		Fr: "ce qu'elle demandait n'est pas une requête : {cause}",
	},
	"replay.no.bulk": {
		En: "it names a resource by its bulkId, which had a meaning only within its Bulk request",
		Fr: "elle nomme une ressource par son bulkId, qui n'avait de sens que dans sa requête Bulk",
	},
	"replay.no.secret": {
		En: "secrets were removed from what it asked for; without them it is another request",
		Fr: "des secrets ont été retirés de ce qu'elle demandait ; sans eux, c'est une autre requête",
	},
}
