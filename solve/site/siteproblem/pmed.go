package siteproblem

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
)

// ErrSyntax says that a file is neither in the format of the OR-Library nor in ours. The error names the place.
var ErrSyntax = errors.New("not a siting file")

// ReadPMED reads a p-median problem in the format of the OR-Library: integers separated by white space,
//
//	NODES EDGES P
//	FROM TO LENGTH     (EDGES times)
//
// Every node is a customer of demand 1 and a candidate site, nodes count from 1, edges run both ways, and the travel is the length of a
// shortest path. Of several edges between two nodes the last one counts, as the OR-Library says. Refused, with the line: anything but
// decimal integers, fewer or more numbers than promised, a node outside the graph, a negative length. Cost O(n m log n), memory O(n² + m).
// Source: Beasley, OR-Library: distributing test problems by electronic mail, Journal of the OR Society 41 (1990).
func ReadPMED(r io.Reader) (*Problem, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read siting problem: %w", err)
	}
	in := words{text: text, line: 1}
	var head [3]int64
	if err := in.integers(head[:]); err != nil {
		return nil, err
	}
	n, m, open := head[0], head[1], head[2]
	switch {
	case n < 1 || m < 0 || open < 1 || open > n:
		return nil, in.refuse(ErrShape, "%d nodes, %d edges, %d sites to open", n, m, open)
	case n > MaxLinks/n || m > MaxLinks:
		return nil, in.refuse(ErrSize, "%d nodes, %d edges", n, m)
	case m > int64(len(text)/6):
		return nil, in.refuse(ErrSyntax, "%d edges promised in %d bytes", m, len(text))
	}
	g, err := readEdges(&in, int(n), int(m))
	if err != nil {
		return nil, err
	}
	p := &Problem{Kind: Median, Sites: int(n), Open: int(open), Demand: make([]int64, n), Start: make([]int32, 1, n+1)}
	search := newSearch(g)
	for i := range int(n) {
		p.Demand[i] = 1
		if p.Links, err = search.links(i, p.Links); err != nil {
			return nil, err
		}
		p.Start = append(p.Start, int32(len(p.Links)))
	}
	return p, nil
}

func readEdges(in *words, n, m int) (*graph, error) {
	edges := make([]edge, 0, m)
	for range m {
		var x [3]int64
		if err := in.integers(x[:]); err != nil {
			return nil, err
		}
		switch {
		case x[0] < 1 || x[0] > int64(n) || x[1] < 1 || x[1] > int64(n):
			return nil, in.refuse(ErrShape, "from %d to %d in a graph of %d nodes", x[0], x[1], n)
		case x[2] < 0:
			return nil, in.refuse(ErrShape, "length %d", x[2])
		case x[2] > math.MaxInt32:
			return nil, in.refuse(ErrOverflow, "length %d", x[2])
		}
		edges = append(edges, edge{int32(x[0] - 1), int32(x[1] - 1), int32(x[2])})
	}
	if word := in.next(); word != nil {
		return nil, in.refuse(ErrSyntax, "more than the %d edges promised", m)
	}
	return newGraph(n, edges), nil
}

// words cuts text into words and counts lines.
type words struct {
	text []byte
	line int
}

func (w *words) next() []byte {
	for i, c := range w.text {
		switch c {
		case '\n':
			w.line++
		case ' ', '\t', '\r':
		default:
			w.text = w.text[i:]
			end := bytes.IndexAny(w.text, " \t\r\n")
			if end < 0 {
				end = len(w.text)
			}
			word := w.text[:end]
			w.text = w.text[end:]
			return word
		}
	}
	w.text = nil
	return nil
}

func (w *words) refuse(reason error, format string, args ...any) error {
	return fmt.Errorf("line %d: %w: %s", w.line, reason, fmt.Sprintf(format, args...))
}

func (w *words) integers(into []int64) error {
	for i := range into {
		word := w.next()
		if word == nil {
			return w.refuse(ErrSyntax, "the file ends before its numbers do")
		}
		x, err := strconv.ParseInt(string(word), 10, 64)
		if err != nil {
			return w.refuse(ErrSyntax, "%.20q is not an integer of 64 bits", word)
		}
		into[i] = x
	}
	return nil
}
