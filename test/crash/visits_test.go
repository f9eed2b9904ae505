package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// syncing is how long a run of visits is, over all folders.
type syncing struct {
	folders, carers, each int
	servers               int // kills of the program
	all                   int // and of phones together, at least
	dies                  float64
}

// synced is the run that MIHE_SCALE asks for; MIHE_FOLDERS divides its kills among so many programs that run side by side.
func synced(t *testing.T) syncing {
	t.Helper()
	r := syncing{folders: 1, carers: 6, each: 12, servers: 8, all: 16, dies: 0.03}
	if scaled(t).kills > 100 {
		r.carers, r.each, r.servers, r.all, r.dies = 16, 90, 500, 1000, 0.05
	}
	if n, err := strconv.Atoi(os.Getenv("MIHE_FOLDERS")); err == nil && n > 0 {
		r.folders = n
	}
	return r
}

// TestNoVisitIsLostOrDoubled lets carers report their visits from phones that lose the network, while program and phones are killed at random
// moments, and counts afterwards.
func TestNoVisitIsLostOrDoubled(t *testing.T) {
	r := synced(t)
	servers := []*server{build(t)}
	for i := 1; i < r.folders; i++ {
		servers = append(servers, servers[0].copied(t, i))
	}
	var all sync.WaitGroup
	results := make([]outcome, r.folders)
	begun := time.Now()
	for i, one := range servers {
		part := r
		part.servers, part.all = (r.servers+r.folders-1)/r.folders, (r.all+r.folders-1)/r.folders
		part.each = max(r.each/r.folders, 12)
		o := &office{t: t, s: one, diary: newDiary()}
		o.begin(part)
		all.Go(func() { results[i] = o.run(part, uint64(i)) })
	}
	all.Wait()
	var sum outcome
	for _, one := range results {
		sum.servers, sum.presses, sum.replies, sum.visits = sum.servers+one.servers, sum.presses+one.presses, sum.replies+one.replies, sum.visits+one.visits
		for i := range sum.phones {
			sum.phones[i] += one.phones[i]
		}
		sum.offices = append(sum.offices, one.offices...)
	}
	took, phones := time.Since(begun).Round(time.Second), 0
	for i, n := range sum.phones {
		t.Logf("phones switched off %s: %d", points[i], n)
		phones += n
	}
	t.Logf("%d visits, %d steps kept by phones, %d answers read, %d kills of the program and %d of phones, %s", sum.visits, sum.presses, sum.replies, sum.servers, phones, took)
	if sum.servers < r.servers || sum.servers+phones < r.all {
		t.Errorf("the run was cut short: %d kills of the program, %d of phones", sum.servers, phones)
	}
	for _, o := range sum.offices {
		o.settle()
	}
}

// copied is the same program on a copy of the folder.
func (s *server) copied(t *testing.T, i int) *server {
	t.Helper()
	to := &server{binary: s.binary, folder: s.folder + strconv.Itoa(i), address: freeAddress(t)}
	if err := os.CopyFS(to.folder, os.DirFS(s.folder)); err != nil {
		t.Fatal(err)
	}
	return to
}

// begin makes the day, lets every phone see it, and then changes some of it.
func (o *office) begin(r syncing) {
	o.t.Helper()
	o.prepare(r.carers, r.each)
	if err := o.s.start(); err != nil {
		o.t.Fatal(err)
	}
	o.phones()
	for _, c := range o.carers {
		for _, p := range c.phones {
			if err := p.open(context.Background()); err != nil || len(p.page.visits) == 0 {
				o.t.Fatalf("%s sees %d visits: %v", p.name, len(p.page.visits), err)
			}
		}
	}
	if err := o.s.stop(); err != nil {
		o.t.Fatal(err)
	}
	o.meanwhile()
	if err := o.s.start(); err != nil {
		o.t.Fatal(err)
	}
}

// outcome is what a run has come to.
type outcome struct {
	servers, visits  int
	phones           [6]int // by point
	presses, replies int64
	offices          []*office
}

// pace keeps steps and kills together: no phone runs ahead of the kills, and no kill meets idle phones.
type pace struct {
	diary *diary
	each  int64 // steps to a kill
	kills atomic.Int64
	over  atomic.Bool
}

func (p *pace) wait(ctx context.Context) {
	for ctx.Err() == nil && !p.over.Load() && p.diary.n.Load() >= (p.kills.Load()+2)*p.each {
		time.Sleep(time.Millisecond)
	}
}

// run lets all phones work until everything is reported, and kills the program meanwhile.
func (o *office) run(r syncing, seed uint64) (done outcome) {
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Minute)
	defer cancel()
	steps := int64(0)
	for _, known := range o.diary.visits {
		if !known.Cancelled {
			steps += 2
		}
	}
	pace := &pace{diary: o.diary, each: max(1, steps/int64(r.servers+1))}
	var counts [6]atomic.Int64
	var work sync.WaitGroup
	for i, c := range o.carers {
		for k, p := range c.phones {
			p.random = rand.New(rand.NewPCG(seed, uint64(i*10+k)))
			p.skew = sameDay([]time.Duration{0, 0, 0, -3 * time.Hour, 0, 25 * time.Minute}[(i+k)%6])
			p.dies = func(at point) bool {
				if p.random.Float64() >= r.dies {
					return false
				}
				counts[at].Add(1)
				return true
			}
			work.Go(func() {
				if err := c.work(ctx, p, k > 0, pace); err != nil {
					o.t.Errorf("%s: %v", p.name, err)
				}
			})
		}
	}
	finished := make(chan struct{})
	go func() { work.Wait(); close(finished) }()
	random := rand.New(rand.NewPCG(20260910, seed))
kills:
	for i := range r.servers {
		for o.diary.n.Load() < int64(i+1)*pace.each {
			select {
			case <-finished:
				break kills
			case <-time.After(time.Millisecond):
			}
		}
		time.Sleep(time.Duration(random.IntN(20_000)) * time.Microsecond)
		if err := errors.Join(o.s.kill(), o.s.start()); err != nil {
			o.t.Errorf("kill %d: %v", i, err)
			cancel()
			break
		}
		done.servers++
		pace.kills.Add(1)
	}
	pace.over.Store(true)
	<-finished
	if err := o.s.stop(); err != nil {
		o.t.Errorf("the program ended with %v: %s", err, o.s.log.String())
	}
	for i := range counts {
		done.phones[i] = int(counts[i].Load())
	}
	done.visits, done.presses, done.replies, done.offices = len(o.diary.visits), o.diary.n.Load(), o.diary.replies.Load(), []*office{o}
	return done
}

// sameDay is by how much a clock may be behind without being in yesterday, where no visit of today is offered.
func sameDay(skew time.Duration) time.Duration {
	now := time.Now().In(china)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, china)
	return max(skew, -now.Sub(today)/2)
}

// work is the day of a carer with one phone: steps, networks that come and go, answers that are read. With a second phone only the visits that
// are reported with two are. It ends when a fresh page leaves nothing to do and nothing is left to send.
func (c *carer) work(ctx context.Context, p *phone, second bool, pace *pace) error {
	off, pressed := false, map[string]int{}
	for fresh := false; ; {
		if err := ctx.Err(); err != nil {
			return err
		}
		var err error
		v, step := c.next(p, second)
		switch {
		case off:
			err = p.open(ctx)
			off, fresh = false, false
		case p.random.IntN(6) == 0:
			p.online = !p.online
		case v != nil:
			pace.wait(ctx)
			if pressed[v.id+step]++; pressed[v.id+step] > mostPresses {
				return fmt.Errorf("%s of %s is offered again and again on a page of %s; last: %s", step, v.id, p.page.made, p.heard)
			}
			err, fresh = p.press(ctx, v.id, step, func() paperCode { return v.readOut(step) }), false
		case !p.online:
			p.online = true
		case len(p.waiting()) > 0:
			before := len(p.waiting())
			if err = p.send(ctx); err == nil && len(p.waiting()) == before {
				time.Sleep(10 * time.Millisecond) // the program is gone: it will be back
			}
		case len(p.told()) > 0:
			err, fresh = p.see(ctx), false
		case fresh:
			return nil
		default:
			made := p.page.made
			err = p.load(ctx)
			if fresh = p.page.made != made; !fresh {
				time.Sleep(10 * time.Millisecond)
			}
		}
		if errors.Is(err, errOff) {
			off, err = true, nil
		}
		if err != nil {
			return err
		}
	}
}

// mostPresses is how often one step of a visit is pressed at most: where a phone is switched off before it is kept, where it did not fit, and then it
// is done.
const mostPresses = 10

// next is a step that the page offers and the carer has to take. Where an answer is still to be read, she reads it before she goes on with that visit:
// who never reads presses what did not fit for ever, since only reading opens the page again.
func (c *carer) next(p *phone, second bool) (*visit, string) {
	var choices []*visit
	steps := map[*visit]string{}
	for _, v := range c.visits {
		if second && !v.twice {
			continue
		}
		at := slices.IndexFunc(p.page.visits, func(s shown) bool { return s.id == v.id })
		if at < 0 || slices.ContainsFunc(p.told(), func(m held) bool { return m.Visit == v.id }) {
			continue
		}
		offers := p.offers(p.page.visits[at])
		for _, step := range []string{"start", "join", "finish", "confirm"} {
			if slices.Contains(offers, step) && steps[v] == "" && (step != "confirm" || v.when == atConfirm || v.when == wrongFirst) {
				steps[v] = step
				choices = append(choices, v)
			}
		}
		if len(choices) == 3 {
			break
		}
	}
	if len(choices) == 0 {
		return nil, ""
	}
	v := choices[p.random.IntN(len(choices))]
	return v, steps[v]
}

// readOut is the code that the person reads out at a step: the next one of her sheet, and for the same visit the same one again.
func (v *visit) readOut(step string) paperCode {
	switch {
	case step == "finish" && v.when == wrongFirst:
		return v.sheet.wrong()
	case step == "finish" && v.when == atFinish, step == "confirm":
		if v.code == nil {
			code := v.sheet.take()
			v.code = &code
		}
		return *v.code
	}
	return paperCode{}
}

// settle judges what a run has left, and then holds the judge itself to account.
func (o *office) settle() {
	o.t.Helper()
	if err := o.diary.save(filepath.Join(filepath.Dir(o.s.folder), filepath.Base(o.s.folder)+"-diary.json")); err != nil {
		o.t.Error(err)
	}
	o.inside(nothing) // it replays the log, as the next start would
	db := database(o.t, o.s, "ro")
	found := judgeVisits(o.t, db, o.diary)
	if err := db.Close(); err != nil {
		o.t.Error(err)
	}
	if len(found) > 0 {
		o.t.Errorf("%d findings of the kinds %q", len(found), kinds(found))
	}
	for _, line := range found[:min(len(found), 20)] {
		o.t.Error(line)
	}
	if !verified(o.t, o.s) {
		o.t.Error("the chain does not verify")
	}
	if o.t.Failed() {
		return
	}
	o.faults()
}

// kinds are the first words of findings.
func kinds(found []string) (list []string) {
	for _, line := range found {
		kind, _, _ := strings.Cut(line, ":")
		if !slices.Contains(list, kind) {
			list = append(list, kind)
		}
	}
	slices.Sort(list)
	return list
}
