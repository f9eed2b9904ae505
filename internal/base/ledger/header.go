package ledger

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"mihe/internal/base/fault"
)

// version is the form of headers written today.
const version = 1

// Header is what the chain commits to: an Entry with its node, number and time, the record named by its hash.
type Header struct {
	V          int
	Node       string // the node's identifier, the same everywhere
	Seq        int64
	AtMs       int64 // by the node's clock, which may be wrong; Seq is the order
	Kind       string
	KindV      int
	Actor      string
	OnBehalfOf string
	Channel    string
	Request    string
	Purpose    string
	Basis      string
	Subjects   []string // sorted, each once
	Region     string   // "520521@county", or empty
	Audience   Audience
	Record     *Committed
	CausedBy   string
}

// Committed names a record and the hash of its exact bytes.
type Committed struct {
	Kind   string
	ID     string
	SHA256 Hash
}

// Bytes writes the header in its one form: JSON without blanks, the fields in the order of the type, every field
// present. Text holds no control characters, so that only " and \ need an escape. docs/ledger.md describes it for
// others.
func (h Header) Bytes() ([]byte, error) {
	w := headerWriter{buf: make([]byte, 0, 512)}
	w.number(`{"v":`, int64(h.V))
	w.text(`,"node":`, h.Node)
	w.number(`,"seq":`, h.Seq)
	w.number(`,"at_ms":`, h.AtMs)
	w.text(`,"kind":`, h.Kind)
	w.number(`,"kind_v":`, int64(h.KindV))
	w.text(`,"actor":`, h.Actor)
	w.text(`,"on_behalf_of":`, h.OnBehalfOf)
	w.text(`,"channel":`, h.Channel)
	w.text(`,"request":`, h.Request)
	w.text(`,"purpose":`, h.Purpose)
	w.text(`,"basis":`, h.Basis)
	w.raw(`,"subjects":[`)
	comma := ""
	for _, s := range h.Subjects {
		w.text(comma, s)
		comma = ","
	}
	w.text(`],"region":`, h.Region)
	w.text(`,"audience":`, string(h.Audience))
	w.raw(`,"record":`)
	if h.Record == nil {
		w.raw("null")
	} else {
		w.text(`{"kind":`, h.Record.Kind)
		w.text(`,"id":`, h.Record.ID)
		w.text(`,"sha256":`, h.Record.SHA256.String())
		w.raw("}")
	}
	w.text(`,"caused_by":`, h.CausedBy)
	w.raw("}")
	if w.bad != "" {
		return nil, fault.New(fault.Internal, "ledger.text", "field", w.bad)
	}
	return w.buf, nil
}

type headerWriter struct {
	buf []byte
	bad string // the first field whose text cannot be written
}

func (w *headerWriter) raw(s string) { w.buf = append(w.buf, s...) }

func (w *headerWriter) number(name string, n int64) {
	w.raw(name)
	w.buf = strconv.AppendInt(w.buf, n, 10)
}

func (w *headerWriter) text(name, s string) {
	w.raw(name)
	if w.bad == "" && !plain(s) {
		w.bad = strings.Trim(name, `[],:{"`)
	}
	w.buf = append(w.buf, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			w.buf = append(w.buf, '\\')
		}
		w.buf = append(w.buf, s[i])
	}
	w.buf = append(w.buf, '"')
}

// plain tells whether s is UTF-8 without control characters.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] == 0x7f {
			return false
		}
	}
	return utf8.ValidString(s)
}
