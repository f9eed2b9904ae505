package eldercare

import (
	"bytes"
	"encoding/json"
	"strings"

	"mihe/internal/base/store"
)

// Export implements party.Holder: where a person stood in each diagnosis that kept it, a row each.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	var rows []map[string]string
	return "eldercare", rows, s.Store.Diagnoses(q, node, func(body []byte) error {
		var r Record
		if err := json.Unmarshal(body, &r); err != nil || r.Standings == "" {
			return err
		}
		kept, err := s.Store.Body(q, node, standingsRecord, r.Standings)
		if err != nil || !bytes.Contains(kept, []byte(person)) { // most say nothing of somebody: they are not taken apart
			return err
		}
		list, err := readStandings(kept)
		for _, one := range list {
			if one.Person == person {
				rows = append(rows, map[string]string{
					"on": r.On, "place": one.Cell.Place.String(), "residence": string(one.Cell.Residence), "state": string(one.State), "why": string(one.Why),
					"items": strings.Join(one.Items, " "),
				})
			}
		}
		return err
	})
}

// Erase implements party.Holder: nothing goes, for what is kept names the person by an id that leads nowhere once the key is gone.
func (*Service) Erase(*store.Tx, int64, string) error { return nil }
