package ledgerweb

import (
	"bytes"
	"cmp"
	"net/http"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/internal/base/web"
)

// head is the file that mihe verify --head compares with, and that somebody should keep elsewhere.
func (h handlers) head(w http.ResponseWriter, r *web.Request) error {
	signed, err := h.Ledger.Head(r.Context(), r.Who)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ledger.WriteHead(&b, signed); err != nil {
		return err
	}
	return r.Send(w, web.File{Name: "head.json", Type: jsonLines, Body: b.Bytes()})
}

const jsonLines = "application/jsonl; charset=utf-8"

// segment is a piece of the chain for another node or for the public, from one number up to a checkpoint.
func (h handlers) segment(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	from, err := number(q.Get("from"))
	if err != nil {
		return err
	}
	reader := cmp.Or(ledger.Audience(q.Get("for")), ledger.Public)
	if reader != ledger.Parent && reader != ledger.Public {
		return fault.New(fault.Invalid, "ledger.segment.audience")
	}
	s, err := h.Ledger.Segment(r.Context(), r.Who, from, reader)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := ledger.WriteSegment(&b, s); err != nil {
		return err
	}
	last := from + int64(len(s.Items)) - 1
	return r.Send(w, web.File{Name: "segment-" + decimal(from) + "-" + decimal(last) + ".jsonl", Type: jsonLines, Body: b.Bytes()})
}
