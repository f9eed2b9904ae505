package main

import (
	"bufio"
	"context"
	"fmt"
	"time"

	"mihe/solve/check/routecheck"
	"mihe/solve/route"
	"mihe/solve/route/routeproblem"
	"mihe/solve/route/routetest"
)

// daySizes are the visits of a day, about 600 in a county.
var daySizes = []int{75, 150, 300, 600, 1200}

// within is the time in which plans are compared with those of a peer.
const within = 2 * time.Second

// routeBenches are days of home care with a carer for ten visits, planned in the rounds that are made by default, and days of vehicles with
// time windows, planned as well as possible within two seconds, beside a peer that has as long.
func routeBenches() []bench {
	var all []bench
	for _, n := range daySizes {
		all = append(all, routeBench("care", routetest.CareDay(6, n*10/11, n/10), route.Options{}, nil))
	}
	for _, n := range daySizes {
		all = append(all, routeBench("windows", routetest.Windows(6, n, n/7, 200, 600, 90, 0), route.Options{Limit: within}, []string{"pyvrp"}))
	}
	return all
}

func routeBench(name string, text []byte, o route.Options, peers []string) bench {
	p, _, err := routeproblem.Read(text)
	if err != nil {
		panic(err) // what was just drawn
	}
	return bench{
		name: fmt.Sprintf("%s/%d/%d", name, len(p.Visits), len(p.Carers)), peers: peers, seconds: within.Seconds(), scale: p.Scale,
		write: func(path string) error {
			return written(path, func(w *bufio.Writer) error {
				_, err := w.Write(text)
				return err
			})
		},
		ours: func(ctx context.Context) (int64, error) {
			s, err := route.Solve(ctx, p, o)
			if err != nil {
				return 0, err
			}
			if flaws := routecheck.Check(p, s); flaws != nil || len(s.Unassigned) > 0 {
				return 0, fmt.Errorf("%d not served; flaws: %v", len(s.Unassigned), flaws)
			}
			return s.Distance, nil
		},
	}
}
