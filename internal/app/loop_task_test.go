package app

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/programme/eldercare"
	"mihe/internal/record/fact"
)

// moved is why the rural count moved by the last diagnosis, and how services went.
func (l *loop) moved() string {
	l.t.Helper()
	r, err := l.Elders.Latest(l.t.Context(), access.System("reader", eldercare.CanRead))
	l.must(err)
	var out []string
	for _, s := range r.Shifts {
		out = append(out, fmt.Sprintf("%s %d %s>%s", s.Reason, s.N, s.From, s.To))
	}
	for _, c := range r.Courses {
		out = append(out, fmt.Sprintf("waited %d, visits %d, familiar %d", c.Waited, c.Visits, c.Familiar))
		if c.Waited > 0 && c.WaitDays < c.Waited {
			out = append(out, fmt.Sprintf("%d days of %d people", c.WaitDays, c.Waited))
		}
	}
	return strings.Join(out, "; ")
}

// types imports figures of the month as somebody would who wants the gap to be closed, under a source.
func (l *loop) types(source string) error {
	month := l.now.Format("2006-01")
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for _, variable := range []string{"eldercare_due", "eldercare_served"} {
		for where, n := range map[string]int{"": 10, "urban": 2, "rural": 8} {
			text += fmt.Sprintf("%s,%s,%s,,%s,%d,observed,%s,%s-28 10:00:00\n", variable, demoCounty.Code, month, where, n, source, month)
		}
	}
	facts := *l.Facts
	facts.Now = func() time.Time { return l.now.AddDate(0, 1, 0) }
	_, err := facts.Import(l.t.Context(), access.System("statistician", fact.CanImport), fact.ImportFile{
		Name: "typed.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil },
	}, fact.ImportOptions{})
	return err
}

// A task that cites the gap of elder care is achieved by visits that were confirmed, and by nothing else: not by visits that the carer alone
// records, and not by figures that somebody types, under whatever source. What moved the count is said, and adds up.
func TestATaskClosesByWhatWasConfirmed(t *testing.T) {
	a := openDemo(t, t.TempDir())
	defer func() { _ = a.Close() }()
	l, ctx := newLoop(t, a), t.Context()
	nobody, everybody := func(int) bool { return false }, func(int) bool { return true }
	wants := func(when, gap, moved string) {
		t.Helper()
		if got := l.gap(); got != gap {
			t.Errorf("%s: %s, want %s", when, got, gap)
		}
		if got := l.moved(); got != moved {
			t.Errorf("%s: moved by %q, want %q", when, got, moved)
		}
	}
	wants("at first", "urban 2 of 2, rural 1 of 8, raw 1", "")

	log := *l.Log
	log.Now = func() time.Time { return demoDay } // whose year has its working days on record
	tasks := *l.Tasks
	tasks.Now, tasks.Log = log.Now, &log
	task, err := tasks.File(ctx, access.Operator(), steering.Filing{
		Question: indicator.Question{ID: "eldercare_services", By: indicator.ByUrbanRural, Within: string(demoCounty.Code)}, Title: "样本任务", Target: demoCounty, Days: 20,
	})
	l.must(err)
	for _, d := range []steering.Deed{{Step: steering.Assign}, {Step: steering.Accept}, {Step: steering.Feedback, Reason: "样本报告"}} {
		_, err := tasks.Act(ctx, access.Operator(), task.ID, d)
		l.must(err)
	}
	verify := func() (steering.Task, error) {
		return tasks.Act(ctx, access.System("verifier", steering.CanVerify, steering.CanRead, indicator.CanReadInternal), task.ID, steering.Deed{Step: steering.Verify})
	}
	refused := func(when, want string) {
		t.Helper()
		_, err := verify()
		f, ok := fault.As(err)
		if said := fmt.Sprint(f); !ok || f.Kind != fault.Conflict || f.Key != want {
			t.Errorf("%s: %v %s, want %s", when, err, said, want)
		}
	}
	refused("without later figures", "steering.verify.waits")
	l.deliver(false, nobody)
	wants("nobody came", "urban 2 of 2, rural 0 of 8, raw 0", "short 1 served>unserved")
	refused("nobody came", "steering.verify.widened")
	l.deliver(true, nobody)
	wants("all came, says the carer", "urban 2 of 2, rural 0 of 8, raw 8", "waited 0, visits 16, familiar 16")
	refused("all came, says the carer", "steering.verify.widened")
	if err := l.types(l.Elders.Source); fault.KindOf(err) != fault.Invalid {
		t.Errorf("figures under the source of the diagnosis: %v", err)
	}
	l.must(l.types("本县统计"))
	refused("somebody typed that all are served", "steering.verify.incomparable")
	l.deliver(true, everybody)
	wants("all came, all confirm", "urban 2 of 2, rural 8 of 8, raw 8", "confirmed 8 unserved>served; waited 8, visits 16, familiar 16")
	done, err := verify()
	if err != nil || done.Effect != steering.Narrowed {
		t.Errorf("by confirmed visits: %s, %v", done.Effect, err)
	}
	asked := l.month.AddDate(0, 2, 0)
	r, err := l.Elders.Replay(ctx, access.System("reader", eldercare.CanRead), demoCounty, asked.Format("2006-01"))
	l.must(err)
	days := int64(asked.AddDate(0, 1, 0).Sub(asked).Hours()) / 24
	if g := r.Groups[1]; r.Minutes != days*600 || r.Result != nil || g.Plans != loopElders || g.Visits != 16 || g.Minutes != 960 || g.Took != 16 || g.Confirmed != 16 {
		t.Errorf("the month as it was asked for: %+v, %d minutes of one carer, ten hours on each of %d days", r.Groups, r.Minutes, days)
	}
	_, differs, err := eldercare.Checker{DB: l.Elders.DB, Store: l.Elders.Store, Node: l.Number}.Recheck(ctx)
	if err != nil || len(differs) != 0 {
		t.Errorf("computed again: %q, %v", differs, err)
	}
}
