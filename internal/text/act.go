package text

// What the log says that administrators have done (rules O1 and O4).
var actWords = map[string]words{
	"act.account.create": {
		En: "The account {account} was created.",
		Fr: "Le compte {account} a été créé.",
	},
	"act.account.delete": {
		En: "The account {account} was deleted with all that it had.",
		Fr: "Le compte {account} a été supprimé avec tout ce qu'il contenait.",
	},
	"act.account.set": {
		En: "The settings of the account {account} were changed.",
		Fr: "Les réglages du compte {account} ont été modifiés.",
	},
	"act.source.create": {
		En: "The source {source} was created.",
		Fr: "La source {source} a été créée.",
	},
	"act.source.set": {
		En: "The settings of the source {source} were changed.",
		Fr: "Les réglages de la source {source} ont été modifiés.",
	},
	"act.token.create": {
		En: "The token {token} of {source} was created; it is valid until {expires}.",
		Fr: "Le jeton {token} de {source} a été créé ; il est valable jusqu'au {expires}.",
	},
	"act.token.revoke": {
		En: "The token {token} was revoked.",
		Fr: "Le jeton {token} a été révoqué.",
	},
	"act.token.expire": {
		En: "The token {token} ends at {expires}.",
		Fr: "Le jeton {token} prend fin le {expires}.",
	},
	"act.define": {
		En: "{name} was defined.",
		Fr: "{name} a été défini.",
	},
}
