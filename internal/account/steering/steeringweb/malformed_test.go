package steeringweb_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"mihe/internal/base/store"
)

// malformed is a request that must be refused.
type malformed struct{ method, path, kind, body string }

// posted is a malformed request to file a task.
func posted(body string) malformed {
	return malformed{http.MethodPost, tasksPath, "application/json", body}
}

// with is a good filing in which one field holds something else, as it stands.
func with(field, raw string) malformed {
	f := sample()
	delete(f, field)
	good, err := json.Marshal(f)
	if err != nil {
		panic(err) // a map of texts and numbers
	}
	return posted(fmt.Sprintf(`{%q:%s,%s`, field, raw, good[1:]))
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// garbage is a text of n bytes, whatever they are.
func garbage(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.UintN(256))
	}
	return string(b)
}

var textFields = []string{"indicator", "by", "within", "title", "target", "text", "lead", "plan_number", "duty_item", "period"}

// families are the ways in which requests are malformed, each with as many members as wanted.
var families = map[string]func(r *rand.Rand) malformed{
	"cut short": func(r *rand.Rand) malformed {
		good, _ := json.Marshal(sample())
		return posted(string(good[:r.IntN(len(good))]))
	},
	"noise": func(r *rand.Rand) malformed { return posted(garbage(r, 1+r.IntN(300))) },
	"nested without end": func(r *rand.Rand) malformed {
		open := pick(r, "[", `{"a":`, `[{"a":[`)
		return pick(r, posted(strings.Repeat(open, 17+r.IntN(5000))), with("assisting", strings.Repeat("[", 17)+strings.Repeat("]", 17)))
	},
	"wrong types": func(r *rand.Rand) malformed {
		if r.IntN(3) == 0 {
			return with("days", pick(r, `"20"`, `[20]`, `{}`, `true`, `null`, `20.5`))
		}
		return with(pick(r, textFields...), pick(r, "1", "true", "[]", "{}", `["x"]`, "0.5")) // null is a field left out
	},
	"numbers beyond all": func(r *rand.Rand) malformed {
		return with("days", pick(r, "1e400", "-1e400", "1e19", "9223372036854775808", "-1", "0", "1001", "251", strings.Repeat("9", 1+r.IntN(400))+"0000", "1e-400", "0x10", "NaN", "Infinity", "-0", "01"))
	},
	"no UTF-8": func(r *rand.Rand) malformed {
		return with(pick(r, textFields...), `"a`+pick(r, "\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe5\xbc", `\ud800`, `\udc00\ud800`)+`"`)
	},
	"a name twice": func(r *rand.Rand) malformed {
		good, _ := json.Marshal(sample())
		name := pick(r, "title", "TITLE", "days", "Days", "target", "indicator", "tit\\u006ce", "assisting")
		return posted(fmt.Sprintf(`{"%s":1,%s`, name, good[1:]))
	},
	"texts without end": func(r *rand.Rand) malformed {
		return with(pick(r, textFields...), `"`+strings.Repeat(pick(r, "a", "弥", "\\u0041", "😀"), 4001+r.IntN(4000))+`"`)
	},
	"other types of content": func(r *rand.Rand) malformed {
		m := posted(`{"title":"x"}`)
		m.kind = pick(r, "", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json; charset=gbk",
			"application/jsonx", "application/xml", ";", "application/json;;;=", garbage(r, 20), "application/cbor", "text/json")
		return m
	},
	"fields that are not there": func(r *rand.Rand) malformed {
		return with(pick(r, "progress", "percent", "state", "id", "", "__proto__", "title ", "ｔitle", garbageName(r)), pick(r, "1", `"x"`, "null", "[]"))
	},
	"fields that are missing": func(r *rand.Rand) malformed {
		f := sample()
		delete(f, pick(r, "indicator", "by", "title", "target", "days"))
		body, _ := json.Marshal(f)
		return posted(string(body))
	},
	"more after it": func(r *rand.Rand) malformed {
		good, _ := json.Marshal(sample())
		return posted(string(good) + pick(r, "{}", "x", ",", "]", "\x00", string(good), "//"))
	},
	"control characters": func(r *rand.Rand) malformed {
		return with(pick(r, textFields...), `"a`+pick(r, `\u0000`, `\u001b[2J`, `\u007f`, `\ue000`, "\x00", "\x1b")+`"`)
	},
	"places that are none": func(r *rand.Rand) malformed {
		return with("target", pick(r, `""`, `"520521"`, `"@county"`, `"520521@town"`, `"999999@county"`, `"520521@county@county"`, `"520521901@township"`, `"' OR 1=1 --"`, `"../../etc@county"`))
	},
	"questions that are none": func(r *rand.Rand) malformed {
		return with(pick(r, "indicator", "by", "within", "period"), pick(r, `"x"`, `"'"`, `"2024-13-45"`, `"9999999999"`, `"%s%n"`, `"../x"`, `"$1"`))
	},
	"queries that err": func(r *rand.Rand) malformed {
		query := pick(r, "limit=0", "limit=101", "limit=1e9", "limit=99999999999999999999", "limit=-1", "state=x", "state=%00", "action=0x1", "action=-1",
			"before=x", "before=%00", "before=task_%ff", "before="+strings.Repeat("a", 50), "limit=%zz&state=x")
		return malformed{http.MethodGet, tasksPath + "?" + query, "", ""}
	},
	"tasks that are none": func(r *rand.Rand) malformed {
		id := pick(r, "x", "%00", "task_", "task_01m86ch3m0gwd7dbrb366xszh8", "TASK_01m86ch3m0gwd7dbrb366xszh8", "%ff%fe", "..%2f..", strings.Repeat("a", 3000), "%27")
		if r.IntN(2) == 0 {
			return malformed{http.MethodGet, tasksPath + "/" + id, "", ""}
		}
		return malformed{http.MethodPost, tasksPath + "/" + id + "/" + pick(r, "assign", "withdraw", "file", "x", "verify"), "application/json", pick(r, "{}", `{"reason":"x"}`, "[]", "x", "")}
	},
}

func garbageName(r *rand.Rand) string {
	return strings.ToValidUTF8(garbage(r, 1+r.IntN(100)), "?") + "!"
}

// held counts the tasks and the entries of the ledger.
func held(t testing.TB, db *store.DB) (tasks, entries int) {
	t.Helper()
	err := db.Read(t.Context(), func(q store.Queryer) error {
		if err := q.QueryRow(`SELECT COUNT(1) FROM steering_task`).Scan(&tasks); err != nil {
			return err
		}
		return q.QueryRow(`SELECT COUNT(1) FROM ledger_entry`).Scan(&entries)
	})
	if err != nil {
		t.Fatal(err)
	}
	return tasks, entries
}

// perFamily is how many requests of each family are sent: a little over 10,000 in all.
const perFamily = 600

// TestMalformedRequestsStoreNothing sends what nobody should send: it is refused with a problem, never with a failure of
// ours, and leaves nothing behind.
func TestMalformedRequestsStoreNothing(t *testing.T) { eachAPI(t, malformedStoreNothing) }

func malformedStoreNothing(t *testing.T, s *apiSite) {
	t.Helper()
	s.as("coordinator", city)
	tasks, entries := held(t, s.db)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	sent := 0
	for name, next := range families {
		random := rand.New(rand.NewPCG(20261124, uint64(len(name))))
		for range perFamily {
			sent++
			m := next(random)
			w := s.send(m)
			if w.Code < 400 || w.Code >= 500 || w.Header().Get("Content-Type") != "application/problem+json" || w.Body.Len() > 4<<10 {
				t.Errorf("%s: %s %.100s (%q) %.300q: %d %s, %d bytes", name, m.method, m.path, m.kind, m.body, w.Code, w.Header().Get("Content-Type"), w.Body.Len())
			}
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("%d requests left %d MB in memory", sent, grown>>20)
	}
	if a, b := held(t, s.db); a != tasks || b != entries {
		t.Errorf("%d tasks and %d entries of the ledger came of it", a-tasks, b-entries)
	}
	t.Logf("%d malformed requests of %d families", sent, len(families))
	// The control: one good request is stored, and seen to be.
	s.wants(t, http.StatusCreated, "POST", tasksPath, sample())
	if a, b := held(t, s.db); a != tasks+1 || b != entries+1 {
		t.Errorf("a good request: %d tasks and %d entries more; the count counts nothing", a-tasks, b-entries)
	}
}

// send sends a malformed request.
func (s *apiSite) send(m malformed) *httptest.ResponseRecorder {
	r := httptest.NewRequest(m.method, m.path, strings.NewReader(m.body))
	if m.kind != "" {
		r.Header.Set("Content-Type", m.kind)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}
