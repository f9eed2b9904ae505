package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"mihe/internal/base/fault"
	"mihe/solve/check/flowcheck"
	"mihe/solve/check/leximincheck"
	"mihe/solve/flow/flowproblem"
	"mihe/solve/leximin/leximinproblem"
	"mihe/solve/replay"
)

type solveReplayCommand struct{ solveIn }

// fraction is an exact number with its nearest decimal.
type fraction struct {
	Exact string  `json:"exact"`
	Value float64 `json:"value"`
}

func fractionOf(x *big.Rat) *fraction {
	if x == nil {
		return nil
	}
	near, _ := x.Float64() // the nearest is what is wanted, exact or not
	return &fraction{x.RatString(), near}
}

// replayResult is what solve replay prints.
type replayResult struct {
	Before         replayFigures  `json:"before"`
	Policies       []replayPolicy `json:"policies"`
	Levels         []replayLevel  `json:"levels"`
	Worse          []replayWorse  `json:"worse"`
	Counterexample replayOther    `json:"counterexample"`
}

type replayPolicy struct {
	Policy string `json:"policy"`
	replayFigures
	Given       []replayGiven      `json:"given"`
	Certificate *replayCertificate `json:"certificate"` // none for first-come: it claims nothing
}

type replayFigures struct {
	Units   int64                `json:"units"`
	Value   *big.Int             `json:"value"`
	Rates   map[string]*fraction `json:"rates"`
	Worst   *fraction            `json:"worst_off"`
	Gap     *fraction            `json:"gap"`
	Closure *fraction            `json:"closure"` // null where there was no gap
	Price   *fraction            `json:"price"`
}

type replayGiven struct {
	Request  string `json:"request"`
	Provider string `json:"provider"`
	Units    int64  `json:"units"`
}

// replayCertificate holds the two files of solve check.
type replayCertificate struct {
	Problem  string          `json:"problem"`
	Solution json.RawMessage `json:"solution"`
}

// replayLevel is one level of the fair division before it is rounded to whole units: these groups share a rate, and the cut around these
// providers, requests and groups forbids more.
type replayLevel struct {
	Rate      *fraction `json:"rate"`
	Groups    []string  `json:"groups"`
	Requests  []string  `json:"requests"`
	Providers []string  `json:"providers"`
}

type replayWorse struct {
	Figure string    `json:"figure"`
	Than   string    `json:"than"`
	Fair   *fraction `json:"fair"`
	Other  *fraction `json:"other"`
}

// replayOther is another case, in which the fair policy is worse.
type replayOther struct {
	Case  *replay.Case  `json:"case"`
	Worse []replayWorse `json:"worse"`
}

// Run replays a case under three policies.
func (c *solveReplayCommand) Run(ctx context.Context, p *program) error {
	text, err := readWhole(c.In)
	if err != nil {
		return err
	}
	history, err := replay.Read(text)
	if err != nil {
		return unsolved(err, replayReasons)
	}
	result, err := judgedReplay(ctx, history)
	if err != nil {
		return unsolved(err, replayReasons)
	}
	example := replay.Counterexample()
	other, err := judgedReplay(ctx, example)
	if err != nil {
		return err
	}
	out, err := replayOf(history, result)
	if err != nil {
		return err
	}
	out.Counterexample = replayOther{example, worseOf(other)}
	return p.show(out, func() error { return p.showReplay(out) })
}

// judgedReplay replays a case and has every certificate judged before anybody sees it.
func judgedReplay(ctx context.Context, c *replay.Case) (*replay.Result, error) {
	r, err := replay.Run(ctx, c)
	if err != nil {
		return nil, err
	}
	if flaws := leximincheck.Check(r.Sharing, r.Division); flaws != nil {
		return nil, fault.New(fault.Internal, "cmd.failed", "problem", fmt.Sprint(flaws))
	}
	for _, o := range r.Outcomes {
		if o.Problem == nil {
			continue
		}
		if flaws := flowcheck.Check(o.Problem, o.Solution); flaws != nil {
			return nil, fault.New(fault.Internal, "cmd.failed", "problem", fmt.Sprint(flaws))
		}
	}
	return r, nil
}

func replayOf(c *replay.Case, r *replay.Result) (replayResult, error) {
	out := replayResult{Before: figuresOf(c, r.Before), Worse: worseOf(r)}
	for _, o := range r.Outcomes {
		one := replayPolicy{Policy: o.Policy, replayFigures: figuresOf(c, o.Figures), Given: givenOf(c, o.Given)}
		if o.Problem != nil {
			var problem bytes.Buffer
			if err := flowproblem.WriteDIMACS(&problem, o.Problem); err != nil {
				return out, err
			}
			one.Certificate = &replayCertificate{problem.String(), o.Solution.AppendJSON(nil, o.Problem)}
		}
		out.Policies = append(out.Policies, one)
	}
	for _, l := range r.Division.Levels {
		level := replayLevel{Rate: fractionOf(big.NewRat(l.Num, l.Den)), Groups: []string{}, Requests: []string{}, Providers: []string{}}
		for _, u := range l.Nodes {
			switch i := int(u); {
			case i < len(c.Providers):
				level.Providers = append(level.Providers, c.Providers[i].ID)
			case i < len(c.Providers)+len(c.Requests):
				level.Requests = append(level.Requests, c.Requests[i-len(c.Providers)].ID)
			default:
				level.Groups = append(level.Groups, c.Groups[i-len(c.Providers)-len(c.Requests)].ID)
			}
		}
		out.Levels = append(out.Levels, level)
	}
	return out, nil
}

func figuresOf(c *replay.Case, f replay.Figures) replayFigures {
	out := replayFigures{
		Units: f.Units, Value: f.Value, Rates: map[string]*fraction{}, Worst: fractionOf(f.Worst), Gap: fractionOf(f.Gap),
		Closure: fractionOf(f.Closure), Price: fractionOf(f.Price),
	}
	for i, g := range c.Groups {
		out.Rates[g.ID] = fractionOf(f.Rates[i])
	}
	return out
}

func givenOf(c *replay.Case, given [][]int64) []replayGiven {
	out := []replayGiven{}
	for i, row := range given {
		for k, units := range row {
			if units == 0 {
				continue
			}
			from := c.Providers[k].ID
			if open := c.Requests[i].Providers; len(open) > 0 {
				from = open[k]
			}
			out = append(out, replayGiven{c.Requests[i].ID, from, units})
		}
	}
	return out
}

func worseOf(r *replay.Result) []replayWorse {
	out := []replayWorse{}
	for _, w := range r.Worse {
		out = append(out, replayWorse{w.Figure, w.Than, fractionOf(w.Fair), fractionOf(w.Other)})
	}
	return out
}

func (p *program) showReplay(r replayResult) error {
	t := table{
		head: []string{
			p.t("cmd.head.policy"), p.t("cmd.head.units"), p.t("cmd.head.worth"), p.t("cmd.head.gap"), p.t("cmd.head.closure"),
			p.t("cmd.head.worst_off"), p.t("cmd.head.price"),
		},
		right: []bool{false, true, true, true, true, true, true},
	}
	add := func(name string, f replayFigures) {
		t.rows = append(t.rows, []string{name, fmt.Sprint(f.Units), f.Value.String(), shown(f.Gap), shown(f.Closure), shown(f.Worst), shown(f.Price)})
	}
	add(p.t("cmd.solve.replay.before"), r.Before)
	for _, o := range r.Policies {
		add(p.t("cmd.solve.policy."+o.Policy), o.replayFigures)
	}
	var text strings.Builder
	text.WriteString(t.String())
	p.tellWorse(&text, p.t("cmd.solve.replay.worse"), r.Worse)
	p.tellWorse(&text, p.t("cmd.solve.replay.example"), r.Counterexample.Worse)
	return p.write(text.String())
}

// shown is a fraction for people.
func shown(f *fraction) string {
	if f == nil {
		return "—"
	}
	return fmt.Sprintf("%.4f", f.Value)
}

func (p *program) tellWorse(to *strings.Builder, title string, found []replayWorse) {
	to.WriteString("\n" + title + "\n")
	if len(found) == 0 {
		to.WriteString("  " + p.t("cmd.solve.replay.nothing") + "\n")
	}
	for _, w := range found {
		to.WriteString("  " + p.t("cmd.solve.replay.line", "figure", p.t("cmd.solve.figure."+w.Figure), "policy", p.t("cmd.solve.policy."+w.Than),
			"fair", shown(w.Fair), "other", shown(w.Other)) + "\n")
	}
}

// replayReasons are the words for what a replay refuses.
var replayReasons = append([]reason{
	{replay.ErrCase, "cmd.solve.replay.case"},
	{leximinproblem.ErrOverflow, "cmd.solve.flow.large"},
}, flowReasons...)
