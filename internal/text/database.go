package text

// What is said of the database.
var databaseWords = map[string]words{
	"database.missing": {
		En: "database {url}: there is no such file ({from}); usher serve and usher account create make one, and " +
			"--database or USHER_DATABASE_URL names another",
		Fr: "base de données {url} : ce fichier n'existe pas ({from}) ; usher serve et usher account create en " +
			"créent une, et --database ou USHER_DATABASE_URL en nomme une autre",
	},
	"database.byFlag":     {En: "named by --database", Fr: "nommée par --database"},
	"database.byVariable": {En: "named by USHER_DATABASE_URL", Fr: "nommée par USHER_DATABASE_URL"},
	"database.byDefault":  {En: "the default", Fr: "valeur par défaut"},
	"demo.ready": {
		En: "The demo's own database is {database}; in another terminal:\n\n  export " +
			"USHER_DATABASE_URL={database} USHER_ACCOUNT={account}\n\n{address} is there already: usher explain " +
			"--user {address}",
		Fr: "La base de données de la démonstration est {database} ; dans un autre terminal :\n\n  export " +
			"USHER_DATABASE_URL={database} USHER_ACCOUNT={account}\n\n{address} y est déjà : usher explain --user " +
			"{address}",
	},
	"serve.taken": {
		En: "{address} is taken: stop what listens there, or give another address (--listen 127.0.0.1:8081)",
		Fr: "{address} est déjà pris : arrêtez ce qui y écoute, ou donnez une autre adresse (--listen 127.0.0.1:8081)",
	},
}
