package flowproblem

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// AppendJSON appends the cut in the form
//
//	{"cut":{"nodes":[1,2],"excess":5}}
//
// with nodes counted from 1.
func (c *Cut) AppendJSON(to []byte) []byte {
	to = append(to, `{"cut":{"nodes":[`...)
	for i, u := range c.Nodes {
		if i > 0 {
			to = append(to, ',')
		}
		to = strconv.AppendInt(to, int64(u)+1, 10)
	}
	to = strconv.AppendInt(append(to, `],"excess":`...), c.Excess, 10)
	return append(to, "}}"...)
}

// ReadAnswer reads either answer to problem p, whose Check must have passed: a solution or, where "cut" stands, the proof that there is
// none. The other result is nil. It refuses what ReadSolution refuses, and a cut with unknown or missing fields or with a node outside the
// network. Whether the answer is right it does not ask.
func ReadAnswer(text []byte, p *Problem) (*Solution, *Cut, error) {
	var kind struct {
		Cut *json.RawMessage `json:"cut"`
	}
	if err := json.Unmarshal(text, &kind); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if kind.Cut == nil {
		s, err := ReadSolution(bytes.NewReader(text), p)
		return s, nil, err
	}
	c, err := readCut(text, p)
	return nil, c, err
}

func readCut(text []byte, p *Problem) (*Cut, error) {
	var file struct {
		Cut struct {
			Nodes  *[]number `json:"nodes"`
			Excess *int64    `json:"excess"`
		} `json:"cut"`
	}
	from := json.NewDecoder(bytes.NewReader(text))
	from.DisallowUnknownFields()
	if err := from.Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSolution, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w: more than one value", ErrSolution)
	}
	switch {
	case file.Cut.Nodes == nil:
		return nil, fmt.Errorf("%w: nodes is missing", ErrSolution)
	case file.Cut.Excess == nil:
		return nil, fmt.Errorf("%w: excess is missing", ErrSolution)
	case len(*file.Cut.Nodes) > p.Nodes():
		return nil, fmt.Errorf("%w: nodes: %d of %d", ErrSolution, len(*file.Cut.Nodes), p.Nodes())
	}
	c := &Cut{Excess: *file.Cut.Excess}
	for _, u := range *file.Cut.Nodes {
		if u < 1 || int64(u) > int64(p.Nodes()) {
			return nil, fmt.Errorf("%w: nodes: %d of %d", ErrSolution, u, p.Nodes())
		}
		c.Nodes = append(c.Nodes, int32(u-1))
	}
	return c, nil
}
