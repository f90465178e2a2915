package store_test

import "testing"

func TestTmp(t *testing.T) {
	eachShelf(t, func(t *testing.T, s *shelf) {
		s.fill(t, 20_000)
		for range 2 {
		for _, start := range []int{1, 100, 10_000, 19_901, 30_000} {
			q := query(userType)
			q.Start = start
			q.Want.Groups = true
			for range 2 {
				page, _, err := s.db.SearchQueries(s.account, s.source.ID, q)
				if err != nil {
					t.Fatal(err)
				}
				ex := map[string]string{"postgres": "EXPLAIN (ANALYZE)", "sqlite": "EXPLAIN QUERY PLAN"}[s.db.Name()]
				t.Log(start, len(q.Types), page.Text, "\n", s.explain(t, ex, page.Text, page.Args))
				q.Types = append(q.Types, groupType)
			}
		}
		s.exec(t, `ANALYZE`)
		}
	})
}
