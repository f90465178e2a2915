package db_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	base "github.com/usher-id/usher/internal/store/db"

	"github.com/jmoiron/sqlx"

	"github.com/usher-id/usher/internal/directory"
	"github.com/usher-id/usher/internal/store/storetest"
)

// PostgreSQL reads of an array what was put into it, of each type.
func TestArraysArrive(t *testing.T) {
	db, err := sqlx.Open("postgres", storetest.PostgresURL(t)+"&binary_parameters=yes")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const id = "018f0000-0000-7000-8000-0000000000a0"
	for _, tt := range []struct {
		column string
		text   []string
		ints   []int64
		want   string
	}{
		{"text", nil, nil, `{}`},
		{"bigint", nil, nil, `{}`},
		{"text", []string{"a", "", `"b",\{}`, "NULL", "é\u2028\n"}, nil, `{a,NULL,"\"b\",\\{}","NULL","` + "é\u2028\n" + `"}`},
		{"uuid", []string{id, ""}, nil, `{` + id + `,NULL}`},
		{"bigint", nil, []int64{0, -1, math.MaxInt64, math.MinInt64}, `{0,-1,9223372036854775807,-9223372036854775808}`},
		{"boolean", nil, []int64{1, 0}, `{t,f}`},
		{"jsonb", []string{`{"a": [1, "x"]}`, "", `[]`}, nil, `{"{\"a\": [1, \"x\"]}",NULL,[]}`},
	} {
		var got string
		array, typeName := base.ArrayParameter(tt.column, tt.text, tt.ints)
		if err := db.Get(&got, fmt.Sprintf(`SELECT CAST(CAST($1 AS %s[]) AS text)`, typeName), array); err != nil || got != tt.want {
			t.Errorf("%+v arrives as %s, %v; want %s", array, got, err, tt.want)
		}
	}
	garbage, _ := base.ArrayParameter("uuid", []string{"garbage"}, nil)
	if _, err := db.Exec(`SELECT CAST($1 AS uuid[])`, garbage); !errors.Is(err, base.ErrNoID) {
		t.Errorf("what is no id: %v", err)
	} else if errors.Is(base.Uncertain(err), directory.ErrUncertain) {
		t.Errorf("what was not sent is uncertain: %v", base.Uncertain(err))
	}
}
