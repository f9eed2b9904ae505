package main

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// How much is asked of the server.
const (
	visitorPages = 500 // a second, by visitors together
	signedPages  = 50  // a second, by those who have signed in together
	readers      = 50  // at once, where each asks again as soon as it was answered
	writes       = 200 // tasks filed a second
)

// mix is what a group of readers reads: kinds of pages in turn, and of each kind one page after the other.
type mix struct {
	kinds []string
	pages map[string][]ask
}

// ask is one page and who asks for it.
type ask struct {
	client *http.Client
	path   string
}

func (m *mix) add(kind string, client *http.Client, paths ...string) {
	if m.pages == nil {
		m.pages = map[string][]ask{}
	}
	if m.pages[kind] == nil {
		m.kinds = append(m.kinds, kind)
	}
	for _, p := range paths {
		m.pages[kind] = append(m.pages[kind], ask{client, p})
	}
}

func (m *mix) kind(n int) string { return m.kinds[n%len(m.kinds)] }

// read fetches page n of the mix.
func (m *mix) read(ctx context.Context, s *server, n int) error {
	pages := m.pages[m.kind(n)]
	a := pages[n/len(m.kinds)%len(pages)]
	_, err := fetch(ctx, a.client, s.url+a.path)
	return err
}

// public adds the pages that visitors see.
func (m *mix) public(client *http.Client) {
	m.add("board", client, "/", "/?lang=en")
	for _, id := range []string{"bath", "income", "illiteracy_15_plus", "share_60_plus", "income_urban_rural", "employed_information"} {
		m.add("indicator", client, "/indicators/"+id, "/indicators/"+id+"?lang=en")
	}
	for _, code := range []string{"520526", "520500", "520000", "440305", "110000", "650000"} {
		m.add("region", client, "/regions/"+code, "/regions/"+code+"?lang=en")
	}
}

// load is one way of asking: who reads, how, and whether tasks are filed beside it.
type load struct {
	who, how string
	pages    *mix // nil: nobody reads
	perSec   int  // 0: readers each ask again as soon as they were answered
	writing  bool
}

// The accounts whose holders read; they see the tasks of the nation, a province, a prefecture, a county.
var signedIn = []string{
	"coordinator.000000", "coordinator.520000", "handler.520000", "coordinator.520500", "handler.520500", "coordinator.520521",
}

// serve starts the server on the loaded folder and asks everything of it, in rounds.
func (b *bench) serve(ctx context.Context) error {
	s, err := b.listen(ctx, b.folder())
	if err != nil {
		return err
	}
	if err := b.visit(ctx, s); err != nil {
		return err
	}
	visitors, signed := &mix{}, &mix{}
	visitors.public(&http.Client{Transport: wire})
	for _, user := range signedIn {
		client, err := b.signIn(ctx, s, user)
		if err != nil {
			return err
		}
		task, err := newest(ctx, client, s)
		if err != nil {
			return err
		}
		signed.public(client)
		signed.add("task list", client, "/tasks", "/tasks?lang=en")
		signed.add("task", client, "/tasks/"+task, "/tasks/"+task+"?lang=en")
	}
	writer, err := b.signIn(ctx, s, "coordinator.520000")
	if err != nil {
		return err
	}
	loads := plan(visitors, signed)
	for round := range b.rounds {
		for i := range loads {
			l := loads[(i+round)%len(loads)] // no load is always the first
			b.report.add(l, b.once(ctx, s, l, writer))
		}
	}
	mb, err := s.peak()
	if err != nil {
		return err
	}
	b.report.figure("largest resident memory of the server", "under 300 MB", "%.0f MB", mb)
	return s.stop()
}

// plan lists the loads, each without and with tasks filed beside it.
func plan(visitors, signed *mix) (list []load) {
	for _, l := range []load{
		{who: "visitors", how: fmt.Sprintf("%d pages/s", visitorPages), pages: visitors, perSec: visitorPages},
		{who: "signed in", how: fmt.Sprintf("%d pages/s", signedPages), pages: signed, perSec: signedPages},
		{who: "visitors", how: fmt.Sprintf("%d at once", readers), pages: visitors},
		{who: "signed in", how: fmt.Sprintf("%d at once", readers), pages: signed},
	} {
		list = append(list, l)
		l.writing = true
		list = append(list, l)
	}
	return append(list, load{who: "nobody", writing: true})
}

// seen is what one load brought in one round, and how many cores of the machine the server had busy.
type seen struct {
	reads, writes []answer
	cores         float64
	took          time.Duration // until the last was answered
}

// once asks one load of the server for one span.
func (b *bench) once(ctx context.Context, s *server, l load, writer *http.Client) (out seen) {
	began, worked := time.Now(), s.worked()
	var both sync.WaitGroup
	if l.writing {
		both.Go(func() {
			out.writes = onTime(ctx, writes, b.span, func(ctx context.Context, n int) error {
				return file(ctx, writer, s, fmt.Sprintf("synthetic %d", n))
			})
		})
	}
	if l.pages != nil {
		both.Go(func() {
			do := func(ctx context.Context, n int) error { return l.pages.read(ctx, s, n) }
			if l.perSec > 0 {
				out.reads = onTime(ctx, l.perSec, b.span, do)
			} else {
				out.reads = crowd(ctx, readers, b.span, do)
			}
		})
	}
	both.Wait()
	out.took = time.Since(began)
	out.cores = (s.worked() - worked).Seconds() / out.took.Seconds()
	return out
}

// name says a load in a table.
func (l load) name() string { return strings.TrimSuffix(l.who+", "+l.how, ", ") }
