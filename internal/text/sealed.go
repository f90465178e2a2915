package text

// What is said of the secrets of connected services and of the keys that seal them. {key} is a key's id, never the key.
var sealedWords = map[string]words{
	"sealed.unset": {
		En: "there is no key to keep secrets with: set USHER_SECRET_KEY to what usher secret new prints, the same for all " +
			"servers and commands of this database, or USHER_SECRET_KEY_FILE to a file that holds it, and keep a copy apart " +
			"from the database's backups",
		Fr: "aucune clé n'est là pour garder des secrets : donnez à USHER_SECRET_KEY ce qu'écrit usher secret new, la même " +
			"pour tous les serveurs et toutes les commandes de cette base de données, ou à USHER_SECRET_KEY_FILE un fichier " +
			"qui la contient, et gardez-en une copie à part des sauvegardes de la base de données",
	},
	"sealed.both": {
		En: "USHER_SECRET_KEY and USHER_SECRET_KEY_FILE are both set: unset one of them",
		Fr: "USHER_SECRET_KEY et USHER_SECRET_KEY_FILE sont toutes deux données : retirez l'une d'elles",
	},
	"sealed.variable": {En: "{name}: {cause}", Fr: "{name} : {cause}"},
	"sealed.file":     {En: "key file {file}: {cause}", Fr: "fichier de clés {file} : {cause}"},
	"sealed.unread":   {En: "key file {file} can't be read: {cause}", Fr: "le fichier de clés {file} ne peut être lu : {cause}"},
	"sealed.unmade":   {En: "key file {file} can't be made: {cause}", Fr: "le fichier de clés {file} ne peut être créé : {cause}"},
	"sealed.noKeyFile": {
		En: "{file} is no key file: it holds keys that usher secret new prints, one a line",
		Fr: "{file} n'est pas un fichier de clés : il contient des clés qu'écrit usher secret new, une par ligne",
	},
	"sealed.open": {
		En: "others than its owner can get at key file {file} (mode {mode}): chmod 600 {file}",
		Fr: "d'autres que son propriétaire ont accès au fichier de clés {file} (mode {mode}) : chmod 600 {file}",
	},
	"sealed.lost": {
		En: "there are secrets, and the file with their key, {file}, is not there: restore it from a backup, or set " +
			"USHER_SECRET_KEY to the key; if it is lost, make another with (umask 077 && usher secret new > {file}) and give " +
			"each service its secret again",
		Fr: "il y a des secrets, et le fichier de leur clé, {file}, n'est pas là : restaurez-le d'une sauvegarde, ou donnez " +
			"la clé à USHER_SECRET_KEY ; si elle est perdue, créez-en une autre par (umask 077 && usher secret new > {file}) " +
			"et donnez de nouveau son secret à chaque service",
	},
	"sealed.noKey": {
		En: "it holds no key: usher secret new prints one",
		Fr: "il n'y a pas de clé : usher secret new en écrit une",
	},
	"sealed.manyKeys": {
		En: "{keys} keys are more than the {most} that may be in use at the same time: drop those that usher secret status " +
			"shows without secrets",
		Fr: "{keys} clés dépassent les {most} qui peuvent servir en même temps : retirez celles que usher secret status " +
			"montre sans secrets",
	},
	"sealed.badKey": {
		En: "key {number} is none: it has {characters} {characters?character|characters}, and a key is 32 random bytes in " +
			"base64 (44 characters) or hexadecimal digits (64), as usher secret new prints one",
		Fr: "la clé {number} n'en est pas une : elle a {characters} {characters?caractère|caractères}, et une clé est faite " +
			"de 32 octets aléatoires en base64 (44 caractères) ou en chiffres hexadécimaux (64), comme en écrit usher secret new",
	},
	"sealed.weakKey": {
		En: "key {number} is not random: take one that usher secret new prints, not one that somebody made up",
		Fr: "la clé {number} n'est pas aléatoire : prenez-en une qu'écrit usher secret new, non une que quelqu'un a inventée",
	},
	"sealed.long": {
		En: "the secret {name} has {bytes} bytes, and {most} are the most",
		Fr: "le secret {name} a {bytes} octets, et le maximum est {most}",
	},
	"sealed.none": {
		En: "no secret {name} is kept: give it again",
		Fr: "aucun secret {name} n'est gardé : donnez-le de nouveau",
	},
	"sealed.noSource": {
		En: "the secret has no source: it was deleted meanwhile",
		Fr: "le secret n'a pas de source : elle a été supprimée entre-temps",
	},
	"sealed.unknownKey": {
		En: "the secret {name} was sealed with the key {key}, which is not among those that are set: add it after the first " +
			"(usher secret status shows which keys are needed), or give the secret again",
		Fr: "le secret {name} a été scellé avec la clé {key}, qui n'est pas parmi celles qui sont données : ajoutez-la après " +
			"la première (usher secret status montre quelles clés il faut), ou donnez le secret de nouveau",
	},
	"secret.missing": {
		En: "{n} {n?secret was|secrets were} sealed with keys that are not set: add them after the first (usher secret status " +
			"shows their ids) and repeat this, or give the secrets again",
		Fr: "{n} {n?secret a été scellé|secrets ont été scellés} avec des clés qui ne sont pas données : ajoutez-les après la " +
			"première (usher secret status montre leurs identifiants) et recommencez, ou donnez les secrets de nouveau",
	},
	"secret.damaged": {
		En: "{n} {n?secret does|secrets do} not open though {n?its|their} key is set: what is kept is damaged; keep the keys, " +
			"and give those secrets again",
		Fr: "{n} {n?secret ne s'ouvre|secrets ne s'ouvrent} pas bien que {n?sa|leur} clé soit donnée : ce qui est gardé est " +
			"endommagé ; gardez les clés, et donnez ces secrets de nouveau",
	},
	"secret.meanwhile": {
		En: "{n} {n?secret was|secrets were} sealed with an older key meanwhile, by a server on which the new one does not " +
			"stand first: correct its settings, start it again, and repeat this",
		Fr: "{n} {n?secret a été scellé|secrets ont été scellés} entre-temps avec une clé plus ancienne, par un serveur où la " +
			"nouvelle n'est pas la première : corrigez ses paramètres, redémarrez-le, et recommencez",
	},
	"done.resealed": {
		En: "{n} {n?secret is|secrets are} sealed anew; {total} in all {total?has|have} the key {key} now.",
		Fr: "{n} {n?secret est scellé|secrets sont scellés} de nouveau ; {total} au total {total?a|ont} maintenant la clé {key}.",
	},
	"done.noSecrets": {En: "no secret is kept", Fr: "aucun secret n'est gardé"},
	"done.freeKeys": {
		En: "No secret needs {keys} any more: it can be dropped once no server seals with it.",
		Fr: "Aucun secret n'a plus besoin de {keys} : cette clé peut être retirée quand plus aucun serveur ne s'en sert.",
	},
	"sealed.damaged": {
		En: "the secret {name} does not open: what is kept is damaged, or was sealed for another source; give it again",
		Fr: "le secret {name} ne s'ouvre pas : ce qui est gardé est endommagé, ou a été scellé pour une autre source ; " +
			"donnez-le de nouveau",
	},
}
