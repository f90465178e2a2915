package outbound_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/usher-id/usher/connectors"
	"github.com/usher-id/usher/connectors/scimsource"
	"github.com/usher-id/usher/internal/outbound"
	"github.com/usher-id/usher/internal/text"
)

// What a client refuses comes through a connector as what it is, with what is to be done in both languages.
func TestRefusalsComeThroughAConnector(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(hello))
	defer server.Close()
	for _, tt := range []struct {
		what, address string
		o             outbound.Options
		kind          connectors.Kind
		en, fr        string
	}{
		{"private", server.URL, outbound.Options{}, connectors.Forbidden, "give --allow-private", "donnez --allow-private"},
		{"metadata", "https://169.254.169.254", outbound.Options{AllowPrivate: true}, connectors.Forbidden, "never called", "jamais appel"},
		{"authority", server.URL, outbound.Options{AllowPrivate: true}, connectors.Unavailable, "does not prove who it is", "ne prouve pas"},
		{"size", server.URL, outbound.Options{AllowPrivate: true, CA: authority(server), MaxBody: 3}, connectors.Malformed, "more than 3 bytes", "plus de 3 octets"},
	} {
		client, err := outbound.New(tt.o)
		if err != nil {
			t.Fatal(err)
		}
		defer client.CloseIdleConnections()
		source, err := scimsource.New(scimsource.Options{
			BaseURL: tt.address, HTTP: client, Credential: func(context.Context) (string, error) { return "s3cret-token", nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = source.Read(t.Context(), "")
		refused(t, err, tt.kind, "", tt.en)
		var e *connectors.Error
		if !errors.As(err, &e) {
			continue
		}
		tells, is := e.Err.(interface{ Tell() text.Message })
		if !is || !strings.Contains(text.In(text.French, tells.Tell()), tt.fr) {
			t.Errorf("%s: %v is not said in French", tt.what, err)
		}
	}
}
