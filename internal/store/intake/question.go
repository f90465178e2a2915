package intake

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/db"
)

// question is one kind of question of a batch, as one declaration has it: a *lookup.
type question interface {
	// put notes in the facts that what a batch asks has been asked.
	put(q *directory.Questions, f *directory.Facts, now time.Time) asked
	// query asks for (number of the question, number of the key, texts of the answer) for each key of rows.
	query(d db.Dialect, number int, rows string, width int) string
	// width is how many texts an answer has.
	width() int
	// ready computes what is the same each time.
	ready()
}

// asked are the keys that a batch asks for, and what to do with an answer to one.
type asked struct {
	keys   *db.Table
	answer func(i int, texts []sql.NullString) error
}

// lookup declares one kind of question: what is asked, by what SQL, how a row is read, and where it lands in the facts.
// It finds for each key the rows of a table, by an index that begins with the columns of where.
type lookup[K comparable, T any] struct {
	of   func(*directory.Questions) []K
	cols []db.Column                                       // of the keys, k in SQL
	keys func(k K, now time.Time, add func(values ...any)) // adds the rows of cols that a key of the question takes

	from  string // the table with its alias r
	where string // joins r with k
	rows  rows   // which of the rows are an answer
	order string // with firstRows and othersRows: the columns by which rows come first
	most  int    // with firstRows: how many

	read func(into *T) []column // what is read of a row

	// land says where the answer to a key is put: asked notes that until a row says otherwise it is nothing.
	land func(*directory.Facts) (asked func(K), found func(K, T))

	also func(d db.Dialect) string // with allRows: one expression more, for the last column of read, whose sql is ""

	texts    []string    // of read, as SQL
	numbered []db.Column // cols, after the number of the key
}

var noKeys db.Table

func (l *lookup[K, T]) ready() {
	l.numbered = append([]db.Column{db.Int("i")}, l.cols...)
	l.texts = nil
	for _, c := range l.read(new(T)) {
		if c.sql != "" {
			l.texts = append(l.texts, "CAST("+c.sql+" AS text)")
		}
	}
}

// rows is which rows are the answer to a key.
type rows int

const (
	allRows     rows = iota
	anyRow           // that there is one; nothing is read of it
	countOfRows      // what is read is an aggregate
	firstRows        // the first
	sourcesRows      // a few of each source that has any
	othersRows       // the first of each source but the key's
)

// fewRows is how many rows of one source are of interest.
const fewRows = 8

// column is what is read of a row, as text: an SQL expression, and what takes its value. NULL is not taken.
type column struct {
	sql  string
	take func(string)
}

func text[S ~string](sql string, into *S) column {
	return column{sql, func(s string) { *into = S(s) }}
}

func number(sql string, into *int) column {
	return column{sql, func(s string) { *into, _ = strconv.Atoi(s) }}
}

// flag reads a boolean, which is a number in SQLite.
func flag(sql string, into *bool) column {
	return column{sql, func(s string) { *into = s == "1" || s == "true" }}
}

func moment(sql string, into *time.Time) column {
	return column{sql, func(s string) {
		micros, _ := strconv.ParseInt(s, 10, 64)
		*into = db.FromMicros(micros)
	}}
}

func (l *lookup[K, T]) put(q *directory.Questions, f *directory.Facts, now time.Time) asked {
	keys := l.of(q)
	if len(keys) == 0 {
		return asked{keys: &noKeys}
	}
	a := asked{keys: db.NewTable(l.numbered...)}
	note, found := l.land(f)
	for i, k := range keys {
		note(k)
		l.keys(k, now, func(values ...any) { a.keys.Add(append([]any{int64(i)}, values...)...) })
	}
	var row T
	columns := l.read(&row)
	land := func(k K, texts []sql.NullString) {
		var none T
		row = none
		for n, c := range columns {
			if texts[n].Valid {
				c.take(texts[n].String)
			}
		}
		found(k, row)
	}
	a.answer = func(i int, texts []sql.NullString) error {
		if l.rows < firstRows {
			land(keys[i], texts)
			return nil
		}
		list, err := listed(texts[0].String, len(columns))
		for _, texts := range list {
			land(keys[i], texts)
		}
		return err
	}
	return a
}

// listed reads what Dialect.List gives.
func listed(list string, width int) ([][]sql.NullString, error) {
	if list == "" {
		return nil, nil
	}
	var lines [][]*string
	if err := json.Unmarshal([]byte(list), &lines); err != nil {
		return nil, fmt.Errorf("a list of answers: %w", err)
	}
	all := make([][]sql.NullString, len(lines))
	for i, line := range lines {
		all[i] = make([]sql.NullString, width)
		for n, s := range line[:min(width, len(line))] {
			if s != nil {
				all[i][n] = sql.NullString{String: *s, Valid: true}
			}
		}
	}
	return all, nil
}

func (l *lookup[K, T]) width() int {
	if l.rows >= firstRows {
		return 1
	}
	if l.also != nil {
		return len(l.texts) + 1
	}
	return len(l.texts)
}

func (l *lookup[K, T]) query(d db.Dialect, number int, rows string, width int) string {
	head := "SELECT " + strconv.Itoa(number) + " AS kind, k.i, "
	from := l.from + " WHERE " + l.where
	list := func(more string) string {
		return head + texts(width, d.List(l.texts, " FROM "+from+more)) + " FROM " + rows
	}
	switch l.rows {
	case anyRow:
		return head + texts(width) + " FROM " + rows + " WHERE EXISTS (SELECT 1 FROM " + from + ")"
	case countOfRows:
		return head + texts(width, "(SELECT "+l.texts[0]+" FROM "+from+")") + " FROM " + rows
	case firstRows:
		return list(" ORDER BY "+l.order+" LIMIT "+strconv.Itoa(l.most)) + " WHERE " + some(from)
	case sourcesRows:
		from += " AND r.source_id = s.id"
		return list(" LIMIT "+strconv.Itoa(fewRows)) +
			" CROSS JOIN sources s WHERE s.account_id = $1 AND EXISTS (SELECT 1 FROM " + from + ")"
	case othersRows:
		return list(" AND r.source_id = s.id ORDER BY "+l.order+" LIMIT "+strconv.Itoa(fewRows)) +
			" CROSS JOIN sources s WHERE s.account_id = $1 AND s.id <> k.source_id AND " + some(from+" AND r.source_id = s.id")
	}
	values := l.texts[:len(l.texts):len(l.texts)]
	if l.also != nil {
		values = append(values, l.also(d))
	}
	return head + d.Each(rows, l.from, l.where, padded(width, values)...)
}

// some leaves out the keys that nothing is found for: of new people those are nearly all, and an answer without anything would be
// as wide as any. OFFSET keeps it a look-up by key, which the planner would otherwise join the other way round.
func some(from string) string { return "EXISTS (SELECT 1 FROM " + from + " LIMIT 1 OFFSET 0)" }

// padded are expressions, and as many that are NULL as they lack of a width.
func padded(width int, expressions []string) []string {
	for len(expressions) < width {
		expressions = append(expressions, "CAST(NULL AS text)")
	}
	return expressions
}

// texts are the columns of an answer.
func texts(width int, expressions ...string) string {
	all := padded(width, expressions)
	for i := range all {
		all[i] += " AS c" + strconv.Itoa(i)
	}
	return strings.Join(all, ", ")
}

// complete gives back all declarations, and panics where there is something that a batch can ask and none declares.
// Records and users are asked for as people.
func complete(all []question) []question {
	for _, each := range all {
		each.ready()
	}
	asks := reflect.TypeFor[directory.Questions]()
	for i := range asks.NumField() {
		field := asks.Field(i)
		q := &directory.Questions{}
		switch v := reflect.ValueOf(q).Elem().Field(i); {
		case field.Name == "Records" || field.Name == "Users":
			continue
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		default:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		answered := false
		for _, each := range all {
			answered = answered || each.put(q, directory.NewFacts(), time.Time{}).keys.N > 0
		}
		if !answered {
			panic("intake: nothing answers the question " + field.Name)
		}
	}
	return all
}
