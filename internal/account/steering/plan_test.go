package steering_test

import (
	"fmt"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
)

func raw(t *testing.T) string {
	t.Helper()
	b, err := data.Plan()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func shipped(t *testing.T) *steering.Plan {
	t.Helper()
	p, err := steering.LoadPlan([]byte(raw(t)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestShippedPlan(t *testing.T) {
	p := shipped(t)
	if p.Document.Number != "发改数据〔2023〕1770号" || p.Document.Date != "2023-12-23" {
		t.Errorf("document = %s of %s, want 发改数据〔2023〕1770号 of 2023-12-23", p.Document.Number, p.Document.Date)
	}
	// The plan's own division: items 1-3, 4-6, 7-9, 10-13 and 14-17 under headings two to six.
	want := map[int]int{2: 3, 3: 3, 4: 3, 5: 4, 6: 4}
	for _, c := range p.Chapters {
		if got := len(p.In(c)); got != want[c.Number] {
			t.Errorf("chapter %d holds %d actions, want %d", c.Number, got, want[c.Number])
		}
	}
	if len(p.Chapters) != len(want) {
		t.Errorf("%d chapters, want %d", len(p.Chapters), len(want))
	}
	// Eight strands for 2025; four for 2030.
	if len(p.Goals) != 2 || len(p.Goals[0].Strands) != 8 || len(p.Goals[1].Strands) != 4 {
		t.Errorf("goals = %+v, want eight strands for 2025 and four for 2030", p.Goals)
	}
}

// The text itself sets three hard facts and dates one of them.
func TestTargetsOfTheTextItself(t *testing.T) {
	got := map[string]string{}
	for _, a := range shipped(t).Actions {
		for _, target := range a.Targets {
			if target.Basis == steering.InPlan {
				got[a.Code()] = target.Due
			}
		}
	}
	want := map[string]string{"A1": "", "A10": "", "A11": "2025"}
	if len(got) != len(want) {
		t.Fatalf("targets of the plan = %v, want %v", got, want)
	}
	for code, due := range want {
		if d, ok := got[code]; !ok || d != due {
			t.Errorf("%s: due %q (listed: %v), want %q", code, d, ok, due)
		}
	}
}

func TestPassed(t *testing.T) {
	goal, target := steering.Goal{Due: "2025-12-31"}, steering.Target{Due: "2025"}
	for day, want := range map[string]bool{"2025-12-31": false, "2026-01-01": true} {
		if goal.Passed(day) != want || target.Passed(day) != want {
			t.Errorf("on %s: goal passed %v, target passed %v, want %v", day, goal.Passed(day), target.Passed(day), want)
		}
	}
	if (steering.Target{}).Passed("2999-01-01") {
		t.Error("a target without a year has passed, want it open")
	}
}

func TestActionLookup(t *testing.T) {
	p := shipped(t)
	for _, n := range []int{-1, 0, 18} {
		if _, ok := p.Action(n); ok {
			t.Errorf("Action(%d) exists", n)
		}
	}
	a, ok := p.Action(12)
	if !ok || a.Code() != "A12" || p.ChapterOf(a).Number != 5 {
		t.Errorf("Action(12) = %s in chapter %d (found %v), want A12 in 5", a.Code(), p.ChapterOf(a).Number, ok)
	}
}

// Each change breaks one rule; LoadPlan must name it.
func TestBrokenPlansAreRefused(t *testing.T) {
	whole := raw(t)
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":              {"    ordinal: ", "    ordinl: ", "ordinl"},
		"missing number":           {`number: "发改数据〔2023〕1770号"`, `number: ""`, "document"},
		"bad date":                 {`date: "2023-12-23"`, `date: "2023-13-23"`, "2023-13-23"},
		"unknown issuer":           {"issuers: [ndrc, nda]", "issuers: [ndrc, nobody]", "nobody"},
		"action out of order":      {"  - number: 17\n", "  - number: 16\n", "place 17"},
		"unknown chapter":          {"    chapter: 6", "    chapter: 7", "chapter 7"},
		"title in one language":    {"Step up publicity", "", "action 17"},
		"plan target not quoted":   {`text: {zh: "所有学校数字校园全覆盖"`, `text: {zh: "所有学校数字校园全完成"`, "does not stand"},
		"related passed as text":   {"        status: unverified", "        status: in_text", "in_text"},
		"text passed as related":   {"        status: in_text", "        status: unverified", "basis"},
		"no status":                {"        status: unverified\n", "", "status"},
		"no basis":                 {"      - basis: related\n        status: unverified", "      - status: unverified", "basis"},
		"no source":                {`sources: ["gov.cn content_6931233"]`, "sources: []", "no source"},
		"unknown department":       {"by: [mca, nda]", "by: [mca, xyz]", "xyz"},
		"unknown mark":             {"mark: recalled}", "mark: guessed}", "guessed"},
		"unknown evidence":         {"evidence: none_yet", "evidence: plenty", "plenty"},
		"strand of unknown action": {"actions: [10, 11, 12, 13]", "actions: [10, 11, 12, 18]", "action 18"},
		"bad due":                  {`due: "2027"`, `due: "27"`, "27-12-31"},
		"figure of nothing":        {"          indicator: digital_campus", `          indicator: ""`, "no indicator"},
		"figure without end":       {"          value: 90", "          value: .inf", "value"},
		"difference untranslated":  {", en: \"The target speaks of 5G alone, the indicator asks for both 5G and fibre\"", "", "both languages"},
		"no goals":                 {"goals:\n", "goals: []\nunused:\n", "unused"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(whole, c.old, c.new, 1)
			if broken == whole {
				t.Fatalf("%q does not stand in the plan: the control controls nothing", c.old)
			}
			_, err := steering.LoadPlan([]byte(broken))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("LoadPlan = %v, want an error that names %q", err, c.want)
			}
		})
	}
	if _, err := steering.LoadPlan([]byte(whole)); err != nil {
		t.Errorf("the whole plan: %v", err)
	}
}

// A figure is measured by an indicator of the same action, in the unit that the target speaks of: all shipped ones are shares.
func TestFiguresAreMeasuredByTheirAction(t *testing.T) {
	registry, err := indicator.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	figures := 0
	for _, a := range shipped(t).Actions {
		for _, target := range a.Targets {
			f := target.Figure
			if f == nil {
				continue
			}
			figures++
			ind, ok := registry.Get(f.Indicator)
			if !ok || ind.Action != a.Code() || ind.Unit != "percent" || ind.Direction != indicator.Up || (f.Value != 100 && !strings.Contains(target.Text.Zh, fmt.Sprint(f.Value))) { // "all of them" names no figure
				t.Errorf("%s: %q is to be measured by %+v", a.Code(), target.Text.Zh, *f)
			}
		}
	}
	if figures != 4 {
		t.Errorf("%d figures, want those of A2, A4, A8 and A10", figures)
	}
}
