package fact

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// TurnedAway is the record of a file that did not become a batch: counts, and nothing that stood in its rows.
type TurnedAway struct {
	Name     string `json:"name"`
	SHA256   string `json:"sha256"` // empty when the file was not read to its end
	Actor    string `json:"actor"`
	AtMs     int64  `json:"at_ms"`
	Read     int64  `json:"read"`     // rows
	Rejected int64  `json:"rejected"` // faults found
}

// turnedAway tells the ledger of a file that was refused, or whose import somebody stopped. Any other failure is the
// program's and not the file's.
func (s *Service) turnedAway(ctx context.Context, who access.Actor, b Batch, r Report, cause error, id string) error {
	kind := ""
	switch {
	case len(r.Rejected) > 0 && fault.KindOf(cause) == fault.Invalid:
		kind = "fact.import.refused"
	case ctx.Err() != nil:
		kind = "fact.import.cancelled"
	default:
		return nil
	}
	if id == "" {
		var err error
		if id, err = s.newImport(); err != nil {
			return err
		}
	}
	body, err := ledger.EncodeBody(TurnedAway{b.Name, b.SHA256, who.ID, s.Now().UnixMilli(), r.Read, int64(len(r.Rejected)) + r.More})
	if err != nil {
		return err
	}
	return s.write(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		e := who.Entry(kind, s.place(who, b))
		e.Record = &ledger.Record{Kind: importRecord, ID: id, Body: body}
		_, err := s.Log.Append(tx, e)
		return err
	})
}

// place is where an import stands that has no batch.
func (s *Service) place(who access.Actor, b Batch) region.Key {
	if b.Region != (region.Key{}) {
		return b.Region
	}
	return s.about(who, &draft{})
}

func (s *Service) newImport() (string, error) { return ident.New("imp", s.Now(), s.Random) }
