package text

// What is wrong with a command line or with a setting.
var usageWords = map[string]words{
	"usage.see": {En: "{says} (see {command} --help)", Fr: "{says} (voyez {command} --help)"},
	"usage.in":  {En: "{setting}: {cause}", Fr: "{setting} : {cause}"},

	"usage.flag":     {En: "unknown flag {found}", Fr: "option inconnue {found}"},
	"usage.argument": {En: "unexpected argument {found}", Fr: "argument inattendu {found}"},
	"usage.together": {En: "{found} and {other}: give one of them", Fr: "{found} et {other} : donnez l'une des deux"},
	"usage.near":     {En: "{says}, did you mean {names}?", Fr: "{says} ; vouliez-vous dire {names} ?"},
	"usage.nearOf":   {En: "{says}, did you mean one of {names}?", Fr: "{says} ; vouliez-vous dire l'un de {names} ?"},
	"usage.missing":  {En: "missing {n?flag|flags}: {names}", Fr: "{n?option manquante|options manquantes} : {names}"},
	"usage.wanted":   {En: "expected {names}", Fr: "il faut {names}"},
	"usage.wantedOf": {En: "expected one of {names}", Fr: "il faut l'un de {names}"},
	"usage.choice": {
		En: "{setting} must be one of {names} but got {found}",
		Fr: "{setting} doit être l'un de {names}, et non {found}",
	},
	"usage.noValue": {En: "{setting} needs a value", Fr: "{setting} demande une valeur"},
	"usage.dash": {
		En: "{setting} needs a value; one that begins with - is written {written}",
		Fr: "{setting} demande une valeur ; une valeur qui commence par - s'écrit {written}",
	},
	"usage.default": {
		En: "flag {found} belongs to {names}, not to {command}",
		Fr: "l'option {found} appartient à {names}, non à {command}",
	},
	"usage.integer": {
		En: "{setting}: {found} is not a whole number; write one such as 20",
		Fr: "{setting} : {found} n'est pas un nombre entier ; écrivez-en un comme 20",
	},
	"usage.boolean": {
		En: "{setting}: {found} is neither true nor false; write one of them, or the flag alone",
		Fr: "{setting} : {found} n'est ni true ni false ; écrivez l'un d'eux, ou l'option seule",
	},
	"usage.duration": {
		En: "{setting}: {found} is not a duration; write one such as 5s, 20m or 12h",
		Fr: "{setting} : {found} n'est pas une durée ; écrivez-en une comme 5s, 20m ou 12h",
	},
	"usage.level": {
		En: "{setting}: {found} is not a level; write debug, info, warn or error",
		Fr: "{setting} : {found} n'est pas un niveau ; écrivez debug, info, warn ou error",
	},

	"usage.baseURL": {
		En: "--base-url={url:q}: write an absolute address such as https://usher.example.com",
		Fr: "--base-url={url:q} : écrivez une adresse absolue comme https://usher.example.com",
	},
	"usage.listen": {
		En: "--listen={address:q}: write HOST:PORT, such as 127.0.0.1:8080",
		Fr: "--listen={address:q} : écrivez HÔTE:PORT, comme 127.0.0.1:8080",
	},
	"usage.timeout": {
		En: "{setting}={found}: give a duration such as {example}",
		Fr: "{setting}={found} : donnez une durée comme {example}",
	},
	"usage.size": {
		En: "{flag}={size}: give a size between {least} and {most}",
		Fr: "{flag}={size} : donnez une taille entre {least} et {most}",
	},
	"usage.bodyBelowRecord": {
		En: "--max-body={body}: it can't be less than --max-record, {record}",
		Fr: "--max-body={body} : ce ne peut être moins que --max-record, {record}",
	},
	"usage.noSize": {
		En: "{found:q} is no size; write one such as 256KiB or 16MiB",
		Fr: "{found:q} n'est pas une taille ; écrivez-en une comme 256KiB ou 16MiB",
	},
	"usage.network": {
		En: "{found:q} is no network; write one such as 10.0.0.0/8, or an address",
		Fr: "{found:q} n'est pas un réseau ; écrivez-en un comme 10.0.0.0/8, ou une adresse",
	},
	"usage.span": {
		En: "{found:q}: write a time span such as 12h, 90d or 365d",
		Fr: "{found:q} : écrivez une durée comme 12h, 90d ou 365d",
	},
	"usage.moment": {
		En: "{found:q}: write a day such as 2026-03-01, a time such as 2026-03-01T08:00:00Z, or how long ago, such as " +
			"24h or 7d",
		Fr: "{found:q} : écrivez un jour comme 2026-03-01, une heure comme 2026-03-01T08:00:00Z, ou un temps écoulé " +
			"comme 24h ou 7d",
	},
}
