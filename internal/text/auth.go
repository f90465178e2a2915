package text

// What is said to whoever is not let in (rules P7 and P9).
var authWords = map[string]words{
	"auth.disabled": {
		En: "the connection {name} is disabled, and nothing that it sends is taken ({do:source.enable})",
		Fr: "la connexion {name} est désactivée, et rien de ce qu'elle envoie n'est accepté ({do:source.enable})",
	},
	"auth.unknown": {
		En: "The bearer token is missing, wrong, expired or revoked. Send a valid one as \"Authorization: Bearer " +
			"TOKEN\"; {do:token.create}.",
		Fr: "Le jeton porteur est absent, faux, expiré ou révoqué. Envoyez-en un valable : « Authorization: " +
			"Bearer JETON » ; {do:token.create}.",
	},
	"auth.reads": {
		En: "this token only reads; change people and groups in the source that they come from, or send the " +
			"change with a token that was made for that source ({do:token.create})",
		Fr: "ce jeton ne fait que lire ; modifiez les personnes et les groupes à la source dont ils viennent, ou " +
			"envoyez la modification avec un jeton créé pour cette source ({do:token.create})",
	},
	"api.notReader": {
		En: "this token belongs to one connection: a reader token shows the whole account ({do:token.reader})",
		Fr: "ce jeton appartient à une connexion : un jeton de lecture montre tout le compte ({do:token.reader})",
	},
}

var authActions = map[string]action{
	"source.enable": {
		"usher source enable {name} {account}",
		words{"enable the source {name}", "d'activer la source {name}"},
	},
	"token.reader": {
		"usher token create --kind reader {account}",
		words{"create a reader token", "de créer un jeton de lecture"},
	},
}
