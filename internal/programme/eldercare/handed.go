package eldercare

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
	"mihe/internal/record/fact"
)

// Handed is the figures of a diagnosis as a file for the node above: rows of the import of facts and nothing else.
type Handed struct {
	V      int    `json:"v"`
	On     string `json:"on"`     // of the diagnosis
	Rows   int    `json:"rows"`   // figures
	SHA256 string `json:"sha256"` // of the file; the batch of whoever imports it names the same
	Name   string `json:"name"`
	Body   []byte `json:"-"`
}

// HandUp makes the file of the last diagnosis and records in the ledger what was handed to whoever carries it up. The file holds counts of counties
// by urban and rural, and no township and nobody: small counts are in it, so it goes to an office and not to the public. Its source names the place
// that the node is for: what another node found out itself has another one.
func (s *Service) HandUp(ctx context.Context, who access.Actor) (h Handed, err error) {
	if err := who.CheckAt(CanDiagnose, s.Home); err != nil {
		return h, err
	}
	id, err := ident.New("handed", s.Now(), s.Random)
	if err != nil {
		return h, err
	}
	return h, s.DB.Write(ctx, func(tx *store.Tx) error {
		r, err := s.last(tx)
		if err != nil {
			return err
		}
		if r == nil {
			return fault.New(fault.Conflict, "eldercare.handed.none")
		}
		if h, err = s.handed(r); err != nil {
			return err
		}
		body, err := ledger.EncodeBody(h)
		if err != nil {
			return err
		}
		e := who.Entry("eldercare.figures.handed", s.Home)
		e.Record = &ledger.Record{Kind: "eldercare.handed", ID: id, Body: body}
		_, err = s.Log.Append(tx, e)
		return err
	})
}

// handed is the file of a record.
func (s *Service) handed(r *Record) (Handed, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = true
	if err := w.Write(fact.Columns[:]); err != nil {
		return Handed{}, err
	}
	h := Handed{V: 1, On: r.On, Name: "eldercare-" + string(s.Home.Code) + "-" + r.On + ".csv"}
	for o, err := range s.observations(r) {
		if err != nil {
			return h, err
		}
		h.Rows++
		if err := w.Write([]string{
			o.Variable, o.Region.String(), o.Period, "", o.Residence, fact.Format(o.Value, o.Decimals), o.State.String(), o.Source + " · " + string(s.Home.Code), o.Vintage,
		}); err != nil {
			return h, err
		}
	}
	w.Flush()
	sum := sha256.Sum256(b.Bytes())
	h.Body, h.SHA256 = b.Bytes(), hex.EncodeToString(sum[:])
	return h, w.Error()
}
