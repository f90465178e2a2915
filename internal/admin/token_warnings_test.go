package admin_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/usher-id/usher/internal/admin"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/mail"
	"github.com/usher-id/usher/internal/mail/mailtest"
	"github.com/usher-id/usher/internal/text"
)

// warned are the entries of warnings in the account's log, in English.
func (o *office) warned() []string {
	o.t.Helper()
	entries, err := o.db.Log(o.t.Context(), o.account.ID, "", 1000)
	if err != nil {
		o.t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		if e.Operation == "TOKEN WARN" {
			list = append(list, text.In(text.English, admin.What(&e, map[string]string{o.okta.ID: "okta"})))
		}
	}
	return list
}

// post does the jobs that mail warnings, as a server would at a time, and returns how many.
func (o *office) post(at time.Time) int {
	o.t.Helper()
	sender, err := mail.New("smtp://"+o.mails.Addr, "usher@acme.test")
	if err != nil {
		o.t.Fatal(err)
	}
	warnings := admin.Warnings{Store: o.db, Mailer: sender, Clock: func() time.Time { return at }}
	kind, n := warnings.Mailing(), 0
	for {
		list, err := o.db.TakeJobs(o.t.Context(), kind.Name, "here", time.Minute, 100)
		if err != nil {
			o.t.Fatal(err)
		}
		if len(list) == 0 {
			return n
		}
		for _, j := range list {
			if err := kind.Do(o.t.Context(), &j); err != nil {
				o.t.Error(err)
			}
			if _, err := o.db.SettleJob(o.t.Context(), &j, jobs.Outcome{State: jobs.Done}); err != nil {
				o.t.Error(err)
			}
			n++
		}
	}
}

// A token's end is told 30, 14, 7 and 1 days ahead, once each however many nodes look, in the log and by mail to each
// contact in the account's language, with the command that replaces it; not once it is revoked or replaced, and not
// by more days than the token was made for.
func TestTokenWarnings(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		o.mails = mailtest.Start(t, &mailtest.Server{})
		french, contacts := "fr", []string{"it@acme.test", "boss@acme.test"}
		accounts := admin.NewAccounts(o.db, o.db)
		_, err := accounts.Set(ctx, ann, o.account, admin.AccountChange{Language: &french, Contacts: &contacts})
		if err != nil {
			t.Fatal(err)
		}
		tokens := admin.NewTokens(o.db, o.db)
		issue := func(days int) *admin.NewToken {
			t.Helper()
			made, err := tokens.Create(ctx, ann, o.account, admin.TokenRequest{
				Kind: directory.KindSCIM, Source: o.okta.Name, Validity: time.Duration(days) * 24 * time.Hour,
			})
			if err != nil {
				t.Fatal(err)
			}
			return made
		}
		long, short, revoked, replaced := issue(365), issue(7), issue(300), issue(365)
		if _, err := tokens.Revoke(ctx, ann, o.account, revoked.ID); err != nil {
			t.Fatal(err)
		}
		rotated, err := tokens.Rotate(ctx, ann, o.account, admin.RotateRequest{
			ID: replaced.ID, Validity: 900 * 24 * time.Hour, Overlap: 20 * 24 * time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}

		// Two nodes look every hour for a year and a day.
		mails := map[string]int{}
		seen := 0
		for at := time.Now(); at.Before(long.Expires.Add(24 * time.Hour)); at = at.Add(6 * time.Hour) {
			if left := long.Expires.Sub(at); left > 31*24*time.Hour && at.After(short.Expires) {
				continue // nothing is about to happen
			}
			var nodes sync.WaitGroup
			for range 2 {
				nodes.Go(func() {
					w := admin.Warnings{Store: o.db, Clock: func() time.Time { return at }}
					if err := w.All(ctx); err != nil {
						t.Error(err)
					}
				})
			}
			nodes.Wait()
			o.post(at)
			for _, m := range o.mails.Mails()[seen:] {
				left := long.Expires.Sub(at)
				if at.Before(short.Expires) {
					left = short.Expires.Sub(at)
				}
				mails[fmt.Sprintf("%s %d", m.To, int((left+6*time.Hour)/(24*time.Hour)))]++
				seen++
			}
		}
		for _, who := range contacts {
			for days, want := range map[int]int{30: 1, 14: 1, 7: 1, 1: 2} {
				if got := mails[fmt.Sprintf("%s %d", who, days)]; got != want {
					t.Errorf("%s got %d mails %d days ahead, want %d: %v", who, got, days, want, mails)
				}
			}
		}
		entries := o.warned()
		if len(entries) != 5 || seen != 10 {
			t.Errorf("%d entries and %d mails: %q", len(entries), seen, entries)
		}
		advice := "usher token rotate " + long.ID
		if !strings.HasPrefix(entries[4], "Usher: ") || !strings.Contains(entries[4], advice) || !strings.Contains(entries[4], o.okta.Name) {
			t.Errorf("the log says %q", entries[4])
		}
		content := o.mails.Mails()[9].Read(t)
		for _, want := range []string{advice + " --account acme", o.okta.Name, long.Expires.UTC().Format("2006-01-02"), "prend fin"} {
			if !strings.Contains(content.Text, want) || !strings.Contains(content.HTML, want) {
				t.Errorf("the mail lacks %q:\n%s\n%s", want, content.Text, content.HTML)
			}
		}
		for _, quiet := range []string{revoked.ID, replaced.ID, rotated.New.ID} {
			if strings.Contains(strings.Join(entries, "\n"), quiet) {
				t.Errorf("token %s was warned of", quiet)
			}
		}
	})
}

// A mail that waited for a server until a more urgent one followed, or until the token was revoked, is not sent. It is
// seen among the jobs, with what it lacks.
func TestTokenWarningThatWaited(t *testing.T) {
	eachOffice(t, func(o *office) {
		ctx := t.Context()
		o.mails = mailtest.Start(t, &mailtest.Server{})
		contacts := []string{"it@acme.test"}
		if _, err := admin.NewAccounts(o.db, o.db).Set(ctx, ann, o.account, admin.AccountChange{Contacts: &contacts}); err != nil {
			t.Fatal(err)
		}
		tokens := admin.NewTokens(o.db, o.db)
		made, err := tokens.Create(ctx, ann, o.account, admin.TokenRequest{
			Kind: directory.KindSCIM, Source: o.okta.Name, Validity: 100 * 24 * time.Hour,
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, days := range []int{29, 13} {
			w := admin.Warnings{Store: o.db, Clock: func() time.Time { return made.Expires.AddDate(0, 0, -days) }}
			if err := w.All(ctx); err != nil {
				t.Fatal(err)
			}
		}
		p, err := o.jobsAt(time.Minute).List(ctx, ann, o.account, admin.JobsRequest{Kind: admin.JobWarn})
		if err != nil || len(p.Jobs) != 2 || p.Jobs[0].About != "it@acme.test" ||
			!strings.Contains(text.In(text.English, p.Jobs[0].Why), "usher serve --smtp") {
			t.Errorf("%+v, %v", p, err)
		}
		if n := o.post(made.Expires.AddDate(0, 0, -12)); n != 2 || len(o.mails.Mails()) != 1 {
			t.Errorf("%d jobs and %d mails", n, len(o.mails.Mails()))
		}
		w := admin.Warnings{Store: o.db, Clock: func() time.Time { return made.Expires.AddDate(0, 0, -6) }}
		if err := w.All(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := tokens.Revoke(ctx, ann, o.account, made.ID); err != nil {
			t.Fatal(err)
		}
		if n := o.post(made.Expires.AddDate(0, 0, -5)); n != 1 || len(o.mails.Mails()) != 1 {
			t.Errorf("%d jobs and %d mails after the token was revoked", n, len(o.mails.Mails()))
		}
	})
}
