package main

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

type solveStableCommand struct{ solveIn }

// Run prints the stable matching that is best for the applicants, with its cutoffs and why nobody got more.
func (c *solveStableCommand) Run(ctx context.Context, p *program) error {
	text, err := readWhole(c.In)
	if err != nil {
		return err
	}
	f, err := stableproblem.Read(bytes.NewReader(text))
	if err != nil {
		return unsolved(err, stableReasons)
	}
	s, err := stable.Solve(ctx, &f.Problem)
	if err != nil {
		return unsolved(err, stableReasons)
	}
	return p.showCompact(s.AppendJSON(nil, f), func() error { return p.showMatching(f, s) })
}

// showMatching says for everybody which place it is and why none she likes better.
func (p *program) showMatching(f *stableproblem.File, s *stableproblem.Solution) error {
	t := table{head: []string{p.t("cmd.head.applicant"), p.t("cmd.head.place"), p.t("cmd.head.why_not")}}
	matched := 0
	for a, place := range s.Match {
		at := p.t("cmd.solve.stable.none")
		if place != stableproblem.None {
			at = f.Places[place]
			matched++
		}
		var why []string
		for r := range f.Refusals(s, a) {
			why = append(why, p.refusal(f, r))
		}
		t.rows = append(t.rows, []string{f.Applicants[a], at, strings.Join(why, p.t("cmd.solve.stable.and"))})
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	return p.line("%s", p.t("cmd.solve.stable.matched", "matched", matched, "all", len(s.Match)))
}

// refusal puts into words why a place did not take somebody.
func (p *program) refusal(f *stableproblem.File, r stableproblem.Refusal) string {
	if r.Reason != stableproblem.ReasonBelow {
		return p.t("cmd.solve.stable.why_"+r.Reason, "place", r.Place)
	}
	last := r.Cutoff
	key, args := "cmd.solve.stable.why_below", []any{"place", r.Place, "score", *r.Score, "last", last.Score}
	switch at := f.Places[last.Place]; {
	case at != r.Place && f.Problem.Across == stableproblem.ByPrecedence:
		key, args = "cmd.solve.stable.why_precedence", append(args, "at", at)
	case at != r.Place:
		key, args = "cmd.solve.stable.why_cap", append(args, "at", at)
	case *r.Score == last.Score:
		key, args = "cmd.solve.stable.why_draw", append(args, "draw", *r.Lottery, "last_draw", last.Lottery+1)
	}
	return p.t(key, args...)
}

// stableKind is stable matching as solve check sees it.
var stableKind = problemKind{name: "stable", owns: ownsStable, judge: judgeStable}

// ownsStable recognises a matching problem by the first field of its JSON.
func ownsStable(problem []byte) bool {
	from := json.NewDecoder(bytes.NewReader(problem))
	if open, err := from.Token(); err != nil || open != json.Delim('{') {
		return false
	}
	field, err := from.Token()
	name, isName := field.(string)
	return err == nil && isName && slices.Contains([]string{"applicants", "places", "lottery", "caps", "across", "precedence"}, name)
}

func judgeStable(p *program, problem, solution []byte) (claim string, flaws []diagnostic, err error) {
	f, err := stableproblem.Read(bytes.NewReader(problem))
	if err != nil {
		return "", nil, unsolved(err, stableReasons)
	}
	s, err := stableproblem.ReadSolution(bytes.NewReader(solution), f)
	if err != nil {
		return "", []diagnostic{{noAnswer, "", p.t("cmd.solve.answer", "detail", err.Error())}}, nil
	}
	for _, flaw := range stablecheck.Check(&f.Problem, s) {
		flaws = append(flaws, p.stableFlaw(f, flaw))
	}
	return "stable", flaws, nil
}

// stableFlaw puts a flaw in words.
func (p *program) stableFlaw(f *stableproblem.File, flaw stablecheck.Flaw) diagnostic {
	name := func(names []string, i int32) string {
		if i < 0 || int(i) >= len(names) {
			return ""
		}
		return names[i]
	}
	applicant, place, limit := name(f.Applicants, flaw.Applicant), name(f.Places, flaw.Place), name(f.Caps, flaw.Cap)
	d := diagnostic{Code: string(flaw.Code)}
	for _, s := range []string{applicant, place, limit} {
		if s != "" {
			d.Subject = strings.TrimPrefix(d.Subject+" / "+s, " / ")
		}
	}
	d.Text = p.t("cmd.solve.stable."+d.Code, "applicant", applicant, "place", place, "cap", limit)
	return d
}

// stableReasons are the words for what the reader of matching problems refuses.
var stableReasons = []reason{
	{stableproblem.ErrSyntax, "cmd.solve.stable.syntax"},
	{stableproblem.ErrShape, "cmd.solve.stable.shape"},
	{stableproblem.ErrSize, "cmd.solve.stable.size"},
	{stableproblem.ErrTie, "cmd.solve.stable.tie"},
	{stableproblem.ErrReserve, "cmd.solve.stable.promise"},
	{stableproblem.ErrLaminar, "cmd.solve.stable.laminar"},
	{stableproblem.ErrAcross, "cmd.solve.stable.across"},
}
