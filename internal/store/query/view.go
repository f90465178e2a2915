package query

// The directory view is what readers of an account see when they name the account in the place of
// a source: each user by the one row of records that is its golden record, under the user's id, and all
// groups, whose members are users. A golden record is either what the user's only record says or a merged
// row, whose source_id is the account's id.
//
// A search of the view is compiled as that of a connection is, with another FROM: what stands
// there is called r, too, and has the columns of records, but the id of a golden record is the user's and
// its version is its time of change, since one user's golden records change places and each counts for
// itself. No index leads to a userName whatever the source, so the account's sources are gone
// through, who are few.

// view is what the directory view has in common on both databases.
type view struct{}

func (view) parameters(accountID, _ string) arguments { return arguments{accountID} }

func (view) key(accountID, _, _, id string) []any { return []any{accountID, id} }

// typ names the type by a constant, so that indexes on some of the records can be chosen.
func (view) typ(name string, _ *arguments) (operand string, exists bool) {
	return literal(name), literal(name) == viewUser || literal(name) == viewGroup
}

// The types that the view has.
const (
	viewUser  = "'User'"
	viewGroup = "'Group'"
)

func (view) found() string { return "r.type, r.id, r.source_id, r.record_id" }

func (view) total(b branch) string {
	if b.whole {
		return "coalesce((SELECT n FROM counts WHERE account_id = $1 AND source_id = $1 AND type = " + b.typ + "), 0)"
	}
	return b.count()
}

func (view) members() int { return 4 }

// goldens are the columns of the records c as the view has them, under an id.
func goldens(id string) string {
	return id + ` AS id, c.id AS record_id, c.modified AS version, ` + shown.Of("c") + `, c.admitted, c.search,
		c.active, c.display_name,
		coalesce(c.user_name, c.golden_name) AS user_name, coalesce(c.external_id, c.golden_external) AS external_id`
}

// goldenID is the column that is the id of records of a type in the view.
func goldenID(typ string) string {
	if typ == viewUser {
		return "c.user_id"
	}
	return "c.id"
}

// goldenColumns are the columns by which merged rows are found, by those of other records.
var goldenColumns = map[string]string{"user_name": "golden_name", "external_id": "golden_external"}
