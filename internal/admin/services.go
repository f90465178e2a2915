package admin

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/clock"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/jobs"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/text"
)

// Services is what can be done about connected services: sources that are read (rules S1 to S8). It is safe for concurrent use.
type Services struct {
	acts
	Store   ServiceStore
	Sources *Sources
	Vault   Vault
	Dial    Dial
	Runner  *syncrun.Runner
	Worker  func(kinds ...jobs.Kind) *jobs.Worker // which does jobs in this process
	Clock   clock.Clock
}

// NewServices returns the service over a store; refusals go to the journal. Runner and Worker are to be set.
func NewServices(store ServiceStore, sources *Sources, vault Vault, dial Dial, clock clock.Clock, journal Journal) *Services {
	return &Services{acts: acts{journal}, Store: store, Sources: sources, Vault: vault, Dial: dial, Clock: clock}
}

// ServiceStore keeps services, and what came of reading them.
type ServiceStore interface {
	// Service is that of a source; nil when the source is none.
	Service(ctx context.Context, accountID, sourceID string) (*syncrun.Service, error)
	// Services are an account's, by name.
	Services(ctx context.Context, accountID string) ([]syncrun.Service, error)
	// ConnectService makes a source a service, or changes how it is read.
	ConnectService(ctx context.Context, s *syncrun.Service, entry directory.LogEntry) error
	// DueServices are services of all accounts that are to be read by themselves now.
	DueServices(ctx context.Context, now time.Time, limit int) ([]syncrun.Service, error)
	// AskRun asks for a run, and keeps the job that carries it out; where one of its mode waits already, that is it.
	AskRun(ctx context.Context, r *syncrun.Run, job directory.Job) (*syncrun.Run, error)
	// CancelRuns asks the runs of a service to end, and says how many there are.
	CancelRuns(ctx context.Context, accountID, sourceID string) (int, error)
	// SyncRun finds a run; nil when there is none.
	SyncRun(ctx context.Context, accountID, id string) (*syncrun.Run, error)
	// SyncRuns are a service's runs, the last one first.
	SyncRuns(ctx context.Context, accountID, sourceID string, limit int) ([]syncrun.Run, error)
	// ItemsIn are a service's items in a state.
	ItemsIn(ctx context.Context, accountID, sourceID string, state syncrun.ItemState, limit int) ([]syncrun.Item, error)
	// CountIn is how many items are in each state.
	CountIn(ctx context.Context, accountID, sourceID string) (map[syncrun.ItemState]int, error)
	// DecideParked allows or rejects items that are parked, those of some numbers or all, and says how many those are.
	DecideParked(ctx context.Context, accountID, sourceID string, numbers []int64, to syncrun.ItemState, entry directory.LogEntry) (int, error)
}

// Vault keeps secrets of services, sealed (rule S8); a *sealed.Vault is one.
type Vault interface {
	Put(ctx context.Context, at sealed.Place, s sealed.Secret) error
	Get(ctx context.Context, at sealed.Place) (sealed.Secret, error)
}

// Dial makes the connector of a service.
type Dial func(kind string, settings ServiceSettings, secret sealed.Secret) (connectors.Connector, error)

// ServiceSettings are how a service is read.
type ServiceSettings struct {
	URL          string `json:"url"`
	Preset       string `json:"preset,omitempty"`
	AllowPrivate bool   `json:"allowPrivate,omitempty"` // addresses of private networks may be called
	CA           string `json:"ca,omitempty"`           // certificates in PEM that are trusted beside those of the system
	NoGroups     bool   `json:"noGroups,omitempty"`
	PageSize     int    `json:"pageSize,omitempty"`
}

// KindSCIMServer is the kind of service that any SCIM 2.0 server is.
const KindSCIMServer = "scim"

// ServiceKinds are the kinds that can be connected.
var ServiceKinds = []string{KindSCIMServer}

// secretName is what the secret of a service is called in the vault.
const secretName = "credential"

// NewService asks to connect a service.
type NewService struct {
	Name     string
	Kind     string // one of ServiceKinds
	Settings ServiceSettings
	Secret   sealed.Secret
	Rank     int // the lower, the more its word counts; 0 for the default
	Policy   directory.Policy
	Waive    bool // the first run needs no preview (rule S6)
}

// Connected is a service and what a probe has found.
type Connected struct {
	syncrun.Service
	connectors.Findings
}

// Connect connects a service, once its credential has read what people are judged by; otherwise nothing is kept.
func (s *Services) Connect(
	ctx context.Context, actor Actor, account *directory.Account, r NewService,
) (connected *Connected, err error) {
	err = s.do(ctx, actor, account, "SERVICE CONNECT "+r.Name, func(ctx context.Context) error {
		if err := r.check(); err != nil {
			return err
		}
		if r.Rank == 0 {
			r.Rank = directory.Ranks[directory.KindPulled]
		}
		if r.Policy == "" {
			r.Policy = directory.Hold
		}
		found, err := s.probe(ctx, r.Name, r.Kind, r.Settings, r.Secret)
		if err != nil {
			return err
		}
		source, err := s.source(ctx, account, r)
		if err != nil {
			return err
		}
		service, err := r.service(source, found)
		if err != nil {
			return err
		}
		if err := s.Vault.Put(ctx, place(source), r.Secret); err != nil {
			return errors.Join(err, s.takeBack(ctx, source))
		}
		connected = &Connected{*service, *found}
		return s.Store.ConnectService(ctx, service, directory.LogEntry{
			Operation: "SERVICE CONNECT", Detail: text.Messages{text.New("act.service.connect", "service", source.Name)},
		})
	})
	return connected, err
}

// check refuses settings that can't be right.
func (r *NewService) check() error {
	switch {
	case strings.TrimSpace(r.Name) == "":
		return directory.Refuse(directory.Invalid, "service.noName")
	case !slices.Contains(ServiceKinds, r.Kind):
		return directory.Refuse(directory.Invalid, "service.kind", "kind", r.Kind, "kinds", ServiceKinds)
	case r.Secret.IsZero():
		return directory.Refuse(directory.Invalid, "service.noSecret")
	}
	return r.Settings.check()
}

func (x *ServiceSettings) check() error {
	u, err := url.Parse(x.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return directory.Refuse(directory.Invalid, "service.url", "url", shownURL(x.URL))
	case u.Scheme != "https" && (u.Scheme != "http" || !x.AllowPrivate):
		return directory.Refuse(directory.Invalid, "service.plain", "url", shownURL(x.URL))
	}
	return nil
}

// shownURL is an address without what may be a secret in it, as it may be told and kept in the log.
func shownURL(address string) string {
	address, _, _ = strings.Cut(address, "?")
	address, _, _ = strings.Cut(address, "#")
	scheme, rest, is := strings.Cut(address, "://")
	if !is {
		scheme, rest = "", address
	}
	if at := strings.LastIndex(rest, "@"); at >= 0 {
		rest = "…@" + rest[at+1:]
	}
	if scheme != "" {
		return scheme + "://" + rest
	}
	return rest
}

func place(source *directory.Source) sealed.Place {
	return sealed.Place{Account: source.AccountID, Source: source.ID, Name: secretName}
}

// source makes the source of a service, or takes the one that a connection which was cut off has made.
func (s *Services) source(ctx context.Context, account *directory.Account, r NewService) (*directory.Source, error) {
	made, err := s.Sources.Store.CreateSource(ctx, directory.Source{
		AccountID: account.ID, Name: r.Name, Kind: directory.KindPulled, Rank: r.Rank, Policy: r.Policy,
	})
	if directory.KindOf(err) != directory.Conflict {
		return made, err
	}
	source, failed := s.Sources.Store.Source(ctx, account.ID, r.Name)
	if failed != nil || source.Kind != directory.KindPulled {
		return nil, err
	}
	service, failed := s.Store.Service(ctx, account.ID, source.ID)
	if failed != nil {
		return nil, failed
	}
	if service != nil {
		return nil, directory.Refuse(directory.Conflict, "service.twice", "service", source.Name)
	}
	return source, nil
}

// takeBack removes a source that was made for nothing.
func (s *Services) takeBack(ctx context.Context, source *directory.Source) error {
	_, err := s.Sources.Store.MoveSource(ctx, source, SourceMove{
		From: []directory.SourceState{directory.SourceActive}, To: directory.SourceGone, Retire: true,
		Entry: directory.LogEntry{Operation: "SOURCE DELETE", Detail: text.Messages{text.New("act.source.deleted", "source", source.Name)}},
	})
	return err
}

// service is how the service is kept.
func (r *NewService) service(source *directory.Source, found *connectors.Findings) (*syncrun.Service, error) {
	settings, err := json.Marshal(r.Settings)
	if err != nil {
		return nil, err
	}
	return &syncrun.Service{
		Source: *source, Kind: r.Kind, Settings: string(settings), Waived: r.Waive,
		Scope: syncrun.ScopeOf(r.Kind, string(settings), found.Lacks),
	}, nil
}

// probe reads what people will be judged by. What the service refuses is refused.
func (s *Services) probe(
	ctx context.Context, name, kind string, settings ServiceSettings, secret sealed.Secret,
) (*connectors.Findings, error) {
	reader, err := s.Dial(kind, settings, secret)
	if err != nil {
		return nil, err
	}
	prober, is := reader.(connectors.Prober)
	if !is {
		return &connectors.Findings{}, nil
	}
	found, err := prober.Probe(ctx)
	var e *connectors.Error
	if errors.As(err, &e) {
		return nil, directory.Refuse(directory.Invalid, "service.unreadable", "service", name, "why", syncrun.Why(e, name))
	}
	return found, err
}

// find finds a service by its name.
func (s *Services) find(ctx context.Context, account *directory.Account, name string) (*syncrun.Service, error) {
	source, err := s.Sources.Store.Source(ctx, account.ID, name)
	if directory.KindOf(err) == directory.NotFound {
		return nil, directory.Refuse(directory.NotFound, "service.absent", "name", name)
	}
	if err != nil {
		return nil, err
	}
	service, err := s.Store.Service(ctx, account.ID, source.ID)
	if err == nil && service == nil {
		err = directory.Refuse(directory.Invalid, "service.none", "source", source.Name)
	}
	return service, err
}

// Test probes a service with the credential that is kept.
func (s *Services) Test(ctx context.Context, _ Actor, account *directory.Account, name string) (*Connected, error) {
	service, err := s.find(ctx, account, name)
	if err != nil {
		return nil, err
	}
	settings, err := settingsOf(service)
	if err != nil {
		return nil, err
	}
	secret, err := s.Vault.Get(ctx, place(&service.Source))
	if err != nil {
		return nil, err
	}
	found, err := s.probe(ctx, service.Source.Name, service.Kind, *settings, secret)
	if err != nil {
		return nil, err
	}
	return &Connected{*service, *found}, nil
}

func settingsOf(service *syncrun.Service) (*ServiceSettings, error) {
	var settings ServiceSettings
	if err := json.Unmarshal([]byte(service.Settings), &settings); err != nil {
		return nil, err
	}
	return &settings, nil
}

// Reader is the connector of a service, with its secret: what a syncrun.Runner connects by.
func (s *Services) Reader(ctx context.Context, service *syncrun.Service) (connectors.Connector, error) {
	settings, err := settingsOf(service)
	if err != nil {
		return nil, err
	}
	secret, err := s.Vault.Get(ctx, place(&service.Source))
	if err != nil {
		return nil, err
	}
	return s.Dial(service.Kind, *settings, secret)
}

// UnknownPreset refuses a preset that is none of those known.
func UnknownPreset(preset string, known []string) error {
	return directory.Refuse(directory.Invalid, "service.preset", "preset", preset, "presets", known)
}

// LargeFile refuses a file that is too large to be what it is given for.
func LargeFile(name string, limit int) error {
	return directory.Refuse(directory.Invalid, "service.largeFile", "file", name, "limit", limit)
}
