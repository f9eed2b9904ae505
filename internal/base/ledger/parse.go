package ledger

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// errForm is a header that Bytes would not have written.
var errForm = errors.New("not in the form of a header")

// ParseHeader reads what Bytes wrote and refuses every other text, even one that means the same: a verifier must not
// have to ask how somebody else's parser reads a doubled field.
func ParseHeader(raw []byte) (Header, error) { return parseHeader(string(raw)) }

func parseHeader(text string) (Header, error) {
	if !plain(text) {
		return Header{}, errForm
	}
	r := headerReader{rest: text}
	h := Header{
		V:          int(r.number(`{"v":`)),
		Node:       r.text(`,"node":`),
		Seq:        r.number(`,"seq":`),
		AtMs:       r.number(`,"at_ms":`),
		Kind:       r.text(`,"kind":`),
		KindV:      int(r.number(`,"kind_v":`)),
		Actor:      r.text(`,"actor":`),
		OnBehalfOf: r.text(`,"on_behalf_of":`),
		Channel:    r.text(`,"channel":`),
		Request:    r.text(`,"request":`),
		Purpose:    r.text(`,"purpose":`),
		Basis:      r.text(`,"basis":`),
		Subjects:   r.list(`,"subjects":[`),
		Region:     r.text(`,"region":`),
		Audience:   Audience(r.text(`,"audience":`)),
		Record:     r.record(`,"record":`),
		CausedBy:   r.text(`,"caused_by":`),
	}
	r.skip("}")
	if r.bad || r.rest != "" || h.check() != "" {
		return Header{}, errForm
	}
	return h, nil
}

type headerReader struct {
	rest string
	bad  bool
}

// skip moves past a text that must come next.
func (r *headerReader) skip(s string) {
	rest, ok := strings.CutPrefix(r.rest, s)
	r.rest, r.bad = rest, r.bad || !ok
}

func (r *headerReader) number(name string) int64 {
	r.skip(name)
	end := 0
	for end < len(r.rest) && (r.rest[end] == '-' || r.rest[end] >= '0' && r.rest[end] <= '9') {
		end++
	}
	digits := r.rest[:end]
	n, err := strconv.ParseInt(digits, 10, 64)
	r.rest, r.bad = r.rest[end:], r.bad || err != nil || strconv.FormatInt(n, 10) != digits
	return n
}

func (r *headerReader) text(name string) string {
	r.skip(name)
	r.skip(`"`)
	end := strings.IndexByte(r.rest, '"')
	if end < 0 {
		r.bad = true
		return ""
	}
	s := r.rest[:end]
	if strings.IndexByte(s, '\\') >= 0 {
		return r.escaped()
	}
	r.rest = r.rest[end+1:]
	return s
}

// escaped reads a text that holds \" or \\.
func (r *headerReader) escaped() string {
	var b strings.Builder
	for i := 0; i < len(r.rest); i++ {
		c := r.rest[i]
		if c == '"' {
			r.rest = r.rest[i+1:]
			return b.String()
		}
		if c == '\\' {
			if i++; i == len(r.rest) || r.rest[i] != '"' && r.rest[i] != '\\' {
				break
			}
			c = r.rest[i]
		}
		_ = b.WriteByte(c) // a Builder accepts everything
	}
	r.bad = true
	return ""
}

func (r *headerReader) list(name string) []string {
	r.skip(name)
	var all []string
	for !r.bad && !strings.HasPrefix(r.rest, "]") {
		if len(all) > 0 {
			r.skip(",")
		}
		all = append(all, r.text(""))
	}
	r.skip("]")
	return all
}

func (r *headerReader) record(name string) *Committed {
	r.skip(name)
	if rest, ok := strings.CutPrefix(r.rest, "null"); ok {
		r.rest = rest
		return nil
	}
	c := Committed{Kind: r.text(`{"kind":`), ID: r.text(`,"id":`)}
	sum, ok := ParseHash(r.text(`,"sha256":`))
	c.SHA256, r.bad = sum, r.bad || !ok
	r.skip("}")
	return &c
}

// check names the first field that breaks a rule of headers, or returns "".
func (h Header) check() string {
	switch {
	case h.V != version:
		return "v"
	case h.Node == "":
		return "node"
	case h.Seq < 1:
		return "seq"
	case !isKind(h.Kind, 3):
		return "kind"
	case h.KindV < 1:
		return "kind_v"
	case h.Actor == "":
		return "actor"
	case h.Channel == "":
		return "channel"
	case !sortedOnce(h.Subjects):
		return "subjects"
	case !h.Audience.valid():
		return "audience"
	case h.Record != nil && (!isKind(h.Record.Kind, 2) || Room(h.Record.Kind) != Room(h.Kind) || h.Record.ID == ""):
		return "record"
	}
	return ""
}

func sortedOnce(subjects []string) bool {
	for i, s := range subjects {
		if s == "" || i > 0 && subjects[i-1] >= s {
			return false
		}
	}
	return true
}

func (a Audience) valid() bool {
	node, peer := strings.CutPrefix(string(a), "peer:")
	return peer && node != "" || slices.Contains([]Audience{Self, Parent, Public}, a)
}

// isKind tells whether s is that many parts joined by dots: small letters first, then letters, digits and _. The first
// part names a room and has letters only.
func isKind(s string, parts int) bool {
	n := 1
	start := true
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z':
			start = false
		case c == '.' && !start:
			n++
			start = true
		case !start && n > 1 && (c == '_' || '0' <= c && c <= '9'):
		default:
			return false
		}
	}
	return n == parts && !start
}

// Room is the first part of a kind: the room that answers for it.
func Room(kind string) string {
	room, _, _ := strings.Cut(kind, ".")
	return room
}
