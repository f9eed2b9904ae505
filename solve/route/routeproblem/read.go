package routeproblem

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Format is the form of a file with a problem.
type Format string

// The formats that are read.
const (
	HHCRSP  Format = "hhcrsp"
	VROOM   Format = "vroom"
	Solomon Format = "solomon"
)

// Detect says which format a file is in by what it says, or "" where none: HHCRSP has patients and caregivers, VROOM has
// vehicles, Solomon begins with a name and the line VEHICLE.
func Detect(text []byte) Format {
	var keys map[string]json.RawMessage
	if trimmed := bytes.TrimLeft(text, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '{' {
		if json.Unmarshal(text, &keys) != nil {
			return ""
		}
		switch {
		case keys["patients"] != nil && keys["caregivers"] != nil:
			return HHCRSP
		case keys["vehicles"] != nil:
			return VROOM
		}
		return ""
	}
	if words := strings.Fields(string(text[:min(len(text), 4096)])); len(words) > 1 && strings.EqualFold(words[1], "VEHICLE") {
		return Solomon
	}
	return ""
}

// Read reads a problem in whichever format it is.
func Read(text []byte) (*Problem, Format, error) {
	format := Detect(text)
	var p *Problem
	var err error
	switch format {
	case HHCRSP:
		p, err = ReadHHCRSP(text)
	case VROOM:
		p, err = ReadVROOM(text)
	case Solomon:
		p, err = ReadSolomon(text)
	default:
		err = fmt.Errorf("%w: neither patients and caregivers, nor vehicles, nor Solomon's table", ErrSyntax)
	}
	return p, format, err
}

// strict decodes one JSON value and names what it does not know.
func strict(text []byte, into any) error {
	from := json.NewDecoder(bytes.NewReader(text))
	from.DisallowUnknownFields()
	if err := from.Decode(into); err != nil {
		if name, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
			return fmt.Errorf("%w: %s", ErrUnsupported, name)
		}
		if errors.Is(err, ErrShape) {
			return err
		}
		return fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	if _, err := from.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: more than one value", ErrSyntax)
	}
	return nil
}

// matrix turns rows of numbers into one slice; it refuses what is not square.
func matrix(rows [][]decimal, s *scaler) (places int, travel []int64, err error) {
	n := len(rows)
	if n == 0 || n > MaxPlaces {
		return 0, nil, fmt.Errorf("%w: a matrix of %d rows", ErrSize, n)
	}
	travel = make([]int64, 0, n*len(rows[0]))
	for i, row := range rows {
		if len(row) != n {
			return 0, nil, fmt.Errorf("%w: row %d of the matrix has %d entries, not %d", ErrShape, i, len(row), n)
		}
		for _, d := range row {
			travel = append(travel, s.of(d))
		}
	}
	return n, travel, nil
}

// names gives numbers to names in the order in which they come.
type names map[string]int32

// add gives the next number to a new name; a name that is known is refused.
func (n names) add(name string) error {
	if name == "" {
		return fmt.Errorf("%w: an id is missing", ErrShape)
	}
	if _, twice := n[name]; twice {
		return fmt.Errorf("%w: the id %.60q twice", ErrShape, name)
	}
	n[name] = int32(len(n))
	return nil
}

// find returns the numbers of names, ascending and without repeats.
func (n names) find(list []string) ([]int32, error) {
	var found []int32
	for _, name := range list {
		i, ok := n[name]
		if !ok {
			return nil, fmt.Errorf("%w: %.60q is not in the file", ErrShape, name)
		}
		found = append(found, i)
	}
	return sorted(found), nil
}
