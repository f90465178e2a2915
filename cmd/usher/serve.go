package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/usher-id/usher/internal/confirm"
	"github.com/usher-id/usher/internal/store"
	"github.com/usher-id/usher/internal/text"
)

const scimPath = "/scim/v2"

type serveCommand struct {
	asksDNS
	mailServer
	sizes
	behindProxies
	Listen          string        `default:"127.0.0.1:8080" help:"Address to listen on." setting:"LISTEN"`
	BaseURL         string        `help:"Where clients reach Usher, such as https://usher.example.com: absolute addresses in answers begin with it. Without it they follow the request's Host header." placeholder:"URL" setting:"BASE_URL"`
	LogLevel        slog.Level    `default:"info" help:"The least severe of debug, info, warn and error that is logged, to the standard error." setting:"LOG_LEVEL"`
	LogFormat       string        `enum:"text,json" default:"text" help:"How it is logged: text or json." setting:"LOG_FORMAT"`
	SearchTimeout   time.Duration `default:"5s" help:"How long a search may take; one that takes longer is refused." setting:"SEARCH_TIMEOUT"`
	ShutdownTimeout time.Duration `default:"20s" help:"How long a stop waits for requests that are under way." setting:"SHUTDOWN_TIMEOUT"`
}

// Validate refuses settings that can't work.
func (c *serveCommand) Validate() error {
	if c.BaseURL != "" {
		u, err := url.Parse(c.BaseURL)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.RawQuery != "" || u.ForceQuery || strings.Contains(c.BaseURL, "#") || u.User != nil {
			return text.Errorf(nil, "usage.baseURL", "url", c.BaseURL)
		}
	}
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return text.Errorf(nil, "usage.listen", "address", c.Listen)
	}
	if c.ShutdownTimeout <= 0 {
		return text.Errorf(nil, "usage.timeout", "setting", "--shutdown-timeout", "found", c.ShutdownTimeout, "example", "20s")
	}
	if c.SearchTimeout <= 0 {
		return text.Errorf(nil, "usage.timeout", "setting", "--search-timeout", "found", c.SearchTimeout, "example", "5s")
	}
	if err := c.sizes.Validate(); err != nil {
		return err
	}
	if _, err := c.mailing(nil); err != nil {
		return err
	}
	return c.asksDNS.Validate()
}

// Run migrates the database and serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, a *app) error {
	return c.serve(ctx, a, cmp.Or(a.database, defaultDatabase), nil)
}

// serve is Run on a given database. ready, if set, is called with the server's base URL once
// the database is migrated and the address is bound, before the first request is taken.
func (c *serveCommand) serve(ctx context.Context, a *app, database string, ready func(db *store.DB, baseURL string) error) (err error) {
	logger := c.logger(a.err)
	db, err := store.Open(ctx, database, store.WithSearchTime(c.SearchTimeout))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := a.vault(db, database).Settings.Check(); err != nil {
		return err
	}
	applied, err := db.Migrate(ctx)
	if err != nil {
		return err
	}
	if applied > 0 {
		logger.Info("database migrated", "database", db.Name(), "migrations", applied)
	}
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		if errors.Is(err, syscall.EADDRINUSE) {
			return text.Errorf(nil, "serve.taken", "address", c.Listen)
		}
		return text.Errorf(err, "serve.notListening", "address", c.Listen)
	}
	defer listener.Close() // when serving never began
	base := cmp.Or(origin(c.BaseURL), "http://"+listener.Addr().String())
	if ready != nil {
		if err := ready(db, base); err != nil {
			return err
		}
	}
	mailing, err := c.mailing(db)
	if err != nil {
		return err
	}
	if mailing == nil {
		logger.Info("mails are not sent here, and wait: set --smtp (USHER_SMTP), --mail-from and --base-url to send them")
	}
	handler, finish, err := wire(ctx, db, a.vault(db, database), origin(c.BaseURL), c.prover(), mailing, c.sizes, c.proxies(), logger)
	if err != nil {
		return err
	}
	fmt.Fprintln(a.out, a.says("serve.listens", "version", version(), "url", "http://"+listener.Addr().String(), "base", base+scimPath))
	c.logStart(logger, database, listener.Addr().String(), base)
	unasked := context.AfterFunc(ctx, func() { logger.Info("stopping", "at-most", c.ShutdownTimeout+finishGrace) })
	defer unasked()
	if err := c.until(ctx, newServer(handler, logger), listener, finish); err != nil {
		return err
	}
	logger.Info("stopped")
	return nil
}

// mailing sends mails as the settings say; nil when there is no mail server among them. One without the other
// settings that mails need is an error.
func (c *serveCommand) mailing(db *store.DB) (*confirm.Loop, error) {
	if c.SMTP == "" {
		return nil, nil
	}
	return mailLoop(db, mailSettings{c.mailServer, c.BaseURL}, nil)
}

// newServer has limits for clients that send slowly. Answers have no limit as a whole, since a
// group's members may stream for long; patient limits each piece.
func newServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           patient(handler),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       120 * time.Second,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// finishGrace is how long a stop waits for what is written in the background, once the requests
// are answered or cut off: a client that reads slowly takes nothing of it.
const finishGrace = 5 * time.Second

// until serves until ctx ends. Then requests under way finish, at the latest after the shutdown
// timeout; what is to be written in the background is written, and everything stops.
func (c *serveCommand) until(ctx context.Context, server *http.Server, listener net.Listener, finish func(context.Context) error) error {
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	var served error
	select {
	case served = <-failed:
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.ShutdownTimeout)
	defer cancel()
	if served == nil {
		if err := server.Shutdown(grace); err != nil {
			served = text.Errorf(errors.Join(err, server.Close()), "serve.cutOff", "limit", c.ShutdownTimeout)
		}
	}
	ending, end := context.WithTimeout(context.WithoutCancel(ctx), finishGrace)
	defer end()
	return errors.Join(served, finish(ending))
}
