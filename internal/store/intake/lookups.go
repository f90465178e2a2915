package intake

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// lookup is one kind of question: an inline table of keys, and for each key the rows of a table
// that an index finds by it.
type lookup struct {
	cols    []db.Column
	table   string // with its alias r
	where   string // joins r with the keys, k
	a, b    string // the answer's two texts; b may be ""
	count   bool   // the answer is a count, for every key
	sources bool   // the answers are the sources of the account for which there is any row, with a few of them, joined by line ends
	exists  bool   // the answer is a text, for the keys for which there is any row
	order   string // with others: the column that says which come first
	few     bool   // the first rows, as many as are of interest, joined by line ends
	others  bool   // a few rows of each source of the account but the key's, joined by line ends
}

// query asks for what the lookup finds for each key of rows: (number of the lookup, number of
// the key, a, b).
func (l *lookup) query(d db.Dialect, number int, rows string) string {
	head := fmt.Sprintf("SELECT %d AS kind, k.i, ", number)
	switch {
	case l.count:
		return head + "(SELECT " + l.a + " FROM " + l.table + " WHERE " + l.where + ") AS a, CAST(NULL AS text) AS b FROM " + rows
	case l.sources:
		from := l.table + " WHERE " + l.where + " AND r.source_id = s.id"
		return head + "CAST(s.id AS text) AS a, " + d.Lines("SELECT "+l.a+" AS line FROM "+from+" LIMIT 8") + " AS b FROM " + rows +
			" CROSS JOIN sources s WHERE s.account_id = $1 AND EXISTS (SELECT 1 FROM " + from + ")"
	case l.exists:
		return head + "'yes' AS a, CAST(NULL AS text) AS b FROM " + rows + " WHERE EXISTS (SELECT 1 FROM " + l.table + " WHERE " + l.where + ")"
	case l.few:
		return head + "CAST(NULL AS text) AS a, " + d.Lines("SELECT "+l.a+" AS line FROM "+l.table+" WHERE "+l.where) + " AS b FROM " + rows
	case l.others:
		return head + "CAST(NULL AS text) AS a, " + d.Lines("SELECT "+l.a+" AS line FROM "+l.table+" WHERE "+l.where+" AND r.source_id = s.id ORDER BY r."+l.order+" LIMIT 8") +
			" AS b FROM " + rows + " CROSS JOIN sources s WHERE s.account_id = $1 AND s.id <> k.source_id"
	}
	b := l.b
	if b == "" {
		b = "CAST(NULL AS text)"
	}
	return head + d.Each(rows, l.table, l.where, l.a, b)
}

// The lookups that need no lock. Their numbers are what the combined query names them by.
const (
	askUserNames = iota
	askExternalIDs
	askUniques
	askTombstones
	askUsers
	askGroups
	askGone
	askPairs
	askCounts
	askRosters
	askDomains
	askMailboxDomains
	askMailboxes
	askGroupsOf
	askPolicy
	askOwners
	askBearers
	askKeyBearers
	askHolders
	askAddressMatches
	askNameMatches
	askRecycled
	askNeverLinks
	askDecisions
	askTraces
	askRoleOwners
	askGaveWay
	askPeopleCount
	lookupKinds
)

var nameCols = []db.Column{db.UUID("source_id"), db.Text("type"), db.Text("value")}
var addressCols = []db.Column{db.Text("kind"), db.Text("value")}
var personCols = []db.Column{db.UUID("source_id"), db.UUID("id")}

var lookups = [lookupKinds]lookup{
	askUserNames: {
		cols: nameCols, table: "records r", a: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.user_name = k.value",
	},
	askExternalIDs: {
		cols: nameCols, table: "records r", a: "CAST(r.id AS text)",
		few:   true,
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_id = k.value ORDER BY r.external_id LIMIT " + strconv.Itoa(directory.MostSameExternalID),
	},
	askUniques: {
		cols: nameCols, table: "uniques r", a: "CAST(r.record_id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.value = k.value",
	},
	askTombstones: {
		cols: append(nameCols[:3:3], db.Int("since")), table: "tombstones r", a: "CAST(r.record_id AS text)", b: "CAST(r.deleted AS text) || ' ' || COALESCE(CAST(r.user_id AS text), '') || ' ' || COALESCE(CAST(r.home_id AS text), '') || ' ' || COALESCE(r.address_hash, '') || ' ' || COALESCE(r.traits, '')",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = k.type AND r.external_hash = k.value AND r.deleted > k.since AND r.successor IS NULL",
	},
	askUsers: {
		cols: personCols, table: "records r", a: "'User'", b: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'User' AND r.id = k.id",
	},
	askGroups: {
		cols: personCols, table: "records r", a: "'Group'", b: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.type = 'Group' AND r.id = k.id",
	},
	askGone: {
		cols: personCols, table: "tombstones r", a: "r.type", b: "CAST(r.successor AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.record_id = k.id",
	},
	askPairs: {
		cols: []db.Column{db.UUID("group_id"), db.UUID("member_id")}, table: "members r", a: "CAST(r.member_id AS text)", b: memberText,
		where: "r.account_id = $1 AND r.group_id = k.group_id AND r.member_id = k.member_id",
	},
	askCounts: {
		cols: []db.Column{db.UUID("group_id")}, table: "members r", a: "CAST(count(*) AS text)",
		where: "r.account_id = $1 AND r.group_id = k.group_id", count: true,
	},
	askRosters: {
		cols: []db.Column{db.UUID("group_id")}, table: "members r", a: "CAST(r.member_id AS text)", b: memberText,
		where: "r.account_id = $1 AND r.group_id = k.group_id",
	},
	askDomains: {
		// A domain is covered by its own row, or by one above it with its subdomains (rule D5).
		cols: []db.Column{db.Text("domain"), db.Bool("own")}, table: "domains r", a: "r.level", b: "r.domain",
		where: "r.account_id = $1 AND r.domain = k.domain AND (k.own OR r.subdomains) AND (r.level <> 'none' OR r.state IN ('stale', 'revoked'))",
	},
	askMailboxDomains: {
		cols: []db.Column{db.Text("domain")}, table: "approved_addresses r", exists: true,
		where: "r.account_id = $1 AND r.domain = k.domain",
	},
	askMailboxes: {
		cols: []db.Column{db.Text("address")}, table: "approved_addresses r", exists: true,
		where: "r.account_id = $1 AND r.address = k.address",
	},
	askGroupsOf: {
		cols: []db.Column{db.UUID("member_id")}, table: "members r", a: "CAST(r.group_id AS text)", b: "CASE WHEN r.waiting THEN 'waiting' END",
		where: "r.account_id = $1 AND r.member_id = k.member_id",
	},
	askPolicy: {
		table: "sources r", a: "CAST(r.id AS text)", b: "r.kind || ' ' || CAST(r.rank AS text) || ' ' || r.state || ' ' || r.settings",
		where: "r.account_id = $1",
	},
	askOwners: {
		cols: addressCols, table: "identifiers r", a: identifierText,
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.owner",
	},
	askBearers: { // by the index of those who are let in: who waits is no rival, however many do
		cols: []db.Column{db.Text("match_key")}, table: "identifiers r", a: identifierText, few: true,
		where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL ORDER BY r.source_id, r.record_id LIMIT " + strconv.Itoa(directory.MostBearers),
	},
	askKeyBearers: {
		cols: addressCols, table: "identifiers r", a: identifierText, few: true,
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value AND r.user_id IS NOT NULL ORDER BY r.record_id LIMIT " + strconv.Itoa(directory.MostBearers),
	},
	askHolders: {
		cols: addressCols, table: "identifiers r", a: identifierText, few: true,
		where: "r.account_id = $1 AND r.kind = k.kind AND r.value = k.value ORDER BY r.record_id LIMIT " + strconv.Itoa(directory.MostHolders),
	},
	askAddressMatches: {
		cols: []db.Column{db.UUID("source_id"), db.Text("match_key")}, table: "identifiers r", a: identifierText, others: true, order: "record_id",
		where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL",
	},
	askNameMatches: {
		cols: []db.Column{db.UUID("source_id"), db.Text("match_key")}, table: "records r", others: true, order: "id",
		a:     "CAST(r.source_id AS text) || ' ' || CAST(r.id AS text) || ' ' || CAST(r.user_id AS text)",
		where: "r.account_id = $1 AND r.match_key = k.match_key AND r.user_id IS NOT NULL",
	},
	askRecycled: {
		cols: []db.Column{db.Text("hash"), db.Int("since")}, table: "tombstones r", sources: true,
		a:     "CAST(r.record_id AS text) || ' ' || COALESCE(CAST(r.user_id AS text), '')",
		where: "r.account_id = $1 AND r.address_hash = k.hash AND r.deleted > k.since AND r.successor IS NULL",
	},
	askNeverLinks: {
		cols: []db.Column{db.UUID("record_id")}, table: "never_links r", a: "CAST(r.other_id AS text)", b: "CASE WHEN r.soft THEN 'soft' END",
		where: "r.account_id = $1 AND r.record_id = k.record_id",
	},
	askDecisions: { // and who it was: the log has what was decided at that moment about the record
		cols: []db.Column{db.UUID("id")}, table: "reviews r", a: "r.status",
		b: `CAST(COALESCE(r.decided, 0) AS text) || ' ' || COALESCE((SELECT l.actor FROM log l WHERE l.account_id = $1 AND l.record_id IS NOT NULL
			AND l.record_id = r.record_id AND l.actor IS NOT NULL AND l.at = r.decided ORDER BY l.id DESC LIMIT 1), '')`,
		where: "r.account_id = $1 AND r.id = k.id",
	},
	askTraces: {
		cols: []db.Column{db.UUID("source_id"), db.Text("hash"), db.Int("since")}, table: "traces r", a: "CAST(r.record_id AS text)",
		where: "r.account_id = $1 AND r.source_id = k.source_id AND r.hash = k.hash AND NOT EXISTS (SELECT 1 FROM tombstones t" +
			" WHERE t.account_id = $1 AND t.source_id = r.source_id AND t.record_id = r.record_id AND t.deleted <= k.since)",
	},
	askGaveWay: {
		cols: []db.Column{db.Int("since")}, table: "reviews r", a: "CAST(count(*) AS text)", count: true,
		where: "r.account_id = $1 AND r.created > k.since AND r.reason = 'gaveWay'",
	},
	askPeopleCount: {
		table: "counts r", a: "CAST(r.n AS text)",
		where: "r.account_id = $1 AND r.source_id = r.account_id AND r.type = 'User'",
	},
	askRoleOwners: {
		table: "users r", a: "CAST(r.id AS text)",
		where: "r.account_id = $1 AND r.role = 'owner' AND r.state = 'active'",
	},
}

// identifierText is a row of identifiers as one text.
const identifierText = "CAST(r.record_id AS text) || ' ' || COALESCE(CAST(r.source_id AS text), '') || ' ' || COALESCE(CAST(r.user_id AS text), '') || ' ' || CASE WHEN r.owner THEN 'o' ELSE '-' END || ' ' || r.value"

func parseIdentifier(kind, text string) directory.Identifier {
	parts := strings.SplitN(text, " ", 5)
	return directory.Identifier{Kind: kind, RecordID: parts[0], SourceID: parts[1], UserID: parts[2], Owner: parts[3] == "o", Value: parts[4]}
}

// memberText is a member's row as one text: whether it waits, its type, its display.
const memberText = "CASE WHEN r.waiting THEN 'w' ELSE '-' END || r.type || ' ' || COALESCE(r.display, '')"

func parseMember(id, text string) directory.Member {
	typeName, display, _ := strings.Cut(text[1:], " ")
	return directory.Member{ID: id, Type: typeName, Display: display, Waiting: text[0] == 'w'}
}
