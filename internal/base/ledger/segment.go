package ledger

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
)

// Segment is a piece of a chain as another node may have it: whole headers where it is in the audience, bare leaves for
// the rest, so that the chain can still be computed, and a checkpoint at its end.
//
// It proves that nothing in it was changed and nothing between was left out. It cannot show that a header which the
// reader should have had was withheld as a leaf.
type Segment struct {
	Node   string
	From   int64 // the number of the first item
	Before Hash  // the head before it
	Items  []Item
	Signed []Checkpoint // over the last item
}

// Item is one entry of a segment.
type Item struct {
	Header string // its exact bytes, or empty for who is not in the audience
	Leaf   Hash
}

// Cut makes the segment of entries that a reader may have. reader are the audiences that the reader belongs to beside
// Public; whatever is for Self alone never leaves as more than a leaf. before is the head before the first entry, and
// signed are checkpoints over the last.
func Cut(entries []Logged, before Hash, signed []Checkpoint, reader ...Audience) (Segment, error) {
	if len(entries) == 0 || len(signed) == 0 || signed[0].Seq != entries[len(entries)-1].Seq {
		return Segment{}, fault.New(fault.Internal, "ledger.segment", "seq", 0)
	}
	s := Segment{Node: entries[0].Node, From: entries[0].Seq, Before: before, Signed: signed}
	for _, e := range entries {
		item := Item{Leaf: e.Leaf}
		if e.Audience == Public || e.Audience != Self && slices.Contains(reader, e.Audience) {
			item.Header = string(e.Bytes)
		}
		s.Items = append(s.Items, item)
	}
	return s, nil
}

// Mark is a place in another node's chain up to which a reader has verified it. The zero Mark with the node's name is
// the beginning.
type Mark struct {
	Node string
	Seq  int64
	Head Hash
}

// VerifySegment checks that s continues the chain after a mark and is signed by a key that the reader trusts. It returns
// the headers that the reader may have and the new mark. A segment that does not hold is Invalid, and nothing of it may
// be used.
func VerifySegment(s Segment, after Mark, trusted []keyring.Public) ([]Header, Mark, error) {
	if s.Node != after.Node || s.From != after.Seq+1 || s.Before != after.Head || len(s.Items) == 0 {
		return nil, after, broken(s.From)
	}
	var whole []Header
	now := after
	for _, item := range s.Items {
		now.Seq++
		if item.Header != "" {
			h, err := parseHeader(item.Header)
			if err != nil || h.Node != s.Node || h.Seq != now.Seq || LeafOf([]byte(item.Header)) != item.Leaf {
				return nil, after, broken(now.Seq)
			}
			whole = append(whole, h)
		}
		now.Head = HeadOf(now.Head, item.Leaf)
	}
	vouched := false
	for _, c := range s.Signed {
		if c.Node != now.Node || c.Seq != now.Seq || c.Head != now.Head || !c.Holds() {
			return nil, after, broken(now.Seq)
		}
		vouched = vouched || slices.ContainsFunc(trusted, func(p keyring.Public) bool { return p.Key == c.Key })
	}
	if !vouched {
		return nil, after, broken(now.Seq)
	}
	return whole, now, nil
}

func broken(seq int64) error { return fault.New(fault.Invalid, "ledger.segment", "seq", seq) }

// segmentHead is the first line of a segment in a file.
type segmentHead struct {
	V      int    `json:"v"`
	Node   string `json:"node"`
	From   int64  `json:"from"`
	Before string `json:"before"`
}

// segmentLine is every other line: a header, a leaf, or a checkpoint.
type segmentLine struct {
	Header     string   `json:"header,omitempty"`
	Leaf       string   `json:"leaf,omitempty"`
	Checkpoint *written `json:"checkpoint,omitempty"`
}

// WriteSegment writes a segment as lines of JSON.
func WriteSegment(w io.Writer, s Segment) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	lines := []any{segmentHead{version, s.Node, s.From, s.Before.String()}}
	for _, item := range s.Items {
		line := segmentLine{Header: item.Header}
		if item.Header == "" {
			line.Leaf = item.Leaf.String()
		}
		lines = append(lines, line)
	}
	for _, c := range s.Signed {
		lines = append(lines, segmentLine{Checkpoint: new(c.written())})
	}
	for _, line := range lines {
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	return nil
}

// What one segment may hold: a hostile sender must not fill the memory.
const (
	segmentItems = 100_000
	segmentWidth = 64 << 10
)

// ReadSegment reads what WriteSegment wrote. It checks the form alone: VerifySegment checks the rest.
func ReadSegment(r io.Reader) (Segment, error) {
	s, err := readSegment(r)
	if err != nil {
		return Segment{}, fault.Wrap(err, fault.Invalid, "ledger.segment", "seq", s.From+int64(len(s.Items)))
	}
	return s, nil
}

func readSegment(r io.Reader) (s Segment, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, segmentWidth)
	if !lines.Scan() {
		return s, errors.Join(lines.Err(), io.ErrUnexpectedEOF)
	}
	var head segmentHead
	if err := strictly(lines.Bytes(), &head); err != nil {
		return s, err
	}
	before, ok := ParseHash(head.Before)
	if head.V != version || !ok {
		return s, errors.New("no segment")
	}
	s.Node, s.From, s.Before = head.Node, head.From, before
	for lines.Scan() {
		var line segmentLine
		if err := strictly(lines.Bytes(), &line); err != nil {
			return s, err
		}
		if err := s.add(line); err != nil {
			return s, err
		}
	}
	return s, lines.Err()
}

// add takes one line. Items come before checkpoints, and each line says one thing.
func (s *Segment) add(line segmentLine) error {
	leaf, isLeaf := ParseHash(line.Leaf)
	switch {
	case line.Checkpoint != nil && line.Header == "" && line.Leaf == "":
		c, ok := line.Checkpoint.read()
		if !ok || len(s.Signed) == len(keyring.Algorithms) {
			return errors.New("no checkpoint")
		}
		s.Signed = append(s.Signed, c)
		return nil
	case len(s.Signed) > 0 || line.Checkpoint != nil || len(s.Items) == segmentItems:
		return fmt.Errorf("line %d is out of place", len(s.Items)+len(s.Signed)+2)
	case line.Header != "" && line.Leaf == "":
		s.Items = append(s.Items, Item{line.Header, LeafOf([]byte(line.Header))})
		return nil
	case line.Header == "" && isLeaf:
		s.Items = append(s.Items, Item{"", leaf})
		return nil
	}
	return errors.New("neither a header nor a leaf")
}
