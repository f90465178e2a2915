package domains

import "github.com/usher-id/usher/internal/domains/nature"

// CheckConfusable refuses a domain that can be mistaken for another (rule D6), which a person has
// to look at first.
func CheckConfusable(d Domain) error {
	if label := nature.ConfusableLabel(d.Unicode); label != "" {
		return refused("D6", d, "domain.lookAlike", "domain", d.String(), "label", label, "like",
			nature.LooksLike(d.Name))
	}
	return nil
}

// CheckMixed refuses a domain with a label that mixes scripts (rule D6).
func CheckMixed(d Domain) error {
	mixed := nature.MixedLabel(d.Unicode)
	if mixed == "" {
		return nil
	}
	if like := nature.LooksLike(d.Name); like != "" {
		return refused("D6", d, "domain.mixed.like", "domain", d.String(), "label", mixed, "like", like)
	}
	return refused("D6", d, "domain.mixed", "domain", d.String(), "label", mixed)
}
