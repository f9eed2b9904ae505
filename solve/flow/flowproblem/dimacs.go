package flowproblem

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// ErrSyntax says that a file is not in DIMACS minimum-cost flow format. The error names the line.
var ErrSyntax = errors.New("not a DIMACS minimum-cost flow file")

// maxLine is the longest line read; a longer one is refused, comments included.
const maxLine = 1 << 16

// ReadDIMACS reads a minimum-cost flow problem in DIMACS format:
//
//	c comment
//	p min NODES ARCS
//	n NODE SUPPLY
//	a FROM TO LOW CAP COST
//
// Nodes count from 1; a node without a line has supply 0. Refused, with the line: an unknown kind of line, a wrong number of
// fields, anything but decimal integers, a second p line or a line before it, a second line for one node, a node outside the
// network, an n line after an arc, bounds that are negative or crossed, an arc too many or too few. The
// supplies are not added up here: Problem.Check does that. Source: DIMACS, The First International Algorithm Implementation
// Challenge: Problem Definitions and Specifications (1990).
func ReadDIMACS(r io.Reader) (*Problem, error) {
	d := dimacs{in: bufio.NewReaderSize(r, maxLine)}
	for {
		line, err := d.in.ReadSlice('\n')
		d.line++
		if err != nil && !errors.Is(err, io.EOF) {
			if errors.Is(err, bufio.ErrBufferFull) {
				err = fmt.Errorf("%w: longer than %d bytes", ErrSyntax, maxLine)
			}
			return nil, fmt.Errorf("line %d: %w", d.line, err)
		}
		if bad := d.read(line); bad != nil {
			return nil, fmt.Errorf("line %d: %w", d.line, bad)
		}
		if err != nil {
			break
		}
	}
	if d.problem == nil {
		return nil, fmt.Errorf("line %d: %w: no p line", d.line, ErrSyntax)
	}
	if len(d.problem.Arcs) != d.arcs {
		return nil, fmt.Errorf("line %d: %w: %d arcs promised, %d given", d.line, ErrSyntax, d.arcs, len(d.problem.Arcs))
	}
	return d.problem, nil
}

// dimacs is the state of a reader.
type dimacs struct {
	in      *bufio.Reader
	line    int
	arcs    int    // promised by the p line
	named   []bool // nodes that had their n line
	problem *Problem
}

func (d *dimacs) read(line []byte) error {
	word, rest := field(line)
	switch {
	case len(word) == 0 || word[0] == 'c' && len(word) == 1:
		return nil
	case len(word) != 1:
		return fmt.Errorf("%w: a line begins with %q", ErrSyntax, clip(word))
	case word[0] == 'p':
		return d.readSize(rest)
	case d.problem == nil:
		return fmt.Errorf("%w: a line before the p line", ErrSyntax)
	case word[0] == 'n':
		return d.readNode(rest)
	case word[0] == 'a':
		return d.readArc(rest)
	}
	return fmt.Errorf("%w: a line begins with %q", ErrSyntax, clip(word))
}

func (d *dimacs) readSize(rest []byte) error {
	if d.problem != nil {
		return fmt.Errorf("%w: a second p line", ErrSyntax)
	}
	word, rest := field(rest)
	if string(word) != "min" {
		return fmt.Errorf("%w: problem %q is not min", ErrSyntax, clip(word))
	}
	var x [2]int64
	if err := numbers(rest, x[:]); err != nil {
		return err
	}
	if x[0] < 1 || x[1] < 0 {
		return fmt.Errorf("%w: %d nodes, %d arcs", ErrSyntax, x[0], x[1])
	}
	if x[0] > MaxNodes || x[1] > MaxArcs {
		return fmt.Errorf("%w: %d nodes, %d arcs", ErrSize, x[0], x[1])
	}
	d.arcs = int(x[1])
	d.named = make([]bool, x[0])
	d.problem = &Problem{Supply: make([]int64, x[0]), Arcs: make([]Arc, 0, min(d.arcs, 1<<16))}
	return nil
}

func (d *dimacs) readNode(rest []byte) error {
	var x [2]int64
	if err := numbers(rest, x[:]); err != nil {
		return err
	}
	switch {
	case len(d.problem.Arcs) > 0:
		return fmt.Errorf("%w: an n line after an arc", ErrSyntax)
	case x[0] < 1 || x[0] > int64(len(d.named)):
		return fmt.Errorf("%w: node %d of %d", ErrShape, x[0], len(d.named))
	case d.named[x[0]-1]:
		return fmt.Errorf("%w: a second line for node %d", ErrSyntax, x[0])
	case x[1] > MaxAmount || x[1] < -MaxAmount:
		return fmt.Errorf("%w: supply %d", ErrOverflow, x[1])
	}
	d.named[x[0]-1] = true
	d.problem.Supply[x[0]-1] = x[1]
	return nil
}

func (d *dimacs) readArc(rest []byte) error {
	var x [5]int64
	if err := numbers(rest, x[:]); err != nil {
		return err
	}
	if len(d.problem.Arcs) == d.arcs {
		return fmt.Errorf("%w: more than the %d arcs promised", ErrSyntax, d.arcs)
	}
	if n := int64(len(d.named)); x[0] < 1 || x[0] > n || x[1] < 1 || x[1] > n {
		return fmt.Errorf("%w: from %d to %d in a network of %d nodes", ErrShape, x[0], x[1], n)
	}
	a := Arc{From: int32(x[0] - 1), To: int32(x[1] - 1), Low: x[2], Cap: x[3], Cost: x[4]}
	if err := a.check(len(d.named)); err != nil {
		return err
	}
	d.problem.Arcs = append(d.problem.Arcs, a)
	return nil
}

// field cuts the first word off a line.
func field(line []byte) (word, rest []byte) {
	line = bytes.TrimLeft(line, " \t\r\n")
	end := bytes.IndexAny(line, " \t\r\n")
	if end < 0 {
		end = len(line)
	}
	return line[:end], line[end:]
}

// numbers reads exactly len(into) integers.
func numbers(line []byte, into []int64) error {
	for i := range into {
		var word []byte
		word, line = field(line)
		if len(word) == 0 {
			return fmt.Errorf("%w: %d numbers where %d are wanted", ErrSyntax, i, len(into))
		}
		var err error
		if into[i], err = strconv.ParseInt(string(word), 10, 64); err != nil {
			return fmt.Errorf("%w: %q is not an integer of 64 bits", ErrSyntax, clip(word))
		}
	}
	if word, _ := field(line); len(word) > 0 {
		return fmt.Errorf("%w: more than %d numbers, the next being %q", ErrSyntax, len(into), clip(word))
	}
	return nil
}

// clip shortens a word of the file for an error.
func clip(word []byte) []byte { return word[:min(len(word), 20)] }

// WriteDIMACS writes a problem in the format ReadDIMACS reads.
func WriteDIMACS(w io.Writer, p *Problem) error {
	out := bufio.NewWriter(w)
	line := fmt.Appendf(nil, "p min %d %d\n", p.Nodes(), len(p.Arcs))
	for i, b := range p.Supply {
		if b != 0 {
			line = fmt.Appendf(line, "n %d %d\n", i+1, b)
		}
	}
	for i := range p.Arcs {
		a := &p.Arcs[i]
		line = append(line, 'a')
		for _, x := range []int64{int64(a.From) + 1, int64(a.To) + 1, a.Low, a.Cap, a.Cost} {
			line = strconv.AppendInt(append(line, ' '), x, 10)
		}
		line = append(line, '\n')
		if len(line) >= 1<<12 {
			_, _ = out.Write(line) // bufio keeps the error for Flush
			line = line[:0]
		}
	}
	_, _ = out.Write(line)
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write flow problem: %w", err)
	}
	return nil
}
