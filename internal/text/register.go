package text

// What is said of names that a source sends and no schema has (rule P3).
var registerWords = map[string]words{
	"register.map": {
		En: "correct the mapping of {name} at the provider, or remove it: {why}",
		Fr: "corrigez la correspondance de {name} chez le fournisseur, ou supprimez-la : {why}",
	},
	"register.extension": {
		En: "register {urn} with the commands below, after you have looked at the types of its attributes: a " +
			"definition can't be changed",
		Fr: "enregistrez {urn} avec les commandes ci-dessous, après avoir vérifié les types de ses attributs : une " +
			"définition ne peut pas être modifiée",
	},
	"register.extended": {
		En: "{urn} can't be added: this account has extended such resources already, which can be done once; map it to " +
			"attributes of what {run:schema.list} shows",
		Fr: "{urn} ne peut pas être ajouté : ce compte a déjà étendu de telles ressources, ce qui n'est possible qu'une " +
			"fois ; faites-le correspondre à des attributs de ce que {run:schema.list} montre",
	},
	"register.unfit": {
		En: "{urn} can't be registered as it is sent: {cause}",
		Fr: "{urn} ne peut pas être enregistré tel qu'il est envoyé : {cause}",
	},
}

var registerActions = map[string]action{
	"schema.list": {
		"usher schema list {account}",
		words{"look at the schemas", "de regarder les schémas"},
	},
}
