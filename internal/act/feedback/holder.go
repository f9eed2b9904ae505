package feedback

import (
	"encoding/json"
	"strconv"

	"mihe/internal/base/store"
)

// Export implements party.Holder: every rating, and every order with what was answered, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, open func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	ratings, err := s.Store.RatingsOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	var rows []map[string]string
	for _, r := range ratings {
		rows = append(rows, map[string]string{
			"rating": r.ID, "about": r.About.Kind + " " + r.About.ID, "level": strconv.Itoa(r.Level), "channel": string(r.Channel), "actor": r.Actor,
			"at_ms": strconv.FormatInt(r.AtMs, 10), "case": r.Order,
		})
	}
	orders, err := s.Store.OrdersOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	for _, o := range orders {
		said := Said{}
		if o.Sealed != "" {
			plain, err := open(o.field(), o.Sealed)
			if err != nil {
				return "", nil, err
			}
			if err := json.Unmarshal([]byte(plain), &said); err != nil {
				return "", nil, err
			}
		}
		rows = append(rows, map[string]string{
			"order": o.ID, "case": o.Case, "number": o.Number, "nature": string(o.Nature), "about": o.About.Kind + " " + o.About.ID, "subject": said.Subject,
			"text": said.Text, "at_ms": strconv.FormatInt(o.AtMs, 10),
		})
		notes, err := s.Store.Notes(q, node, o.Case)
		if err != nil {
			return "", nil, err
		}
		for _, n := range notes {
			row := map[string]string{"order": o.ID, "note": n.ID, "sort": string(n.Sort), "result": string(n.Result), "at_ms": strconv.FormatInt(n.AtMs, 10)}
			if n.Sealed != "" {
				if row["text"], err = open(n.field(), n.Sealed); err != nil {
					return "", nil, err
				}
			}
			rows = append(rows, row)
		}
	}
	return "feedback", rows, nil
}

// Erase implements party.Holder. Words are sealed under the person's key and go with it; what subjects are compared by goes here.
func (s *Service) Erase(tx *store.Tx, node int64, person string) error {
	return s.Store.DropTokens(tx, node, person)
}
