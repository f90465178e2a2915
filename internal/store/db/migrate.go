package db

import (
	"context"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/usher-id/usher/internal/text"
	"github.com/usher-id/usher/migrations"
)

// How often a starter tries to migrate a SQLite file beside others, and how long it waits between.
const (
	migrateTries = 40
	migrateWait  = 50 * time.Millisecond
)

// Migrate brings the database's schema to this binary's version and says how many migrations
// that took. Several servers may start at once: one migrates, the others wait for it. A database
// that a newer Usher has migrated is refused, since this one could damage what it doesn't know.
func (db *DB) Migrate(ctx context.Context) (applied int, err error) {
	if n, err := db.Pending(ctx); err != nil || n == 0 {
		return 0, err
	}
	p, err := db.provider()
	if err != nil {
		return 0, err
	}
	if db.silence != nil { // a migration may take long
		usual := db.silence.most.Swap(0)
		defer db.silence.most.Store(usual)
	}
	results, err := p.Up(ctx)
	for try := 1; err != nil; try++ {
		// SQLite has no lock that outlives a transaction, so two starters may try the same
		// migration. Each is one transaction: the loser has changed nothing. It goes on with what the
		// winner has left, and is done when nothing is.
		if n, pendingErr := db.Pending(ctx); pendingErr == nil && n == 0 {
			return len(results), nil
		}
		if try == migrateTries || db.Name() != (sqliteDialect{}).name() || sleep(ctx, migrateWait) != nil {
			return 0, fmt.Errorf("migrate the database: %w", Reason(ctx, err))
		}
		results, err = p.Up(ctx)
	}
	if len(results) > 0 {
		// Without statistics PostgreSQL may answer a look-up from an index that does not fit.
		if _, err := db.WritePool.ExecContext(ctx, `ANALYZE`); err != nil {
			return len(results), fmt.Errorf("analyze the database: %w", Reason(ctx, err))
		}
	}
	return len(results), nil
}

// Pending says how many migrations of this binary the database still lacks. It changes nothing.
// A database that is newer than this binary is an error.
func (db *DB) Pending(ctx context.Context) (int, error) {
	p, err := db.provider()
	if err != nil {
		return 0, err
	}
	current, err := db.schemaVersion(ctx)
	if err != nil {
		return 0, fmt.Errorf("read the database's schema version: %w", Reason(ctx, err))
	}
	pending, newest := 0, int64(0)
	for _, s := range p.ListSources() {
		newest = s.Version
		if s.Version > current {
			pending++
		}
	}
	if current > newest {
		return 0, text.Errorf(nil, "migrate.newer", "version", current, "newest", newest)
	}
	return pending, nil
}

// schemaVersion is the newest migration that was applied, 0 on an empty database. Goose's own
// question would begin by creating the table in which it counts.
func (db *DB) schemaVersion(ctx context.Context) (int64, error) {
	var counted bool
	if err := db.WritePool.GetContext(ctx, &counted, migrating[db.Name()].counted,
		goose.DefaultTablename); err != nil || !counted {
		return 0, err
	}
	var current int64
	err := db.WritePool.GetContext(ctx, &current, `SELECT coalesce(max(version_id), 0) FROM `+goose.DefaultTablename+`
		WHERE is_applied`)
	return current, err
}

// provider reads the migrations of this database's dialect.
func (db *DB) provider() (*goose.Provider, error) {
	files, err := fs.Sub(migrations.FS, db.Name())
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(db.Steps...)}
	if db.Name() == "postgres" {
		// Tried once a second for five minutes, which is as long as a migration may take.
		locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(locker))
	}
	return goose.NewProvider(migrating[db.Name()].dialect, db.WritePool.DB, files, options...)
}

// migrating is what differs between the databases, by DB.Name: goose's word for it, and whether
// a table exists.
var migrating = map[string]struct {
	dialect goose.Dialect
	counted string
}{
	postgresDialect{}.name(): {goose.DialectPostgres, `SELECT to_regclass($1) IS NOT NULL`},
	sqliteDialect{}.name(): {goose.DialectSQLite3, `SELECT count(*) > 0 FROM sqlite_schema WHERE type = 'table'
		AND name = $1`},
}

// Prepare readies the database for a command that is not the server: an empty database is
// migrated, one that lacks migrations is an error, since upgrading it is a decision.
func (db *DB) Prepare(ctx context.Context) error {
	pending, err := db.Pending(ctx)
	if err != nil || pending == 0 {
		return err
	}
	current, err := db.schemaVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the database's schema version: %w", Reason(ctx, err))
	}
	if current > 0 {
		return text.Errorf(nil, "migrate.lacks", "n", pending)
	}
	_, err = db.Migrate(ctx)
	return err
}

// Ping asks the database for a sign of life.
func (db *DB) Ping(ctx context.Context) error {
	_, err := db.ReadPool.ExecContext(ctx, `SELECT 1`)
	return Reason(ctx, err)
}

// MigrateTo brings the schema to a version, forwards or backwards, for tests of migrations.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := db.provider()
	if err != nil {
		return err
	}
	current, err := db.schemaVersion(ctx)
	if err != nil {
		return err
	}
	if version < current {
		_, err = p.DownTo(ctx, version)
	} else {
		_, err = p.UpTo(ctx, version)
	}
	return err
}
