package notify

import (
	"strconv"

	"mihe/internal/base/store"
)

// Export implements party.Holder: every message to a person, a row each. Where it went is no part of it, for it was not kept.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	list, err := s.Store.To(q, node, person)
	rows := make([]map[string]string, 0, len(list))
	for _, m := range list {
		rows = append(rows, map[string]string{
			"message": m.ID, "channel": string(m.Channel), "template": m.Template, "about": m.About, "queued_ms": strconv.FormatInt(m.QueuedMs, 10),
			"status": string(m.Status), "attempts": strconv.Itoa(m.Attempts),
		})
	}
	return "messages", rows, err
}

// Erase implements party.Holder. What is queued is withheld when its time comes, since nobody can be reached; the rest names the person by
// an id that leads nowhere.
func (s *Service) Erase(*store.Tx, int64, string) error { return nil }
