package fact_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// desk is the imports by page of one node.
type desk struct {
	*fact.Jobs
	facts  *fact.Service
	folder string
	clock  *time.Time
}

func newDesk(t testing.TB, facts *fact.Service, turns *fact.Turns, change ...func(*fact.JobsConfig)) *desk {
	t.Helper()
	clock := facttest.Now
	d := &desk{facts: facts, folder: filepath.Join(t.TempDir(), "uploads"), clock: &clock}
	facts.Now = func() time.Time { return *d.clock }
	c := fact.JobsConfig{
		Facts: facts, Store: factdb.Store{}, Folder: d.folder, Limit: 1 << 20, Keep: 7 * 24 * time.Hour, Turns: turns,
		Again: func(_ context.Context, who access.Actor) (access.Actor, error) { return who, nil }, Log: slog.New(slog.DiscardHandler),
	}
	for _, f := range change {
		f(&c)
	}
	d.Jobs = fact.NewJobs(c)
	t.Cleanup(d.Close)
	return d
}

// everywhere is an account that may import anywhere.
func everywhere(t testing.TB, account string) access.Actor {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{"statistician": {fact.CanImport, fact.CanRead}})
	if err != nil {
		t.Fatal(err)
	}
	return p.Actor(account, "person-"+account, []access.Mandate{{Role: "statistician", At: region.Country}},
		func(above, _ region.Key) bool { return above == region.Country })
}

// send uploads a file and begins its import.
func (d *desk) send(t testing.TB, who access.Actor, content string, dryRun bool) fact.Job {
	t.Helper()
	sum, err := d.Put(who, strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	j, err := d.Begin(context.Background(), who, "figures.csv", sum, dryRun)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// ended waits for a job's end, which comes within seconds or never.
func (d *desk) ended(t testing.TB, who access.Actor, id string) fact.Job {
	t.Helper()
	for range 3000 {
		j, err := d.Get(context.Background(), who, id)
		if err != nil {
			t.Fatal(err)
		}
		if j.State.Ended() {
			return j
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the job does not end")
	return fact.Job{}
}

// days is a file of n rows, each of another day.
func days(n int) string {
	var b strings.Builder
	b.WriteString(facttest.Header)
	day := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC)
	for range n {
		fmt.Fprintf(&b, "growth,520526,%s,,,1,,a,\n", day.Format(time.DateOnly))
		day = day.AddDate(0, 0, 1)
	}
	return b.String()
}

// An import that brings our own code down has failed, gives its turn back, and takes nobody with it.
func TestAJobThatBreaksDown(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		broken := true
		d := newDesk(t, facttest.Service(db, factdb.Store{}), fact.NewTurns(1), func(c *fact.JobsConfig) {
			again := c.Again
			c.Again = func(ctx context.Context, who access.Actor) (access.Actor, error) {
				if broken {
					panic("a defect of ours")
				}
				return again(ctx, who)
			}
		})
		who := everywhere(t, "user-a")
		j := d.ended(t, who, d.send(t, who, facttest.Header+good, false).ID)
		if j.State != fact.JobFailed || j.Problem == nil || j.Problem.Key != "fact.job.internal" || j.Stored != 0 {
			t.Errorf("%+v", j)
		}
		broken = false
		if j := d.ended(t, who, d.send(t, who, facttest.Header+good, false).ID); j.State != fact.JobDone || j.Stored != 1 {
			t.Errorf("the next import: %+v", j)
		}
	})
}

func TestAJobEndsAsItsFileDeserves(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		d := newDesk(t, facttest.Service(db, factdb.Store{}), fact.NewTurns(2))
		who := everywhere(t, "user-a")
		type ending struct {
			state                                  fact.JobState
			read, fresh, stored, unchanged, faults int64
		}
		for _, tc := range []struct {
			name, content string
			dry           bool
			want          ending
		}{
			{"only checked", facttest.Header + good, true, ending{fact.JobDone, 1, 1, 0, 0, 0}},
			{"stored", facttest.Header + good, false, ending{fact.JobDone, 1, 1, 1, 0, 0}},
			{"held already", facttest.Header + good, false, ending{fact.JobDone, 1, 0, 0, 1, 0}},
			{"refused", facttest.Header + good + "nope,520526,2023,,,1,,x,\n", false, ending{fact.JobRefused, 2, 0, 0, 0, 1}},
			{"refused, only checked", "x", true, ending{fact.JobRefused, 0, 0, 0, 0, 1}},
		} {
			j := d.ended(t, who, d.send(t, who, tc.content, tc.dry).ID)
			got := ending{j.State, j.Read, j.Fresh, j.Stored, j.Unchanged, j.Faults}
			if got != tc.want || j.EndedMs == 0 || (j.Record != "") != (tc.want.stored > 0) {
				t.Errorf("%s: %+v (record %q), want %+v", tc.name, got, j.Record, tc.want)
			}
			list, err := d.Rejected(context.Background(), who, j.ID)
			if err != nil || int64(len(list)) != tc.want.faults {
				t.Errorf("%s: %d rejections, %v", tc.name, len(list), err)
			}
		}
		if v := facttest.Version(t, d.facts); v != 1 {
			t.Errorf("version %d, want 1", v)
		}
		mine, err := d.Mine(context.Background(), who, 3)
		if err != nil || len(mine) != 3 {
			t.Errorf("Mine = %d, %v; want the latest 3", len(mine), err)
		}
		entries, _ := logged(t, d.facts)
		if diff := cmp.Diff([]string{"fact.batch.published user-a 520526@county", "fact.import.refused user-a 520526@county"}, entries); diff != "" {
			t.Errorf("ledger (-want +got):\n%s", diff)
		}
	})
}

// A message that is kept comes back with everything that was said.
func TestRejectionsAreKeptAsTheyWere(t *testing.T) {
	d := newDesk(t, open(t), fact.NewTurns(1))
	who := everywhere(t, "user-a")
	content := facttest.Header + "broadband_share,520526,2023,,,1234567.8,,x,\n" + "growth,520526,2999,,,x,,,\n" + strings.Repeat("y,", 3) + "\n"
	direct, _ := d.facts.Import(context.Background(), who, facttest.File("x.csv", content), fact.ImportOptions{DryRun: true})
	j := d.ended(t, who, d.send(t, who, content, true).ID)
	list, err := d.Rejected(context.Background(), who, j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(fmt.Sprint(direct.Rejected), fmt.Sprint(list)); diff != "" || len(list) < 4 {
		t.Errorf("rejections (-said +kept):\n%s", diff)
	}
}

func TestAJobBelongsToWhoBeganIt(t *testing.T) {
	d := newDesk(t, open(t), fact.NewTurns(1))
	who := everywhere(t, "user-a")
	j := d.send(t, who, facttest.Header+good, false)
	d.ended(t, who, j.ID)
	ctx, other := context.Background(), everywhere(t, "user-b")
	_, err1 := d.Get(ctx, other, j.ID)
	_, err2 := d.Rejected(ctx, other, j.ID)
	_, err3 := d.Open(ctx, other, j.ID)
	for what, err := range map[string]error{"Get": err1, "Rejected": err2, "Open": err3, "Cancel": d.Cancel(ctx, other, j.ID)} {
		if fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s by another account: %v, want not found", what, err)
		}
	}
	if list, err := d.Mine(ctx, other, 10); err != nil || len(list) != 0 {
		t.Errorf("another account lists %d jobs, %v", len(list), err)
	}
	if _, err := d.Put(access.Visitor(), strings.NewReader("x")); fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor uploads: %v", err)
	}
	if _, err := d.Begin(ctx, access.Visitor(), "x", j.SHA256, false); fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor imports: %v", err)
	}
}

func TestTheRightIsAskedForAgainWhenTheJobRuns(t *testing.T) {
	d := newDesk(t, open(t), fact.NewTurns(1), func(c *fact.JobsConfig) {
		c.Again = func(_ context.Context, who access.Actor) (access.Actor, error) {
			p, err := access.NewPolicy(map[access.Role][]access.Right{"reader": {fact.CanRead}})
			if err != nil {
				return access.Actor{}, err
			}
			return p.Actor(who.ID, who.Person, nil, func(region.Key, region.Key) bool { return false }), nil
		}
	})
	who := everywhere(t, "user-a")
	j := d.ended(t, who, d.send(t, who, facttest.Header+good, false).ID)
	if j.State != fact.JobFailed || j.Problem == nil || j.Problem.Key != "access.denied" || facttest.Version(t, d.facts) != 0 {
		t.Errorf("a job whose right was taken away: %+v (%+v)", j, j.Problem)
	}
}

func TestUploadsAreBoundedPrivateAndSwept(t *testing.T) {
	d := newDesk(t, open(t), fact.NewTurns(1), func(c *fact.JobsConfig) { c.Limit = 100 })
	who := everywhere(t, "user-a")
	if _, err := d.Put(who, strings.NewReader(strings.Repeat("x", 101))); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a file over the limit: %v, want invalid", err)
	}
	broken := io.MultiReader(strings.NewReader("x"), failing{})
	if _, err := d.Put(who, broken); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an upload that breaks off: %v, want invalid", err)
	}
	if left, err := os.ReadDir(d.folder); err != nil || len(left) != 0 {
		t.Errorf("uploads that failed left %v, %v", left, err)
	}
	first := d.send(t, who, strings.Repeat("x", 100), true)
	d.ended(t, who, first.ID)
	again := d.send(t, who, strings.Repeat("x", 100), true)
	d.ended(t, who, again.ID)
	left, err := os.ReadDir(d.folder)
	if err != nil || len(left) != 1 || left[0].Name() != first.SHA256 {
		t.Fatalf("the same file twice is kept as %v, %v", left, err)
	}
	if info, err := left[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	stranger := filepath.Join(d.folder, "notes.txt")
	if err := os.WriteFile(stranger, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration // from now on by the clock of the disk
		kept  bool
	}{{6 * 24 * time.Hour, true}, {8 * 24 * time.Hour, false}} {
		*d.clock = time.Now().Add(step.after)
		if err := d.Tidy(context.Background()); err != nil {
			t.Fatal(err)
		}
		r, err := d.Open(context.Background(), who, first.ID)
		if (err == nil) != step.kept || err != nil && fault.KindOf(err) != fault.NotFound {
			t.Errorf("after %s: %v, want kept %v", step.after, err, step.kept)
		}
		if err == nil {
			_ = r.Close()
		}
	}
	if list, err := d.Rejected(context.Background(), who, first.ID); err != nil || len(list) != 0 {
		t.Errorf("what was wrong with the file is still told: %v, %v", list, err)
	}
	if _, err := os.Stat(stranger); err != nil {
		t.Errorf("a file of another name was removed: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Whenever somebody cancels, the job ends as cancelled with nothing visible, or as done with everything.
func TestCancellingRacesWithPublishing(t *testing.T) {
	storetest.Each(t, facttest.Migrations(), func(t *testing.T, db *store.DB) {
		d := newDesk(t, facttest.Service(db, factdb.Store{}), fact.NewTurns(1))
		who := everywhere(t, "user-a")
		const rows, rounds = 1_000, 24
		outcomes := map[fact.JobState]int{}
		began := time.Now()
		if j := d.ended(t, who, d.send(t, who, days(rows), false).ID); j.State != fact.JobDone {
			t.Fatalf("without cancelling: %s", j.State)
		}
		after := time.Since(began) / 2
		for i := range rounds {
			before := facttest.Version(t, d.facts)
			j := d.send(t, who, strings.ReplaceAll(days(rows), ",a,", fmt.Sprintf(",a,v%d", i)), false)
			time.Sleep(after)
			if err := d.Cancel(context.Background(), who, j.ID); err != nil {
				t.Fatal(err)
			}
			j = d.ended(t, who, j.ID)
			outcomes[j.State]++
			if j.State == fact.JobDone { // so that the next ones come close to the moment of publication
				after = after * 4 / 5
			} else {
				after = after * 4 / 3
			}
			published := facttest.Version(t, d.facts) - before
			if (j.State == fact.JobDone) != (published == 1) || j.State != fact.JobDone && j.State != fact.JobCancelled || published > 1 {
				t.Errorf("round %d: %s and %d batches published", i, j.State, published)
			}
			if want := map[bool]int64{true: rows}[published == 1]; j.Stored != want {
				t.Errorf("round %d: %d rows said to be stored, want %d", i, j.Stored, want)
			}
		}
		t.Logf("outcomes: %v", outcomes)
		if outcomes[fact.JobCancelled] == 0 || outcomes[fact.JobDone] == 0 {
			t.Errorf("all ended alike, so nothing raced: %v", outcomes)
		}
		if n, wrong, err := d.facts.VerifyBatches(context.Background(), access.Operator()); err != nil || wrong != nil || int(n) != outcomes[fact.JobDone]+1 {
			t.Errorf("VerifyBatches = %d, %+v, %v", n, wrong, err)
		}
		err := db.Read(context.Background(), func(q store.Queryer) error {
			left, err := factdb.Store{}.Orphans(q, 1, facttest.Now.Add(time.Hour).UnixMilli())
			if len(left) > 0 {
				t.Errorf("cancelled imports left the loads %v", left)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOneImportANodeAndSoManyAProcess(t *testing.T) {
	db := storetest.Open(t, facttest.Migrations()...)
	base := facttest.Service(db, factdb.Store{})
	turns := fact.NewTurns(2)
	var mu sync.Mutex
	running, most := map[int64]int{}, 0
	hold := make(chan struct{})
	var desks []*desk
	for node := range int64(3) {
		facts := facttest.Of(base, node+1)
		desks = append(desks, newDesk(t, facts, turns, func(c *fact.JobsConfig) {
			c.Again = func(_ context.Context, who access.Actor) (access.Actor, error) {
				mu.Lock()
				running[facts.Node]++
				all := 0
				for node, n := range running {
					if all += n; n > 1 {
						t.Errorf("node %d runs %d imports at once", node, n)
					}
				}
				most = max(most, all)
				mu.Unlock()
				<-hold
				mu.Lock()
				running[facts.Node]--
				mu.Unlock()
				return who, nil
			}
		}))
	}
	who := everywhere(t, "user-a")
	var jobs [3][]fact.Job
	for i, d := range desks {
		for n := range 3 {
			jobs[i] = append(jobs[i], d.send(t, who, facttest.Header+strings.ReplaceAll(good, "2023,", fmt.Sprintf("%d,", 2000+n)), false))
		}
	}
	time.Sleep(100 * time.Millisecond)
	if j, err := desks[0].Get(context.Background(), who, jobs[0][2].ID); err != nil || j.State != fact.JobWaiting {
		t.Errorf("the third job of a node is %s, %v; want waiting", j.State, err)
	}
	if err := desks[0].Cancel(context.Background(), who, jobs[0][2].ID); err != nil {
		t.Fatal(err)
	}
	if j := desks[0].ended(t, who, jobs[0][2].ID); j.State != fact.JobCancelled {
		t.Errorf("cancelled while waiting: %s", j.State)
	}
	if entries, _ := logged(t, desks[0].facts); len(entries) != 1 || !strings.HasPrefix(entries[0], "fact.import.cancelled user-a") {
		t.Errorf("the ledger says %v of a job that was cancelled while waiting", entries)
	}
	close(hold)
	for i, d := range desks {
		for n, j := range jobs[i] {
			if want := map[bool]fact.JobState{true: fact.JobCancelled, false: fact.JobDone}[i == 0 && n == 2]; d.ended(t, who, j.ID).State != want {
				t.Errorf("job %d of node %d did not end %s", n, i+1, want)
			}
		}
	}
	if most != 2 {
		t.Errorf("%d imports ran at once, want 2", most)
	}
}

func TestTheQueueIsBounded(t *testing.T) {
	hold := make(chan struct{})
	d := newDesk(t, open(t), fact.NewTurns(1), func(c *fact.JobsConfig) {
		c.Again = func(_ context.Context, who access.Actor) (access.Actor, error) { <-hold; return who, nil }
	})
	who, accepted := everywhere(t, "user-a"), 0
	sum, err := d.Put(who, strings.NewReader(facttest.Header+good))
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, err = d.Begin(context.Background(), who, "x.csv", sum, true); err != nil {
			break
		}
		accepted++
	}
	close(hold)
	if fault.KindOf(err) != fault.Unavailable || accepted != 11 {
		t.Errorf("%d jobs accepted, then %v; want 11, then unavailable", accepted, err)
	}
}

func TestAStoppedProgramLeavesNothingVisible(t *testing.T) {
	d := newDesk(t, open(t), fact.NewTurns(1))
	who := everywhere(t, "user-a")
	j := d.send(t, who, days(20_000), false)
	for range 1000 {
		if now, err := d.Get(context.Background(), who, j.ID); err != nil || now.State == fact.JobStoring {
			break
		}
		time.Sleep(time.Millisecond)
	}
	d.Close()
	if now, err := d.Get(context.Background(), who, j.ID); err != nil || now.State != fact.JobInterrupted || facttest.Version(t, d.facts) != 0 {
		t.Errorf("after the stop: %+v, %v", now, err)
	}
	if _, err := d.Begin(context.Background(), who, "x.csv", j.SHA256, false); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a stopped program accepts a job: %v", err)
	}
}
