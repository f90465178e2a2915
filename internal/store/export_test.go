package store

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
