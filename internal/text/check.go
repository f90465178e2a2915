package text

// checkRule is a rule of package check in French: its title, and what a right answer looks like.
type checkRule struct{ title, right string }

// checkFrench are the messages of package check in French, by the keys of check.Templates. That package speaks English
// by itself.
var checkFrench = checkTypeset(
	joined(checkFindingFrench, checkReportFrench, checkSectionFrench),
	joined(discoveryRulesFrench, lifeRulesFrench, filterRulesFrench, patchRulesFrench, listRulesFrench, answerRulesFrench),
)

// checkSectionFrench are the headings of the report.
var checkSectionFrench = map[string]string{
	"check.section.discovery":     "Découverte",
	"check.section.schemas":       "Schémas",
	"check.section.truth":         "Véracité des schémas",
	"check.section.users":         "Cycle de vie des personnes",
	"check.section.groups":        "Groupes",
	"check.section.filters":       "Filtres",
	"check.section.badFilters":    "Filtres invalides",
	"check.section.patchAdd":      "PATCH : add",
	"check.section.patchReplace":  "PATCH : replace",
	"check.section.patchRemove":   "PATCH : remove",
	"check.section.patchRequests": "PATCH : requêtes entières",
	"check.section.paging":        "Pagination",
	"check.section.cursor":        "Pagination par curseur",
	"check.section.projection":    "Choix des attributs",
	"check.section.sorting":       "Tri",
	"check.section.etag":          "Versions et ETag",
	"check.section.bulk":          "Bulk",
	"check.section.search":        "Recherche par POST",
	"check.section.errors":        "Erreurs et types de médias",
	"check.section.overall":       "Toute l'exécution",
}

// checkTypeset puts what is said in general and of each rule and case together, with the blanks that break no line.
func checkTypeset(all map[string]string, rules map[string]checkRule) map[string]string {
	for id, r := range rules {
		all["check.title."+id], all["check.right."+id] = r.title, r.right
	}
	for id, purpose := range checkPurposesFrench {
		all["check.purpose."+id], all["check.source."+id] = purpose, checkSourcesFrench[id]
	}
	for key, french := range all {
		all[key] = unbroken.Replace(french)
	}
	return all
}
