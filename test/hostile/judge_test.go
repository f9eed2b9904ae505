package hostile

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/store"
)

// loose are the tables that are no record: what a request that is refused may leave there says so in its line.
var loose = map[string]string{
	"access_session":     "a session remembers when it was last used",
	"access_throttle":    "failed attempts are counted",
	"fact_job":           "an upload that arrived is queued, and found faulty there",
	"ledger_head":        "moves with the ledger, which is looked at entry by entry",
	"ledger_checkpoint":  "the chain is signed once a minute",
	"ledger_key":         "with the first checkpoint",
	"ledger_entry":       "see permitted",
	"ledger_subject":     "whose data a permitted entry is about",
	"sqlite_sequence":    "SQLite's own",
	"access_recovery":    "a code that was tried is looked up under its hash, and none is spent",
	"store_data_version": "moves with the data, whose rows are looked at",
}

// permitted are the entries that refused requests and mere reading leave in the ledger, and must.
var permitted = []string{
	"access.person.read", "ledger.page.read", "ledger.segment.sent", // somebody looked
	"access.signin.refused",                        // somebody could not come in
	"fact.import.refused", "fact.import.cancelled", // a faulty file, with the counts of its faults
}

// books is what the program holds: a digest and a number of rows for each table, and the ledger's entries by kind.
type books struct {
	tables map[string]string
	kinds  map[string]int64
}

// readBooks reads the ordered dump of every table. Records of refused imports go with their entries.
func readBooks(ctx context.Context, db *store.DB) (b books, err error) {
	b = books{map[string]string{}, map[string]int64{}}
	err = db.Read(ctx, func(q store.Queryer) error {
		names, err := texts(q, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
		if err != nil {
			return err
		}
		for _, name := range names {
			if _, is := loose[name]; is {
				continue
			}
			where := ""
			if name == "fact_record" {
				where = ` WHERE kind <> 'fact.import'`
			}
			if b.tables[name], err = dump(q, name, where); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		kinds, err := texts(q, `SELECT kind FROM ledger_entry ORDER BY node, seq`)
		for _, k := range kinds {
			b.kinds[k]++
		}
		return err
	})
	return b, err
}

func texts(q store.Queryer, query string) (list []string, err error) {
	rows, err := q.Query(query)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // read only
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// dump is a digest over all rows in the order of their key, and how many there are.
func dump(q store.Queryer, table, where string) (string, error) {
	rows, err := q.Query(`SELECT * FROM ` + table + where) // a table WITHOUT ROWID comes in the order of its key
	if err != nil {
		return "", err
	}
	defer func() { _ = rows.Close() }() // read only
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	h, n, line := sha256.New(), 0, []byte(nil)
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return "", err
		}
		n++
		line = line[:0]
		for _, v := range values {
			line = appendValue(line, v)
		}
		_, _ = h.Write(line) // a hash accepts everything
	}
	return fmt.Sprintf("%d rows %x", n, h.Sum(nil)[:8]), rows.Err()
}

// appendValue writes a value of a row so that no two are written alike: its kind, and the length of what has one.
func appendValue(line []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(line, 'n')
	case int64:
		return binary.LittleEndian.AppendUint64(append(line, 'i'), uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(line, 'f'), math.Float64bits(v))
	case string:
		return append(binary.LittleEndian.AppendUint64(append(line, 's'), uint64(len(v))), v...)
	case []byte:
		return append(binary.LittleEndian.AppendUint64(append(line, 'b'), uint64(len(v))), v...)
	}
	return fmt.Appendf(line, "%T %q\n", v, fmt.Sprint(v))
}

// changes is what one set of books holds that the other does not.
func (b books) changes(after books) (found []string) {
	for name := range maps.Keys(after.tables) {
		if b.tables[name] != after.tables[name] {
			found = append(found, fmt.Sprintf("stored: %s was %s, is %s", name, b.tables[name], after.tables[name]))
		}
	}
	for kind, n := range after.kinds {
		if more := n - b.kinds[kind]; more != 0 && !slices.Contains(permitted, kind) {
			found = append(found, fmt.Sprintf("stored: %d entries of %s", more, kind))
		}
	}
	slices.Sort(found)
	return found
}

// marks are the texts that no page may hold as they were sent: they would be elements, or attributes.
var marks = []string{"<mihe-x", `" mihe-y=`, "' mihe-y="}

// leaks are words of the machinery that no answer may hold.
var leaks = []string{"goroutine ", "runtime error", "sqlite", "SQL logic", "mihe/internal", "/go/pkg/"}

// ours is what net/http answers by itself, before any program sees the request: a coding it does not know (RFC 9112, 6.1)
// and a version it does not speak (RFC 9110, 15.6.6).
var ours = []int{http.StatusNotImplemented, http.StatusHTTPVersionNotSupported}

// faults is what is wrong with an answer.
func (r request) faults(a answered, err error) (found []string) {
	if err != nil {
		return []string{"broken off: " + err.Error()}
	}
	switch {
	case a.status == 0 && !r.cut && !r.early:
		found = append(found, "closed without a word")
	case r.protocol && slices.Contains(ours, a.status):
	case a.status == http.StatusServiceUnavailable && r.queued:
	case a.status >= 500:
		found = append(found, fmt.Sprintf("5xx: %d", a.status))
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.header.Get("Location"), "/sign-in"): // refused: come in first
	case a.status != 0 && a.status < 400 && !r.reads && (!r.queued || a.status != http.StatusSeeOther):
		found = append(found, fmt.Sprintf("accepted: %d to %s", a.status, a.header.Get("Location")))
	}
	if strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
		for _, m := range marks {
			if strings.Contains(a.body, m) {
				found = append(found, "unescaped: "+m)
			}
		}
		if a.header.Get("Content-Security-Policy") == "" {
			found = append(found, "a page without a policy")
		}
	}
	if a.status >= 400 {
		for _, l := range leaks {
			if strings.Contains(a.body, l) {
				found = append(found, "tells of its inside: "+l)
			}
		}
	}
	return found
}

// mostBody is far more than any answer to such requests.
const mostBody = 8 << 20

func readAll(r io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(r, mostBody+1))
	if err == nil && len(raw) > mostBody {
		err = fmt.Errorf("an answer of more than %d bytes", mostBody)
	}
	return string(raw), err
}

// percentile is the p-th of the times, which it sorts.
func percentile(times []time.Duration, p int) time.Duration {
	slices.Sort(times)
	return times[min(len(times)-1, len(times)*p/100)]
}
