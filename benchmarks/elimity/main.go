// Command elimity is the server that Usher is measured against: what a competent team writes in a week with
// github.com/elimity-com/scim over PostgreSQL. Users and groups are rows with a jsonb document, found through indexes;
// members stand inside the group's document; statements are prepared and connections pooled. It has no accounts,
// domains, merging, licenses or log. It is a yardstick and kept honest, not a product.
package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/elimity-com/scim"
	"github.com/elimity-com/scim/optional"
	"github.com/elimity-com/scim/schema"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "elimity:", err)
		os.Exit(1)
	}
}

func run() error {
	database := flag.String("database", "", "PostgreSQL URL")
	listen := flag.String("listen", "127.0.0.1:8081", "address to serve on")
	token := flag.String("token", "", "the bearer token that requests must carry")
	flag.Parse()
	if *database == "" || *token == "" {
		return errors.New("-database and -token are needed")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	db, err := open(ctx, *database)
	if err != nil {
		return err
	}
	defer db.Close()
	users, err := newCollection(ctx, db, "users", "userName", "externalId", "displayName")
	if err != nil {
		return err
	}
	groups, err := newCollection(ctx, db, "groups", "displayName", "externalId")
	if err != nil {
		return err
	}
	handler, err := newHandler(users, groups)
	if err != nil {
		return err
	}

	server := &http.Server{Addr: *listen, Handler: authorized(*token, handler), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	ending, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return server.Shutdown(ending)
}

// newHandler serves users and groups under /scim/v2.
func newHandler(users, groups *collection) (http.Handler, error) {
	schema.SetAllowStringValues(true) // Entra ID sends booleans as strings
	userSchema, groupSchema := filterable(schema.CoreUserSchema()), filterable(schema.CoreGroupSchema())
	enterprise := scim.SchemaExtension{Schema: schema.ExtensionEnterpriseUser()}

	server, err := scim.NewServer(&scim.ServerArgs{
		ServiceProviderConfig: &scim.ServiceProviderConfig{MaxResults: 1000, SupportFiltering: true,
			SupportPatch: true},
		ResourceTypes: []scim.ResourceType{
			{
				ID: optional.NewString("User"), Name: "User", Endpoint: "/Users",
				Schema: userSchema, SchemaExtensions: []scim.SchemaExtension{enterprise},
				Handler: &handler{rows: users, patcher: patcher{userSchema, enterprise.Schema}, answers: true},
			},
			{
				ID: optional.NewString("Group"), Name: "Group", Endpoint: "/Groups", Schema: groupSchema,
				Handler: &handler{rows: groups, patcher: patcher{core: groupSchema}},
			},
		},
	})
	if err != nil {
		return nil, err
	}
	return http.StripPrefix("/scim", server), nil
}

// filterable adds externalId, which the library validates in bodies and not in filters. Clipped, since the library
// appends to the attributes in every request.
func filterable(s schema.Schema) schema.Schema {
	attributes := make(schema.Attributes, 0, len(s.Attributes)+1)
	attributes = append(attributes, s.Attributes...)
	s.Attributes = append(attributes, schema.SimpleCoreAttribute(schema.SimpleStringParams(schema.StringParams{
		Name: schema.CommonAttributeExternalID, CaseExact: true,
	})))
	return s
}

// authorized lets only requests with the token through.
func authorized(token string, next http.Handler) http.Handler {
	want := []byte("Bearer " + token)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), want) != 1 {
			w.Header().Set("Content-Type", "application/scim+json")
			w.Header().Set("WWW-Authenticate", "Bearer")
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"401","detail":"The bearer token is missing or wrong."}`)
			return
		}
		next.ServeHTTP(w, r)
	})
}
