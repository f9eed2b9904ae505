package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

type solveRouteCommand struct {
	solveIn
	Seconds    float64 `help:"${help_solve_seconds}" default:"0" placeholder:"S"`
	Iterations int     `help:"${help_solve_iterations}" default:"0" placeholder:"N"`
	Seed       uint64  `help:"${help_solve_seed}" default:"0" placeholder:"K"`
	Workers    int     `help:"${help_solve_workers}" default:"2" placeholder:"W"`
	As         string  `help:"${help_solve_as}" enum:"mihe,vroom" default:"mihe"`
}

// Validate refuses what is no length of a search.
func (c *solveRouteCommand) Validate() error {
	if c.Seconds < 0 || c.Seconds > 1e6 || c.Iterations < 0 || c.Workers < 1 || c.Workers > 64 {
		return fmt.Errorf("seconds %g, iterations %d, workers %d", c.Seconds, c.Iterations, c.Workers)
	}
	return nil
}

// Run plans the visits of a day. What nobody can be sent to is no error: the plan says why.
func (c *solveRouteCommand) Run(ctx context.Context, p *program) error {
	began := time.Now()
	text, err := readWhole(c.In)
	if err != nil {
		return err
	}
	problem, err := readRoute(text)
	if err != nil {
		return err
	}
	o := route.Options{Iterations: c.Iterations, Seed: c.Seed, Workers: c.Workers}
	if c.Seconds > 0 { // reading counts
		o.Limit = max(time.Millisecond, time.Duration(c.Seconds*float64(time.Second))-time.Since(began))
	}
	s, err := route.Solve(ctx, problem, o)
	if err != nil {
		return unsolved(err, routeReasons)
	}
	for i := range s.Unassigned {
		s.Unassigned[i].Reason = p.unassigned(s.Unassigned[i].Constraints)
	}
	json := s.AppendJSON(nil, problem)
	if c.As == "vroom" {
		json = s.AppendVROOM(nil, problem)
	}
	return p.showCompact(json, func() error { return p.showRoute(problem, s) })
}

func readRoute(text []byte) (*routeproblem.Problem, error) {
	problem, _, err := routeproblem.Read(text)
	return problem, unsolved(err, routeReasons)
}

// unassigned says in words what keeps a visit out.
func (p *program) unassigned(bounds []routeproblem.Constraint) string {
	var parts []string
	for _, b := range bounds {
		parts = append(parts, p.t("cmd.solve.route.bound."+string(b)))
	}
	return strings.Join(parts, p.t("cmd.solve.route.and"))
}

func (p *program) showRoute(problem *routeproblem.Problem, s *routeproblem.Solution) error {
	decimal := func(ticks int64) string { return string(routeproblem.AppendTicks(nil, ticks, problem.Scale)) }
	t := table{
		head:  []string{p.t("cmd.head.carer"), p.t("cmd.head.patient"), p.t("cmd.head.service"), p.t("cmd.head.start")},
		right: []bool{false, false, false, true},
	}
	for _, r := range s.Routes {
		for _, stop := range r.Stops {
			v := &problem.Visits[stop.Visit]
			t.rows = append(t.rows, []string{problem.Carers[r.Carer].ID, problem.Requests[v.Request].ID, v.Service, decimal(stop.Start)})
		}
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	for _, u := range s.Unassigned {
		if err := p.line("%s", p.t("cmd.solve.route.unassigned", "patient", problem.Requests[u.Request].ID, "reason", u.Reason)); err != nil {
			return err
		}
	}
	args := []any{"distance", decimal(s.Distance), "late", decimal(s.Late), "most", decimal(s.MaxLate), "left", len(s.Unassigned)}
	if problem.Objective == routeproblem.Care {
		args = append(args, "strangers", s.Value.Strangers, "unspoken", s.Value.Unspoken, "spread", decimal(s.Value.Spread))
		return p.line("%s", p.t("cmd.solve.route.care", args...))
	}
	return p.line("%s", p.t("cmd.solve.route.sums", args...))
}

// routeKind is planning visits as solve check sees it.
var routeKind = problemKind{
	name: "route", owns: func(problem []byte) bool { return routeproblem.Detect(problem) != "" }, judge: judgeRoute,
}

func judgeRoute(p *program, problem, solution []byte) (claim string, flaws []diagnostic, err error) {
	day, err := readRoute(problem)
	if err != nil {
		return "", nil, err
	}
	s, err := routeproblem.ReadSolution(solution, day)
	if err != nil {
		return "", []diagnostic{{noAnswer, "", p.t("cmd.solve.answer", "detail", err.Error())}}, nil
	}
	for _, f := range routecheck.Check(day, s) {
		flaws = append(flaws, p.routeFlaw(day, f))
	}
	return "plan", flaws, nil
}

// routeFlaw puts a flaw in words.
func (p *program) routeFlaw(day *routeproblem.Problem, f routecheck.Flaw) diagnostic {
	d := diagnostic{Code: string(f.Code)}
	amount := string(routeproblem.AppendTicks(nil, f.Amount, day.Scale))
	switch f.Code {
	case routecheck.Half, routecheck.Missing, routecheck.Both, routecheck.Reason, routecheck.SameCarer, routecheck.Gap:
		d.Subject = "patient " + day.Requests[f.Subject].ID
	case routecheck.Skill, routecheck.Barred:
		d.Subject = visitName(day, f.Subject)
		amount = day.Carers[f.Amount].ID
	case routecheck.Twice, routecheck.Arrival, routecheck.Early, routecheck.Window, routecheck.Later, routecheck.Deadlock:
		d.Subject = visitName(day, f.Subject)
	case routecheck.Shift:
		d.Subject = "caregiver " + day.Carers[f.Subject].ID
	case routecheck.Tasks, routecheck.Capacity:
		d.Subject = "caregiver " + day.Carers[f.Subject].ID
		amount = fmt.Sprint(f.Amount)
	case routecheck.Must, routecheck.Unserved, routecheck.Strangers, routecheck.Unspoken:
		amount = fmt.Sprint(f.Amount)
	case routecheck.Cost:
		if day.Objective == routeproblem.Lateness {
			amount += "/3"
		}
	case routecheck.Index, routecheck.Distance, routecheck.Late, routecheck.MaxLate, routecheck.Spread:
	}
	d.Text = p.t("cmd.solve.route."+d.Code, "amount", amount)
	return d
}

func visitName(day *routeproblem.Problem, v int) string {
	q := &day.Requests[day.Visits[v].Request]
	if q.Count == 1 {
		return "patient " + q.ID
	}
	return fmt.Sprintf("patient %s, visit %d", q.ID, v-q.First+1)
}

// routeReasons are the words for what the readers of routing problems refuse.
var routeReasons = []reason{
	{routeproblem.ErrUnsupported, "cmd.solve.route.unsupported"},
	{routeproblem.ErrSyntax, "cmd.solve.route.syntax"},
	{routeproblem.ErrShape, "cmd.solve.route.shape"},
	{routeproblem.ErrSize, "cmd.solve.route.size"},
	{routeproblem.ErrLarge, "cmd.solve.route.large"},
}
