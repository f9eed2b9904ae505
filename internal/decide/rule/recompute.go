package rule

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/ledger"
)

// Difference is one place at which a decision as it was kept and its recomputation differ. Kept and Computed are JSON; empty
// where one of them has nothing there.
type Difference struct {
	At       string `json:"at"` // trace.2.facts.0.value
	Kept     string `json:"kept"`
	Computed string `json:"computed"`
}

// Recompute decides the frozen facts again and lists where the outcome and its trace differ from what was kept, in the order
// of places; none when they are the same bytes. Facts that the set no longer takes are a difference at the fact.
func (s *Set) Recompute(f Frozen) ([]Difference, error) {
	out, err := s.Evaluate(f.input())
	if bad, ok := fault.As(err); ok && bad.Kind == fault.Invalid {
		return []Difference{{At: bad.Field, Kept: "", Computed: bad.Key}}, nil
	}
	if err != nil {
		return nil, err
	}
	raw, err := ledger.EncodeBody(out)
	if err != nil || bytes.Equal(raw, f.Outcome) {
		return nil, err
	}
	kept, computed := map[string]string{}, map[string]string{}
	if err := flatten(f.Outcome, kept); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "rule.decision.damaged")
	}
	if err := flatten(raw, computed); err != nil {
		return nil, err
	}
	places := maps.Clone(kept)
	maps.Copy(places, computed)
	list := []Difference{}
	for _, at := range slices.Sorted(maps.Keys(places)) {
		if kept[at] != computed[at] {
			list = append(list, Difference{at, kept[at], computed[at]})
		}
	}
	if len(list) == 0 { // the same said with other bytes is not what was kept
		list = append(list, Difference{At: "outcome", Kept: string(f.Outcome), Computed: string(raw)})
	}
	return list, nil
}

// flatten puts every value of a JSON text under its place.
func flatten(raw []byte, into map[string]string) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return err
	}
	var walk func(at string, v any)
	walk = func(at string, v any) {
		join := func(next any) string {
			if at == "" {
				return fmt.Sprint(next)
			}
			return fmt.Sprintf("%s.%v", at, next)
		}
		switch v := v.(type) {
		case map[string]any:
			for k, item := range v {
				walk(join(k), item)
			}
		case []any:
			for i, item := range v {
				walk(join(i), item)
			}
		default:
			text, _ := json.Marshal(v) // a value that was just read
			into[at] = string(text)
		}
	}
	walk("", v)
	return nil
}
