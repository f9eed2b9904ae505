package opennessweb_test

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessweb"
	"mihe/internal/base/access"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

// small is a site with three series.
func small(t *testing.T) *site {
	t.Helper()
	s := newSite(t)
	for _, source := range []string{"census7-county", "县统计局 bulletin", "survey"} {
		o := facttest.Observation(func(o *fact.Observation) { o.Source = source })
		if _, _, err := s.Facts.Load(context.Background(), access.Operator(), source, facttest.Seq(o), nil); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func id(source string) string {
	return openness.Key{Owner: 1, Variable: "population", Source: source}.ID()
}

func TestASeriesBecomesPublicByPages(t *testing.T) {
	s := small(t)
	chosen := []string{id("survey"), id("census7-county")}
	doc := s.page(t, "/publication?lang=en", "proposer")
	if got := doc.Find("tbody input[type=checkbox][name=series]").Length(); got != 3 {
		t.Fatalf("%d series can be chosen, want 3", got)
	}
	for _, step := range []struct {
		who  string
		form url.Values
	}{
		{"proposer", url.Values{"step": {"proposed"}, "state": {"internal"}, "attribute": {"active"}, "basis": {"a law, article 20"}}},
		{"reviewer", url.Values{"step": {"reviewed"}, "state": {"proposed"}}},
		{"approver", url.Values{"step": {"approved"}, "state": {"reviewed"}}},
	} {
		step.form["series"] = chosen
		w := s.post(step.who, step.form)
		if w.Code != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", step.who, w.Code, w.Body)
		}
		after := s.page(t, w.Header().Get("Location")+"&lang=en", step.who)
		if got := text(after.Find("[role=status]")); got != "Done for 2 series." {
			t.Errorf("%s is told %q", step.who, got)
		}
	}
	doc = s.page(t, "/publication?state=approved&lang=en", "reader")
	if got := text(doc.Find(".lead")); got != "The public sees 2 of 3 series." || doc.Find("tbody tr").Length() != 2 || doc.Find("tbody .tag.done").Length() != 2 {
		t.Errorf("the list says %q with %d rows", got, doc.Find("tbody tr").Length())
	}
	if doc.Find("tbody input, button[name=step]").Length() != 0 {
		t.Error("a reader is offered steps")
	}
	history := s.page(t, "/publication/"+id("survey")+"?lang=en", "reader")
	if got := text(history.Find("tbody")); !strings.Contains(got, "approver") || !strings.Contains(got, "a law, article 20") || history.Find("tbody tr").Length() != 3 {
		t.Errorf("the history says %q", got)
	}
	if w := s.get("/publication/0000000000000000", "Account", "reader"); w.Code != http.StatusNotFound {
		t.Errorf("a series that does not exist: %d", w.Code)
	}
}

// A form that is not accepted comes back as it was filled in, and nothing has changed.
func TestAStepThatIsNotTakenComesBack(t *testing.T) {
	s := small(t)
	propose := func(change url.Values) url.Values {
		f := url.Values{"step": {"proposed"}, "state": {"internal"}, "attribute": {"active"}, "basis": {"a law, article 20"}, "series": {id("survey")}}
		maps.Copy(f, change)
		return f
	}
	for name, tc := range map[string]struct {
		who  string
		form url.Values
		code int
		says string
	}{
		"no series":       {"proposer", propose(url.Values{"series": nil}), http.StatusUnprocessableEntity, "请至少选一项"},
		"no attribute":    {"proposer", propose(url.Values{"attribute": nil}), http.StatusUnprocessableEntity, "请选择公开属性"},
		"no basis":        {"proposer", propose(url.Values{"basis": {"x"}}), http.StatusUnprocessableEntity, "法律依据"},
		"an unknown one":  {"proposer", propose(url.Values{"series": {id("survey"), "x"}}), http.StatusNotFound, "没有这项数据"},
		"another state":   {"approver", url.Values{"step": {"approved"}, "state": {"internal"}, "series": {id("survey")}}, http.StatusConflict, "已经不在这一步"},
		"without a right": {"reviewer", propose(nil), http.StatusForbidden, "没有做这件事的权限"},
		"no step":         {"all", url.Values{"series": {id("survey")}}, http.StatusUnprocessableEntity, "没有这一步"},
	} {
		w := s.post(tc.who, tc.form)
		doc := document(t, w, name, tc.code)
		if got := text(doc.Find(".errmsg")); !strings.Contains(got, tc.says) {
			t.Errorf("%s: says %q, want %q", name, got, tc.says)
		}
		if basis := tc.form.Get("basis"); tc.who == "proposer" && (doc.Find("input[name=basis]").AttrOr("value", "") != basis || doc.Find("tbody input[checked]").Length() != min(1, len(tc.form["series"]))) {
			t.Errorf("%s: what was filled in is lost", name)
		}
	}
	if w := s.post("all", propose(nil)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if doc := document(t, s.post("all", url.Values{"step": {"reviewed"}, "state": {"proposed"}, "series": {id("survey")}}), "the same person", http.StatusForbidden); !strings.Contains(text(doc.Find(".errmsg")), "同一个人不能办两步") {
		t.Errorf("two steps by one person: %q", text(doc.Find(".errmsg")))
	}
	for who, want := range map[string]int{"": http.StatusUnauthorized, "nobody": http.StatusForbidden} {
		for _, path := range []string{"/publication", "/publication/" + id("survey")} {
			if w := s.get(path, "Account", who); w.Code != want {
				t.Errorf("GET %s by %q: %d, want %d", path, who, w.Code, want)
			}
		}
		if w := s.post(who, propose(nil)); w.Code != want {
			t.Errorf("POST by %q: %d, want %d", who, w.Code, want)
		}
	}
}

func TestAllThatIsFoundCanBeTakenAtOnce(t *testing.T) {
	s := small(t)
	doc := s.page(t, "/publication?q=统计局&lang=en", "proposer")
	if doc.Find("tbody tr").Length() != 1 || doc.Find("tbody td [lang='zh-CN']").Length() == 0 {
		t.Errorf("the filter finds %d, or the source is not marked as Chinese", doc.Find("tbody tr").Length())
	}
	form := url.Values{"step": {"proposed"}, "state": {"internal"}, "q": {"统计局"}, "all": {"1"}, "attribute": {"on_request"}, "basis": {"a law, article 27"}}
	if w := s.post("proposer", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	list, err := s.openness.List(context.Background(), account(t, "reader"))
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		if want := strings.Contains(l.Source, "统计局"); want != (l.State == openness.Proposed) {
			t.Errorf("%s is %s", l.Source, l.State)
		}
	}
	if w := s.get("/publication?page=2", "Account", "reader"); w.Code != http.StatusNotFound {
		t.Errorf("a page beyond the last: %d", w.Code)
	}
}

func TestOtherPagesAreToldTheStates(t *testing.T) {
	s := small(t)
	s.approve(t, func(l openness.Listed) bool { return l.Source == "survey" })
	states := opennessweb.States(s.openness)
	state, err := states(context.Background(), account(t, "reader"))
	if err != nil {
		t.Fatal(err)
	}
	for source, want := range map[string]string{"survey": "openness.state.approved", "census7-county": "openness.state.internal", "unknown": "openness.state.internal"} {
		if got := state(1, fact.Series{Variable: "population", Source: source}); got != want {
			t.Errorf("%s is %s, want %s", source, got, want)
		}
	}
	if state, err := states(context.Background(), account(t, "nobody")); state != nil || err != nil {
		t.Errorf("whoever may not know is told: %v", err)
	}
}
