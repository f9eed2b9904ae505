package app

import (
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/access/accessdb"
	"mihe/internal/base/store"
)

// row is a route of the table of rights about one object, with a cell for each column: what it answers in each relation.
type row struct {
	method, pattern string
	object          string       // what the request is about, where the answer depends on more than its place
	right           access.Right // that the program asks for: for choosing rows, never for judging them
	cells           map[string]string
}

// rightsTable reads the table that was written by hand from the duties of the roles, not from the program's own map.
func rightsTable(t *testing.T) (rows []row, columns []string) {
	t.Helper()
	raw, err := os.ReadFile("testdata/rights.csv")
	if err != nil {
		t.Fatal(err)
	}
	table := csv.NewReader(strings.NewReader(string(raw)))
	table.Comment = '#'
	lines, err := table.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const first = 4 // method, pattern, object, note
	columns = lines[0][first:]
	for _, l := range lines[1:] {
		r := row{method: l[0], pattern: l[1], object: l[2], cells: map[string]string{}}
		for i, cell := range l[first:] {
			if len(cell) != len(relations) || strings.Trim(cell, "YRWDNS") != "" {
				t.Fatalf("%s %s: the cell %q of %s", r.method, r.pattern, cell, columns[i])
			}
			r.cells[columns[i]] = cell
		}
		rows = append(rows, r)
	}
	return rows, columns
}

func (r row) String() string { return r.method + " " + r.pattern + " (" + r.object + ")" }

// takes tells whether a row is about a route: its own, or one of a family of downloads and files.
func (r row) takes(method, pattern string) bool {
	ok, err := path.Match(r.pattern, pattern)
	return r.method == method && (r.pattern == pattern || err == nil && ok && strings.Contains(r.pattern, "*"))
}

// families compares the table with the routes both ways, and returns the routes of each row.
func families(t *testing.T, rows []row, columns []string) map[string][]string {
	t.Helper()
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := Routes(words)
	if err != nil {
		t.Fatal(err)
	}
	of, want, once := map[string][]string{}, map[string]bool{noRole: true, visitor: true}, map[string]bool{}
	for _, r := range rows {
		if key := r.String(); once[key] {
			t.Errorf("%s stands twice in the table", key)
		} else {
			once[key] = true
		}
	}
	for _, route := range routes {
		found := map[string]bool{}
		for i, r := range rows {
			if r.takes(route.Method, route.Pattern) {
				rows[i].right = route.Right
				found[r.pattern] = true
				if !slices.Contains(of[r.pattern], route.Pattern) {
					of[r.pattern] = append(of[r.pattern], route.Pattern)
				}
			}
		}
		if len(found) != 1 {
			t.Errorf("%s %s stands under %d patterns of the table", route.Method, route.Pattern, len(found))
		}
	}
	for _, r := range rows {
		if len(of[r.pattern]) == 0 {
			t.Errorf("%s %s: there is no such route", r.method, r.pattern)
		}
	}
	for role := range roles {
		want[string(role)] = true
	}
	for _, c := range columns {
		if !want[c] {
			t.Errorf("column %s: there is no such role", c)
		}
		delete(want, c)
	}
	if len(want) > 0 {
		t.Errorf("no column for %v", want)
	}
	return of
}

// cell tries one cell: one route, one column, one relation.
func (w *world) cell(t *testing.T, r row, column string, i int) (got string) {
	t.Helper()
	p := w.person(t, column, relations[i])
	q := w.request(t, r, relations[i], p)
	var before access.Session
	if q.keep {
		before = w.session(t, p)
	}
	a := w.ask(t, p, q)
	if q.keep && before.Hash != "" {
		w.must(t, w.DB.Write(t.Context(), func(tx *store.Tx) error { return accessdb.Store{}.PutSession(tx, w.Number, before) }))
	}
	if q.uses != "" && q.method == http.MethodPost && strings.Contains("YW", a.letter()) {
		delete(w.now, q.uses)
	}
	return a.letter()
}

// session is a person's open session as it is kept.
func (w *world) session(t *testing.T, p *person) (s access.Session) {
	t.Helper()
	_, token, _ := strings.Cut(p.cookie, "=")
	sum := sha256.Sum256([]byte(token))
	w.must(t, w.DB.Read(t.Context(), func(q store.Queryer) (err error) {
		s, _, err = accessdb.Store{}.Session(q, w.Number, hex.EncodeToString(sum[:]))
		return err
	}))
	return s
}

// compare compares the cells that pick chooses and returns how many and those that are not as the table says. What one person
// is answered stands in several cells, and is asked once.
func (w *world) compare(t *testing.T, rows []row, columns []string, pick func(r row, column string) bool) (tried int, wrong []string) {
	t.Helper()
	for _, r := range rows {
		answers := map[string]string{}
		for _, column := range columns {
			if !pick(r, column) {
				continue
			}
			for i, relation := range relations {
				who := r.asker(column, relation)
				got, known := answers[who]
				if !known {
					got = w.cell(t, r, column, i)
					answers[who] = got
					w.distinct++
				}
				tried++
				if want := r.cells[column][i : i+1]; got != want {
					wrong = append(wrong, fmt.Sprintf("%s, %s, %s: %s, want %s", r, column, relation, got, want))
				}
			}
		}
	}
	return tried, wrong
}

// asker names who asks in a cell: whoever has no mandate is one person in all columns, and "self" is "own" again where a
// route knows nothing of one's own.
func (r row) asker(column, relation string) string {
	switch at := mandateAt[relation]; {
	case column == visitor:
		return visitor
	case column == noRole || at == absent:
		return noRole
	case relation == itself && (strings.HasPrefix(r.pattern, "/accounts/{id}") || strings.HasPrefix(r.pattern, "/import/{id}")):
		return column + " " + itself
	default:
		return column + " " + string(at)
	}
}

// Every recorded route, for every role, from every side of a region, over HTTP, against the table; then the same comparison
// with a program that is wrong, what can be seen of another region, and another node.
func TestRights(t *testing.T) {
	rows, columns := rightsTable(t)
	of := families(t, rows, columns)
	w := newWorld(t)
	w.families = of
	t.Run("no link is refused", func(t *testing.T) { w.links(t, columns) })
	t.Run("every cell", func(t *testing.T) {
		tried, wrong := w.compare(t, rows, columns, func(row, string) bool { return true })
		t.Logf("cells compared %d, distinct ones asked %d, mismatches %d", tried, w.distinct, len(wrong))
		for _, one := range wrong {
			t.Error(one)
		}
		if tried < 3000 {
			t.Errorf("only %d cells", tried)
		}
	})
	t.Run("a wrong policy is found", func(t *testing.T) { w.wrongPolicies(t, rows, columns) })
	t.Run("a missing rule is found", func(t *testing.T) { w.wrongRules(t, rows, columns) })
	t.Run("another region does not show", w.noLeak)
	t.Run("files about another region are refused", w.importOutcomes)
	t.Run("another node is another world", w.otherNode)
}
