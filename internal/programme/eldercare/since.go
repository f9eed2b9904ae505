package eldercare

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
)

// Base is the diagnosis that a later one is compared with: the last of an earlier month.
type Base struct {
	On        string `json:"on"`
	Vintage   string `json:"vintage"`
	Standings string `json:"standings"`
	Rules     bool   `json:"rules"`  // other rules held then
	Untold    bool   `json:"untold"` // and they are not kept here any more, so that what they changed is not told apart
}

// since is the diagnosis before, with what held on its day.
type since struct {
	Base
	cells       []RecordCell
	stands      []Standing
	list, again *rule.Set // nil: not kept
	enough      Enough
}

// since reads the last diagnosis of an earlier month; nil where there is none, or its standings were not kept yet.
func (s *Service) since(ctx context.Context, on string) (b *since, err error) {
	var r *Record
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		body, err := s.Store.Before(q, s.Node, on[:len("2006-01")])
		if err != nil || body == nil {
			return err
		}
		r = &Record{}
		if err := json.Unmarshal(body, r); err != nil {
			return fmt.Errorf("diagnosis before: %w", err)
		}
		if r.Standings == "" {
			return nil
		}
		b = &since{Base: Base{On: r.On, Vintage: r.Vintage, Standings: r.Standings}, cells: r.Cells, enough: enoughOn(s.Enough, r.On)}
		b.stands, err = s.standings(q, r.Standings)
		return err
	})
	if err != nil || b == nil {
		return nil, err
	}
	if b.list, err = s.kept(ctx, r.Version, s.List); err == nil {
		b.again, err = s.kept(ctx, r.Again, s.Again)
	}
	return b, err
}

// standings reads the standings of a diagnosis.
func (s *Service) standings(q store.Queryer, id string) ([]Standing, error) {
	body, err := s.Store.Body(q, s.Node, standingsRecord, id)
	if err != nil {
		return nil, err
	}
	if body == nil {
		return nil, fmt.Errorf("the standings %s are not there", id)
	}
	return readStandings(body)
}

// kept is a version of a rule set as far as it is kept here: the shipped one, or one that was proposed; nil otherwise.
func (s *Service) kept(ctx context.Context, version string, shipped *rule.Set) (*rule.Set, error) {
	if version == shipped.Version() {
		return shipped, nil
	}
	v, err := s.Rules.View(ctx, access.Visitor(), version)
	if f, ok := fault.As(err); ok && f.Key == "rule.version.absent" {
		return nil, nil //nolint:nilnil // it is not kept, which is no fault
	}
	return v.Rules, err
}

// hold compares the rules of before with those that hold now. What is not kept is taken for what holds now, and that is said.
func (b *since) hold(list, again *rule.Set, now Enough) {
	if b.list == nil || b.again == nil {
		b.Untold = true
		b.list, b.again = list, again
	}
	same := b.list.Version() == list.Version() && b.again.Version() == again.Version() && b.enough == now
	b.Rules = b.Untold || !same
}

// was are those who were counted then.
func (b *since) was() map[string]bool {
	if b == nil {
		return nil
	}
	all := map[string]bool{}
	for _, s := range b.stands {
		all[s.Person] = s.State != NotCounted
	}
	return all
}

// standings are where everybody stands whom a diagnosis or the one before counts: those of its own, and those who are in no list any more.
func (d *Diagnosis) standings(b *since, told delivered) []Standing {
	list := slices.Clone(d.Stands)
	if b == nil {
		return list
	}
	seen := map[string]bool{}
	for _, s := range list {
		seen[s.Person] = true
	}
	for _, s := range b.stands {
		if s.State != NotCounted && !seen[s.Person] {
			list = append(list, Standing{Person: s.Person, Cell: s.Cell, Stand: Stand{NotCounted, told.gone(s.Person), nil}})
		}
	}
	return list
}

// ended is the first plan that ended among what is known of items, in the order of their names.
func (e Elder) ended() (w Why, found bool) {
	item := ""
	for i, one := range e.Under {
		if strings.HasPrefix(string(one), string(endedBy(""))) && (item == "" || i < item) {
			item, w, found = i, one, true
		}
	}
	return w, found
}
