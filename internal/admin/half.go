package admin

import "github.com/usher-id/usher/internal/text"

// half is the error of an act that was done, and whose consequences were not all carried out: repeating it finishes
// them.
func half(err error, key string, pairs ...any) error { return text.Errorf(err, key, pairs...) }
