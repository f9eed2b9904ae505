package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"mihe/solve/check/flowcheck"
	"mihe/solve/flow"
	"mihe/solve/flow/flowproblem"
)

type solveFlowCommand struct{ solveIn }

// Run prints a flow of least cost with its potentials or, where no flow exists, the cut that proves it.
func (c *solveFlowCommand) Run(ctx context.Context, p *program) error {
	text, err := readWhole(c.In)
	if err != nil {
		return err
	}
	problem, err := readFlow(text)
	if err != nil {
		return err
	}
	s, err := flow.Solve(ctx, problem)
	if cut, infeasible := errors.AsType[*flowproblem.Cut](err); infeasible {
		if err := p.showCompact(cut.AppendJSON(nil), func() error { return p.showCut(cut) }); err != nil {
			return err
		}
		return finding{cut}
	}
	if err != nil {
		return unsolved(err, flowReasons)
	}
	return p.showCompact(s.AppendJSON(nil, problem), func() error { return p.showFlow(problem, s) })
}

func readFlow(text []byte) (*flowproblem.Problem, error) {
	problem, err := flowproblem.ReadDIMACS(bytes.NewReader(text))
	if err == nil {
		err = problem.Check()
	}
	return problem, unsolved(err, flowReasons)
}

func (p *program) showFlow(problem *flowproblem.Problem, s *flowproblem.Solution) error {
	t := table{
		head:  []string{p.t("cmd.head.from"), p.t("cmd.head.to"), p.t("cmd.head.units"), p.t("cmd.head.unit_cost")},
		right: []bool{true, true, true, true},
	}
	for i, x := range s.Flow {
		if x != 0 {
			a := problem.Arcs[i]
			t.rows = append(t.rows, integers(int64(a.From)+1, int64(a.To)+1, x, a.Cost))
		}
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	return p.line("%s", p.t("cmd.solve.cost", "cost", s.Cost))
}

// showCut says in words why no flow exists.
func (p *program) showCut(cut *flowproblem.Cut) error {
	t := table{head: []string{p.t("cmd.head.node")}, right: []bool{true}}
	for _, u := range cut.Nodes {
		t.rows = append(t.rows, integers(int64(u)+1))
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	return p.line("%s", p.t("cmd.solve.flow.infeasible", "excess", cut.Excess))
}

// integers are cells.
func integers(values ...int64) []string {
	row := make([]string, len(values))
	for i, v := range values {
		row[i] = strconv.FormatInt(v, 10)
	}
	return row
}

// flowKind is minimum-cost flow as solve check sees it.
var flowKind = problemKind{name: "flow", owns: ownsFlow, judge: judgeFlow}

// ownsFlow recognises DIMACS by its first line that is neither blank nor a comment.
func ownsFlow(problem []byte) bool {
	for line := range bytes.Lines(problem) {
		word := bytes.Fields(line[:min(len(line), 64)])
		if len(word) == 0 || string(word[0]) == "c" {
			continue
		}
		return len(word) > 1 && string(word[0]) == "p" && string(word[1]) == "min"
	}
	return false
}

// judgeFlow checks a flow, or the cut that says there is none.
func judgeFlow(p *program, problem, solution []byte) (claim string, flaws []diagnostic, err error) {
	network, err := readFlow(problem)
	if err != nil {
		return "", nil, err
	}
	s, cut, err := flowproblem.ReadAnswer(solution, network)
	if err != nil {
		return "", []diagnostic{{noAnswer, "", p.t("cmd.solve.answer", "detail", err.Error())}}, nil
	}
	claim = "optimal"
	var found []flowcheck.Flaw
	if cut != nil {
		claim, found = "infeasible", flowcheck.CheckCut(network, cut)
	} else {
		found = flowcheck.Check(network, s)
	}
	for _, f := range found {
		flaws = append(flaws, p.flowFlaw(network, f))
	}
	return claim, flaws, nil
}

// flowFlaw puts a flaw in words. Arcs and nodes count from 1, as in files.
func (p *program) flowFlaw(network *flowproblem.Problem, f flowcheck.Flaw) diagnostic {
	d := diagnostic{Code: string(f.Code)}
	args := []any{"amount", f.Amount}
	switch f.Code {
	case flowcheck.Bounds, flowcheck.Slack:
		a := network.Arcs[f.Subject]
		d.Subject = fmt.Sprintf("arc %d", f.Subject+1)
		args = append(args, "arc", f.Subject+1, "from", a.From+1, "to", a.To+1, "low", a.Low, "capacity", a.Cap)
	case flowcheck.Balance, flowcheck.Overflow:
		d.Subject = fmt.Sprintf("node %d", f.Subject+1)
		args = append(args, "node", f.Subject+1)
	case flowcheck.Length, flowcheck.Cost, flowcheck.Dual, flowcheck.Cut:
	}
	d.Text = p.t("cmd.solve.flow."+d.Code, args...)
	return d
}

// flowReasons are the words for what the reader and the solvers of flows refuse.
var flowReasons = []reason{
	{flowproblem.ErrSyntax, "cmd.solve.flow.syntax"},
	{flowproblem.ErrShape, "cmd.solve.flow.shape"},
	{flowproblem.ErrSize, "cmd.solve.flow.size"},
	{flowproblem.ErrUnbalanced, "cmd.solve.flow.unbalanced"},
	{flowproblem.ErrOverflow, "cmd.solve.flow.large"},
}
