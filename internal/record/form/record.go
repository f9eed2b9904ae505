package form

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records.
const (
	editionRecord = "form.layout"
	sheetRecord   = "form.sheet"
	fillingRecord = "form.answers"
)

// registered is the record of an edition of a form: the text itself.
type registered struct {
	ID      string `json:"id"`
	Version string `json:"version"`
	Form    string `json:"form"`
	Actor   string `json:"actor"`
	AtMs    int64  `json:"at_ms"`
	Text    string `json:"text"` // YAML as it was handed in
}

// handed is the record of a sheet of paper.
type handed struct {
	ID      string `json:"id"`
	Code    string `json:"code"`
	Version string `json:"version"`
	Subject string `json:"subject"`
	Region  string `json:"region"`
	Actor   string `json:"actor"`
	AtMs    int64  `json:"at_ms"`
}

// filled is the record of a filled form. Sealed is its answers under the person's key.
type filled struct {
	ID         string         `json:"id"`
	Form       string         `json:"form"`
	Version    string         `json:"version"`
	Subject    string         `json:"subject"`
	Case       string         `json:"case,omitempty"`
	Region     string         `json:"region"`
	Channel    access.Channel `json:"channel"`
	Actor      string         `json:"actor"`
	OnBehalf   bool           `json:"on_behalf"`
	Sheet      string         `json:"sheet,omitempty"`
	Supersedes string         `json:"supersedes,omitempty"`
	AtMs       int64          `json:"at_ms"`
	Sealed     string         `json:"sealed"`
}

func decode[T any](body []byte) (T, error) {
	var v T
	err := json.Unmarshal(body, &v)
	return v, err
}

// place is the region of a record.
func place(key string) (region.Key, error) {
	at, ok := region.ParseKey(key)
	if !ok {
		return region.Key{}, fmt.Errorf("%q is no region", key)
	}
	return at, nil
}

// apply changes the read models as a record says: now, and whenever they are rebuilt.
func (s *Service) apply(tx *store.Tx, seq int64, kind string, body []byte) error {
	switch kind {
	case editionRecord:
		r, err := decode[registered](body)
		if err != nil {
			return err
		}
		return s.Store.AddEdition(tx, s.Node, Edition{r.Version, r.Form, r.ID, r.Actor, r.AtMs, seq})
	case sheetRecord:
		r, err := decode[handed](body)
		if err != nil {
			return err
		}
		at, err := place(r.Region)
		if err != nil {
			return err
		}
		return s.Store.AddSheet(tx, s.Node, Sheet{r.Code, r.ID, r.Version, r.Subject, at, r.Actor, r.AtMs, "", seq})
	case fillingRecord:
		r, err := decode[filled](body)
		if err != nil {
			return err
		}
		at, err := place(r.Region)
		if err != nil {
			return err
		}
		return s.Store.AddFilling(tx, s.Node, Filling{
			r.ID, r.Form, r.Version, r.Subject, r.Case, at, r.Channel, r.Actor, r.OnBehalf, r.Sheet, r.Supersedes, "", r.AtMs, seq,
		})
	default:
		return fmt.Errorf("unknown record %q", kind)
	}
}

// Rebuild computes the read models from the records again. Readers notice nothing unless something was wrong.
func (s *Service) Rebuild(ctx context.Context) error {
	return s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.Store.Clear(tx, s.Node); err != nil {
			return err
		}
		return s.Store.Records(tx, s.Node, func(seq int64, kind string, body []byte) error { return s.apply(tx, seq, kind, body) })
	})
}
