// Package migrations holds the database schema: one folder a database, the same versions and
// the same tables in both. A migration that has been released is never edited.
package migrations

import "embed"

// FS holds postgres/*.sql and sqlite/*.sql in goose's format.
//
//go:embed postgres/*.sql sqlite/*.sql
var FS embed.FS
