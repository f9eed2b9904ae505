package steeringweb_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/indicator"
	"mihe/internal/account/indicator/indicatorweb"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/account/steering/steeringweb"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/base/store/storetest"
	"mihe/internal/base/web"
)

// desk is the pages of tasks over a world in miniature, as one actor sees them.
type desk struct {
	http.Handler
	*steeringtest.World
	who access.Actor
}

func newDesk(t testing.TB) *desk {
	t.Helper()
	w := steeringtest.New(t, storetest.Open(t, steeringtest.Migrations()...))
	w.Census(t)
	w.Measure(t, "2024", "2025-03", steeringtest.Baseline)
	d := &desk{World: w, who: w.Actor(steeringtest.Coordinator, steeringtest.City)}
	words := must(i18n.Load(web.Words, access.Words, calendar.Words, csvfile.Words, region.Words, indicator.Words, indicatorweb.Words,
		steering.Words, steeringweb.Words))(t)
	measures := w.Tasks.Measures.(*indicator.Service)
	m := web.NewMux(web.Config{
		Words: words, Version: measures.Version, Log: slog.New(slog.DiscardHandler),
		Identify: func(*http.Request) (access.Actor, error) { return d.who, nil },
	})
	steeringweb.Routes(m, steeringweb.Deps{
		Plan: w.Tasks.Plan, Indicators: func(access.Actor) *indicator.Service { return measures }, Regions: w.Tasks.Regions,
		Tasks: w.Tasks, Calendar: w.Tasks.Calendar, Now: w.Now,
	})
	m.Describe("GET /openapi.json", web.Description{Title: "web.brand", Text: "web.brand", Version: "1", Cookie: "c"})
	d.Handler = must(m.Build())(t)
	return d
}

// as is the same desk with somebody else at it.
func (d *desk) as(role access.Role, at region.Key) *desk {
	d.who = d.Actor(role, at)
	return d
}

// send sends a form, or asks for a page when there is none.
func (d *desk) send(t testing.TB, path string, form url.Values) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	if form != nil {
		r = httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return w, doc
}

// page is send for a page that must exist.
func (d *desk) page(t testing.TB, path string) *goquery.Document {
	t.Helper()
	w, doc := d.send(t, path, nil)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d: %s", path, w.Code, text(doc.Find("main")))
	}
	return doc
}

// everyState is a task in each state, with the townships' list and a body named.
func (d *desk) everyState(t testing.TB) (tasks []steering.Task) {
	t.Helper()
	city := d.Actor(steeringtest.Coordinator, steeringtest.City)
	if err := d.Tasks.AddDuties(t.Context(), city, steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	if err := d.Tasks.SetBody(t.Context(), city, steering.Body{Region: steeringtest.County, Function: d.CivilAffairs(), Name: "样本县民政局"}); err != nil {
		t.Fatal(err)
	}
	assist := func(f *steering.Filing) { f.Title, f.Assisting = "<b>任务</b>", []string{d.CivilAffairs()} }
	through := func(change func(*steering.Filing), steps ...steering.Step) {
		task := d.File(t, change)
		if len(steps) > 0 {
			task = d.Do(t, task.ID, steps...)
		}
		tasks = append(tasks, task)
	}
	begun := []steering.Step{steering.Assign, steering.Accept, steering.Feedback}
	for _, steps := range [][]steering.Step{
		nil, begun[:1], begun[:2], begun,
		{steering.Assign, steering.Refuse},
		{steering.Assign, steering.Counter},
		append(slices.Clone(begun), steering.Return), append(slices.Clone(begun), steering.GiveUp),
		{steering.Withdraw},
		{steering.Assign, steering.Remind, steering.Accept, steering.Escalate},
	} {
		through(assist, steps...)
	}
	offer := steeringtest.ToTown("S-01", "")
	through(offer)
	through(offer, steering.Sign)
	through(offer, steering.Sign, steering.Decline)
	verified, closed := d.Do(t, d.File(t).ID, begun...), d.Do(t, d.File(t).ID, begun...)
	d.Measure(t, "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 80})
	return append(tasks, d.Do(t, verified.ID, steering.Verify), d.Do(t, closed.ID, steering.Verify, steering.Close))
}

// The structure of every page of tasks in every state, in both languages, large and on paper; and no words but Chinese
// ones where they are marked.
func TestTaskPagesAreWellMade(t *testing.T) {
	d := newDesk(t)
	paths := []string{
		"/tasks", "/tasks?show=all", "/tasks?show=mine", "/tasks?show=overdue", "/tasks?show=waiting", "/tasks?show=done", "/tasks/matrix", "/bodies", "/duties",
		"/tasks/new?indicator=villages_5g_fibre&by=county&within=520500",
	}
	for _, task := range d.everyState(t) {
		paths = append(paths, "/tasks/"+task.ID)
	}
	for _, role := range []access.Role{steeringtest.Coordinator, steeringtest.Handler} {
		d.as(role, steeringtest.County)
		for _, path := range paths {
			if role == steeringtest.Handler && strings.Contains(path, "new") {
				continue
			}
			for _, query := range []string{"lang=zh-CN", "lang=en", "lang=zh-CN&print=large", "lang=en&print=1"} {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				doc := d.page(t, path+sep+query)
				for _, fault := range faults(doc) {
					t.Errorf("%s, %s%s%s: %s", role, path, sep, query, fault)
				}
				if han := unmarkedHan(doc.Find("main")); han != "" && strings.HasPrefix(query, "lang=en") {
					t.Errorf("%s, %s%s%s: Chinese without lang: %q", role, path, sep, query, han)
				}
				if doc.Find("main script, main b:contains('任务')").Length() > 0 {
					t.Errorf("%s: what was typed became markup", path)
				}
			}
		}
	}
}

// A task offers exactly the forms of the steps that this reader may take now.
func TestOnlyPossibleStepsAreOffered(t *testing.T) {
	d := newDesk(t)
	for _, task := range d.everyState(t) {
		for _, who := range []struct {
			role access.Role
			at   region.Key
		}{
			{steeringtest.Coordinator, steeringtest.City},
			{steeringtest.Coordinator, steeringtest.County},
			{steeringtest.Handler, steeringtest.County},
			{steeringtest.Reader, steeringtest.City},
		} {
			d.as(who.role, who.at)
			var want []string
			for _, step := range must(d.Tasks.Next(t.Context(), d.who, task))(t).Steps {
				want = append(want, "/tasks/"+task.ID+"/"+string(step.Step)+"?lang=en")
			}
			got := d.page(t, "/tasks/"+task.ID+"?lang=en").Find("main form").Map(func(_ int, f *goquery.Selection) string { return f.AttrOr("action", "") })
			if diff := cmp.Diff(want, got); diff != "" && len(want)+len(got) > 0 {
				t.Errorf("%s of %s, a task in %s (-want +got):\n%s", who.role, who.at, task.State, diff)
			}
		}
	}
}

// The gap then and now stand side by side, absolute and ratio in each.
func TestThenAndNow(t *testing.T) {
	d := newDesk(t)
	tasks := d.everyState(t)
	closed := tasks[len(tasks)-1]
	cards := d.page(t, "/tasks/"+closed.ID+"?lang=en").Find("article.card")
	if cards.Length() != 2 {
		t.Fatalf("%d cards, want then and now", cards.Length())
	}
	for i, want := range [][]string{
		{"2024", "40.0", "2.00", "80.0", "Lowest: 大方县", "The other end: 威宁"}, {"2025", "20.0", "1.33", "60.0", "Lowest: 大方县", "The other end: 威宁"},
	} {
		for _, figure := range want {
			if got := text(cards.Eq(i)); !strings.Contains(got, figure) {
				t.Errorf("card %d lacks %s: %s", i+1, figure, got)
			}
		}
	}
	if got := text(d.page(t, "/tasks/"+closed.ID+"?lang=en").Find("main")); !strings.Contains(got, "2025 was over before the task was filed") {
		t.Errorf("a year that was over when the task was filed passes for its effect: %s", got)
	}
	if n := d.page(t, "/tasks/"+closed.ID).Find("ol.story li").Length(); n != closed.Events {
		t.Errorf("the story has %d lines, want %d", n, closed.Events)
	}
}

// A task that was reported says which figures it waits for, and offers its verification once they are there.
func TestVerificationAwaits(t *testing.T) {
	d := newDesk(t)
	task := d.File(t)
	d.Do(t, task.ID, steering.Assign, steering.Accept, steering.Feedback)
	button := `form[action^="/tasks/` + task.ID + `/verify"]`
	doc := d.page(t, "/tasks/"+task.ID+"?lang=en")
	said := text(doc.Find("#gap").Closest("section").Find(".synth"))
	for _, want := range []string{"villages", "later than 2024", "2026"} {
		if !strings.Contains(said, want) {
			t.Errorf("what is awaited lacks %q: %s", want, said)
		}
	}
	if doc.Find(button).Length() != 0 {
		t.Error("a verification without later figures is offered")
	}
	d.Measure(t, "2025", "2026-11", steeringtest.Shares{steeringtest.County: 60, steeringtest.Third: 70, steeringtest.Sibling: 82})
	if doc = d.page(t, "/tasks/"+task.ID+"?lang=en"); doc.Find(button).Length() != 1 || doc.Find("#gap").Closest("section").Find(".synth").Length() != 0 {
		t.Error("with later figures the verification is not offered")
	}
}

// A form that was refused comes back with what was typed and the fault at its field; a good one leads away.
func TestForms(t *testing.T) {
	d := newDesk(t)
	good := url.Values{
		"indicator": {"villages_5g_fibre"}, "by": {"county"}, "within": {"520500"}, "period": {"2024"}, "title": {"样本"}, "text": {"样本内容"},
		"target": {"520521"}, "days": {"20"},
	}
	change := func(name, value string) url.Values {
		v := url.Values{}
		for k, list := range good {
			v[k] = slices.Clone(list)
		}
		v.Set(name, value)
		return v
	}
	for name, value := range map[string]string{"title": "", "days": "a week", "target": "999999", "duty_item": "S-01"} {
		w, doc := d.send(t, "/tasks?lang=en", change(name, value))
		field := doc.Find(`[name="` + name + `"]`)
		if w.Code != http.StatusUnprocessableEntity || field.AttrOr("aria-invalid", "") != "true" || field.AttrOr("value", "") != value {
			t.Errorf("%s %q: %d, field %q, invalid %q", name, value, w.Code, field.AttrOr("value", ""), field.AttrOr("aria-invalid", ""))
		}
		if got := doc.Find(`textarea[name="text"]`); text(got) != "样本内容" {
			t.Errorf("%s %q: the text came back as %q", name, value, text(got))
		}
	}
	// 河东区 stands in none of the reader's places; a name that only one of their places has will do.
	if w, _ := d.send(t, "/tasks?lang=en", change("target", "河东区")); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a name of elsewhere: %d, want 422", w.Code)
	}
	for _, name := range []string{"大方县", "大方"} {
		if w, _ := d.send(t, "/tasks?lang=en", change("target", name)); w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d, want a task", name, w.Code)
		}
	}
	w, _ := d.send(t, "/tasks?lang=en", good)
	at := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/tasks/task_") {
		t.Fatalf("a good form: %d to %q", w.Code, at)
	}
	path, _, _ := strings.Cut(at, "?")
	if w, _ := d.send(t, path+"/assign?lang=en", url.Values{}); w.Code != http.StatusSeeOther || w.Header().Get("Location") != at {
		t.Errorf("assign: %d to %q, want the task again", w.Code, w.Header().Get("Location"))
	}
	d.as(steeringtest.Handler, steeringtest.County)
	w, doc := d.send(t, path+"/negotiate?lang=en", url.Values{"reason": {"不够"}, "days": {"0"}})
	form := doc.Find(`form[action*="negotiate"]`)
	if w.Code != http.StatusUnprocessableEntity || text(form.Find("textarea")) != "不够" || form.Find(`[aria-invalid="true"]`).AttrOr("name", "") != "days" {
		t.Errorf("negotiate without days: %d, %s", w.Code, text(form))
	}
	if w, _ := d.send(t, path+"/report?lang=en", url.Values{"reason": {"x"}}); w.Code != http.StatusConflict {
		t.Errorf("a report out of turn: %d, want 409", w.Code)
	}
	if w, _ := d.as(steeringtest.Handler, steeringtest.Sibling).send(t, path+"?lang=en", nil); w.Code != http.StatusNotFound {
		t.Errorf("the neighbouring county: %d, want 404", w.Code)
	}
}

// The queue shows to each what waits for them.
func TestQueues(t *testing.T) {
	d := newDesk(t)
	tasks := d.everyState(t)
	ids := func(show string) (list []string) {
		d.page(t, "/tasks?lang=en&show="+show).Find("ul.tasks a").Each(func(_ int, a *goquery.Selection) {
			id, _, _ := strings.Cut(strings.TrimPrefix(a.AttrOr("href", ""), "/tasks/"), "?")
			list = append(list, id)
		})
		slices.Sort(list)
		return list
	}
	want := func(keep func(task steering.Task) bool) (list []string) {
		all, _, err := d.Tasks.List(t.Context(), d.who, steering.Filter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range all {
			if keep(task) {
				list = append(list, task.ID)
			}
		}
		slices.Sort(list)
		return list
	}
	in := func(states ...steering.State) func(steering.Task) bool {
		return func(task steering.Task) bool { return slices.Contains(states, task.State) }
	}
	check := func(who, show string, keep func(steering.Task) bool) {
		t.Helper()
		if diff := cmp.Diff(want(keep), ids(show)); diff != "" {
			t.Errorf("%s, %s (-want +got):\n%s", who, show, diff)
		}
	}
	d.as(steeringtest.Handler, steeringtest.County)
	to := func(at region.Key, keep func(steering.Task) bool) func(steering.Task) bool {
		return func(task steering.Task) bool { return keep(task) && task.Target == at }
	}
	check("handler", "mine", to(steeringtest.County, in(steering.Assigned, steering.Accepted, steering.Returned)))
	d.as(steeringtest.Handler, steeringtest.Town)
	check("handler of the township", "mine", to(steeringtest.Town, in(steering.Offered)))
	d.as(steeringtest.Coordinator, steeringtest.City)
	check("coordinator of the city, which filed them", "mine", in(steering.Filed, steering.Refused, steering.Negotiating, steering.Reported, steering.Verified))
	d.as(steeringtest.Coordinator, steeringtest.County)
	check("coordinator", "mine", in(steering.Proposed))
	d.as(steeringtest.Reader, steeringtest.City)
	check("reader", "mine", in())
	check("reader", "waiting", in(steering.Reported, steering.Verified))
	check("reader", "done", in(steering.Closed, steering.Unachieved, steering.Declined, steering.Withdrawn))
	check("reader", "overdue", in())
	d.Set("2026-12-30")
	check("reader", "overdue", func(task steering.Task) bool { return task.Overdue("2026-12-30") })
	if list := ids("overdue"); len(list) == 0 || slices.Contains(list, tasks[10].ID) {
		t.Errorf("late in December %d tasks are overdue, a proposal among them: %v", len(list), slices.Contains(list, tasks[10].ID))
	}
}

// never are the names under which progress, points or ranks would be typed.
var never = regexp.MustCompile(`(?i)progress|percent|ratio|rate|score|rank|point|complet|done|进度|完成率|百分`)

// Nobody types progress: no form and no operation of the API has a field for it.
func TestProgressIsNeverTyped(t *testing.T) {
	d := newDesk(t)
	names := map[string]string{}
	for _, task := range d.everyState(t) {
		for _, role := range []access.Role{steeringtest.Coordinator, steeringtest.Handler} {
			d.as(role, steeringtest.County)
			fieldsOf(d.page(t, "/tasks/"+task.ID), names)
		}
	}
	d.as(steeringtest.Coordinator, steeringtest.City)
	for _, path := range []string{"/tasks/new?indicator=villages_5g_fibre&by=county&within=520500", "/bodies", "/duties"} {
		fieldsOf(d.page(t, path), names)
	}
	if names["reason"] == "" || names["days"] == "" || names["title"] == "" {
		t.Errorf("the forms were not looked at: %v", names)
	}
	requestFields(t, d, names)
	for name, where := range names {
		if never.MatchString(name) {
			t.Errorf("%s asks for %s", where, name)
		}
	}
	// The control: planted fields are seen.
	planted := map[string]string{}
	fieldsOf(must(goquery.NewDocumentFromReader(strings.NewReader(`<main><form action="/x"><input name="progress_percent"></form></main>`)))(t), planted)
	if !never.MatchString("progress_percent") || planted["progress_percent"] == "" {
		t.Error("a planted field is not seen")
	}
}

func fieldsOf(doc *goquery.Document, names map[string]string) {
	doc.Find("main form").Each(func(_ int, f *goquery.Selection) {
		f.Find("[name]").Each(func(_ int, e *goquery.Selection) { names[e.AttrOr("name", "")] = f.AttrOr("action", "") })
	})
}

// requestFields adds every property of the bodies that the API takes.
func requestFields(t *testing.T, d *desk, names map[string]string) {
	t.Helper()
	w, _ := d.send(t, "/openapi.json", nil)
	var doc struct {
		Paths map[string]map[string]struct {
			RequestBody struct {
				Content map[string]struct {
					Schema struct {
						Ref string `json:"$ref"`
					}
				}
			}
		}
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	bodies := 0
	for path, methods := range doc.Paths {
		for _, op := range methods {
			for _, content := range op.RequestBody.Content {
				schema := content.Schema.Ref[strings.LastIndex(content.Schema.Ref, "/")+1:]
				for name := range doc.Components.Schemas[schema].Properties {
					names[name] = path
					bodies++
				}
			}
		}
	}
	if bodies == 0 {
		t.Error("the description of the API holds no request body: nothing was looked at")
	}
}

// The matrix holds every action, and the tasks of the reader's regions alone.
func TestMatrix(t *testing.T) {
	d := newDesk(t)
	d.everyState(t)
	read := func() string {
		w, _ := d.send(t, "/tasks/matrix.csv?lang=en", nil)
		return w.Body.String()
	}
	all := read()
	for _, want := range []string{"Action 17", "任务", "样本县民政局", "2026-12-22"} {
		if !strings.Contains(all, want) {
			t.Errorf("the matrix lacks %q", want)
		}
	}
	d.as(steeringtest.Reader, steeringtest.Sibling)
	if other := read(); strings.Contains(other, "任务") || !strings.Contains(other, "Action 17") {
		t.Error("a reader of the neighbouring county sees other tasks in the matrix, or no actions")
	}
	w, _ := d.send(t, "/tasks/matrix.xlsx", nil)
	if w.Code != http.StatusOK || !bytes.HasPrefix(w.Body.Bytes(), []byte("PK")) {
		t.Errorf("the spreadsheet: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// A duty list is taken whole or told what is wrong with it, line by line.
func TestDutyPage(t *testing.T) {
	d := newDesk(t)
	send := func(content string) (*httptest.ResponseRecorder, *goquery.Document) {
		var b bytes.Buffer
		m := multipart.NewWriter(&b)
		part := must(m.CreateFormFile("file", "duties.csv"))(t)
		_ = must(part.Write([]byte(content)))(t)
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodPost, "/duties?lang=en", &b)
		r.Header.Set("Content-Type", m.FormDataContentType())
		w := httptest.NewRecorder()
		d.ServeHTTP(w, r)
		return w, must(goquery.NewDocumentFromReader(bytes.NewReader(w.Body.Bytes())))(t)
	}
	const head = "region,code,text,kind,from,until\n"
	w, doc := send(head + "520521,S-01,样本事项,basic,2025-01-01,\n520521,S-02,样本事项,other,2025-13-01,\n")
	rows := texts(doc.Find("main table").First().Find("tbody tr"))
	if w.Code != http.StatusUnprocessableEntity || len(rows) != 2 || !strings.Contains(rows[0], "3") || !strings.Contains(rows[0], "kind") || !strings.Contains(rows[1], "from") {
		t.Errorf("a bad list: %d, %q", w.Code, rows)
	}
	if rows := d.page(t, "/duties").Find("main tbody tr").Length(); rows != 0 {
		t.Errorf("a refused list left %d items", rows)
	}
	if w, _ := send(head + "520521,S-01,样本事项,basic,2025-01-01,\n"); w.Code != http.StatusSeeOther {
		t.Errorf("a good list: %d", w.Code)
	}
	if rows := d.page(t, "/duties").Find("main tbody tr").Length(); rows != 1 {
		t.Errorf("a good list left %d items", rows)
	}
	if d.as(steeringtest.Handler, steeringtest.County); d.page(t, "/duties").Find("main form").Length() != 0 {
		t.Error("a handler is offered the import of duty lists")
	}
}
