package form

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"mihe/internal/base/store"
)

// Export implements party.Holder: every answer of a person, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, open func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	list, err := s.Store.FillingsOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	var rows []map[string]string
	for _, f := range list {
		body, err := s.Store.Record(q, node, f.ID)
		if err != nil {
			return "", nil, err
		}
		r, err := decode[filled](body)
		if err != nil {
			return "", nil, err
		}
		plain, err := open(sealedField(f.ID), r.Sealed)
		if err != nil {
			return "", nil, err
		}
		var answers map[string]string
		if err := json.Unmarshal([]byte(plain), &answers); err != nil {
			return "", nil, err
		}
		for _, field := range slices.Sorted(maps.Keys(answers)) {
			rows = append(rows, map[string]string{
				"filled": f.ID, "form": f.Form, "version": f.Version, "case": f.Case, "at_ms": strconv.FormatInt(f.AtMs, 10), "channel": string(f.Channel),
				"superseded_by": f.SupersededBy, "field": field, "answer": answers[field],
			})
		}
	}
	return "forms", rows, nil
}

// Erase implements party.Holder. That a form was filled stays; the answers are sealed under the person's key, and go with it.
func (s *Service) Erase(*store.Tx, int64, string) error { return nil }
