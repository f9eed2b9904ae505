package rule

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf8"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
	"mihe/standard/certlogic"
)

// FrozenFact is a fact as it was when somebody decided by it.
type FrozenFact struct {
	ID     string `json:"id"`
	Value  any    `json:"value"`  // as certlogic.Decode gives it
	Source string `json:"source"` // which register, paper or person says so
	AsOf   string `json:"as_of"`  // the day of which the source speaks, YYYY-MM-DD
}

// Frozen is all that a decision rests on and what it came to, in the form that is kept. With the version of the set it
// gives the same outcome for ever.
type Frozen struct {
	On      string          `json:"on"`
	Facts   []FrozenFact    `json:"facts"`            // in the order of their names
	Outcome json.RawMessage `json:"outcome"`          // the exact bytes of an Outcome
	Reason  string          `json:"reason,omitempty"` // why an earlier decision was corrected
}

// maxSource bounds the text of a source, in characters.
const maxSource = 200

// Freeze decides a case and keeps what it rests on. Every fact says where it is from and of which day; facts without a value
// are left out by the caller. The errors are those of Evaluate, and fault.Invalid tied to the fact that is not well said.
func (s *Set) Freeze(on string, facts []FrozenFact) (Frozen, Outcome, error) {
	f := Frozen{On: on, Facts: slices.Clone(facts)}
	slices.SortStableFunc(f.Facts, func(a, b FrozenFact) int { return cmp.Compare(a.ID, b.ID) })
	for i, fact := range f.Facts {
		at := "facts." + fact.ID
		if i > 0 && f.Facts[i-1].ID == fact.ID {
			return Frozen{}, Outcome{}, flaw(at, "rule.twice", "name", fact.ID)
		}
		if fact.Value == nil {
			return Frozen{}, Outcome{}, flaw(at, "rule.fact.value", "fact", fact.ID, "value", "null")
		}
		if _, err := readDate(fact.AsOf); err != nil {
			return Frozen{}, Outcome{}, flaw(at, "rule.fact.as_of", "fact", fact.ID, "value", fact.AsOf)
		}
		if n := utf8.RuneCountInString(fact.Source); n == 0 || n > maxSource {
			return Frozen{}, Outcome{}, flaw(at, "rule.fact.source", "fact", fact.ID, "most", maxSource)
		}
	}
	out, err := s.Evaluate(f.input())
	if err != nil {
		return Frozen{}, Outcome{}, err
	}
	f.Outcome, err = ledger.EncodeBody(out)
	return f, out, err
}

// input is the case of a frozen decision.
func (f Frozen) input() Case {
	c := Case{On: f.On, Facts: make(map[string]any, len(f.Facts))}
	for _, fact := range f.Facts {
		c.Facts[fact.ID] = fact.Value
	}
	return c
}

// ReadFrozen is the inverse of ledger.EncodeBody for a Frozen. Whole numbers are int64, others certlogic.Decimal.
func ReadFrozen(raw []byte) (Frozen, error) {
	var f Frozen
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&f); err != nil {
		return Frozen{}, fault.Wrap(err, fault.Internal, "rule.decision.damaged")
	}
	for i, fact := range f.Facts {
		f.Facts[i].Value = exact(fact.Value)
	}
	return f, nil
}

// exact is a value read from JSON as rules see it.
func exact(v any) any {
	n, is := v.(json.Number)
	if !is {
		return v
	}
	if whole, err := n.Int64(); err == nil {
		return whole
	}
	return certlogic.Decimal(n)
}

// Restore reads an outcome of this version that was kept as JSON, so that its trace can be said in words. What the set cannot
// have said is fault.Internal.
func (s *Set) Restore(raw []byte) (Outcome, error) {
	var out Outcome
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	err := d.Decode(&out)
	if err == nil && out.Version != s.version {
		err = fmt.Errorf("of version %s, not %s", out.Version, s.version)
	}
	if err == nil {
		out.Value, _, err = s.slots[s.result].restore(out.Value)
	}
	for i := range out.Trace {
		if err == nil {
			err = s.restoreStep(&out.Trace[i])
		}
	}
	if err != nil {
		return Outcome{}, fault.Wrap(err, fault.Internal, "rule.decision.damaged")
	}
	return out, nil
}

func (s *Set) restoreStep(t *TraceStep) (err error) {
	sl, err := s.named(t.Step)
	if err != nil {
		return err
	}
	t.title, t.shown.domain = sl.title, sl.domain
	if t.Value, t.shown.values, err = sl.restore(t.Value); err != nil {
		return err
	}
	for _, list := range [][]Used{t.Facts, t.Parameters, t.Steps} {
		for i := range list {
			u := &list[i]
			used, err := s.named(u.Name)
			if err != nil {
				return err
			}
			u.title, u.shown.domain = used.title, used.domain
			if u.Value, u.shown.values, err = used.restore(u.Value); err != nil {
				return err
			}
			if used.role == parameterRole && (u.Source == nil || u.Verified == nil) {
				return fmt.Errorf("parameter %s without its source", u.Name)
			}
		}
	}
	for i := range t.Rows {
		n, err := sl.domain.parse(t.Rows[i].Then, sl.all)
		if err != nil {
			return fmt.Errorf("row %d of %s: %w", t.Rows[i].Row, t.Step, err)
		}
		t.Rows[i].shown = shown{sl.domain, []int64{n}}
	}
	return nil
}

func (s *Set) named(id string) (*slot, error) {
	i, known := s.names[id]
	if !known {
		return nil, fmt.Errorf("the set has no %q", id)
	}
	return &s.slots[i], nil
}

// restore reads a value that was written as JSON, and gives it as Evaluate does.
func (sl *slot) restore(v any) (any, []int64, error) {
	if v == nil {
		return nil, nil, nil
	}
	one := func(v any) (int64, error) {
		n, err := sl.domain.encode(exact(v), sl.all)
		if err != nil {
			err = fmt.Errorf("%s: %v: %w", sl.id, v, err)
		}
		return n, err
	}
	list, many := v.([]any)
	if !many {
		n, err := one(v)
		if err != nil {
			return nil, nil, err
		}
		return sl.domain.json(n), []int64{n}, nil
	}
	var ns []int64
	for _, item := range list {
		n, err := one(item)
		if err != nil {
			return nil, nil, err
		}
		ns = append(ns, n)
	}
	return sl.domain.texts(ns), ns, nil
}
