package text

// What is said of roles (rule M10).
var ownerWords = map[string]words{
	"owner.last": {
		En: "this would leave the account without an active owner (rule M10): first {do:owner.another}, then repeat it",
		Fr: "le compte resterait sans propriétaire actif (règle M10) : d'abord, {do:owner.another}, puis recommencez",
	},
	"owner.roleCrosses": {
		En: "user {user} has the role {role}, and no role crosses a merge (rule M10): merge the other way round, " +
			"into this user, or first {do:owner.roleless}",
		Fr: "l'utilisateur {user} a le rôle {role}, et aucun rôle ne passe par une fusion (règle M10) : fusionnez " +
			"dans l'autre sens, vers cet utilisateur, ou d'abord, {do:owner.roleless}",
	},
}

var ownerActions = map[string]action{
	"owner.another": {
		"usher user role {other} owner {account}",
		words{"make somebody else an owner", "de nommer un autre propriétaire"},
	},
	"owner.roleless": {
		"usher user role {user} none {account}",
		words{"take the role away from {user}", "de retirer le rôle de {user}"},
	},
}
