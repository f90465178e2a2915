package store

import "github.com/usher-id/usher/internal/store/db"

// JobQueries are what a worker asks each time that it looks for jobs, and what it takes them with.
func (st *DB) JobQueries() (due, take string) { return st.dueJobsQuery(), st.takeJobsQuery() }

// PoolOutlookQuery is what PoolOutlook asks.
func (st *DB) PoolOutlookQuery(perDevice bool) string { return st.poolOutlookQuery(perDevice) }

// What is asked about secrets.
const (
	SecretQuery     = secretQuery
	SecretKeysQuery = secretKeysQuery
	SecretsOfQuery  = secretsOfQuery
	ResealQuery     = resealQuery
)

// KnownItemsQuery is how items of a service are found by their ids.
func (st *DB) KnownItemsQuery(ids []string) (query string, args []any) {
	t := db.NewTable(db.Text("wanted"))
	for _, id := range ids {
		t.Add(id)
	}
	return st.knownItemsQuery(t), st.Dialect.Bind(t)
}
