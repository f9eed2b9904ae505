package csvfile

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// Header reads the first line and finds where each of columns stands. err is what reading failed with.
func (s *Scanner) Header(columns []string) (order []int, problems []Problem, err error) {
	r, err := s.Next()
	switch {
	case errors.Is(err, io.EOF):
		return nil, []Problem{At(1, "", "", "csvfile.empty")}, nil
	case err != nil:
		return nil, nil, err
	}
	s.marked(&r)
	order, problems = r.Order(columns)
	return order, problems, nil
}

// marked takes the column of reasons out of a file that comes back corrected.
func (s *Scanner) marked(r *Row) {
	at := slices.IndexFunc(r.Cells, func(c []byte) bool { return strings.HasPrefix(string(c), MarkTitle) })
	if at >= 0 {
		s.reasons, r.Cells = at+1, slices.Delete(r.Cells, at, at+1)
	}
}

// Order finds in a header where each of columns stands. They may stand in any order; all of them must be there, and
// nothing else. Without a good header no other line can be understood.
func (r Row) Order(columns []string) (order []int, problems []Problem) {
	switch {
	case r.wrong != "":
		return nil, []Problem{r.problem(r.wrong, len(columns))}
	case len(r.Cells) == 1 && delimited(r.Cells[0], columns):
		return nil, []Problem{r.problem("delimiter", 0)}
	case !slices.ContainsFunc(r.Cells, func(c []byte) bool { return slices.Contains(columns, string(bytes.TrimSpace(c))) }):
		return nil, []Problem{At(r.Line, "", r.text(), "csvfile.header.none", "columns", strings.Join(columns, ","))}
	}
	return find(r, columns)
}

// find looks for each of columns in the header.
func find(r Row, columns []string) (order []int, problems []Problem) {
	order = make([]int, len(columns))
	seen := make([]bool, len(columns))
	for at, cell := range r.Cells {
		name := string(bytes.TrimSpace(cell))
		i := slices.Index(columns, name)
		switch {
		case i < 0:
			want := strings.Join(columns, ",")
			problems = append(problems, At(r.Line, Clip(name, TextRunes), name, "csvfile.header.unknown", "columns", want))
		case seen[i]:
			problems = append(problems, At(r.Line, name, name, "csvfile.header.twice"))
		default:
			seen[i], order[i] = true, at
		}
	}
	for i, name := range columns {
		if !seen[i] {
			problems = append(problems, At(r.Line, name, "", "csvfile.header.missing", "column", name))
		}
	}
	return order, problems
}

// delimited tells whether a header is ours but for its separators.
func delimited(cell []byte, columns []string) bool {
	parts := strings.FieldsFunc(string(cell), func(r rune) bool { return r == ';' || r == '\t' || r == '|' || r == '，' })
	return len(parts) > 1 && slices.Contains(columns, strings.TrimSpace(parts[0]))
}
