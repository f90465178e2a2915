package text

// What is said of domains (rules D1 to D6).
var domainWords = map[string]words{
	"domain.noName": {
		En: "{name:q} is not a domain name: write one like example.com, without @ and without https://",
		Fr: "{name:q} n'est pas un nom de domaine : écrivez-le comme example.com, sans @ et sans https://",
	},
	"domain.address": {
		En: "{name:q} is an IP address, not a domain name: write the name of a domain, like example.com",
		Fr: "{name:q} est une adresse IP et non un nom de domaine : écrivez le nom d'un domaine, comme example.com",
	},
	"domain.notShown": {
		En: "{name:q} is not a domain name: its Unicode form can't be shown",
		Fr: "{name:q} n'est pas un nom de domaine : sa forme Unicode ne peut pas être affichée",
	},
	"domain.suffix": {
		En: "{domain} is a public suffix, under which anybody can register: approve a domain below it, such as " +
			"example.{suffix}",
		Fr: "{domain} est un suffixe public, sous lequel chacun peut enregistrer un nom : approuvez un domaine en " +
			"dessous, comme example.{suffix}",
	},
	"domain.publicMail": {
		En: "{domain} is a public mail domain, where anybody can have an address: approve a domain of your own " +
			"company, or a single address of it ({do:domain.approveAddress})",
		Fr: "{domain} est un domaine de messagerie publique, où chacun peut avoir une adresse : approuvez un " +
			"domaine de votre entreprise, ou une adresse précise ({do:domain.approveAddress})",
	},
	"domain.mixed": {
		En: "{domain} mixes scripts in {label:q} and may imitate another domain: check every character; Usher " +
			"approves names of one script only",
		Fr: "{domain} mélange des écritures dans {label:q} et imite peut-être un autre domaine : vérifiez chaque " +
			"caractère ; Usher n'approuve que des noms d'une seule écriture",
	},
	"domain.mixed.like": {
		En: "{domain} mixes scripts in {label:q} and looks like {like}: check every character; Usher approves " +
			"names of one script only",
		Fr: "{domain} mélange des écritures dans {label:q} et ressemble à {like} : vérifiez chaque caractère ; " +
			"Usher n'approuve que des noms d'une seule écriture",
	},
	"domain.tooLong": {
		En: "{name:q} is too long to be proved: with {label} before it, it has more than 253 characters",
		Fr: "{name:q} est trop long pour être prouvé : précédé de {label}, il dépasse 253 caractères",
	},
	"domain.lookAlike": {
		En: "{domain} looks like {like}, since {label:q} can be read as plain Latin letters: check every " +
			"character, and add --confusable-ok if it is meant",
		Fr: "{domain} ressemble à {like}, car {label:q} peut se lire comme de simples lettres latines : vérifiez " +
			"chaque caractère, et ajoutez --confusable-ok si c'est bien voulu",
	},
}
