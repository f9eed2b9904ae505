package flowproblem

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// ErrSolution says that a file is not a solution of the problem at hand. The error names the place.
var ErrSolution = errors.New("not a solution of this flow problem")

// maxParallel bounds the work of telling parallel arcs apart: the arcs between one pair of nodes times the flows
// reported between them.
const maxParallel = 1 << 22

// AppendJSON appends the solution in the form
//
//	{"cost":9,"flows":[[1,3,2],[2,4,2]],"potentials":[0,1,4,0]}
//
// flows holds [from, to, units] for every arc with a positive flow, in the order of the problem's arcs, parallel arcs
// apart; nodes count from 1. potentials has one entry per node in order.
func (s *Solution) AppendJSON(to []byte, p *Problem) []byte {
	to = strconv.AppendInt(append(to, `{"cost":`...), s.Cost, 10)
	to = append(to, `,"flows":[`...)
	first := true
	for i, x := range s.Flow {
		if x == 0 {
			continue
		}
		if !first {
			to = append(to, ',')
		}
		first = false
		to = strconv.AppendInt(append(to, '['), int64(p.Arcs[i].From)+1, 10)
		to = strconv.AppendInt(append(to, ','), int64(p.Arcs[i].To)+1, 10)
		to = append(strconv.AppendInt(append(to, ','), x, 10), ']')
	}
	to = append(to, `],"potentials":[`...)
	for i, x := range s.Potential {
		if i > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendInt(to, x, 10)
	}
	return append(to, "]}"...)
}

// ReadSolution reads what AppendJSON writes, for problem p, whose Check must have passed. It refuses unknown or missing fields, rows that are not three
// integers, rows between nodes no arc joins, more rows than arcs, units below one and a number of potentials other
// than the number of nodes. Whether the flow is feasible or optimal it does not ask.
//
// Where fewer rows than parallel arcs are given between two nodes, they are matched to these arcs in order, within bounds and
// at the least cost: for an optimal flow that is again an optimal flow, of the same cost. O(k r) for k arcs and r rows
// of one pair.
func ReadSolution(r io.Reader, p *Problem) (*Solution, error) {
	var file struct {
		Cost       *int64    `json:"cost"`
		Flows      *[]triple `json:"flows"`
		Potentials *[]number `json:"potentials"`
	}
	from := json.NewDecoder(r)
	from.DisallowUnknownFields()
	if err := from.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSolution)
	}
	switch {
	case file.Cost == nil:
		return nil, fmt.Errorf("%w: cost is missing", ErrSolution)
	case file.Flows == nil:
		return nil, fmt.Errorf("%w: flows is missing", ErrSolution)
	case file.Potentials == nil:
		return nil, fmt.Errorf("%w: potentials is missing", ErrSolution)
	case len(*file.Potentials) != p.Nodes():
		return nil, fmt.Errorf("%w: potentials: %d of them for %d nodes", ErrSolution, len(*file.Potentials), p.Nodes())
	case len(*file.Flows) > len(p.Arcs):
		return nil, fmt.Errorf("%w: flows: %d of them on %d arcs", ErrSolution, len(*file.Flows), len(p.Arcs))
	}
	s := &Solution{Cost: *file.Cost, Potential: make([]int64, p.Nodes())}
	for i, x := range *file.Potentials {
		s.Potential[i] = int64(x)
	}
	var err error
	s.Flow, err = bind(p, *file.Flows)
	return s, err
}

// triple is one row of flows. Unlike an array it refuses a row of another length, and null.
type triple [3]int64

// UnmarshalJSON reads [from, to, units].
func (t *triple) UnmarshalJSON(text []byte) error {
	var row []number
	if err := json.Unmarshal(text, &row); err != nil {
		return err
	}
	if len(row) != len(t) {
		return fmt.Errorf("flows: a row has %d numbers where [from, to, units] is wanted", len(row))
	}
	for i, x := range row {
		t[i] = int64(x)
	}
	return nil
}

// number is an integer that null is not.
type number int64

// UnmarshalJSON reads an integer.
func (n *number) UnmarshalJSON(text []byte) error {
	x, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		return fmt.Errorf("%.20q is not an integer of 64 bits", text)
	}
	*n = number(x)
	return nil
}

// bind gives each row its arc and returns the flow per arc.
func bind(p *Problem, rows []triple) ([]int64, error) {
	arcs := byPair(len(p.Arcs), func(i int32) (int64, int64) { return int64(p.Arcs[i].From), int64(p.Arcs[i].To) })
	given := byPair(len(rows), func(i int32) (int64, int64) { return rows[i][0] - 1, rows[i][1] - 1 })
	flow := make([]int64, len(p.Arcs))
	at := 0
	for begin := 0; begin < len(given); {
		row := rows[given[begin]]
		end := begin + 1
		for end < len(given) && rows[given[end]][0] == row[0] && rows[given[end]][1] == row[1] {
			end++
		}
		for at < len(arcs) && before(&p.Arcs[arcs[at]], row) {
			at++
		}
		stop := at
		for stop < len(arcs) && !before(&p.Arcs[arcs[stop]], row) && same(&p.Arcs[arcs[stop]], row) {
			stop++
		}
		if err := bindPair(p, arcs[at:stop], rows, given[begin:end], flow); err != nil {
			return nil, fmt.Errorf("%w: flows: from %d to %d: %w", ErrSolution, row[0], row[1], err)
		}
		begin, at = end, stop
	}
	return flow, nil
}

func before(a *Arc, row triple) bool {
	from, to := int64(a.From)+1, int64(a.To)+1
	return from < row[0] || from == row[0] && to < row[1]
}

func same(a *Arc, row triple) bool { return int64(a.From)+1 == row[0] && int64(a.To)+1 == row[1] }

// byPair returns 0 … n−1 in order of their pair of nodes, equal pairs in their own order.
func byPair(n int, pair func(int32) (int64, int64)) []int32 {
	order := make([]int32, n)
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := pair(i)
		c, d := pair(j)
		switch {
		case a != c:
			return compare(a, c)
		case b != d:
			return compare(b, d)
		}
		return int(i) - int(j)
	})
	return order
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// bindPair matches rows to parallel arcs.
func bindPair(p *Problem, arcs []int32, rows []triple, given []int32, flow []int64) error {
	for _, r := range given {
		if rows[r][2] < 1 {
			return fmt.Errorf("%d units", rows[r][2])
		}
	}
	switch {
	case len(given) > len(arcs):
		return fmt.Errorf("%d rows for %d arcs", len(given), len(arcs))
	case len(given) == len(arcs):
		for i, a := range arcs {
			flow[a] = rows[given[i]][2]
		}
		return nil
	case len(arcs)*len(given) > maxParallel:
		return fmt.Errorf("%d rows among %d parallel arcs are too many to tell apart", len(given), len(arcs))
	}
	cheapest(p, arcs, rows, given, flow)
	return nil
}

// cheapest chooses, by dynamic programming over arcs and rows, the matching in order that breaks the fewest bounds and,
// among those, costs least. Costs are compared as floating-point numbers: a tie decided wrongly by rounding shows in the check.
func cheapest(p *Problem, arcs []int32, rows []triple, given []int32, flow []int64) {
	type value struct {
		broken int32
		cost   float64
	}
	less := func(a, b value) bool { return a.broken < b.broken || a.broken == b.broken && a.cost < b.cost }
	k, r := len(arcs), len(given)
	const never = 1 << 30
	best := make([]value, r+1) // best[j]: the first j rows placed among the arcs so far
	for j := 1; j <= r; j++ {
		best[j].broken = never
	}
	taken := make([]bool, (k+1)*(r+1))
	for i := 1; i <= k; i++ {
		a := &p.Arcs[arcs[i-1]]
		for j := min(i, r); j >= 0; j-- {
			skip := best[j]
			if a.Low > 0 {
				skip.broken++
			}
			best[j] = skip
			if j == 0 {
				continue
			}
			units := rows[given[j-1]][2]
			take := best[j-1]
			if units < a.Low || units > a.Cap {
				take.broken++
			}
			take.cost += float64(a.Cost) * float64(units)
			if less(take, skip) {
				best[j], taken[i*(r+1)+j] = take, true
			}
		}
	}
	for i, j := k, r; j > 0; i-- {
		if taken[i*(r+1)+j] {
			flow[arcs[i-1]] = rows[given[j-1]][2]
			j--
		}
	}
}
