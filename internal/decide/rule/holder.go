package rule

import (
	"strconv"

	"mihe/internal/base/store"
)

// Export implements party.Holder: every decision about a person with what it rests on, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, open func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	list, err := s.Store.DecisionsOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	rows := make([]map[string]string, 0, len(list))
	for _, d := range list {
		body, err := s.Store.Record(q, node, d.ID)
		if err != nil {
			return "", nil, err
		}
		r, err := decode[decided](body)
		if err != nil {
			return "", nil, err
		}
		frozen, err := open(sealedField(d.ID), r.Sealed)
		if err != nil {
			return "", nil, err
		}
		rows = append(rows, map[string]string{
			"decision": d.ID, "case": d.Case, "set": d.Set, "version": d.Version, "on": d.On, "at_ms": strconv.FormatInt(d.AtMs, 10), "actor": d.Actor,
			"supersedes": d.Supersedes, "superseded_by": d.SupersededBy, "rests_on": frozen,
		})
	}
	return "decisions", rows, nil
}

// Erase implements party.Holder. That a decision was made stays; what it rests on is sealed under the person's key, and goes with it.
func (s *Service) Erase(*store.Tx, int64, string) error { return nil }
