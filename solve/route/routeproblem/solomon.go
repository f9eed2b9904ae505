package routeproblem

import (
	"fmt"
	"math"
	"math/big"
	"strings"
)

// ReadSolomon reads a vehicle routing problem with time windows in Solomon's text format:
//
//	NAME
//	VEHICLE
//	NUMBER     CAPACITY
//	  25         200
//	CUSTOMER
//	CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE TIME
//	    0       35       35       0        0          230         0
//
// Customer 0 is the depot, whose window is the shift. Distances are Euclidean, cut to one decimal (the convention of the 12th DIMACS Implementation
// Challenge), exactly: ⌊10·√(Δx² + Δy²)⌋ tenths. The objective is Travel: the total distance alone, at most NUMBER vehicles. Coordinates and
// times may have up to three decimals; times are then rounded to tenths. Cost O(n²).
func ReadSolomon(text []byte) (*Problem, error) {
	words := strings.Fields(string(text))
	at := 0
	for at < len(words) && !strings.EqualFold(words[at], "CAPACITY") {
		at++
	}
	head, err := numbers(words, at+1, 2)
	if err != nil {
		return nil, err
	}
	for at < len(words) && !strings.EqualFold(words[at], "SERVICE") {
		at++
	}
	rows := words[min(at+2, len(words)):] // SERVICE TIME
	if len(rows) == 0 || len(rows)%7 != 0 {
		return nil, fmt.Errorf("%w: %d numbers about customers, not seven for each", ErrSyntax, len(rows))
	}
	n := len(rows) / 7
	if n > MaxComputed {
		return nil, fmt.Errorf("%w: %d customers", ErrSize, n)
	}
	vehicles, capacity := head[0], head[1]
	if vehicles.places > 0 || vehicles.digits < 0 || vehicles.digits > MaxCarers || capacity.places > 0 {
		return nil, fmt.Errorf("%w: %d vehicles", ErrShape, vehicles.digits)
	}
	p := &Problem{Objective: Travel, Scale: 10, Places: n}
	table := make([][]decimal, n)
	for i := range table {
		if table[i], err = numbers(rows, 7*i, 7); err != nil {
			return nil, err
		}
		if table[i][0] != (decimal{int64(i), 0}) || table[i][3].places > 0 {
			return nil, fmt.Errorf("%w: row %d is not customer %d, or its demand is no whole number", ErrShape, i, i)
		}
	}
	if p.Travel, err = cut(table); err != nil {
		return nil, err
	}
	if err := p.fill(table, int(vehicles.digits), capacity.digits); err != nil {
		return nil, err
	}
	return p, p.Check()
}

// fill adds customers and vehicles.
func (p *Problem) fill(table [][]decimal, vehicles int, capacity int64) error {
	s := &scaler{places: 1}
	for i, row := range table {
		window := Window{s.of(row[4]), s.of(row[5])}
		if i == 0 {
			for v := range vehicles {
				p.Carers = append(p.Carers, Carer{ID: fmt.Sprint(v + 1), Shift: window, Capacity: []int64{capacity}, MaxVisits: Unlimited})
			}
			continue
		}
		p.Requests = append(p.Requests, Request{ID: fmt.Sprint(i), First: i - 1, Count: 1})
		p.Visits = append(p.Visits, Visit{
			Request: i - 1, Place: i, Duration: s.of(row[6]), Windows: []Window{window}, Amount: []int64{row[3].digits},
		})
	}
	return s.failed
}

// cut returns Euclidean distances in whole tenths, rounded down.
func cut(table [][]decimal) ([]int64, error) {
	n := len(table)
	s := &scaler{places: 3}
	x, y := make([]int64, n), make([]int64, n)
	for i, row := range table {
		if row[1].places > 3 || row[2].places > 3 {
			return nil, fmt.Errorf("%w: coordinates of customer %d have more than three decimals", ErrShape, i)
		}
		x[i], y[i] = s.of(row[1]), s.of(row[2])
		if s.failed != nil || max(x[i], -x[i], y[i], -y[i]) > 1<<40 {
			return nil, fmt.Errorf("%w: coordinates of customer %d", ErrLarge, i)
		}
	}
	travel := make([]int64, n*n)
	for i := range n {
		for j := range i {
			d := tenths(x[i]-x[j], y[i]-y[j])
			travel[i*n+j], travel[j*n+i] = d, d
		}
	}
	return travel, nil
}

// tenths returns ⌊√(x² + y²)/100⌋: thousandths in, tenths out. Below 2²⁶ the root in floating point is
// near the integer root, which is then set right; beyond, big integers do it.
func tenths(x, y int64) int64 {
	if max(x, -x, y, -y) < 1<<26 {
		square := x*x + y*y
		root := int64(math.Sqrt(float64(square)))
		for root*root > square {
			root--
		}
		for (root+1)*(root+1) <= square {
			root++
		}
		return root / 100
	}
	square := new(big.Int).Mul(big.NewInt(x), big.NewInt(x))
	square.Add(square, new(big.Int).Mul(big.NewInt(y), big.NewInt(y)))
	return square.Sqrt(square).Int64() / 100
}

// numbers reads n numbers from words[at:].
func numbers(words []string, at, n int) ([]decimal, error) {
	if at+n > len(words) {
		return nil, fmt.Errorf("%w: the file ends where %d numbers are wanted", ErrSyntax, n)
	}
	out := make([]decimal, n)
	for i := range out {
		var ok bool
		if out[i], ok = parseDecimal(words[at+i]); !ok {
			return nil, fmt.Errorf("%w: %.40q is not a number", ErrSyntax, words[at+i])
		}
	}
	return out, nil
}
