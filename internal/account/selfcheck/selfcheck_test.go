package selfcheck

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/data"
	"mihe/internal/account/evaluation"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/base/i18n"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

const sampleForm = `
format: 1
id: visit
title: {zh: 探访记录表, en: Record of a visit}
purpose: {zh: 安排探访, en: to arrange visits}
number: 样表01
authority: {zh: 样本县民政局, en: a made-up office}
approval: 样本备案〔2026〕1号
from: "2026-01-01"
to: "2026-12-31"
yearly: 12
fields:
  - {id: born, title: {zh: 出生年月, en: month of birth}, purpose: {zh: 核对年龄, en: to check the age}, element: person.born, source: persons, type: text}
  - {id: stairs, title: {zh: 上下楼费力, en: stairs are hard}, purpose: {zh: 装扶手, en: to fit a rail}, element: visit.stairs, type: boolean, required: true}
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 其他情况, en: anything else}, element: visit.note, type: text}
`

const sampleRules = `
format: 1
id: allowance
title: {zh: 样本补贴, en: A made-up allowance}
facts:
  - {id: alone, title: {zh: 独居, en: lives alone}, type: boolean}
steps:
  - {id: due, title: {zh: 应享, en: due}, type: boolean, expression: {var: alone}}
result: due
`

var (
	county = region.Key{Code: "520521", Level: region.County}
	town   = region.Key{Code: "520521901", Level: region.Township} // made up
)

func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func formOf(t *testing.T, changes ...string) *form.Layout {
	t.Helper()
	return must(form.Read([]byte(strings.NewReplacer(changes...).Replace(sampleForm))))(t)
}

func rulesOf(t *testing.T, changes ...string) *rule.Set {
	t.Helper()
	return must(rule.Read([]byte(strings.NewReplacer(changes...).Replace(sampleRules))))(t)
}

// measured is a gap as it was measured in a year, by figures of a source.
func gapOf(year, source string, absolute float64, version int64) steering.Measurement {
	return steering.Measurement{
		Indicator: "villages_5g_fibre", Period: year, Absolute: absolute, Version: version, Sources: []steering.Source{{ID: source, Vintage: year}},
	}
}

// clean is a node that offends nothing: everything that ships, a form, a rule, a service, an open and a closed task, an imported series.
func clean(t *testing.T) Held {
	t.Helper()
	tree := must(region.Load())(t)
	tree.SetTownships(region.SyntheticTownships(county, 2, 1, "2025-01-01"))
	registry := must(indicator.Shipped())(t)
	after := gapOf("2026", "broadband report", 10, 2)
	h := Held{
		On:       "2026-11-27",
		Forms:    form.Taken{Layouts: []*form.Layout{formOf(t)}},
		Elements: []form.Held{{Element: "person.born", Source: "persons"}, {Element: "person.ability_grade", Source: "persons"}},
		Minutes:  []form.Minutes{{From: "2026-01-01", Value: 0.5}},
		Rules:    []Ruled{{rulesOf(t), true}},
		Services: []catalog.Listing{{State: catalog.Published, Service: catalog.Service{
			ID: "service_a", Name: i18n.Name{Zh: "上门护理", En: "Nursing at home"}, Documents: []i18n.Name{{Zh: "身份证", En: "identity card"}},
		}}},
		Tasks: []steering.Task{
			{ID: "task_open", State: steering.Accepted, Title: "提高行政村光纤通达率", Target: town, Duty: "3.1", Plan: "1", Before: gapOf("2025", "broadband report", 20, 1)},
			{ID: "task_closed", State: steering.Closed, Target: county, Before: gapOf("2025", "broadband report", 20, 1), After: &after, Effect: steering.Narrowed},
		},
		Duties:   []steering.Duty{{Region: county, Code: "3.1", Kind: steering.Basic, From: "2026-01-01"}},
		Plan:     must(steering.LoadPlan(must(data.Plan())(t)))(t),
		Methods:  must(evaluation.Shipped(registry))(t).All(),
		Registry: registry,
		Series: []openness.Listed{{Series: openness.Series{
			Key: openness.Key{Owner: 1, Variable: "villages_5g_fibre", Source: "broadband report"}, State: openness.Approved, Attribute: openness.Active,
		}}},
		View: tree.At("2026-11-27"),
	}
	for name, text := range must(data.Forms())(t) {
		l, err := form.Read(text)
		if err != nil {
			t.Fatal(name, err)
		}
		h.Forms.Layouts = append(h.Forms.Layouts, l)
	}
	for name, text := range must(data.Rules())(t) {
		set, err := rule.Read(text)
		if err != nil {
			t.Fatal(name, err)
		}
		h.Rules = append(h.Rules, Ruled{set, true})
	}
	return h
}

// offence is a finding in short: check, weight, kind of thing, clause.
func offence(c Check, w Weight, k Kind, clause string) string {
	return strings.Join([]string{string(c), string(w), string(k), clause}, " ")
}

func looked(t *testing.T, h Held) (r Report, short []string) {
	t.Helper()
	r = must(LookAt(h))(t)
	for _, f := range r.Findings() {
		short = append(short, offence(f.Check, f.Weight, f.At.Kind, f.Clause.ID))
		if f.Clause.Text.Zh == "" || f.Clause.Text.En == "" || f.At.ID == "" || f.At.Title.Zh == "" {
			t.Errorf("a finding without its place or clause: %+v", f)
		}
	}
	return r, short
}

func TestACleanNodePasses(t *testing.T) {
	h := clean(t)
	h.Forms.Layouts = h.Forms.Layouts[:1] // shipped forms carry no number, which is told and tested below
	r, found := looked(t, h)
	if len(found) > 0 {
		t.Errorf("a clean node: %v", found)
	}
	for _, one := range r.Results {
		if one.Looked == 0 {
			t.Errorf("%s looked at nothing: a check that sees nothing passes everything", one.Check)
		}
	}
}

// Forms that ship are samples without a number until a county has one; nothing else is wrong with them.
func TestShippedFormsOnlyLackTheirNumber(t *testing.T) {
	r, _ := looked(t, clean(t))
	for _, f := range r.Findings() {
		if f.Check != FormNumber && (f.Check != FormOnce || f.Weight != Look) {
			t.Errorf("%+v", f)
		}
	}
}

func TestPlantedOffencesAreFound(t *testing.T) {
	onlyForm := func(changes ...string) func(t *testing.T, h *Held) {
		return func(t *testing.T, h *Held) { h.Forms.Layouts[0] = formOf(t, changes...) }
	}
	ask := func(field string) func(t *testing.T, h *Held) {
		return onlyForm("  - {id: note", "  - {"+field+", purpose: {zh: 样本, en: a sample}}\n  - {id: note")
	}
	for _, c := range []struct {
		name  string
		plant func(t *testing.T, h *Held)
		want  []string
	}{
		{
			"a form asks what a register has come to hold",
			func(_ *testing.T, h *Held) {
				h.Elements = append(h.Elements, form.Held{Element: "visit.note", Source: "persons"})
			},
			[]string{offence(FormOnce, Offence, AForm, onceOnly)},
		},
		{
			"two forms ask the same",
			func(t *testing.T, h *Held) {
				h.Forms.Layouts = append(h.Forms.Layouts, formOf(t, "id: visit\n", "id: again\n", "visit.note", "again.note"))
			},
			[]string{offence(FormOnce, Offence, AForm, onceOnly), offence(FormOnce, Offence, AForm, onceOnly)},
		},
		{"a form without a number", onlyForm("number: 样表01", `number: ""`), []string{offence(FormNumber, Look, AForm, numbered)}},
		{"a form without approval", onlyForm("approval: 样本备案〔2026〕1号", `approval: ""`), []string{offence(FormNumber, Look, AForm, numbered)}},
		{"a form past its days", onlyForm(`to: "2026-12-31"`, `to: "2026-06-30"`), []string{offence(FormNumber, Look, AForm, numbered)}},
		{
			"what a form past its days asked",
			onlyForm(`to: "2026-12-31"`, `to: "2026-06-30"`, "zh: 备注, en: remark", "zh: 本次积分, en: remark"),
			[]string{offence(FormNumber, Look, AForm, numbered)},
		},
		{"a position is demanded", ask("id: where, element: visit.gps, title: {zh: 现场, en: where}, type: text, required: true"), []string{offence(FormDemand, Offence, AForm, placePhoto)}},
		{"a picture is demanded", ask("id: proof, element: visit.proof, title: {zh: 现场照片编号, en: proof}, type: text, required: true"), []string{offence(FormDemand, Offence, AForm, placePhoto)}},
		{"a picture that may be given", ask("id: proof, element: visit.proof, title: {zh: 现场照片编号, en: proof}, type: text"), nil},
		{"points", ask("id: reward, element: visit.reward, title: {zh: 本次积分, en: reward}, type: number"), []string{offence(FormNever, Offence, AForm, points)}},
		{"points by identifier", ask("id: reward_points, element: visit.rp, title: {zh: 得到, en: got}, type: number"), []string{offence(FormNever, Offence, AForm, points)}},
		{"signing in", ask("id: day, element: visit.day, title: {zh: 今日打卡, en: day}, type: boolean"), []string{offence(FormNever, Offence, AForm, attendance)}},
		{"progress that is typed", ask("id: done, element: visit.done, title: {zh: 完成率, en: done}, type: number"), []string{offence(FormNever, Offence, AForm, progress)}},
		{"a date is no progress", ask("id: done, element: visit.done, title: {zh: 看到进度的日期, en: done}, type: date"), nil},
		{"a list of hardship", onlyForm("探访记录表", "困难户名单公示表"), []string{offence(FormNever, Offence, AForm, hardship)}},
		{"a village reports", ask("id: lamps, element: village.lamps, title: {zh: 路灯数, en: lamps}, type: number"), []string{offence(FormTownship, Offence, AForm, townshipEntry)}},
		{
			"an adopted rule reads points",
			func(t *testing.T, h *Held) {
				h.Rules[0].Set = rulesOf(t, "{id: alone, title: {zh: 独居", "{id: alone, title: {zh: 积分达到标准")
			},
			[]string{offence(RuleNever, Offence, ARule, points)},
		},
		{
			"a proposed rule ranks villagers",
			func(t *testing.T, h *Held) {
				h.Rules[0] = Ruled{rulesOf(t, "id: due, title: {zh: 应享, en: due}", "id: due, title: {zh: 结果, en: ranking}"), false}
			},
			[]string{offence(RuleNever, Look, ARule, ranking)},
		},
		{
			"a service asks for what a register answers",
			func(_ *testing.T, h *Held) {
				h.Services[0].Service.Documents = append(h.Services[0].Service.Documents, i18n.Name{Zh: "能力评估结论"})
			},
			[]string{offence(ServiceMaterial, Offence, AService, materials)},
		},
		{
			"and would ask for it",
			func(_ *testing.T, h *Held) {
				h.Services[0].State = catalog.Internal
				h.Services[0].Service.Documents = []i18n.Name{{Zh: "结论", En: "result of the assessment"}}
			},
			[]string{offence(ServiceMaterial, Look, AService, materials)},
		},
		{
			"a paper of which no register knows",
			func(_ *testing.T, h *Held) { h.Services[0].Service.Documents = []i18n.Name{{Zh: "残疾证"}} }, nil,
		},
		{
			"a service is paid in points",
			func(_ *testing.T, h *Held) {
				h.Services[0].Service.Costs = []catalog.Cost{{For: i18n.Name{Zh: "凭积分兑换"}}}
			},
			[]string{offence(ServiceNever, Look, AService, points)},
		},
		{
			"a task asks for pictures",
			func(_ *testing.T, h *Held) { h.Tasks[0].Text = "每周入户并拍照上传" },
			[]string{offence(TaskNever, Look, ATask, placePhoto)},
		},
		{
			"a task was closed without figures",
			func(_ *testing.T, h *Held) { h.Tasks[1].Title, h.Tasks[1].After = "任务", nil },
			[]string{offence(TaskMeasured, Offence, ATask, measured)},
		},
		{
			"a task was closed on the figures it was filed on",
			func(_ *testing.T, h *Held) {
				same := h.Tasks[1].Before
				h.Tasks[1].Title, h.Tasks[1].After = "任务", &same
			},
			[]string{offence(TaskMeasured, Offence, ATask, measured)},
		},
		{
			"a task was closed though the gap widened",
			func(_ *testing.T, h *Held) { h.Tasks[1].Title, h.Tasks[1].Effect = "任务", steering.Widened },
			[]string{offence(TaskMeasured, Offence, ATask, measured)},
		},
		{
			"an item was taken back after the task was sent",
			func(_ *testing.T, h *Held) {
				h.Duties = []steering.Duty{
					{Region: county, Code: "3.1", Kind: steering.Basic, From: "2026-01-01", Until: "2026-10-01"},
					{Region: county, Code: "3.1", Kind: steering.TakenBack, From: "2026-10-01"},
				}
			},
			[]string{offence(TaskTakenBack, Offence, ATask, takenBack)},
		},
		{
			"an item that will be taken back",
			func(_ *testing.T, h *Held) {
				h.Duties = append(h.Duties, steering.Duty{Region: county, Code: "3.1", Kind: steering.TakenBack, From: "2027-01-01"})
			}, nil,
		},
		{
			"an evaluation of villagers",
			func(_ *testing.T, h *Held) { m := *h.Methods[0]; m.Data.Level = "person"; h.Methods[0] = &m },
			[]string{offence(MethodPlaces, Offence, AMethod, placesOnly)},
		},
		{
			"an evaluation by reading",
			func(_ *testing.T, h *Held) {
				m := *h.Methods[0]
				m.Nodes = append(m.Nodes, evaluation.Node{ID: "reach", Title: i18n.Name{Zh: "公众号阅读率", En: "reach"}})
				h.Methods[0] = &m
			},
			[]string{offence(MethodNever, Offence, AMethod, attendance)},
		},
		{
			"a figure of one's own word, public, cited, and of which the plan has a target",
			func(_ *testing.T, h *Held) {
				h.Series[0].Source = "乡镇自报"
				h.Tasks[0].Before = gapOf("2025", "乡镇自报", 20, 1)
			},
			[]string{offence(OwnWord, Offence, ASeries, ownWord), offence(OwnWord, Offence, ATask, ownWord), offence(OwnWord, Offence, ATarget, ownWord)},
		},
		{
			"a figure of one's own word that is none of it",
			func(_ *testing.T, h *Held) {
				h.Series[0].Variable, h.Series[0].Source, h.Series[0].Attribute = "eldercare_due", "self-reported by townships", openness.Never
			}, nil,
		},
		{
			"a task over such a figure beside another",
			func(_ *testing.T, h *Held) {
				h.Tasks[0].Before.Sources = append(h.Tasks[0].Before.Sources, steering.Source{ID: "self-reported"})
			}, nil,
		},
		{
			"a criterion of an evaluation is one's own word",
			func(_ *testing.T, h *Held) {
				v := must1(h.Registry.Get(h.Methods[0].Indicators[0].ID)).Variables()[0]
				h.Series = append(h.Series, openness.Listed{Series: openness.Series{Key: openness.Key{Owner: 1, Variable: v, Source: "自评表"}}})
				m := *h.Methods[0]
				m.Indicators = m.Indicators[:1]
				h.Methods[0] = &m
			},
			[]string{offence(OwnWord, Offence, AMethod, ownWord)},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := clean(t)
			h.Forms.Layouts = h.Forms.Layouts[:1]
			c.plant(t, &h)
			if _, got := looked(t, h); !cmp.Equal(c.want, got) {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

func must1[T any](v T, _ bool) T { return v }

// Two asked fields, twelve times a year, a thousand people in two places, half a minute each: 200 hours. A form past its days costs nothing.
func TestCosts(t *testing.T) {
	h := clean(t)
	heavy := formOf(t, "id: visit\n", "id: heavy\n", "yearly: 12", "yearly: 365")
	h.Forms.Layouts = []*form.Layout{formOf(t), heavy, formOf(t, "id: visit\n", "id: over\n", `to: "2026-12-31"`, `to: "2026-06-30"`)}
	h.Forms.Tallies = []form.Tally{
		{Form: "heavy", Region: town, Fillings: 10, People: 1000},
		{Form: "over", Region: town, Fillings: 10, People: 1000},
		{Form: "visit", Region: county, Fillings: 600, People: 600},
		{Form: "visit", Region: town, Fillings: 400, People: 400},
	}
	r, _ := looked(t, h)
	if len(r.Costs) != 2 || r.Costs[0].Form != heavy || r.Costs[1].Hours != 200 || r.Hours != 200+r.Costs[0].Hours {
		t.Errorf("%v hours of %+v", r.Hours, r.Costs)
	}
}

// What a township does for its people and what it has to answer are counted together; a proposal asks nothing of it.
func TestAsked(t *testing.T) {
	h := clean(t)
	next := region.Key{Code: "520521902", Level: region.Township}
	proposal := h.Tasks[0]
	proposal.Proposal, proposal.Target = true, next
	h.Tasks = append(h.Tasks, proposal)
	h.Forms.Tallies = []form.Tally{
		{Form: "a", Region: town, Fillings: 9, OnBehalf: 4},
		{Form: "b", Region: next, Fillings: 9, OnBehalf: 7},
		{Form: "b", Region: town, Fillings: 9, OnBehalf: 5},
		{Form: "c", Region: next, Fillings: 9},
		{Form: "c", Region: county, Fillings: 9, OnBehalf: 9},
	}
	r, _ := looked(t, h)
	if diff := cmp.Diff([]Asked{{town, 2, 9, 1}, {next, 1, 7, 0}}, r.Asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestWordsInTexts(t *testing.T) {
	for _, c := range []struct {
		text, word string
		want       bool
	}{
		{"本月积分：3", "积分", true},
		{"三个百分点", "积分", false},
		{"visit.gps_place", "gps", true},
		{"GPS", "gps", true},
		{"GPSX", "gps", false},
		{"Progress of the task", "progress", true},
		{"a progressive disease", "progress", false},
		{"sign_in_count", "sign-in count", true},
		{"乡镇自报 self-reported", "self reported", true},
		{"", "gps", false},
	} {
		if got := says(c.text, c.word); got != c.want {
			t.Errorf("says(%q, %q) = %v", c.text, c.word, got)
		}
	}
}

// Whoever reads in a county is told of the county, and not of what its neighbours do or have not published.
func TestNarrow(t *testing.T) {
	h, other := clean(t), region.Key{Code: "520522", Level: region.County}
	elsewhere, listing, internal := h.Tasks[0], h.Services[0], h.Series[0]
	elsewhere.Target, listing.Provider.Region, internal.State = other, other, openness.Proposed
	h.Services[0].Provider.Region = county
	h.Tasks, h.Services, h.Series = append(h.Tasks, elsewhere), append(h.Services, listing), append(h.Series, internal)
	h.Forms.Tallies = []form.Tally{{Form: "visit", Region: town}, {Form: "visit", Region: other}}
	h.narrow(func(k region.Key) bool { return h.View.Contains(county, k) })
	if len(h.Tasks) != 2 || len(h.Services) != 1 || len(h.Series) != 1 || len(h.Forms.Tallies) != 1 {
		t.Errorf("%d tasks, %d services, %d series, %d tallies", len(h.Tasks), len(h.Services), len(h.Series), len(h.Forms.Tallies))
	}
	if len(h.Forms.Layouts) == 0 || len(h.Rules) == 0 || len(h.Methods) == 0 {
		t.Error("what holds in all of the node is left out")
	}
}
