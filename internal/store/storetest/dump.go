package storetest

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// Dump gives all bytes that a database holds, to look for what may not be there: SQLite's files as they are, with what
// was overwritten; of PostgreSQL every row of every table as text, bytes as hexadecimal digits.
func Dump(t testing.TB, url string) io.Reader {
	t.Helper()
	var all bytes.Buffer
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		for _, end := range []string{"", "-wal"} {
			b, err := os.ReadFile(path + end)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			all.Write(b)
		}
		return &all
	}
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, table := range column(t, db, `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()
		AND table_type = 'BASE TABLE' ORDER BY table_name`) {
		fmt.Fprintf(&all, "%s\n", table)
		for _, row := range column(t, db, fmt.Sprintf(`SELECT CAST(t AS text) FROM %s t`, table)) {
			fmt.Fprintln(&all, row)
		}
	}
	return &all
}

// column is the only column of a query's rows.
func column(t testing.TB, db *sql.DB, query string) []string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		all = append(all, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
