package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"runtime"
	"strings"
)

// fact is a line of the machine's description.
type fact struct{ what, value string }

// described are the settings of PostgreSQL that decide about such figures.
var described = []string{
	"fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "wal_level", "shared_buffers", "max_wal_size",
	"checkpoint_timeout", "commit_delay", "jit", "autovacuum", "max_connections",
}

// describe collects what someone needs to know who compares the figures with others.
func describe(ctx context.Context, pg *postgres) ([]fact, error) {
	facts := []fact{
		{"processor", fmt.Sprintf("%s, %d cores in use", processor(), runtime.NumCPU())},
		{"memory", line("/proc/meminfo", "MemTotal")},
		{"kernel", runtime.GOOS + " " + firstLine("/proc/sys/kernel/osrelease")},
		{"Go", runtime.Version() + " " + runtime.GOARCH},
		{"where", where(pg.admin.Hostname())},
	}
	var version string
	if err := pg.db.QueryRowContext(ctx, "show server_version").Scan(&version); err != nil {
		return nil, err
	}
	facts = append(facts, fact{"PostgreSQL", version})
	var set []string
	for _, name := range described {
		var value sql.NullString
		if err := pg.db.QueryRowContext(ctx, "select current_setting($1, true)", name).Scan(&value); err != nil {
			return nil, err
		}
		if value.Valid {
			set = append(set, name+" "+value.String)
		}
	}
	return append(facts, fact{"its settings", strings.Join(set, ", ")}), nil
}

func where(host string) string {
	switch host {
	case "", "127.0.0.1", "::1", "localhost":
		return "load tool, server under test and PostgreSQL share the machine"
	}
	return "load tool and server under test share the machine; PostgreSQL runs on another"
}

func processor() string {
	if model := line("/proc/cpuinfo", "model name"); model != "" {
		return model
	}
	return runtime.GOARCH
}

// line finds "key: value" in a file of the kernel; "" where there is none, as on other systems than Linux.
func line(file, key string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for each := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(each, ":"); ok && strings.TrimSpace(name) == key {
			return strings.Join(strings.Fields(value), " ")
		}
	}
	return ""
}

func firstLine(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	first, _, _ := strings.Cut(string(text), "\n")
	return first
}
