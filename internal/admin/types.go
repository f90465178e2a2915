package admin

import (
	"github.com/usher-id/usher/internal/definitions"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/domains"
	"github.com/usher-id/usher/internal/domains/nature"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/licensemail"
	"github.com/usher-id/usher/internal/sealed"
)

// What surfaces show, by the names of the rooms that it comes from, so that they need no other than this one.
type (
	Account   = directory.Account
	Source    = directory.Source
	Settings  = directory.Settings
	Profile   = directory.Profile
	Utterance = directory.Utterance
	Review    = directory.Case
	Result    = directory.Result
	LogEntry  = directory.LogEntry
	Holding   = domains.AccountDomain
	Domain    = domains.Domain
	Answer    = domains.Answer

	TrafficKind = directory.Traffic
)

// LeastBeginning is how much of an id stands for it, in bytes, where no other begins like that.
const LeastBeginning = directory.LeastBeginning

// IsID reports whether a text is a whole id.
func IsID(s string) bool { return directory.IsID(s) }

// The kinds of definitions.
const (
	SchemaKind       = definitions.Schema
	ResourceTypeKind = definitions.ResourceType
)

// What an unchanged thing is called as an outcome.
const Unchanged = directory.Unchanged

// JobState is where a job stands.
type JobState = jobs.State

// NoJob is the error of a job that there is not.
func NoJob(id string) error { return directory.Refuse(directory.NotFound, "job.absent", "job", id) }

// Policy says what happens to people whose domain is not approved (rule D7).
type Policy = directory.Policy

// Method is where the proof of a domain is.
type Method = domains.Method

// AddressApprovedLevel is the level of rule D1 that only a mailbox has.
const AddressApprovedLevel = "address-approved"

// MaxDefinition bounds the document of a definition, in bytes.
const MaxDefinition = definitions.MaxDocument

// UnicodeForm is a domain as people read it.
func UnicodeForm(domain string) string { return nature.Unicode(domain) }

// DomainProof is what proves a claimed domain (rule D2).
type DomainProof struct {
	Record string // name of the TXT record
	Value  string // of the record, or a line of the file
	File   string // address
}

// Proof is what proves the domain.
func (d *DomainChanged) Proof() DomainProof {
	return DomainProof{domains.RecordName(d.Domain.Name), domains.Value(d.Holding.Token),
		domains.FileURL(d.Domain.Name)}
}

// What has become of a license mail.
const (
	LicenseMailSent    = licensemail.Sent
	LicenseMailWaiting = licensemail.Waiting
	LicenseMailRefused = licensemail.Refused
)

// Secret is a credential that shows itself nowhere.
type Secret = sealed.Secret

// NewSecret makes a secret of a text.
func NewSecret(plain string) Secret { return sealed.NewSecret(plain) }
