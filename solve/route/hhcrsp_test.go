package route_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
)

// instances lists the published home-care instances (MIHE_CONFORMANCE/hhcrsp); without them the test is skipped.
func instances(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("MIHE_CONFORMANCE")
	if folder == "" {
		t.Skip("MIHE_CONFORMANCE is not set")
	}
	list, err := filepath.Glob(filepath.Join(folder, "hhcrsp", "instances", "*", "*.json"))
	if err != nil || len(list) == 0 {
		t.Skip("no instances in ", folder)
	}
	slices.Sort(list)
	return list
}

// Every plan is allowed by the judge that shares no code with the planner, the same seed gives the same plan, and a visit moved
// to another start is seen.
func TestHomeCareIsAllowed(t *testing.T) {
	list := instances(t)
	for i := 0; i < len(list); i += max(1, len(list)/5) {
		text, err := os.ReadFile(list[i])
		if err != nil {
			t.Fatal(err)
		}
		p, err := routeproblem.ReadHHCRSP(text)
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(list[i]), err)
		}
		o := route.Options{Iterations: 300, Seed: 7, Workers: 1}
		plan, err := route.Solve(context.Background(), p, o)
		if err != nil {
			t.Fatalf("%s: %v", filepath.Base(list[i]), err)
		}
		if flaws := routecheck.Check(p, plan); len(flaws) > 0 {
			t.Errorf("%s: %v", filepath.Base(list[i]), flaws)
		}
		again, err := route.Solve(context.Background(), p, o)
		if err != nil || string(again.AppendJSON(nil, p)) != string(plan.AppendJSON(nil, p)) {
			t.Errorf("%s: the same seed gives another plan, %v", filepath.Base(list[i]), err)
		}
		written, err := routeproblem.ReadSolution(plan.AppendJSON(nil, p), p)
		if err != nil {
			t.Fatalf("%s: its own plan cannot be read: %v", filepath.Base(list[i]), err)
		}
		if flaws := routecheck.Check(p, written); len(flaws) > 0 {
			t.Errorf("%s, read again: %v", filepath.Base(list[i]), flaws)
		}
		for r := range written.Routes {
			if len(written.Routes[r].Stops) > 0 {
				written.Routes[r].Stops[0].Start++
				break
			}
		}
		if len(routecheck.Check(p, written)) == 0 {
			t.Errorf("%s: a visit at another time passes", filepath.Base(list[i]))
		}
	}
}
