package suppress

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func ExampleProtect() {
	// Who was served, by township: two of the third township would be found by subtraction.
	t, err := Protect([][]int64{{40, 20}, {31, 17}, {25, 2}}, 5)
	if err != nil {
		panic(err)
	}
	for i, row := range t.Counts {
		for j, n := range row {
			if t.Hidden[i][j] {
				fmt.Print("  …")
			} else {
				fmt.Printf("%4d", n)
			}
		}
		fmt.Println()
	}
	// Output:
	//   40  20  60
	//   …  …  48
	//   …  …  27
	//   96  39 135
}

func TestProtectRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		counts [][]int64
		least  int64
		want   error
	}{
		"nothing": {nil, 5, ErrShape}, "no columns": {[][]int64{{}}, 5, ErrShape}, "ragged": {[][]int64{{1, 2}, {3}}, 5, ErrShape},
		"negative": {[][]int64{{-1}}, 5, ErrCount}, "too much": {[][]int64{{MaxTotal, 1}}, 5, ErrCount}, "no threshold": {[][]int64{{7}}, 1, ErrLeast},
	} {
		if _, err := Protect(c.counts, c.least); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

// drawn is a table with some small counts and some zeros.
func drawn(r *rand.Rand, rows, cols int, most int64) [][]int64 {
	counts := make([][]int64, rows)
	for i := range counts {
		counts[i] = make([]int64, cols)
		for j := range counts[i] {
			switch r.IntN(4) {
			case 0:
				counts[i][j] = r.Int64N(6)
			case 1:
			default:
				counts[i][j] = r.Int64N(most)
			}
		}
	}
	return counts
}

// ranges goes through every table of counts up to most that agrees with what t publishes, and returns the least and the
// greatest count of each cell. It shares nothing with the network.
func ranges(t Table, most int64) (low, high [][]int64) {
	rows, cols := len(t.Counts)-1, len(t.Counts[0])-1
	try := Table{Counts: make([][]int64, rows+1)}
	for i := range try.Counts {
		try.Counts[i] = make([]int64, cols+1)
		low, high = append(low, make([]int64, cols+1)), append(high, make([]int64, cols+1))
		for j := range low[i] {
			low[i][j], high[i][j] = 1<<40, -1
		}
	}
	agrees := func(i, j int) bool { return t.Hidden[i][j] || try.Counts[i][j] == t.Counts[i][j] }
	var fill func(cell int)
	fill = func(cell int) {
		if cell == rows*cols {
			for j := range cols + 1 {
				try.Counts[rows][j] = 0
				for i := range rows {
					try.Counts[rows][j] += try.Counts[i][j]
				}
				if !agrees(rows, j) {
					return
				}
			}
			for i := range try.Counts {
				for j, n := range try.Counts[i] {
					low[i][j], high[i][j] = min(low[i][j], n), max(high[i][j], n)
				}
			}
			return
		}
		i, j := cell/cols, cell%cols
		from, to := int64(0), most
		if !t.Hidden[i][j] {
			from, to = t.Counts[i][j], t.Counts[i][j]
		}
		for n := from; n <= to; n++ {
			if try.Counts[i][j] = n; j == cols-1 {
				try.Counts[i][cols] = 0
				for _, m := range try.Counts[i][:cols] {
					try.Counts[i][cols] += m
				}
				if !agrees(i, cols) {
					continue
				}
			}
			fill(cell + 1)
		}
	}
	fill(0)
	return low, high
}

// attack counts the hidden cells whose range keeps less than what is promised, given their ranges.
func attack(t Table, low, high [][]int64, least int64) (hidden int, broken []string) {
	for i, row := range t.Counts {
		for j, n := range row {
			if !t.Hidden[i][j] {
				if n > 0 && n < least {
					broken = append(broken, fmt.Sprintf("%d is shown at %d,%d", n, i, j))
				}
				continue
			}
			hidden++
			if high[i][j]-low[i][j] < least || high[i][j] == n || n > 0 && low[i][j] == n {
				broken = append(broken, fmt.Sprintf("%d at %d,%d lies between %d and %d", n, i, j, low[i][j], high[i][j]))
			}
		}
	}
	return hidden, broken
}

// every table is attacked by going through all tables that it could be.
func TestNoCellIsRecovered(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 5))
	shapes := [][2]int{{1, 1}, {1, 3}, {2, 1}, {2, 2}, {2, 2}, {2, 3}, {3, 2}}
	const least, most, tables = 3, 9, 150
	hidden, naive, tried, exact := 0, 0, 0, 0
	for tried < tables {
		shape := shapes[r.IntN(len(shapes))]
		counts := drawn(r, shape[0], shape[1], most)
		table, err := Protect(counts, least)
		if err != nil {
			t.Fatal(err)
		}
		again, err := Protect(counts, least)
		if err != nil || !cmp.Equal(table, again) {
			t.Fatalf("the same counts give another table (%v)", err)
		}
		free := 0
		for i := range shape[0] {
			for j := range shape[1] {
				if table.Hidden[i][j] {
					free++
				}
			}
		}
		if free == 0 || free > 4 && shape != [2]int{2, 3} {
			continue
		}
		tried++
		const above = most + 2*least
		low, high := ranges(table, above)
		n, broken := attack(table, low, high, least)
		for _, b := range broken {
			t.Errorf("%v: %s", counts, b)
		}
		hidden += n
		if table.sameBounds(t, low, high, above) {
			exact++
		}
		low, high = ranges(primaryAlone(table, least), above)
		if _, broken := attack(primaryAlone(table, least), low, high, least); len(broken) > 0 {
			naive++
		}
	}
	if naive < tables/3 {
		t.Errorf("the control: only %d of %d tables are broken when small counts alone are hidden", naive, tables)
	}
	if exact < tables/4 {
		t.Errorf("only %d of %d tables tell whether Bounds is exact", exact, tables)
	}
	t.Logf("%d tables, %d hidden cells, none recovered; Bounds exact in %d; with small counts alone hidden, %d tables are broken", tables, hidden, exact, naive)
}

// sameBounds holds Bounds to the enumeration, unless that has stopped short of what some cell could be.
func (t Table) sameBounds(tt *testing.T, low, high [][]int64, above int64) bool {
	tt.Helper()
	for i, row := range t.Counts[:len(t.Counts)-1] {
		for j := range row[:len(row)-1] {
			if _, h, bounded := t.Bounds(i, j); !bounded || h > above {
				return false
			}
		}
	}
	for i, row := range t.Counts {
		for j := range row {
			if l, h, bounded := t.Bounds(i, j); l != low[i][j] || h != high[i][j] || !bounded {
				tt.Errorf("%v, cell %d,%d: Bounds says %d to %d (%t), going through all %d to %d", t, i, j, l, h, bounded, low[i][j], high[i][j])
			}
		}
	}
	return true
}

// primaryAlone hides the small counts and nothing else.
func primaryAlone(t Table, least int64) Table {
	naive := Table{Counts: t.Counts}
	for _, row := range t.Counts {
		hidden := make([]bool, len(row))
		for j, n := range row {
			hidden[j] = n > 0 && n < least
		}
		naive.Hidden = append(naive.Hidden, hidden)
	}
	return naive
}

// Larger tables are attacked by Bounds, which the enumeration above and solve/flow (in decide/rule) hold to the truth.
func TestLargerTables(t *testing.T) {
	r := rand.New(rand.NewPCG(12, 6))
	for range 60 {
		rows, cols := 2+r.IntN(14), 2+r.IntN(6)
		least := []int64{5, 10}[r.IntN(2)]
		counts := drawn(r, rows, cols, 60)
		table, err := Protect(counts, least)
		if err != nil {
			t.Fatal(err)
		}
		n := newNetwork(table)
		for cell, hidden := range n.hidden {
			if hidden && !n.protected(cell, least) {
				t.Errorf("%v least %d: cell %d is not protected", counts, least, cell)
			}
			if c := n.count[cell]; !hidden && c > 0 && c < least {
				t.Errorf("%v least %d: %d is shown", counts, least, c)
			}
		}
	}
	whole, err := Protect([][]int64{{50, 60}, {70, 80}}, 10)
	if err != nil || !cmp.Equal(whole.Hidden, [][]bool{{false, false, false}, {false, false, false}, {false, false, false}}) {
		t.Errorf("a table without small counts hides %v (%v)", whole.Hidden, err)
	}
}

func BenchmarkProtect(b *testing.B) {
	counts := drawn(rand.New(rand.NewPCG(12, 7)), 60, 12, 200)
	for b.Loop() {
		if _, err := Protect(counts, 5); err != nil {
			b.Fatal(err)
		}
	}
}
