package steeringweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
)

// warnedDesk is a desk whose county fell by ten percentage points in the last two of sixty months.
func warnedDesk(t *testing.T) *desk {
	t.Helper()
	d := newDesk(t)
	d.Months(t, 0, 60, func(month int) bool { return month >= 58 })
	return d
}

// From the list of warnings to a task that is verified: the way an official goes, by links and forms alone.
func TestFromAWarningToATask(t *testing.T) {
	d := warnedDesk(t)
	doc := d.page(t, "/warnings?lang=en")
	rows := doc.Find("section tbody tr")
	if rows.Length() < 1 || !strings.Contains(text(rows.First()), "大方县") || !strings.Contains(text(doc.Find("main")), "unverified") {
		t.Fatalf("warnings: %s", text(doc.Find("main")))
	}
	if got := doc.Find(`[role="img"]`).Length(); got != 1 {
		t.Errorf("%d pictures, want one", got)
	}
	way, ok := rows.First().Find(`a[href*="/tasks/new"]`).Attr("href")
	if !ok {
		t.Fatal("no way from the warning to a task")
	}
	form := d.page(t, way).Find(`form[action^="/tasks"]`)
	values := url.Values{"title": {"sample"}, "days": {"20"}, "lead": {form.Find("select [selected]").AttrOr("value", "")}}
	for _, name := range []string{"indicator", "by", "within", "period", "warning", "target"} {
		values.Set(name, form.Find(`[name="`+name+`"]`).AttrOr("value", ""))
	}
	w, _ := d.send(t, "/tasks", values)
	at := w.Header().Get("Location")
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(at, "/tasks/task_") {
		t.Fatalf("filing: %d to %q with %v", w.Code, at, values)
	}
	task := d.page(t, at+"?lang=en")
	if !strings.Contains(text(task.Find("#gap").Parent().Parent()), "Warning of 大方县") {
		t.Errorf("the task does not show its warning: %s", text(task.Find("main")))
	}
	id := strings.TrimPrefix(at, "/tasks/")
	d.Do(t, id, steering.Assign, steering.Accept, steering.Feedback)
	if d.page(t, at).Find(`form[action$="/verify"]`).Length() != 0 {
		t.Error("verification is offered before there are later figures")
	}
	d.Months(t, 60, 62, func(int) bool { return false })
	if w, _ := d.send(t, at+"/verify", url.Values{}); w.Code != http.StatusSeeOther {
		t.Fatalf("verify: %d", w.Code)
	}
	if after := d.page(t, at+"?lang=en"); !strings.Contains(text(after.Find("main")), "The warned place is back to what is usual") {
		t.Errorf("afterwards: %s", text(after.Find("main")))
	}
}

// The page in both languages, large and on paper; and for one place alone.
func TestWarningsPage(t *testing.T) {
	d := warnedDesk(t)
	for _, query := range []string{"lang=zh-CN", "lang=en", "lang=zh-CN&print=large", "lang=en&print=1", "lang=en&within=520502", "lang=en&within=520000"} {
		doc := d.page(t, "/warnings?"+query)
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", query, fault)
		}
		if han := unmarkedHan(doc.Find("main")); han != "" && strings.HasPrefix(query, "lang=en") {
			t.Errorf("%s: Chinese without lang: %q", query, han)
		}
		if got, want := doc.Find(`section a[href*="/regions/520521"]`).Length() > 0, !strings.Contains(query, "520502"); got != want {
			t.Errorf("%s: the county is listed: %v, want %v", query, got, want)
		}
	}
	w, doc := d.send(t, "/warnings?lang=en&within=nowhere", nil)
	if w.Code != http.StatusUnprocessableEntity || doc.Find(`#f-within[aria-invalid="true"]`).Length() != 1 {
		t.Errorf("an unknown place: %d", w.Code)
	}
	row := text(d.page(t, "/warnings?lang=en").Find("section tbody tr").First())
	if !strings.Contains(row, "deviations, false with less than 0.1%") {
		t.Errorf("how sure is not told: %s", row)
	}
	for query, want := range map[string]int{"indicator=villages_5g_fibre": 1, "indicator=bath": 1, "indicator=villages_5g_fibre&within=520502": 0} {
		if got := d.page(t, "/warnings?lang=en&"+query).Find("section tbody a[href*='/regions/520521']").Length(); got != want {
			t.Errorf("%s: %d warnings of the county, want %d", query, got, want)
		}
	}
	d.as(steeringtest.Handler, steeringtest.County)
	if d.page(t, "/warnings").Find(`a[href*="/tasks/new"]`).Length() != 0 {
		t.Error("a handler, who files no tasks, is offered to file one")
	}
	d.as(steeringtest.Stranger, steeringtest.County)
	if w, _ := d.send(t, "/warnings", nil); w.Code != http.StatusForbidden {
		t.Errorf("somebody without the right: %d, want 403", w.Code)
	}
}

// A series that reaches into years whose Spring Festival is not known says on the page that it is not taken out.
func TestWarningsWithoutTheFestival(t *testing.T) {
	d := warnedDesk(t)
	const zh, en = "2010 年到 2030 年的春节日期，而这些数据还有 2031 年的", "from 2010 to 2030; these figures also come from 2031"
	for _, c := range []struct {
		until int
		want  bool
	}{{0, false}, {121, true}} {
		if c.until > 0 {
			d.Months(t, 60, c.until, func(int) bool { return false })
		}
		if got := strings.Contains(text(d.page(t, "/warnings?lang=zh-CN").Find("main")), zh); got != c.want {
			t.Errorf("to month %d in Chinese: %v, want %v", c.until, got, c.want)
		}
		doc := d.page(t, "/warnings?lang=en")
		if got := strings.Contains(text(doc.Find("main")), en); got != c.want {
			t.Errorf("to month %d in English: %v, want %v", c.until, got, c.want)
		}
		for _, fault := range faults(doc) {
			t.Error(fault)
		}
	}
}

// Where nothing is watched the page does not claim that nothing has happened.
func TestNothingIsWatched(t *testing.T) {
	d := newDesk(t)
	for _, query := range []string{"lang=zh-CN", "lang=en"} {
		doc := d.page(t, "/warnings?"+query)
		for _, fault := range faults(doc) {
			t.Errorf("%s: %s", query, fault)
		}
		if doc.Find(".lead").Length() != 0 || doc.Find(".empty").Length() != 1 {
			t.Errorf("%s: %s", query, text(doc.Find("main")))
		}
	}
}
