package million

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
)

// rowsOf is how many rows each table has.
func rowsOf(t *testing.T, db *sqlx.DB) map[string]int {
	t.Helper()
	var tables []string
	if err := db.SelectContext(t.Context(), &tables, `SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`); err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, table := range tables {
		var n int
		if err := db.GetContext(t.Context(), &n, `SELECT count(*) FROM `+table); err != nil {
			t.Fatal(err)
		}
		rows[table] = n
	}
	return rows
}

// folder is one that PostgreSQL writes to, on this machine.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "usher-million-")
	if err == nil {
		err = os.Chmod(dir, 0o777) //nolint:gosec // PostgreSQL is another user
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// copyOut writes tables to files.
func copyOut(t *testing.T, db *sqlx.DB, dir string, tables []string) {
	t.Helper()
	for _, table := range tables {
		execute(t, db, fmt.Sprintf(`COPY %s TO '%s'`, table, filepath.Join(dir, table)))
	}
}

// copyIn fills empty tables from files. The database reads them itself, so that nothing is faster.
func copyIn(t *testing.T, db *sqlx.DB, dir string, tables []string) {
	t.Helper()
	for _, table := range tables {
		execute(t, db, fmt.Sprintf(`COPY %s FROM '%s'`, table, filepath.Join(dir, table)))
	}
}

func execute(t *testing.T, db *sqlx.DB, statement string) {
	t.Helper()
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
