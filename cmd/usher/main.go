// Command usher is one SCIM 2.0 front door for a company's people. It is one binary: the server,
// the commands of whoever runs it, and tools that measure and check any SCIM server.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	if os.Getenv("GOGC") == "" {
		// What lives long is a few megabytes: at Go's own setting a busy server would collect many
		// times a second, for a tenth of its time.
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		// What is above lets a heap grow to five times of what lives: near this it is collected as often as needed.
		debug.SetMemoryLimit(256 << 20)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := Run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
