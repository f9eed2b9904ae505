package main

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"mihe/internal/app"
	"mihe/internal/base/access"
)

// officerPage is a kind of page that officers read, and who may. {case} stands for one of the cases of the reader's place.
type officerPage struct {
	kind, path string
	roles      []access.Role
}

var (
	everybody = []access.Role{app.Caseworker, app.Assessor, app.Decider, app.Coordinator, app.VillageOfficer}
	onCases   = []access.Role{app.Caseworker, app.Assessor, app.Decider}
	onGaps    = []access.Role{app.Caseworker, app.Decider, app.Coordinator, app.VillageOfficer}
)

// officerPages are all kinds that are asked; a new page is a new line here.
var officerPages = []officerPage{
	{"board", "/", everybody},
	{"elder care", "/eldercare", onGaps},
	{"queue", "/cases", onCases},
	{"queue, late", "/cases?show=late", onCases},
	{"queue, one's own", "/cases?show=mine", onCases},
	{"queue, waiting for the person", "/cases?show=person", onCases},
	{"case", "/cases/{case}", onCases},
	{"receipt", "/cases/{case}/receipt", onCases},
	{"services", "/services", everybody},
	{"services compared", "/services/compare", everybody},
}

// seat is a reader who has signed in, with the pages that are read from there, each as often as the others.
type seat struct {
	reader
	client *http.Client
	pages  []officerPage
}

// sit signs the readers in.
func (c *county) sit(ctx context.Context, s *server) (seats []seat, err error) {
	raw, err := os.ReadFile(c.readersFile())
	if err != nil {
		return nil, err
	}
	var all []reader
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	for _, one := range all {
		client, err := enter(ctx, s, one.User, one.Password)
		if err != nil {
			return nil, err
		}
		pages := slices.DeleteFunc(slices.Clone(officerPages), func(p officerPage) bool {
			return !slices.Contains(p.roles, one.Role) || strings.Contains(p.path, "{case}") && len(one.Cases) == 0
		})
		seats = append(seats, seat{one, client, pages})
	}
	return seats, nil
}

// turn is what seat n%seats asks for as request n: each begins elsewhere in its list.
func turn(seats []seat, n int) (*seat, officerPage, string) {
	i := n % len(seats)
	s, round := &seats[i], n/len(seats)
	p := s.pages[(round+i)%len(s.pages)]
	path := p.path
	if len(s.Cases) > 0 {
		path = strings.ReplaceAll(path, "{case}", s.Cases[(round+i)%len(s.Cases)])
	}
	return s, p, path
}

// countyLoads are how the readers ask: one page a second each, whether or not the last has come, and each again as soon as it was answered.
var countyLoads = []struct {
	name   string
	perSec int
}{{"50 readers, a page a second each", readers}, {"50 readers, each again at once", 0}}

// serve lets the readers read in rounds, the loads in turns.
func (c *county) serve(ctx context.Context) error {
	began := time.Now()
	s, err := c.listen(ctx, c.folder())
	if err != nil {
		return err
	}
	c.report.figure("start to listening", "", "%.1f s", time.Since(began).Seconds())
	seats, err := c.sit(ctx, s)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	ask := func(ctx context.Context, n int) error {
		seat, _, path := turn(seats, n)
		_, err := fetch(ctx, seat.client, s.url+path)
		return err
	}
	for n := range 2 * len(seats) * len(officerPages) { // what has never been read is not part of a round
		if err := ask(ctx, n); err != nil {
			return errors.Join(err, s.stop())
		}
	}
	for range c.rounds {
		for _, l := range countyLoads {
			began, worked := time.Now(), s.worked()
			var answers []answer
			if l.perSec > 0 {
				answers = onTime(ctx, l.perSec, c.span, ask)
			} else {
				answers = crowd(ctx, readers, c.span, ask)
			}
			took := time.Since(began)
			one := keep(&c.report.Reads, line{Load: l.name}, answers, took)
			one.Cores = append(one.Cores, (s.worked()-worked).Seconds()/took.Seconds())
			for _, p := range officerPages {
				some := slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { _, of, _ := turn(seats, a.n); return of.kind != p.kind })
				keep(&c.report.Kinds, line{Load: l.name, Kind: p.kind}, some, took)
			}
		}
	}
	mb, err := s.peak()
	if err != nil {
		return errors.Join(err, s.stop())
	}
	c.report.figure("largest resident memory of the server", "under 500 MB", "%.0f MB", mb)
	return s.stop()
}
