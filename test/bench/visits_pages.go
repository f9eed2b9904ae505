package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/ident"
)

// visitPages are the kinds of pages that are read, and by which sort of reader. {provider} is the first provider of the county, {last} and {this} are
// months, {settlement} is the one that was drawn up: pages that name it are read where there is one.
var visitPages = []struct{ kind, path, sort string }{
	{"carer's day", "/visits/today", "carer"},
	{"one's own months", "/settlements/own", "provider"},
	{"provider's month", "/settlements/of/{provider}/{this}", "provider"},
	{"provider's month", "/settlements/of/{provider}/{last}", "provider"},
	{"providers of a month", "/settlements?month={last}", "settler"},
	{"providers of a month", "/settlements?month={this}", "settler"},
	{"provider's month", "/settlements/of/{provider}/{last}", "settler"},
	{"settlement", "/settlements/{settlement}", "settler"},
	{"elder's own visits", "/me/visits", "elder"},
	{"board", "/", "coordinator"},
}

// chair is a reader who has signed in, with the pages that are read in turn.
type chair struct {
	client *http.Client
	base   string // of the county
	kinds  []string
	paths  []string
}

// phoneStep is a step that a carer's phone sends. Sent again it is the same step.
type phoneStep struct {
	client     *http.Client
	base       string
	id, visit  string
	step, code string
	claimedMs  int64
}

// local makes the transport find the counties' hosts at the server.
func local(s *server) {
	d := &net.Dialer{}
	here := strings.TrimPrefix(s.url, "http://")
	wire.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		if host, _, err := net.SplitHostPort(address); err == nil && strings.HasSuffix(host, ".localhost") {
			address = here
		}
		return d.DialContext(ctx, network, address)
	}
}

// seats signs readers and reporting carers in.
func (p *prefecture) seats(ctx context.Context, s *server) (chairs []chair, steps []*phoneStep, err error) {
	local(s)
	_, port, err := net.SplitHostPort(strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		return nil, nil, err
	}
	now := time.Now().In(calendar.China)
	var waves [2 * aDay][]*phoneStep
	for i := range counties {
		f, err := p.kept(i)
		if err != nil {
			return nil, nil, err
		}
		node := &server{s.cmd, "http://" + net.JoinHostPort(hostOf(i), port)}
		fill := strings.NewReplacer("{provider}", f.Providers[0], "{settlement}", f.Settlement, "{this}", now.Format("2006-01"),
			"{last}", time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, calendar.China).Format("2006-01"))
		for _, r := range f.Readers {
			c := chair{base: node.url}
			if c.client, err = enter(ctx, node, r.User, r.Password); err != nil {
				return nil, nil, fmt.Errorf("%s of %s: %w", r.User, slugOf(i), err)
			}
			for _, page := range visitPages {
				if page.sort == r.Sort && (f.Settlement != "" || !strings.Contains(page.path, "{settlement}")) {
					c.kinds, c.paths = append(c.kinds, page.kind), append(c.paths, fill.Replace(page.path))
				}
			}
			chairs = append(chairs, c)
		}
		for c := readingCarers; c < len(f.Carers) && f.Carers[c].User != ""; c++ {
			client, err := enter(ctx, node, f.Carers[c].User, f.Carers[c].Password)
			if err != nil {
				return nil, nil, fmt.Errorf("%s of %s: %w", f.Carers[c].User, slugOf(i), err)
			}
			for k := c * aDay; k < min((c+1)*aDay, len(f.Elders)); k++ {
				e, code := f.Elders[k], ""
				if len(e.Codes) > f.Used {
					code = e.Codes[f.Used]
				}
				for n, step := range []string{"start", "finish"} {
					id, err := ident.New("x", now, rand.Reader)
					if err != nil {
						return nil, nil, err
					}
					one := &phoneStep{client, node.url, strings.TrimPrefix(id, "x_"), e.Visit, step, "", now.Add(time.Duration(n-2) * time.Hour).UnixMilli()}
					if step == "finish" {
						one.code = code
					}
					waves[2*(k%aDay)+n] = append(waves[2*(k%aDay)+n], one)
				}
			}
		}
	}
	// Those of a county do not all come in the same tenth of a second. The order is the same in every run.
	mathrand.New(mathrand.NewPCG(20261127, 7)).Shuffle(len(chairs), func(i, j int) { chairs[i], chairs[j] = chairs[j], chairs[i] })
	return chairs, slices.Concat(waves[:]...), nil
}

// send reports a step as a phone does, and wants it to be taken.
func (m *phoneStep) send(ctx context.Context) error {
	type one struct {
		ID        string `json:"id"`
		Visit     string `json:"visit"`
		Step      string `json:"step"`
		ClaimedMs int64  `json:"claimed_ms"`
		Code      string `json:"code,omitempty"`
	}
	body, err := json.Marshal(map[string]any{"sent_ms": time.Now().UnixMilli(), "moves": []one{{m.id, m.visit, m.step, m.claimedMs, m.code}}})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, m.base+"/api/delivery/v1/moves", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := m.client.Do(req)
	if err != nil {
		return err
	}
	raw, err := io.ReadAll(resp.Body)
	if err = errors.Join(err, resp.Body.Close()); err == nil && !bytes.Contains(raw, []byte(`"outcome":"applied"`)) && !bytes.Contains(raw, []byte(`"outcome":"same"`)) {
		err = fmt.Errorf("%s of %s: %s: %s", m.step, m.visit, resp.Status, raw)
	}
	return err
}

// readOne reads page n: each reader begins elsewhere in the own list.
func readOne(ctx context.Context, chairs []chair, n int) error {
	c, i := chosen(chairs, n)
	_, err := fetch(ctx, c.client, c.base+c.paths[i])
	return err
}

func chosen(chairs []chair, n int) (*chair, int) {
	seat := n % len(chairs)
	c := &chairs[seat]
	return c, (n/len(chairs) + seat) % len(c.paths)
}

// serve lets the readers read and the phones report in rounds.
func (p *prefecture) serve(ctx context.Context) error {
	began := time.Now()
	s, err := p.listen(ctx, p.folder())
	if err != nil {
		return err
	}
	p.report.figure("start to listening", "", "%.1f s", time.Since(began).Seconds())
	chairs, steps, err := p.seats(ctx, s)
	if err != nil {
		return errors.Join(err, s.stop())
	}
	for n := range 4 * len(chairs) { // what has never been read is not part of a round
		if err := readOne(ctx, chairs, n); err != nil {
			return errors.Join(err, s.stop())
		}
	}
	next := 0
	for range p.rounds {
		for _, perSec := range []int{len(chairs), 0} {
			next += p.round(ctx, s, chairs, steps, next, perSec)
		}
	}
	mb, err := s.peak()
	if err != nil {
		return errors.Join(err, s.stop())
	}
	p.report.figure("largest resident memory of the server", "under 500 MB", "%.0f MB", mb)
	return s.stop()
}

// round is one load: pages at a rate, or as fast as they come, and steps of phones beside them. It returns how many steps were sent.
func (p *prefecture) round(ctx context.Context, s *server, chairs []chair, steps []*phoneStep, next, perSec int) int {
	name := fmt.Sprintf("%d readers, a page a second each", len(chairs))
	if perSec == 0 {
		name = fmt.Sprintf("%d readers, each again at once", len(chairs))
	}
	name += fmt.Sprintf("; %d steps of visits a second", p.moves())
	ask := func(ctx context.Context, n int) error { return readOne(ctx, chairs, n) }
	began, worked := time.Now(), s.worked()
	var pages, moved []answer
	var both sync.WaitGroup
	both.Go(func() {
		moved = onTime(ctx, p.moves(), p.span, func(ctx context.Context, n int) error { return steps[(next+n)%len(steps)].send(ctx) })
	})
	both.Go(func() {
		if perSec > 0 {
			pages = onTime(ctx, perSec, p.span, ask)
		} else {
			pages = crowd(ctx, len(chairs), p.span, ask)
		}
	})
	both.Wait()
	took := time.Since(began)
	one := keep(&p.report.Reads, line{Load: name}, pages, took)
	one.Cores = append(one.Cores, (s.worked()-worked).Seconds()/took.Seconds())
	for _, kind := range kindsOf(chairs) {
		some := slices.DeleteFunc(slices.Clone(pages), func(a answer) bool { c, i := chosen(chairs, a.n); return c.kinds[i] != kind })
		keep(&p.report.Kinds, line{Load: name, Kind: kind}, some, took)
	}
	keep(&p.report.Kinds, line{Load: name, Kind: "step of a visit, sent"}, moved, took)
	return len(moved)
}

// kindsOf are the kinds of pages that are read, in the order of visitPages.
func kindsOf(chairs []chair) (list []string) {
	for _, p := range visitPages {
		read := slices.ContainsFunc(chairs, func(c chair) bool { return slices.Contains(c.kinds, p.kind) })
		if read && !slices.Contains(list, p.kind) {
			list = append(list, p.kind)
		}
	}
	return list
}
