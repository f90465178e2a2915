package text

// What is said of the database.
var databaseWords = map[string]words{
	"database.missing": {
		En: "database {url}: there is no such file ({from}); usher serve and usher account create make one, and " +
			"--database or USHER_DATABASE_URL names another",
		Fr: "base de données {url} : ce fichier n'existe pas ({from}) ; usher serve et usher account create en " +
			"créent une, et --database ou USHER_DATABASE_URL en nomme une autre",
	},
	"database.gone": {En: "the database can't serve now: {cause}",
		Fr: "la base de données ne peut pas servir maintenant : {cause}"},
	"database.wrong": {En: "database {url}: {cause}", Fr: "base de données {url} : {cause}"},
	"database.silent": {
		En: "database {url} does not answer: {cause}",
		Fr: "la base de données {url} ne répond pas : {cause}",
	},
	"database.noURL": {
		En: "the database's URL can't be read, it is no URL: write postgres://USER@HOST/NAME",
		Fr: "l'URL de la base de données ne peut être lue, ce n'est pas une URL : écrivez postgres://UTILISATEUR@HÔTE/NOM",
	},
	"database.noDatabase": {
		En: "the file is no database of Usher's",
		Fr: "le fichier n'est pas une base de données d'Usher",
	},
	"database.damaged": {
		En: "the file is damaged: restore it from a backup",
		Fr: "le fichier est endommagé : restaurez-le d'une sauvegarde",
	},
	"database.denied": {
		En: "it does not accept the user or the password",
		Fr: "elle n'accepte pas l'utilisateur ou le mot de passe",
	},
	"database.noName": {
		En: "the server has no database of this name",
		Fr: "le serveur n'a pas de base de données de ce nom",
	},
	"database.kind": {
		En: "the database's URL is of no known kind: write sqlite:PATH or postgres://USER@HOST/NAME",
		Fr: "l'URL de la base de données n'est d'aucune sorte connue : écrivez sqlite:CHEMIN ou " +
			"postgres://UTILISATEUR@HÔTE/NOM",
	},
	"database.noFile": {
		En: `database "sqlite:": name a file, as in sqlite:usher.db`,
		Fr: `base de données "sqlite:" : nommez un fichier, comme sqlite:usher.db`,
	},
	"database.shared": {
		En: "database {url}: Usher reads and writes on several connections, which must share one file; name it, as in " +
			"sqlite:usher.db",
		Fr: "base de données {url} : Usher lit et écrit sur plusieurs connexions, qui doivent partager un même " +
			"fichier ; nommez-le, comme sqlite:usher.db",
	},
	"database.host": {
		En: "database {url}: a file has no host; write sqlite:usher.db or sqlite:/var/lib/usher.db",
		Fr: "base de données {url} : un fichier n'a pas d'hôte ; écrivez sqlite:usher.db ou sqlite:/var/lib/usher.db",
	},
	"migrate.newer": {
		En: "the database has schema version {version} and this usher knows versions up to {newest}: use the newer " +
			"usher that migrated it",
		Fr: "la base de données a la version de schéma {version} et cet usher connaît les versions jusqu'à {newest} : " +
			"employez l'usher plus récent qui l'a migrée",
	},
	"migrate.lacks": {
		En: "the database lacks {n} {n?migration|migrations} of this usher: run usher migrate, or start usher serve",
		Fr: "il manque à la base de données {n} {n?migration|migrations} de cet usher : lancez usher migrate, ou " +
			"démarrez usher serve",
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
