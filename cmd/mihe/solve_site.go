package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"mihe/solve/check/sitecheck"
	"mihe/solve/site"
	"mihe/solve/site/siteproblem"
)

type solveSiteCommand struct {
	solveIn
	Seconds    float64 `help:"${help_solve_seconds}" placeholder:"S"`
	Iterations int     `help:"${help_solve_iterations}" placeholder:"N"`
	Seed       uint64  `help:"${help_solve_seed}" default:"1" placeholder:"K"`
}

// Run prints which sites to open, with the lower bound and the multipliers that prove it.
func (c *solveSiteCommand) Run(ctx context.Context, p *program) error {
	text, err := readWhole(c.In)
	if err != nil {
		return err
	}
	problem, err := readSite(text)
	if err != nil {
		return err
	}
	if c.Seconds > 0 {
		// The limit stops the search; the reading before it takes what it takes.
		var end context.CancelFunc
		ctx, end = context.WithTimeout(ctx, time.Duration(min(c.Seconds, 1e6)*float64(time.Second)))
		defer end()
	}
	s, err := site.Solve(ctx, problem, site.Options{Iterations: c.Iterations, Seed: c.Seed})
	if err != nil {
		return unsolved(err, siteReasons)
	}
	return p.showCompact(s.AppendJSON(nil, problem), func() error { return p.showSites(problem, s) })
}

func readSite(text []byte) (*siteproblem.Problem, error) {
	problem, err := siteproblem.Read(string(text))
	return problem, unsolved(err, siteReasons)
}

func (p *program) showSites(problem *siteproblem.Problem, s *siteproblem.Solution) error {
	t := table{
		head:  []string{p.t("cmd.head.site"), p.t("cmd.head.customers"), p.t("cmd.head.demand")},
		right: []bool{false, true, true},
	}
	customers, demand := nearest(problem, s)
	for k, j := range s.Facilities {
		t.rows = append(t.rows, append([]string{problem.SiteName(int(j))}, integers(customers[k], demand[k])...))
	}
	if err := p.write(t.String()); err != nil {
		return err
	}
	err := p.line("%s", p.t("cmd.solve.site."+problem.Kind.String(), "cost", s.Cost, "served", s.Served, "sites", len(s.Facilities)))
	if err != nil {
		return err
	}
	if objective := problem.Objective(s); s.LowerBound == objective {
		err = p.line("%s", p.t("cmd.solve.site.best"))
	} else {
		err = p.line("%s", p.t("cmd.solve.site.lower", "bound", s.LowerBound, "objective", objective))
	}
	if err != nil {
		return err
	}
	if err := p.showNames("cmd.solve.site.left", problem, s.Unserved); err != nil {
		return err
	}
	return p.showNames("cmd.solve.site.hopeless", problem, s.Unreachable)
}

// namedCustomers is how many customers a table's foot names; JSON names them all.
const namedCustomers = 20

func (p *program) showNames(key string, problem *siteproblem.Problem, which []int32) error {
	if len(which) == 0 {
		return nil
	}
	var names []string
	for _, i := range which[:min(len(which), namedCustomers)] {
		names = append(names, problem.CustomerName(int(i)))
	}
	if len(which) > namedCustomers {
		names = append(names, "…")
	}
	return p.line("%s", p.t(key, "count", len(which), "names", strings.Join(names, ", ")))
}

// nearest counts customers and their demand at the nearest open site, the first of equally near ones.
func nearest(problem *siteproblem.Problem, s *siteproblem.Solution) (customers, demand []int64) {
	customers, demand = make([]int64, len(s.Facilities)), make([]int64, len(s.Facilities))
	place := make([]int, problem.Sites)
	for k, j := range s.Facilities {
		place[j] = k + 1
	}
	for i, d := range problem.Demand {
		at, travel := 0, int32(0)
		for _, l := range problem.Of(i) {
			if k := place[l.Site]; k > 0 && problem.Usable(i, l) && (at == 0 || l.Travel < travel) {
				at, travel = k, l.Travel
			}
		}
		if at > 0 {
			customers[at-1]++
			demand[at-1] += d
		}
	}
	return customers, demand
}

// siteKind is siting as solve check sees it.
var siteKind = problemKind{name: "site", owns: ownsSite, judge: judgeSite}

// ownsSite recognises the OR-Library's format by a first line of three numbers, and ours by the names of its kinds. DIMACS begins with a letter.
func ownsSite(problem []byte) bool {
	text := bytes.TrimLeft(problem, " \t\r\n")
	if len(text) > 0 && text[0] >= '0' && text[0] <= '9' {
		line, _, _ := bytes.Cut(text, []byte("\n"))
		return len(bytes.Fields(line[:min(len(line), 100)])) == 3
	}
	return topLevelKind(text, siteproblem.Median.String(), siteproblem.MaximalCovering.String(), siteproblem.SetCovering.String())
}

// judgeSite checks a choice of sites.
func judgeSite(p *program, problem, solution []byte) (claim string, flaws []diagnostic, err error) {
	siting, err := readSite(problem)
	if err != nil {
		return "", nil, err
	}
	s, err := siteproblem.ReadSolution(bytes.NewReader(solution), siting)
	if err != nil {
		return "", []diagnostic{{noAnswer, "", p.t("cmd.solve.answer", "detail", err.Error())}}, nil
	}
	found := sitecheck.Check(siting, s)
	for _, f := range found {
		flaws = append(flaws, p.siteFlaw(siting, s, f))
	}
	claim = "feasible"
	if len(found) == 0 && siting.Objective(s) == s.LowerBound {
		claim = "optimal"
	}
	return claim, flaws, nil
}

// siteFlaw puts a flaw in words, with the names of the file.
func (p *program) siteFlaw(siting *siteproblem.Problem, s *siteproblem.Solution, f sitecheck.Flaw) diagnostic {
	d := diagnostic{Code: string(f.Code)}
	args := []any{"amount", f.Amount}
	switch f.Code {
	case sitecheck.Facility, sitecheck.Existing:
		name := "?"
		if f.Subject >= 0 && f.Subject < siting.Sites {
			name = siting.SiteName(f.Subject)
		}
		d.Subject = "site " + name
		args = append(args, "site", name)
	case sitecheck.Unserved, sitecheck.Unreachable, sitecheck.Uncovered, sitecheck.Multiplier:
		name := siting.CustomerName(f.Subject)
		d.Subject = "customer " + name
		args = append(args, "customer", name)
	case sitecheck.Count:
		args = append(args, "wanted", siting.Open)
	case sitecheck.Cost:
		args = append(args, "stated", s.Cost)
	case sitecheck.Served:
		args = append(args, "stated", s.Served)
	case sitecheck.Bound:
		args = append(args, "stated", s.LowerBound)
	case sitecheck.Length:
		args = append(args, "wanted", fmt.Sprint(siting.Customers()))
	}
	d.Text = p.t("cmd.solve.site."+d.Code, args...)
	return d
}

// siteReasons are the words for what the reader and the search refuse.
var siteReasons = []reason{
	{siteproblem.ErrSyntax, "cmd.solve.site.syntax"},
	{siteproblem.ErrShape, "cmd.solve.site.shape"},
	{siteproblem.ErrSize, "cmd.solve.site.size"},
	{siteproblem.ErrOverflow, "cmd.solve.site.large"},
	{context.DeadlineExceeded, "cmd.solve.site.time"},
}
