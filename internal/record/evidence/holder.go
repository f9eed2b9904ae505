package evidence

import (
	"strconv"
	"strings"

	"mihe/internal/base/store"
)

// Export implements party.Holder: what was said of things for a person, and what the person confirms with, a row each. Codes, keys
// and numbers are not among it: they are for proving and not for reading.
func (s *Service) Export(q store.Queryer, node int64, person string, _ func(field, sealed string) (string, error)) (string, []map[string]string, error) {
	said, err := s.Store.SaidOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	var rows []map[string]string
	for _, st := range said {
		rows = append(rows, map[string]string{
			"what": "statement", "id": st.ID, "about": st.About.Kind + " " + st.About.ID, "way": string(st.Way), "says": string(st.Says),
			"at_ms": strconv.FormatInt(st.AtMs, 10), "claimed_ms": strconv.FormatInt(st.ClaimedMs, 10), "by": st.By, "files": strings.Join(st.Files, " "),
		})
	}
	means, err := s.Store.MeansOf(q, node, person)
	if err != nil {
		return "", nil, err
	}
	for _, m := range means {
		rows = append(rows, map[string]string{
			"what": string(m.Kind), "id": m.ID, "at_ms": strconv.FormatInt(m.AtMs, 10), "ended_ms": strconv.FormatInt(m.EndedMs, 10), "by": m.By,
			"last_used": strconv.FormatInt(m.Last, 10),
		})
	}
	files, err := s.Store.FilesOf(q, node, person)
	for _, f := range files {
		rows = append(rows, map[string]string{
			"what": "file", "id": f.ID, "at_ms": strconv.FormatInt(f.AtMs, 10), "by": f.By, "type": f.Type, "bytes": strconv.FormatInt(f.Bytes, 10),
			"sha256": f.SHA256,
		})
	}
	return "evidence", rows, err
}

// Erase implements party.Holder. That something was said of a thing stays, without a name; sheets, tags, numbers and files are sealed
// under the person's key, and go with it.
func (s *Service) Erase(*store.Tx, int64, string) error { return nil }
