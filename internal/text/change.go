package text

// What is said of changes that a source asks for.
var changeWords = map[string]words{
	"unique.value": {
		En: "{attribute}: this connection already has this value, with the id {id}; it must be unique",
		Fr: "{attribute} : cette connexion a déjà cette valeur, avec l'identifiant {id} ; elle doit être unique",
	},
	"unique.userName": {
		En: "userName: this connection already has {name:q}, with the id {id}; userName compares without regard " +
			"to case",
		Fr: "userName : cette connexion a déjà {name:q}, avec l'identifiant {id} ; userName se compare sans égard " +
			"à la casse",
	},
	"unique.groupName": {
		En: "displayName: this connection already has a group {name:q}, with the id {id}; its group names are " +
			"unique, without regard to case: take another name, or change that group",
		Fr: "displayName : cette connexion a déjà un groupe {name:q}, avec l'identifiant {id} ; ses noms de " +
			"groupes sont uniques, sans égard à la casse : prenez un autre nom, ou modifiez ce groupe",
	},
	"change.unresolved": {
		En: "it names a resource by bulkId that could not be created",
		Fr: "elle nomme par bulkId une ressource qui n'a pas pu être créée",
	},
	"change.notFound": {
		En: "{type} {id:q} does not exist in this connection",
		Fr: "{type} {id:q} n'existe pas dans cette connexion",
	},
	"change.version": {
		En: "{type} {id:q} is at version W/\"{version}\", not at the one that If-Match names; read it again and " +
			"repeat the change",
		Fr: "{type} {id:q} en est à la version W/\"{version}\", et non à celle que nomme If-Match ; relisez cette " +
			"ressource et répétez la modification",
	},
	"change.member": {
		En: "members[{index}].value: this connection has never had a user or group with the id {id:q}; create it " +
			"first, then add it",
		Fr: "members[{index}].value : cette connexion n'a jamais eu d'utilisateur ni de groupe avec l'identifiant " +
			"{id:q} ; créez-le d'abord, puis ajoutez-le",
	},
	"search.busy": {
		En: "too many searches of this connection are under way: {limit} run at once; send this one again in a " +
			"moment, or narrow the filters",
		Fr: "trop de recherches de cette connexion sont en cours : {limit} tournent à la fois ; renvoyez celle-ci " +
			"dans un instant, ou resserrez les filtres",
	},
}
