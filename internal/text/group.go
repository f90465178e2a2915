package text

// What is said of groups.
var groupWords = map[string]words{
	"group.none": {
		En: "the account has no group {ref:q}: give its id or its name ({run:group.list} shows them)",
		Fr: "le compte n'a pas de groupe {ref:q} : donnez son identifiant ou son nom ({run:group.list} les montre)",
	},
	"group.several": {
		En: "several groups are called {ref:q}: give an id, such as one of {ids}",
		Fr: "plusieurs groupes s'appellent {ref:q} : donnez un identifiant, comme l'un de {ids}",
	},
}

var groupActions = map[string]action{
	"group.list": {
		"usher group list {account}",
		words{"look at the groups", "de regarder les groupes"},
	},
}
