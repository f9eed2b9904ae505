package evidence

import (
	"context"
	"encoding/json"
	"fmt"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// The kinds of records.
const (
	statementRecord = "evidence.statement"
	meansRecord     = "evidence.means"
	refusalRecord   = "evidence.confirmation"
	suspicionRecord = "evidence.suspicion"
	fileRecord      = "evidence.file"
	answerRecord    = "evidence.report"
)

// stated is the record of a statement.
type stated struct {
	ID        string   `json:"id"`
	About     About    `json:"about"`
	Person    string   `json:"person"`
	Region    string   `json:"region"`
	Way       Way      `json:"way"`
	Says      Says     `json:"says"`
	AtMs      int64    `json:"at_ms"`
	ClaimedMs int64    `json:"claimed_ms,omitempty"`
	Deliverer string   `json:"deliverer,omitempty"`
	Files     []string `json:"files,omitempty"`
	By        string   `json:"by"`
	ByPerson  string   `json:"by_person,omitempty"`
	Card      string   `json:"means,omitempty"`
	Position  int64    `json:"position,omitempty"`
}

// Change is what happened to means.
type Change string

// The changes.
const (
	issued     Change = "issued"
	seconded   Change = "seconded"
	reconciled Change = "reconciled"
	withdrawn  Change = "withdrawn"
)

// changed is the record of a change of means. Of an issued one the ID is that of the means.
type changed struct {
	ID       string `json:"id"`
	Means    string `json:"means"`
	What     Change `json:"what"`
	Kind     Kind   `json:"kind"`
	Person   string `json:"person"`
	Region   string `json:"region"`
	By       string `json:"by"`
	ByPerson string `json:"by_person,omitempty"`
	AtMs     int64  `json:"at_ms"`
	Size     int64  `json:"size,omitempty"`
	Open     int64  `json:"open,omitempty"`
	Sealed   string `json:"sealed,omitempty"` // what makes it work, under the person's key
}

// Refusal is a code or a tap that was not accepted. What was entered is not kept.
type Refusal struct {
	ID       string `json:"id"`
	About    About  `json:"about"`
	Person   string `json:"person,omitempty"` // when the account was there
	Way      Way    `json:"way"`
	By       string `json:"by"`
	ByPerson string `json:"by_person,omitempty"`
	AtMs     int64  `json:"at_ms"`
	Day      string `json:"day"`
	Seq      int64  `json:"-"`
}

// suspected is the record of a suspicion about several things.
type suspected struct {
	ID     string  `json:"id"`
	Reason Reason  `json:"reason"`
	Person string  `json:"person"`
	Means  string  `json:"means"`
	About  []About `json:"about"`
	By     string  `json:"by"`
	AtMs   int64   `json:"at_ms"`
}

// kept is the record of a file.
type kept struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"` // of the bytes in the folder, which for a person's file are sealed
	Bytes  int64  `json:"bytes"`
	Type   string `json:"type"`
	Person string `json:"person,omitempty"`
	Region string `json:"region"`
	By     string `json:"by"`
	AtMs   int64  `json:"at_ms"`
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
	case statementRecord:
		r, err := decode[stated](body)
		if err != nil {
			return err
		}
		return s.applyStatement(tx, seq, r)
	case meansRecord:
		r, err := decode[changed](body)
		if err != nil {
			return err
		}
		return s.applyChange(tx, seq, r)
	case refusalRecord:
		r, err := decode[Refusal](body)
		if err != nil {
			return err
		}
		r.Seq = seq
		return s.Store.AddRefusal(tx, s.Node, r)
	case suspicionRecord:
		r, err := decode[suspected](body)
		if err != nil {
			return err
		}
		for _, about := range r.About {
			if err := s.Store.AddSuspicion(tx, s.Node, Suspicion{r.ID, about, r.Person, r.Reason, r.Means, r.AtMs, seq}); err != nil {
				return err
			}
		}
		return nil
	case fileRecord:
		r, err := decode[kept](body)
		if err != nil {
			return err
		}
		at, err := place(r.Region)
		if err != nil {
			return err
		}
		return s.Store.AddFile(tx, s.Node, File{r.SHA256, r.ID, r.Bytes, r.Type, r.Person, at, r.By, r.AtMs, seq})
	case answerRecord:
		return nil // it is read itself
	default:
		return fmt.Errorf("unknown record %q", kind)
	}
}

func (s *Service) applyStatement(tx *store.Tx, seq int64, r stated) error {
	at, err := place(r.Region)
	if err != nil {
		return err
	}
	st := Statement{
		r.ID, r.About, r.Person, at, r.Way, r.Says, r.AtMs, r.ClaimedMs, r.Deliverer, r.Files, r.By, r.ByPerson, r.Card, r.Position, seq,
	}
	if err := s.Store.AddStatement(tx, s.Node, st); err != nil || r.Card == "" || r.Position == 0 {
		return err
	}
	m, err := s.means(tx, r.Card)
	if err != nil {
		return err
	}
	m.Last = max(m.Last, r.Position)
	return s.Store.PutMeans(tx, s.Node, m)
}

func (s *Service) means(q store.Queryer, id string) (Means, error) {
	m, found, err := s.Store.Means(q, s.Node, id)
	if err == nil && !found {
		err = fmt.Errorf("there are no means %s", id)
	}
	return m, err
}

func (s *Service) applyChange(tx *store.Tx, seq int64, r changed) error {
	at, err := place(r.Region)
	if err != nil {
		return err
	}
	if r.What == issued {
		return s.applyIssue(tx, Means{
			ID: r.Means, Kind: r.Kind, Person: r.Person, Region: at, By: r.By, ByPerson: r.ByPerson, AtMs: r.AtMs, Size: r.Size, Seq: seq,
		})
	}
	m, err := s.means(tx, r.Means)
	if err != nil {
		return err
	}
	switch r.What {
	case seconded:
		m.Seconded, m.SecondedPerson = r.By, r.ByPerson
	case reconciled:
		m.Open, m.OpenSeq = r.Open, seq
	case withdrawn:
		m.EndedMs = r.AtMs
	default:
		return fmt.Errorf("unknown change %q of means", r.What)
	}
	return s.Store.PutMeans(tx, s.Node, m)
}

// applyIssue adds means, which end those of the same kind that the person had.
func (s *Service) applyIssue(tx *store.Tx, m Means) error {
	old, found, err := s.Store.Live(tx, s.Node, m.Person, m.Kind)
	if err != nil {
		return err
	}
	if found {
		old.EndedMs = m.AtMs
		if err := s.Store.PutMeans(tx, s.Node, old); err != nil {
			return err
		}
	}
	return s.Store.PutMeans(tx, s.Node, m)
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
