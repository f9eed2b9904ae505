package steeringweb_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatortest"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringdb"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// The places of these tests: the gap lies between three counties of the city.
var (
	province = region.Key{Code: "520000", Level: region.Province}
	city     = region.Key{Code: "520500", Level: region.Prefecture}
	county   = region.Key{Code: "520521", Level: region.County}
	sibling  = region.Key{Code: "520526", Level: region.County}
	third    = region.Key{Code: "520527", Level: region.County}
	other    = region.Key{Code: "530000", Level: region.Province}
)

// apiSite is the API of tasks over a small database of its own.
type apiSite struct {
	http.Handler
	db     *store.DB
	policy *access.Policy
	tree   *region.Tree
	who    access.Actor
}

const tasksPath = "/api/steering/v1/tasks"

func apiMigrations() []store.Migrations {
	return append(facttest.Migrations(), steeringdb.Migrations())
}

// newAPI builds the API over an empty database, with shares of villages that lie 40 percentage points apart.
func newAPI(t testing.TB, db *store.DB) *apiSite {
	t.Helper()
	s := &apiSite{db: db, tree: must(region.Load())(t), who: access.Visitor()}
	now := func() time.Time { return theDay }
	registry := must(indicator.Shipped())(t)
	log := &ledger.Log{Store: ledgerdb.Store{}, Node: 1, NodeID: "node_a", Now: now}
	facts := &fact.Service{
		DB: db, Store: factdb.Store{}, Node: 1, Home: region.Country, Log: log, Vocabulary: registry.Vocabulary(),
		Regions: indicatortest.Resolver{Tree: s.tree}, Seen: factdb.Store{}, Now: now, Random: rand.Reader,
	}
	var list []fact.Observation
	for at, share := range map[region.Key]float64{county: 40, third: 60, sibling: 80} {
		list = append(list,
			fact.Observation{Variable: "villages_5g_fibre", Region: at, Period: "2024", Source: "made up", Vintage: "2025-01", Value: share, State: fact.Observed},
			fact.Observation{Variable: "population", Region: at, Period: "2020-11-01", Source: "made up", Vintage: "2021", Value: 1e6, State: fact.Observed})
	}
	if _, _, err := facts.Load(context.Background(), access.Operator(), "sample", facttest.Seq(list...), nil); err != nil {
		t.Fatal(err)
	}
	years := must(calendar.Load())(t)
	measures := must(indicator.NewInternalService(db, factdb.Store{}, 1, s.tree, registry))(t)
	plan := must(steering.LoadPlan(must(data.Plan())(t)))(t)
	tasks := must(steering.NewService(steering.Service{
		DB: db, Store: steeringdb.Store{}, Node: 1, Home: region.Country, Log: log, Plan: plan, Measures: measures, Regions: s.tree,
		Calendar: func() *calendar.Calendar { return years }, Now: now, Random: rand.Reader,
	}))(t)
	s.policy = must(access.NewPolicy(map[access.Role][]access.Right{
		"coordinator": {indicator.CanReadInternal, steering.CanRead, steering.CanFile, steering.CanVerify},
		"handler":     {indicator.CanReadInternal, steering.CanRead, steering.CanAnswer},
		"reader":      {indicator.CanReadInternal, steering.CanRead},
		"stranger":    {fact.CanImport},
	}))(t)
	m := web.NewMux(web.Config{
		Words:   must(i18n.Load(web.Words, access.Words, calendar.Words, region.Words, indicator.Words, steering.Words, steeringweb.Words))(t),
		Version: measures.Version, Log: slog.New(slog.DiscardHandler), SignIn: "/sign-in",
		Identify: func(*http.Request) (access.Actor, error) { return s.who, nil },
	})
	steeringweb.Routes(m, steeringweb.Deps{
		Plan: plan, Indicators: func(access.Actor) *indicator.Service { return measures }, Regions: s.tree, Tasks: tasks, Now: now,
		Calendar: func() *calendar.Calendar { return years },
	})
	m.Describe("GET /openapi.json", web.Description{Title: "web.brand", Text: "web.brand", Version: "1", Cookie: "c"})
	s.Handler = must(m.Build())(t)
	return s
}

// as sets who sends the next requests.
func (s *apiSite) as(role access.Role, at region.Key) *apiSite {
	s.who = s.policy.Actor("user-"+string(role), "person-"+string(role), []access.Mandate{{Role: role, At: at}}, func(above, k region.Key) bool {
		return s.tree.At(calendar.Day(theDay)).Contains(above, k)
	})
	return s
}

// call sends a request in English; v is marshalled unless it is text already.
func (s *apiSite) call(t testing.TB, method, path string, v any) *httptest.ResponseRecorder {
	t.Helper()
	text, ok := v.(string)
	if !ok && v != nil {
		text = string(must(json.Marshal(v))(t))
	}
	r := httptest.NewRequest(method, path, strings.NewReader(text))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// wire is what these tests read of an answer.
type wire struct {
	ID, State, Title, Target, Next, Detail, Field string

	Before struct{ Absolute, Ratio float64 }
	Tasks  []wire
	Counts map[string]int
	Task   *wire
	Events []struct{ Step, Reason, Actor string }
	Steps  []string
}

// wants is call with the status that must come back.
func (s *apiSite) wants(t testing.TB, status int, method, path string, v any) (got wire) {
	t.Helper()
	w := s.call(t, method, path, v)
	if w.Code != status {
		t.Errorf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatalf("%s %s: %v in %s", method, path, err, w.Body)
	}
	return got
}

// sample is a good filing.
func sample() map[string]any {
	return map[string]any{
		"indicator": "villages_5g_fibre", "by": "county", "within": "520500", "title": "sample task", "target": "520521@county",
		"assisting": []string{}, "days": 20,
	}
}

func eachAPI(t *testing.T, try func(t *testing.T, s *apiSite)) {
	t.Helper()
	storetest.Each(t, apiMigrations(), func(t *testing.T, db *store.DB) { try(t, newAPI(t, db)) })
}

func TestATaskOverJSON(t *testing.T) {
	eachAPI(t, func(t *testing.T, s *apiSite) {
		filed := s.as("coordinator", city).wants(t, 201, "POST", tasksPath, sample())
		if filed.State != "filed" || filed.Target != "520521@county" || filed.Before.Absolute != 40 || filed.Before.Ratio != 2 {
			t.Errorf("filed %+v, want a gap of 80 - 40 and 80 / 40", filed)
		}
		one := tasksPath + "/" + filed.ID
		if got := s.wants(t, 200, "POST", one+"/assign", nil); got.State != "assigned" {
			t.Errorf("assigned: %q", got.State)
		}
		s.wants(t, 409, "POST", one+"/assign", map[string]any{})
		s.wants(t, 403, "POST", one+"/accept", nil)
		s.as("handler", county)
		if got := s.wants(t, 422, "POST", one+"/negotiate", map[string]any{"reason": "sample", "days": 0}); got.Field != "days" {
			t.Errorf("no days: at %q", got.Field)
		}
		s.wants(t, 200, "POST", one+"/negotiate", map[string]any{"reason": "sample", "days": 10})
		s.as("coordinator", city).wants(t, 200, "POST", one+"/agree", nil)
		if got := s.as("handler", county).wants(t, 422, "POST", one+"/report", nil); got.Field != "reason" {
			t.Errorf("a report without words: at %q", got.Field)
		}
		s.wants(t, 200, "POST", one+"/report", map[string]any{"reason": "what was done"})
		s.as("coordinator", city)
		if got := s.wants(t, 409, "POST", one+"/verify", nil); !strings.Contains(got.Detail, "no measurement later than 2024") {
			t.Errorf("verified without a later measurement: %q", got.Detail)
		}
		story := s.wants(t, 200, "GET", one, nil)
		var steps []string
		for _, e := range story.Events {
			steps = append(steps, e.Step)
		}
		if want := []string{"file", "assign", "negotiate", "agree", "report"}; !slices.Equal(steps, want) || story.Task.State != "reported" {
			t.Errorf("story %v in %s, want %v", steps, story.Task.State, want)
		}
		if want := []string{"escalate", "return", "give_up"}; !slices.Equal(story.Steps, want) {
			t.Errorf("open to the coordinator, without later figures: %v, want %v", story.Steps, want)
		}
	})
}

func TestTheListOfTasksIsPaged(t *testing.T) {
	eachAPI(t, func(t *testing.T, s *apiSite) {
		s.as("coordinator", city)
		var want []string
		for range 5 {
			want = append(want, s.wants(t, 201, "POST", tasksPath, sample()).ID)
		}
		s.wants(t, 200, "POST", tasksPath+"/"+want[0]+"/assign", nil)
		slices.Reverse(want)
		var got []string
		next := ""
		for {
			page := s.wants(t, 200, "GET", tasksPath+"?limit=2&before="+next, nil)
			for _, task := range page.Tasks {
				got = append(got, task.ID)
			}
			if next = page.Next; next == "" {
				break
			}
		}
		slices.SortFunc(want, func(a, b string) int { return strings.Compare(b, a) }) // those of one millisecond stand by their random part
		if !slices.Equal(got, want) {
			t.Errorf("paged %v, want %v", got, want)
		}
		page := s.wants(t, 200, "GET", tasksPath+"?state=assigned", nil)
		if len(page.Tasks) != 1 || page.Counts["filed"] != 4 || page.Counts["assigned"] != 1 {
			t.Errorf("assigned: %d tasks, counts %v", len(page.Tasks), page.Counts)
		}
		if page := s.wants(t, 200, "GET", tasksPath+"?action=17", nil); len(page.Tasks) != 0 {
			t.Errorf("of an action without tasks: %d", len(page.Tasks))
		}
		for query, field := range map[string]string{
			"limit=101": "limit", "limit=x": "limit", "state=gone": "state", "action=18": "action", "before=task_x": "before", "before=%00": "before",
		} {
			if got := s.wants(t, 422, "GET", tasksPath+"?"+query, nil); got.Field != field {
				t.Errorf("%s: at %q, want %q", query, got.Field, field)
			}
		}
	})
}

// What lies outside one's region is as absent as what never was, in every answer.
func TestWhoMayUseTheAPI(t *testing.T) {
	s := newAPI(t, storetest.Open(t, apiMigrations()...))
	filed := s.as("coordinator", city).wants(t, 201, "POST", tasksPath, sample())
	one := tasksPath + "/" + filed.ID
	for _, c := range []struct {
		role                    access.Role
		at                      region.Key
		file, see, list, assign int
		listed                  int
	}{
		{"", region.Key{}, 401, 401, 401, 401, 0},
		{"stranger", city, 403, 403, 403, 403, 0},
		{"reader", county, 403, 200, 200, 403, 1},
		{"reader", sibling, 403, 404, 200, 403, 0},
		{"handler", county, 403, 200, 200, 403, 1},
		{"coordinator", other, 404, 404, 200, 404, 0},
		{"coordinator", sibling, 404, 404, 200, 404, 0},
		{"coordinator", province, 201, 200, 200, 200, 2}, // its own is the second
	} {
		s.who = access.Visitor()
		if c.role != "" {
			s.as(c.role, c.at)
		}
		s.wants(t, c.file, "POST", tasksPath, sample())
		s.wants(t, c.see, "GET", one, nil)
		page := s.wants(t, c.list, "GET", tasksPath, nil)
		if total := page.Counts["filed"]; len(page.Tasks) != c.listed || total != c.listed {
			t.Errorf("%s at %s: %d tasks listed, %d counted, want %d", c.role, c.at, len(page.Tasks), total, c.listed)
		}
		s.wants(t, c.assign, "POST", one+"/assign", nil)
	}
}

// Every answer is as /openapi.json says.
func TestAnswersFitTheirDescription(t *testing.T) {
	s := newAPI(t, storetest.Open(t, apiMigrations()...))
	s.as("coordinator", city)
	description := must(jsonschema.UnmarshalJSON(s.call(t, "GET", "/openapi.json", nil).Body))(t)
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	if err := compiler.AddResource("openapi.json", description); err != nil {
		t.Fatal(err)
	}
	fits := func(schema string, w *httptest.ResponseRecorder) {
		t.Helper()
		compiled := must(compiler.Compile("openapi.json#/components/schemas/" + schema))(t)
		if err := compiled.Validate(must(jsonschema.UnmarshalJSON(bytes.NewReader(w.Body.Bytes())))(t)); err != nil {
			t.Errorf("%d %s: %v", w.Code, w.Body, err)
		}
		spoilt := must(jsonschema.UnmarshalJSON(strings.NewReader(`{"surprise":1,` + w.Body.String()[1:])))(t)
		if compiled.Validate(spoilt) == nil {
			t.Errorf("%s takes a field that nobody sends: the check checks nothing", schema)
		}
	}
	w := s.call(t, "POST", tasksPath, sample())
	fits("TaskWire", w)
	var filed wire
	if err := json.Unmarshal(w.Body.Bytes(), &filed); err != nil {
		t.Fatal(err)
	}
	fits("TaskWire", s.call(t, "POST", tasksPath+"/"+filed.ID+"/assign", nil))
	fits("TaskStory", s.call(t, "GET", tasksPath+"/"+filed.ID, nil))
	fits("TaskList", s.call(t, "GET", tasksPath, nil))
	fits("Problem", s.call(t, "POST", tasksPath, "{}"))
	fits("Problem", s.call(t, "GET", tasksPath+"/task_x", nil))
}

// The states that a list may be asked for are those that have words.
func TestTheListKnowsEveryState(t *testing.T) {
	s := newAPI(t, storetest.Open(t, apiMigrations()...))
	s.as("reader", city)
	raw := must(steeringweb.Words.ReadFile("en.json"))(t)
	var words map[string]string
	if err := json.Unmarshal(raw, &words); err != nil {
		t.Fatal(err)
	}
	states := 0
	for key := range words {
		if state, ok := strings.CutPrefix(key, "steering.state."); ok {
			states++
			s.wants(t, 200, "GET", tasksPath+"?state="+state, nil)
		}
	}
	if states != 14 {
		t.Errorf("%d states have words, want the 14 of the machine", states)
	}
}

// BenchmarkFileTask files tasks over HTTP's handler and SQLite in a file, many at a time as the writer groups them.
func BenchmarkFileTask(b *testing.B) {
	db := must(store.Open(b.Context(), b.TempDir()+"/bench.db", apiMigrations()...))(b)
	defer func() { _ = db.Close() }() // the folder goes with it
	s := newAPI(b, db)
	s.as("coordinator", city)
	body := string(must(json.Marshal(sample()))(b))
	b.SetParallelism(16)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if w := s.call(b, "POST", tasksPath, body); w.Code != http.StatusCreated {
				b.Errorf("%d %s", w.Code, w.Body)
			}
		}
	})
}
