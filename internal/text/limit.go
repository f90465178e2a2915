package text

// What is said of the limits on records (rule P10).
var limitWords = map[string]words{
	"limit.photos": {
		En: "Left out: photos given as data, with which the record would have {bytes} bytes, and {limit} are " +
			"possible; send their addresses.",
		Fr: "Laissées de côté : les photos envoyées comme données, avec lesquelles la fiche compterait {bytes} " +
			"octets, alors que {limit} sont possibles ; envoyez leurs adresses.",
	},
	"limit.record": {
		En: "this would make the record {bytes} bytes large, and {limit} are possible (the operator may set " +
			"--max-record); send fewer or shorter values",
		Fr: "la fiche compterait {bytes} octets, alors que {limit} sont possibles (l'exploitant peut régler " +
			"--max-record) ; envoyez moins de valeurs, ou des valeurs plus courtes",
	},
	"limit.record.grows": {
		En: "this would make the record {bytes} bytes large, and {limit} are possible; it has {before} already, " +
			"from before that limit, and may only become smaller: remove values from it first",
		Fr: "la fiche compterait {bytes} octets, alors que {limit} sont possibles ; elle en compte déjà {before}, " +
			"d'avant cette limite, et ne peut que diminuer : retirez-en d'abord des valeurs",
	},
	"limit.values": {
		En: "{attribute}: {values} values, and at most {limit} are possible; send fewer",
		Fr: "{attribute} : {values} valeurs, alors que {limit} au plus sont possibles ; envoyez-en moins",
	},
	"limit.values.grows": {
		En: "{attribute}: {values} values, and at most {limit} are possible; it has {before} already, from before " +
			"that limit, and may only have fewer: remove some first",
		Fr: "{attribute} : {values} valeurs, alors que {limit} au plus sont possibles ; il y en a déjà {before}, " +
			"d'avant cette limite, et leur nombre ne peut que diminuer : retirez-en d'abord",
	},
	"limit.key": {
		En: "{attribute}: it takes {bytes} bytes, and at most {limit} are possible; send a shorter one",
		Fr: "{attribute} : cette valeur prend {bytes} octets, alors que {limit} au plus sont possibles ; envoyez-en une " +
			"plus courte",
	},
	"limit.addresses": {
		En: "emails: there are {addresses} addresses, and at most {limit} are possible; send fewer",
		Fr: "emails : il y a {addresses} adresses, alors que {limit} au plus sont possibles ; envoyez-en moins",
	},
	"limit.unique": {
		En: "{attribute}: a value that must be unique takes {bytes} bytes, and at most {limit} are possible; send " +
			"a shorter one",
		Fr: "{attribute} : une valeur qui doit être unique prend {bytes} octets, alors que {limit} au plus sont " +
			"possibles ; envoyez-en une plus courte",
	},
	"limit.work": {
		En: "this request does more work than one may: each operation costs as much as the record that it changes " +
			"is large; send this operation and those after it in another request",
		Fr: "cette requête fait plus de travail que permis : chaque opération coûte autant que la fiche qu'elle " +
			"modifie est grande ; envoyez cette opération et les suivantes dans une autre requête",
	},
	"limit.work.dryRun": {
		En: "this dry run does more work than one may: each operation costs as much as the record that it changes " +
			"is large; send this operation and those after it in another request",
		Fr: "cet essai fait plus de travail que permis : chaque opération coûte autant que la fiche qu'elle " +
			"modifie est grande ; envoyez cette opération et les suivantes dans une autre requête",
	},
}
