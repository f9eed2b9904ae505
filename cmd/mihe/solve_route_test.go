package main

import (
	"strings"
	"testing"

	"mihe/internal/app"
	"mihe/internal/base/i18n"
	"mihe/solve/check/routecheck"
	"mihe/solve/route/routeproblem"
)

// Every reason and every flaw of a plan has words in both languages.
func TestWordsOfRoutes(t *testing.T) {
	day := &routeproblem.Problem{Scale: 1, Carers: []routeproblem.Carer{{ID: "c"}}, Requests: []routeproblem.Request{{ID: "r", Count: 1}}, Visits: make([]routeproblem.Visit, 1)}
	words, err := app.Words(words)
	if err != nil {
		t.Fatal(err)
	}
	p := newProgram(nil, nil, env(nil))
	p.words = words
	for _, p.lang = range []i18n.Lang{i18n.ZhCN, i18n.En} {
		for _, c := range append(routeproblem.Constraints(), routeproblem.FleetBound) {
			if text := p.unassigned([]routeproblem.Constraint{c}); strings.Contains(text, "cmd.") {
				t.Errorf("%s, %s: %s", p.lang, c, text)
			}
		}
		for _, code := range []routecheck.Code{
			routecheck.Index, routecheck.Twice, routecheck.Half, routecheck.Missing, routecheck.Both, routecheck.Reason, routecheck.Skill, routecheck.Barred,
			routecheck.SameCarer, routecheck.Arrival, routecheck.Early, routecheck.Window, routecheck.Gap, routecheck.Later, routecheck.Deadlock, routecheck.Shift,
			routecheck.Tasks, routecheck.Capacity, routecheck.Distance, routecheck.Late, routecheck.MaxLate, routecheck.Cost, routecheck.Must, routecheck.Unserved,
			routecheck.Strangers, routecheck.Unspoken, routecheck.Spread,
		} {
			if d := p.routeFlaw(day, routecheck.Flaw{Code: code}); strings.Contains(d.Text, "cmd.") {
				t.Errorf("%s, %s: %s", p.lang, code, d.Text)
			}
		}
	}
}
