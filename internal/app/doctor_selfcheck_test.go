package app

import (
	"strings"
	"testing"

	"mihe/internal/account/selfcheck"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// demandingForm asks everybody for a position, and for a percentage of progress.
const demandingForm = `
format: 1
id: sample_round
title: {zh: "（合成）巡查表", en: "(synthetic) a round"}
purpose: {zh: "样本", en: "a sample"}
number: "样表 09"
authority: {zh: "（合成）样本县民政局", en: "(synthetic) a made-up county office"}
approval: "（合成）样本备案〔2026〕9 号"
from: "2026-01-01"
to: "2027-12-31"
yearly: 52
fields:
  - {id: where, title: {zh: "现场定位", en: "where it was"}, purpose: {zh: "样本", en: "a sample"}, element: round.where, type: text, required: true}
  - {id: done, title: {zh: "完成率", en: "how far"}, purpose: {zh: "样本", en: "a sample"}, element: round.done, type: number}
`

// The demonstration offends nothing, and a form that a county adds is found: in the report, by doctor, in both languages.
func TestSelfCheckOfTheDemonstration(t *testing.T) {
	a := openDemo(t, t.TempDir())
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := a.Demo(t.Context()); err != nil {
		t.Fatal(err)
	}
	n, operator := a.Nodes[0], access.Operator()
	r, err := n.SelfCheck.Report(t.Context(), operator)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings() {
		t.Errorf("the demonstration: %s %s %q %q: %s", f.Check, f.At.ID, f.At.Title.En, f.Word, f.Clause.Text.En)
	}
	for _, one := range r.Results {
		if one.Looked == 0 && one.Check != selfcheck.TaskTakenBack {
			t.Errorf("%s looked at nothing", one.Check)
		}
	}
	if r.Hours <= 0 || len(r.Asked) == 0 {
		t.Errorf("%v hours, %d townships: the applications of the demonstration were filled by somebody", r.Hours, len(r.Asked))
	}
	if _, err := n.Forms.Register(t.Context(), operator, []byte(demandingForm)); err != nil {
		t.Fatal(err)
	}
	findings, err := a.Doctor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[i18n.Lang][]string{
		i18n.ZhCN: {"现场定位", "不强制定位、拍照、刷脸", "完成率", "不填进度百分比"},
		i18n.En:   {"where it was", "no position, picture or face is demanded", "how far", "no percentage of progress is typed"},
	} {
		var said []string
		for _, f := range findings {
			if f.Check == "selfcheck" && f.Level == Bad && f.Node == n.Slug {
				said = append(said, words.Text(lang, "app.doctor.selfcheck.bad", f.Detail...))
			}
		}
		text := strings.Join(said, "\n")
		for _, w := range want {
			if len(said) != 2 || !strings.Contains(text, w) || strings.Contains(text, "{") {
				t.Errorf("%s: %q, want %q in two findings", lang, text, w)
			}
		}
	}
}
