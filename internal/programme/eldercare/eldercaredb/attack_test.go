package eldercaredb_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/register/party"
)

// least is the threshold of the attack: small, so that every table that agrees with what is published can be gone through.
const (
	least = 3
	most  = 16 // people of one cell that the attacker thinks of
)

// row is what is published of one row of a table, -1 where nothing is: served, unserved, due.
type row [3]int64

// pair is a count of served and unserved people.
type pair [2]int64

type pairs map[pair]bool

// fits are the counts of a row that agree with what is published of it.
func (r row) fits(most int64) pairs {
	all := pairs{}
	for s := range most + 1 {
		for u := range most + 1 {
			if (r[0] < 0 || r[0] == s) && (r[1] < 0 || r[1] == u) && (r[2] < 0 || r[2] == s+u) {
				all[pair{s, u}] = true
			}
		}
	}
	return all
}

func (p pairs) plus(o pairs) pairs {
	all := pairs{}
	for a := range p {
		for b := range o {
			all[pair{a[0] + b[0], a[1] + b[1]}] = true
		}
	}
	return all
}

func (p pairs) and(o pairs) pairs {
	all := pairs{}
	for a := range p {
		if o[a] {
			all[a] = true
		}
	}
	return all
}

// span is the least and the greatest of each of the three counts of a row.
func (p pairs) span() (low, high row) {
	low, high = row{1 << 40, 1 << 40, 1 << 40}, row{-1, -1, -1}
	for a := range p {
		for i, n := range []int64{a[0], a[1], a[0] + a[1]} {
			low[i], high[i] = min(low[i], n), max(high[i], n)
		}
	}
	return low, high
}

// attack reads tables of the same people, whose last rows are their common sums, and returns of every row the exact range of what it can be
// by all that is published together. It shares nothing with the suppression.
func attack(tables ...[]row) (low, high [][]row) {
	sums := make([]pairs, len(tables))
	add := func(rows []row, but int) pairs {
		sum := pairs{{}: true}
		for i, r := range rows {
			if i != but {
				sum = sum.plus(r.fits(most))
			}
		}
		return sum
	}
	common := row{-1, -1, -1}
	for _, t := range tables {
		for i, n := range t[len(t)-1] {
			common[i] = max(common[i], n)
		}
	}
	whole := common.fits(most * 4)
	for k, t := range tables {
		sums[k] = add(t[:len(t)-1], -1)
		whole = whole.and(sums[k])
	}
	for _, t := range tables {
		rows := t[:len(t)-1]
		lows, highs := make([]row, len(t)), make([]row, len(t))
		for i, r := range rows {
			others, can := add(rows, i), pairs{}
			for mine := range r.fits(most) {
				for other := range others {
					if whole[pair{mine[0] + other[0], mine[1] + other[1]}] {
						can[mine] = true
						break
					}
				}
			}
			lows[i], highs[i] = can.span()
		}
		lows[len(rows)], highs[len(rows)] = whole.span()
		low, high = append(low, lows), append(high, highs)
	}
	return low, high
}

// recovered counts the hidden counts of tables and those of which the attack learns too much.
func recovered(truth, published [][]row) (hidden int, broken []string) {
	low, high := attack(published...)
	for k, t := range published {
		for i, r := range t {
			for c, n := range r {
				x := truth[k][i][c]
				switch {
				case n >= 0 && n != x:
					broken = append(broken, fmt.Sprintf("table %d row %d: %d is published as %d", k, i, x, n))
				case n > 0 && n < least:
					broken = append(broken, fmt.Sprintf("table %d row %d: %d is published", k, i, n))
				case n < 0:
					hidden++
					if l, h := low[k][i][c], high[k][i][c]; h-l < least || h == x || x > 0 && l == x {
						broken = append(broken, fmt.Sprintf("table %d row %d: %d lies between %d and %d in %v", k, i, x, l, h, published))
					}
				}
			}
		}
	}
	return hidden, broken
}

// TestNoPublishedAnswerTellsASmallCount draws registers, diagnoses them, publishes the figures, and attacks all that a visitor can read
// together: the page of the county, and the cells and gaps of the board, which its pages, CSV and JSON are made of. With only the small
// counts themselves held back, the attack succeeds.
func TestNoPublishedAnswerTellsASmallCount(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 3))
	hidden, shown, naive, naiveBroken := 0, 0, 0, 0
	for range 40 {
		w, truth := drawnWorld(t, r)
		p, err := w.Elders.Public(context.Background())
		if err != nil || p != nil {
			t.Fatalf("before approval: %v, %v", p, err)
		}
		w.Approved.Figures = true
		if p, err = w.Elders.Public(context.Background()); err != nil || len(p.Counties) != 1 || p.Least.Least != least {
			t.Fatalf("%+v, %v", p, err)
		}
		one := p.Counties[0]
		published := [][]row{{}, board(t, w)}
		for i, counts := range one.Place.Counts {
			published[0] = append(published[0], visible(row(counts), one.Place.Hidden[i]))
		}
		for i, counts := range one.Residence.Counts {
			page := visible(row(counts), one.Residence.Hidden[i])
			for c, n := range published[1][i] { // where the board and the page tell different things of a cell, the attacker has both
				if i != 2 && c != 1 && n != page[c] {
					t.Errorf("row %d: the board says %v, the page %v", i, published[1][i], page)
				}
				published[1][i][c] = max(n, page[c])
			}
		}
		for c := range 3 { // the sums of the county stand in both: told in one is told
			place, residence := &published[0][len(published[0])-1][c], &published[1][len(published[1])-1][c]
			*place = max(*place, *residence)
			*residence = *place
		}
		n, broken := recovered(truth, published)
		for _, b := range broken {
			t.Error(b)
		}
		hidden += n
		for _, table := range published {
			for _, r := range table {
				for _, c := range r {
					if c >= 0 {
						shown++
					}
				}
			}
		}
		if _, broken = recovered(truth, primary(truth)); len(broken) > 0 {
			naiveBroken++
		}
		naive++
	}
	t.Logf("%d counts hidden, %d shown; with the small ones alone held back %d of %d registers tell too much", hidden, shown, naiveBroken, naive)
	if hidden < 100 || shown < 200 || naiveBroken < naive/4 {
		t.Error("too little was attacked")
	}
}

// visible is a row as it is published.
func visible(r row, hidden []bool) row {
	for i, h := range hidden {
		if h {
			r[i] = -1
		}
	}
	return r
}

// primary is what would be published if small counts alone were held back.
func primary(truth [][]row) (all [][]row) {
	for _, t := range truth {
		var rows []row
		for _, r := range t {
			for i, n := range r {
				if n > 0 && n < least {
					r[i] = -1
				}
			}
			rows = append(rows, r)
		}
		all = append(all, rows)
	}
	return all
}

// drawnWorld is a diagnosed register of two townships with the true tables: by township, and by residence.
func drawnWorld(t *testing.T, r *rand.Rand) (*eldercaretest.World, [][]row) {
	t.Helper()
	w := eldercaretest.New(t, storetest.Open(t, eldercaretest.Migrations()...))
	w.Elders.Table.Least = []openness.Least{{From: "2026-01-01", Least: least}}
	people := eldercaretest.Register{}
	truth := [][]row{make([]row, 3), make([]row, 4)}
	told := func(v string) party.Fact { return party.Fact{Value: v, Source: "register", AsOf: "2026-01-01"} }
	for town := range 2 {
		for k, where := range []string{"urban", "rural", ""} {
			for served := range 2 {
				n := int64(r.IntN(4))
				if r.IntN(3) == 0 {
					n = int64(r.IntN(7))
				}
				if where == "" && r.IntN(2) == 0 {
					n = 0
				}
				for range n {
					e := party.Listed{
						ID: fmt.Sprint("person_", len(people)), Region: region.Key{Code: region.Code(fmt.Sprintf("52052190%d", town+1)), Level: region.Township},
						Facts: party.Facts{party.Born: told("1950-01"), party.LivesAlone: told("yes"), party.Residence: told(where), party.VisitedBy: told([]string{"yes", "no"}[served])},
					}
					people = append(people, e)
				}
				for _, cell := range []*row{&truth[0][town], &truth[0][2], &truth[1][k], &truth[1][3]} {
					cell[served] += n
					cell[2] += n
				}
			}
		}
	}
	w.People, w.Elders.People = people, people
	if len(people) == 0 {
		t.Fatal("nobody was drawn")
	}
	if _, err := w.Elders.Run(context.Background(), access.System("sample", eldercare.CanDiagnose)); err != nil {
		t.Fatal(err)
	}
	return w, truth
}

// board is what the figures of the month tell a visitor: urban, rural, neither (never told), all; served, unserved (never told), due.
func board(t *testing.T, w *eldercaretest.World) []row {
	t.Helper()
	filter := &openness.Filter{Facts: fact.Layered{Facts: factdb.Store{}}, Store: w.Approved, Tables: []openness.Table{w.Elders.Table}}
	rows := []row{{-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}, {-1, -1, -1}}
	at := map[string]int{"urban": 0, "rural": 1, "": 3}
	err := w.DB.Read(context.Background(), func(q store.Queryer) error {
		for c, variable := range map[int]string{0: "eldercare_served", 2: "eldercare_due"} {
			for where, i := range at {
				cells, err := filter.Cells(q, fact.Query{Node: 1, Variable: variable, Period: "2026-03", Level: region.County, Breakdown: fact.Breakdown{Residence: where}})
				if err != nil || len(cells) != 1 {
					return fmt.Errorf("%s %s: %v, %w", variable, where, cells, err)
				}
				raw, err := filter.Cells(q, fact.Query{Node: 1, Variable: "eldercare_served_recorded", Period: "2026-03", Level: region.County, Breakdown: fact.Breakdown{Residence: where}})
				if err != nil || len(raw) != 1 || raw[0].State != fact.Suppressed || raw[0].Value != 0 {
					t.Errorf("the raw figure is told: %v %v", raw, err)
				}
				if cells[0].State == fact.Observed {
					rows[i][c] = int64(cells[0].Value)
				} else if cells[0].Value != 0 {
					t.Errorf("%s %s is suppressed and says %v", variable, where, cells[0].Value)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	registry, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	public, err := indicator.NewService(w.DB, filter, 1, w.Elders.Regions, registry)
	if err != nil {
		t.Fatal(err)
	}
	for _, by := range []indicator.By{indicator.ByUrbanRural, indicator.ByCounty} {
		g, err := public.Gap(context.Background(), access.Visitor(), indicator.Question{ID: "eldercare_services", By: by, Within: string(eldercaretest.County.Code)})
		if err != nil {
			continue // nothing of it may be told
		}
		for _, group := range append(g.Groups, g.Total) {
			i, known := at[group.Code]
			if !known {
				i = 3
			}
			if group.Numerator != nil {
				rows[i][0] = max(rows[i][0], int64(*group.Numerator))
			}
			if group.Denominator != nil {
				rows[i][2] = max(rows[i][2], int64(*group.Denominator))
			}
		}
	}
	return rows
}
