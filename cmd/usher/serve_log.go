package main

import (
	"io"
	"log/slog"
	"net/url"
	"strings"
)

func (c *serveCommand) logger(w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// logStart says with which settings a server begins; no secret is among them.
func (c *serveCommand) logStart(logger *slog.Logger, database, listen, base string) {
	networks := make([]string, len(c.TrustedProxy))
	for i, p := range c.proxies() {
		networks[i] = p.String()
	}
	logger.Info("started", "version", version(), "database", shownURL(database), "listen", listen, "base", base+scimPath,
		"trusted-proxies", strings.Join(networks, ","), "smtp", shownURL(c.SMTP), "max-record", c.MaxRecord.String(), "max-body", c.MaxBody.String(),
		"search-timeout", c.SearchTimeout, "shutdown-timeout", c.ShutdownTimeout)
}

// shownURL is the URL of a database or mail server without what may be a secret: its password, and its parameters.
func shownURL(database string) string {
	if strings.HasPrefix(database, "sqlite:") {
		return database
	}
	u, err := url.Parse(database)
	if err != nil || u.Host == "" {
		kind, _, _ := strings.Cut(database, ":")
		return kind
	}
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}
	if name := u.User.Username(); name != "" {
		shown.User = url.User(name)
	}
	return shown.String()
}
