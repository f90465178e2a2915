package directory

// SourceState says whether what a source sends is taken (rule S8).
type SourceState string

// The states of sources.
const (
	SourceActive   SourceState = "active"
	SourceDisabled SourceState = "disabled" // its tokens are refused; nothing about its people changes
	SourceLeaving  SourceState = "leaving"  // it was deleted; its people are being suspended or removed
	SourceLeft     SourceState = "left"     // it was deleted; its records stay as they are
	SourceGone     SourceState = "gone"     // it was deleted, and has no records
)

// Served reports whether what the source sends is taken.
func (s *Source) Served() bool { return s.State == "" || s.State == SourceActive }
