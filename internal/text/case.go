package text

// How cases are named.
var caseWords = map[string]words{
	"case.of": {
		En: "{says} (case {case})",
		Fr: "{says} (dossier {case})",
	},
}
