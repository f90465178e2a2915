package main

import (
	"context"
	"errors"

	"github.com/usher-id/usher/internal/admin"
)

// importCommands import a file unless they are told to do something else.
type importCommands struct {
	File     importFile     `cmd:"" default:"withargs" help:"Import a file, or preview what would come of it; file itself may be left out."`
	List     importList     `cmd:"" help:"List the imports, the newest first."`
	Show     importShow     `cmd:"" help:"Show an import: what came of its rows, with the cases in the log."`
	Undo     importUndo     `cmd:"" help:"Undo an import exactly: who it made is deleted, what it changed is as before; what was changed since stays."`
	Rejected importRejected `cmd:"" help:"Write the rows that an import left out as CSV, with the reason, to be corrected and imported again."`
	Allow    importAllow    `cmd:"" help:"Make those inactive whom a complete file left out, or its rows made so, when they were too many to be so at once."`
	Reject   importReject   `cmd:"" help:"Leave those active of whom usher import allow speaks."`
	Template importTemplate `cmd:"" help:"Write a CSV file to fill in."`
}

type importFile struct {
	Path      string `arg:"" name:"file" help:"The CSV file; - reads standard input."`
	Source    string `help:"Name of the source that the people belong to; it is made if there is none. The default is the account's own source of files." placeholder:"NAME"`
	DryRun    bool   `help:"Say what would come of each row, and keep nothing."`
	Complete  bool   `help:"The file has everybody of the source: who is missing in it becomes inactive. More than max(5, 10 %) at once wait for usher import allow."`
	Licenses  int    `help:"Give each a license for so many devices, unless the row says otherwise." placeholder:"N"`
	Pool      string `help:"Pool of the licenses; it can be left out where there is only one." placeholder:"POOL"`
	Queue     bool   `help:"Let those wait for whom no seat is free."`
	First     bool   `help:"Give licenses to the first for whom there are seats, and import the others without."`
	Send      bool   `help:"Send each the license key, in one mail, also when they are imported again."`
	AllOrNone bool   `name:"all-or-nothing" help:"Preview first, and import nothing where a row is bad."`
	Again     bool   `help:"Import the file although the same was imported before."`
	Rejects   string `help:"Write the rows that are left out to this file, with the reason; it must not be there yet." placeholder:"FILE"`
	Clear     string `help:"The word that clears a value, such as CLEAR; an empty cell leaves the value alone." placeholder:"WORD"`
	Encoding  string `help:"Encoding of the file: utf-8, utf-16le, utf-16be or windows-1252. The default is what its bytes say." placeholder:"NAME"`
	Separator string `help:"What separates cells: a comma, a semicolon, tab or |. The default is what the file says." placeholder:"CHAR"`
	Lang      string `enum:"en,fr,," default:"" help:"Language in which dates with slashes are read: en or fr. The default is that of the headers." placeholder:"LANG"`
	inAccount
	acting
	asJSON
}

// Run imports a file, or previews it.
func (c *importFile) Run(ctx context.Context, a *app) error {
	file, done, err := a.importable(c.Path)
	if err != nil {
		return err
	}
	defer done()
	drop, err := reserve(c.Rejects)
	if err != nil {
		return err
	}
	defer drop()
	return a.administer(ctx, errand{account: c.Account, as: c.As}, func(on *administration) error {
		told := &badRows{app: a, path: c.Rejects}
		shows := a.importProgress()
		r := admin.ImportRequest{
			File: file, Name: file.name, Source: c.Source, Complete: c.Complete, Devices: c.Licenses, Pool: c.Pool, Queue: c.Queue,
			First: c.First, Send: c.Send, AllOrNothing: c.AllOrNone, Again: c.Again, DryRun: c.DryRun,
			Read:     admin.ReadImport(c.Encoding, c.Separator, c.Clear, c.Lang),
			Progress: shows.show, Bad: func(b admin.BadRow) { shows.end(); told.tell(b) },
		}
		imported, err := on.imports.Import(ctx, on.actor, on.account, r)
		shows.end()
		if imported != nil && imported.Sheet != nil {
			err = errors.Join(err, told.end(imported))
		}
		if err != nil || imported == nil {
			return err
		}
		if err := put(a, c.JSON, viewImported(imported, c.DryRun), a.imported(imported, c.DryRun)); err != nil {
			return err
		}
		return imported.Verdict(c.DryRun, c.Rejects)
	})
}
