package admin

import (
	"context"
	"encoding/json"
	"net/url"
	"strings"

	"github.com/usher-id/usher/connectors/syncrun"
	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/sealed"
	"github.com/usher-id/usher/internal/text"
)

// ServiceChange is what is to be changed of a service; nil and no secret leave things as they are.
type ServiceChange struct {
	Name         string
	URL          *string
	Preset       *string
	AllowPrivate *bool
	CA           *string
	NoGroups     *bool
	PageSize     *int
	Waive        *bool
	Secret       sealed.Secret
}

// Set changes how a service is read, once it has been read so. A change of what is read needs a preview again (rule S6).
func (s *Services) Set(
	ctx context.Context, actor Actor, account *directory.Account, r ServiceChange,
) (connected *Connected, err error) {
	err = s.do(ctx, actor, account, "SERVICE SET "+r.Name, func(ctx context.Context) error {
		service, err := s.find(ctx, account, r.Name)
		if err != nil {
			return err
		}
		settings, err := settingsOf(service)
		if err != nil {
			return err
		}
		was := *settings
		if !r.apply(settings, service) {
			return directory.Refuse(directory.Invalid, "service.noChange")
		}
		if err := settings.check(); err != nil {
			return err
		}
		secret := r.Secret
		if secret.IsZero() && origin(was.URL) != origin(settings.URL) { // the one that is kept goes nowhere else
			return directory.Refuse(directory.Invalid, "service.otherServer", "url", settings.URL)
		}
		if secret.IsZero() {
			if secret, err = s.Vault.Get(ctx, place(&service.Source)); err != nil {
				return err
			}
		}
		found, err := s.probe(ctx, service.Source.Name, service.Kind, *settings, secret)
		if err != nil {
			return err
		}
		document, err := json.Marshal(settings)
		if err != nil {
			return err
		}
		if !r.Secret.IsZero() {
			if err := s.Vault.Put(ctx, place(&service.Source), secret); err != nil {
				return err
			}
		}
		service.Settings, service.Broken = string(document), false
		service.Scope = syncrun.ScopeOf(service.Kind, service.Settings, found.Lacks)
		connected = &Connected{*service, *found}
		return s.Store.ConnectService(ctx, service, directory.LogEntry{
			Operation: "SERVICE SET", Detail: text.Messages{text.New("act.service.set", "service", service.Source.Name)},
		})
	})
	return connected, err
}

// apply changes settings as is asked, and reports whether anything is.
func (r *ServiceChange) apply(x *ServiceSettings, service *syncrun.Service) (any bool) {
	any = !r.Secret.IsZero()
	any = put(&x.URL, r.URL) || any
	any = put(&x.Preset, r.Preset) || any
	any = put(&x.AllowPrivate, r.AllowPrivate) || any
	any = put(&x.CA, r.CA) || any
	any = put(&x.NoGroups, r.NoGroups) || any
	any = put(&x.PageSize, r.PageSize) || any
	return put(&service.Waived, r.Waive) || any
}

// origin is the server of an address.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return strings.ToLower(u.Scheme + "://" + u.Host)
}

// put sets a value where one is given, and reports whether it is.
func put[T any](of, to *T) bool {
	if to != nil {
		*of = *to
	}
	return to != nil
}
