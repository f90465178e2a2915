package store

// MaxManagers is how many managers above a person are looked for.
const MaxManagers = maxManagers

// ManagersQuery follows the managers of people.
func (db *DB) ManagersQuery() string { return db.managersQuery() }
