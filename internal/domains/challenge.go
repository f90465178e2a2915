package domains

// Where a proof is looked for, and what it says (rule D2).
const (
	challengeLabel = "_usher-challenge."
	challengePath  = "/.well-known/usher-verification.txt"
	valuePrefix    = "usher-verification="
)

// RecordName is the name of the TXT record that proves a domain, in A-label form.
func RecordName(domain string) string { return challengeLabel + domain }

// FileURL is the address of the file that proves a domain.
func FileURL(domain string) string { return "https://" + domain + challengePath }

// Value is what the record, or a line of the file, has to be. The token is an account's own, so
// that nobody can prove a domain with what another account published.
func Value(token string) string { return valuePrefix + token }

// Claimable is Approvable for a domain that is to be proved: the name of its TXT record has to
// fit into DNS.
func Claimable(s string) (Domain, error) {
	d, err := Approvable(s)
	if err == nil && len(RecordName(d.Name)) > 253 {
		return Domain{}, invalid("domain.tooLong", "name", s, "label", challengeLabel)
	}
	return d, err
}
