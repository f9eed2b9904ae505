package main

import (
	"fmt"
	"slices"
	"strings"

	"mihe/internal/base/fault"
)

type solveCheckCommand struct {
	Problem  string `help:"${help_solve_problem}" required:"" placeholder:"F"`
	Solution string `help:"${help_solve_solution}" required:"" placeholder:"S.json"`
}

// checkResult is what solve check prints. Claim is what the solution claims to be, empty where it is no answer.
type checkResult struct {
	Problem string       `json:"problem"`
	Claim   string       `json:"claim"`
	OK      bool         `json:"ok"`
	Flaws   []diagnostic `json:"flaws"`
}

// noAnswer is the code of a file that answers another problem, or none.
const noAnswer = "answer"

// Run checks a solution against its problem by the certificate alone.
func (c *solveCheckCommand) Run(p *program) error {
	problem, err := readWhole(c.Problem)
	if err != nil {
		return err
	}
	solution, err := readWhole(c.Solution)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(problemKinds, func(k problemKind) bool { return k.owns(problem) })
	if at < 0 {
		var known []string
		for _, k := range problemKinds {
			known = append(known, k.name)
		}
		return fault.New(fault.Invalid, "cmd.solve.unknown", "file", c.Problem, "known", strings.Join(known, ", "))
	}
	kind := problemKinds[at]
	claim, flaws, err := kind.judge(p, problem, solution)
	if err != nil {
		return err
	}
	result := checkResult{Problem: kind.name, Claim: claim, OK: len(flaws) == 0, Flaws: append([]diagnostic{}, flaws...)}
	if err := p.show(result, func() error { return p.showChecked(result) }); err != nil {
		return err
	}
	if !result.OK {
		return finding{fmt.Errorf("%d flaws", len(flaws))}
	}
	return nil
}

func (p *program) showChecked(r checkResult) error {
	if r.OK {
		return p.line("%s", p.t("cmd.solve.good", "problem", r.Problem, "claim", p.t("cmd.solve.claim."+r.Claim)))
	}
	t := table{head: []string{p.t("cmd.head.flaw"), p.t("cmd.head.subject"), p.t("cmd.head.meaning")}}
	for _, f := range r.Flaws {
		t.rows = append(t.rows, []string{f.Code, f.Subject, f.Text})
	}
	return p.write(t.String())
}
