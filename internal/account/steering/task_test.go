package steering_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"testing"

	"mihe/internal/account/indicator"
	"mihe/internal/account/steering"
	"mihe/internal/account/steering/steeringtest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Who may file a task for the county, and who may do what with it: inside without the right is denied, outside it is not
// even there.
func TestActorsAndOutcomes(t *testing.T) {
	w := world(t)
	const allowed = fault.Internal
	type role = access.Role
	for _, c := range []struct {
		role role
		at   region.Key
		// the outcome of filing for the county, of reading a task of the county, of assigning it, of accepting it
		file, read, assign, accept fault.Kind
	}{
		{steeringtest.Coordinator, steeringtest.County, allowed, allowed, fault.Denied, fault.Denied}, // the city filed them
		{steeringtest.Coordinator, steeringtest.City, allowed, allowed, allowed, fault.Denied},
		{steeringtest.Coordinator, steeringtest.Province, allowed, allowed, allowed, fault.Denied},
		{steeringtest.Coordinator, region.Country, allowed, allowed, allowed, fault.Denied},
		{steeringtest.Coordinator, steeringtest.Sibling, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Coordinator, steeringtest.Town, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Coordinator, steeringtest.Other, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Handler, steeringtest.County, fault.Denied, allowed, fault.Denied, allowed},
		{steeringtest.Handler, steeringtest.Sibling, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Handler, steeringtest.Town, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Reader, steeringtest.County, fault.Denied, allowed, fault.Denied, fault.Denied},
		{steeringtest.Reader, steeringtest.Other, fault.NotFound, fault.NotFound, fault.NotFound, fault.NotFound},
		{steeringtest.Stranger, steeringtest.County, fault.Denied, fault.Denied, fault.Denied, fault.Denied},
	} {
		who := w.Actor(c.role, c.at)
		_, err := w.Tasks.File(t.Context(), who, steeringtest.Filing())
		outcome(t, c.role, c.at, "file", err, c.file)
		filed, assigned := w.File(t), w.File(t)
		w.Do(t, assigned.ID, steering.Assign)
		_, err = w.Tasks.Get(t.Context(), who, filed.ID)
		outcome(t, c.role, c.at, "read", err, c.read)
		_, _, err = w.Tasks.Story(t.Context(), who, filed.ID)
		outcome(t, c.role, c.at, "story", err, c.read)
		_, err = w.Tasks.Act(t.Context(), who, filed.ID, steering.Deed{Step: steering.Assign})
		outcome(t, c.role, c.at, "assign", err, c.assign)
		_, err = w.Tasks.Act(t.Context(), who, assigned.ID, steering.Deed{Step: steering.Accept})
		outcome(t, c.role, c.at, "accept", err, c.accept)
	}
	for name, who := range map[string]access.Actor{"nobody": {}, "a visitor": access.Visitor()} {
		if _, err := w.Tasks.File(t.Context(), who, steeringtest.Filing()); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s files: %v, want not found", name, err)
		}
		if _, _, err := w.Tasks.List(t.Context(), who, steering.Filter{Limit: 10}); fault.KindOf(err) != fault.Denied {
			t.Errorf("%s lists: %v, want denied", name, err)
		}
	}
}

// outcome compares what came of a deed with a kind; Internal stands for allowed.
func outcome(t *testing.T, role access.Role, at region.Key, what string, err error, want fault.Kind) {
	t.Helper()
	if (err == nil) != (want == fault.Internal) || err != nil && fault.KindOf(err) != want {
		t.Errorf("%s of %s: %s gives %v, want %v", role, at, what, err, want)
	}
}

// A list shows exactly what Get would show one by one, and counts nothing else.
func TestListsLeakNothing(t *testing.T) {
	w := world(t)
	var all []steering.Task
	for _, target := range []region.Key{steeringtest.County, steeringtest.Sibling, steeringtest.City, steeringtest.Province} {
		who := w.Actor(steeringtest.Coordinator, region.Country)
		task, err := w.Tasks.File(t.Context(), who, steeringtest.Filing(func(f *steering.Filing) { f.Target = target }))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, task)
	}
	for at, want := range map[region.Key]int{
		region.Country: 4, steeringtest.Province: 4, steeringtest.City: 3, steeringtest.County: 1, steeringtest.Sibling: 1,
		steeringtest.Third: 0, steeringtest.Town: 0, steeringtest.Other: 0,
	} {
		who := w.Actor(steeringtest.Reader, at)
		list, counts, err := w.Tasks.List(t.Context(), who, steering.Filter{Limit: 10})
		if err != nil || len(list) != want || counts[steering.Filed] != int64(want) || len(counts) > 1 {
			t.Errorf("reader of %s: %d tasks, counts %v, %v; want %d", at, len(list), counts, err, want)
		}
		seen := 0
		for _, task := range all {
			if _, err := w.Tasks.Get(t.Context(), who, task.ID); err == nil {
				seen++
			}
		}
		if seen != want {
			t.Errorf("reader of %s gets %d tasks one by one and %d in a list", at, seen, want)
		}
	}
}

func TestFilingIsRefused(t *testing.T) {
	w := world(t)
	w.Measure(t, "2025", "2026-03", steeringtest.Baseline)
	long := strings.Repeat("长", 81)
	for name, c := range map[string]struct {
		change func(f *steering.Filing)
		key    string
	}{
		"context": {func(f *steering.Filing) { f.Question = indicator.Question{ID: "tap_water", By: indicator.ByCounty} }, "steering.file.context"},
		"a stand-in": {func(f *steering.Filing) {
			f.Question = indicator.Question{ID: "employed_information", By: indicator.ByCounty}
		}, "steering.file.context"},
		"an unknown indicator": {func(f *steering.Filing) { f.Question.ID = "nothing" }, "indicator.unknown"},
		"no figures":           {func(f *steering.Filing) { f.Question.ID = "digital_campus" }, "indicator.no_data"},
		"one group only":       {func(f *steering.Filing) { f.Question.Within = "520521" }, "steering.gap.none"},
		"an older gap":         {func(f *steering.Filing) { f.Question.Period = "2024" }, "steering.gap.old"},
		"no such period":       {func(f *steering.Filing) { f.Question.Period = "1999" }, "indicator.period.unknown"},
		"no title":             {func(f *steering.Filing) { f.Title = " " }, "steering.file.title"},
		"a long title":         {func(f *steering.Filing) { f.Title = long }, "steering.file.title"},
		"a text turned round":  {func(f *steering.Filing) { f.Text = "a\u202eb" }, "steering.file.control"},
		"a control character":  {func(f *steering.Filing) { f.Title = "a\u0085b" }, "steering.file.control"},
		"a long text":          {func(f *steering.Filing) { f.Text = strings.Repeat("长", 2001) }, "steering.file.text"},
		"a later control":      {func(f *steering.Filing) { f.Text = "a\x1b[31m" }, "steering.file.control"},
		"a NUL":                {func(f *steering.Filing) { f.Title = "a\x00" }, "steering.file.control"},
		"no UTF-8":             {func(f *steering.Filing) { f.Text = "\xff" }, "steering.file.control"},
		"an unknown function":  {func(f *steering.Filing) { f.Lead = "无此职能" }, "steering.file.function"},
		"a function twice":     {func(f *steering.Filing) { f.Assisting = []string{"民政", "民政"} }, "steering.file.function"},
		"the lead assists":     {func(f *steering.Filing) { f.Lead, f.Assisting = "民政", []string{"民政"} }, "steering.file.function"},
		"no days":              {func(f *steering.Filing) { f.Days = 0 }, "steering.file.days"},
		"too many days":        {func(f *steering.Filing) { f.Days = 251 }, "steering.file.days"},
		"a year without days":  {func(f *steering.Filing) { f.Days = 60 }, "calendar.year.missing"},
		"a duty of no town":    {func(f *steering.Filing) { f.Duty = "S-01" }, "steering.duty.not_here"},
		"a place that is gone": {func(f *steering.Filing) { f.Target = region.Key{Code: "520522", Level: region.County} }, "access.absent"},
	} {
		_, err := w.Tasks.File(t.Context(), w.Actor(steeringtest.Coordinator, steeringtest.City), steeringtest.Filing(c.change))
		if e, ok := fault.As(err); !ok || e.Key != c.key {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if list, _, err := w.Tasks.List(t.Context(), w.Actor(steeringtest.Reader, region.Country), steering.Filter{Limit: 1}); err != nil || len(list) > 0 {
		t.Errorf("refused filings left %d tasks, %v", len(list), err)
	}
	// The controls: the same filing without a change is good, and so is one on a gap from zero.
	w.File(t)
	w.Measure(t, "2026-06", "2026-07", steeringtest.Shares{steeringtest.County: 0, steeringtest.Third: 60, steeringtest.Sibling: 80})
	if task := w.File(t); task.Before.Ratio != nil || task.Before.Absolute != 80 {
		t.Errorf("a gap from zero: %+v, want 80 without a ratio", task.Before)
	}
}

// What a task cites is a frozen copy, in the record to the byte.
func TestTheGapIsFrozen(t *testing.T) {
	w := world(t)
	task := w.File(t, func(f *steering.Filing) { f.Assisting = []string{"民政"} })
	b := task.Before
	if b.Period != "2024" || b.High != 80 || b.Low != 40 || b.HighCode != "520526" || b.LowCode != "520521" || b.WorstOff != "520521" ||
		b.Absolute != 40 || *b.Ratio != 2 || b.Groups != 3 || len(b.Sources) == 0 || b.Version == 0 {
		t.Errorf("cited: %+v", b)
	}
	if task.Action != 4 || task.Lead != "工业和信息化" || task.DueOn != "2026-12-22" || task.LimitOn != "2026-12-01" {
		t.Errorf("task: action %d, lead %s, due %s, limit %s; want 4, 工业和信息化, 2026-12-22, 2026-12-01", task.Action, task.Lead, task.DueOn, task.LimitOn)
	}
	w.Measure(t, "2024", "2026-11", steeringtest.Shares{steeringtest.County: 79})
	if got := stored(t, w, task.ID); got.Before.SHA256() != b.SHA256() {
		t.Error("new figures changed what the task cites")
	}
	body := record(t, w, task.ID)
	var kept struct {
		Filing struct{ Before json.RawMessage }
	}
	if err := json.Unmarshal([]byte(body), &kept); err != nil {
		t.Fatal(err)
	}
	if sum := sha256.Sum256(kept.Filing.Before); hex.EncodeToString(sum[:]) != b.SHA256() {
		t.Errorf("SHA256 is not that of the bytes in the record: %s", kept.Filing.Before)
	}
}

// record is the body of a task's first record.
func record(t *testing.T, w *steeringtest.World, id string) (body string) {
	t.Helper()
	err := w.DB.Read(context.Background(), func(q store.Queryer) error {
		return w.Tasks.Store.Records(q, steeringtest.Node, func(_ int64, _ string, b []byte) error {
			if body == "" && strings.Contains(string(b), id) {
				body = string(b)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestOneReminder(t *testing.T) {
	w := world(t)
	who := w.Actor(steeringtest.Coordinator, steeringtest.City)
	task := w.File(t)
	if _, err := w.Tasks.Act(t.Context(), who, task.ID, steering.Deed{Step: steering.Remind}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a reminder before anybody was asked: %v, want a conflict", err)
	}
	w.Do(t, task.ID, steering.Assign)
	if got := w.Do(t, task.ID, steering.Remind); !got.Reminded || got.State != steering.Assigned {
		t.Errorf("reminded: %v in %s", got.Reminded, got.State)
	}
	w.Do(t, task.ID, steering.Accept)
	if _, err := w.Tasks.Act(t.Context(), who, task.ID, steering.Deed{Step: steering.Remind}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a second reminder: %v, want a conflict", err)
	}
	next, err := w.Tasks.Next(t.Context(), who, stored(t, w, task.ID))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range next.Steps {
		if step.Step == steering.Remind {
			t.Error("a second reminder is offered")
		}
	}
}

// The other turns a task can take.
func TestTurns(t *testing.T) {
	w := world(t)
	for name, c := range map[string]struct {
		steps []steering.Step
		state steering.State
		due   string
	}{
		"another day is agreed":    {[]steering.Step{steering.Assign, steering.Counter, steering.Agree}, steering.Accepted, "2026-12-08"},
		"another day is not":       {[]steering.Step{steering.Assign, steering.Counter, steering.Hold}, steering.Assigned, "2026-12-22"},
		"refused, then taken back": {[]steering.Step{steering.Assign, steering.Refuse, steering.Withdraw}, steering.Withdrawn, "2026-12-22"},
		"refused, then again":      {[]steering.Step{steering.Assign, steering.Refuse, steering.Assign, steering.Accept}, steering.Accepted, "2026-12-22"},
		"asked above":              {[]steering.Step{steering.Assign, steering.Refuse, steering.Escalate}, steering.Refused, "2026-12-22"},
		"sent back":                {[]steering.Step{steering.Assign, steering.Accept, steering.Feedback, steering.Return, steering.Feedback}, steering.Reported, "2026-12-22"},
		"not achieved":             {[]steering.Step{steering.Assign, steering.Accept, steering.Feedback, steering.GiveUp}, steering.Unachieved, "2026-12-22"},
	} {
		task := w.File(t)
		if got := w.Do(t, task.ID, c.steps...); got.State != c.state || got.DueOn != c.due {
			t.Errorf("%s: %s due %s, want %s due %s", name, got.State, got.DueOn, c.state, c.due)
		}
	}
	task := w.File(t)
	w.Do(t, task.ID, steering.Assign)
	who := w.Actor(steeringtest.Handler, steeringtest.County)
	for name, d := range map[string]steering.Deed{
		"a refusal without a reason": {Step: steering.Refuse}, "another day without one": {Step: steering.Counter, Reason: "x"},
		"a reason that moves the cursor": {Step: steering.Refuse, Reason: "\x1b[31m"},
	} {
		if _, err := w.Tasks.Act(t.Context(), who, task.ID, d); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
}

// A township owes what its duty list says, and nothing else; without the number of a plan it is only asked.
func TestTownships(t *testing.T) {
	w := world(t)
	who := w.Actor(steeringtest.Coordinator, steeringtest.City)
	file := func(duty, plan string) (steering.Task, error) {
		return w.Tasks.File(t.Context(), who, steeringtest.Filing(steeringtest.ToTown(duty, plan)))
	}
	if _, err := file("S-01", "样督〔2026〕1号"); fault.KindOf(err) != fault.Invalid {
		t.Errorf("before there is a list: %v, want invalid", err)
	}
	if err := w.Tasks.AddDuties(t.Context(), who, steeringtest.Duties); err != nil {
		t.Fatal(err)
	}
	for duty, key := range map[string]string{
		"": "steering.duty.none", "S-03": "steering.duty.taken_back", "S-04": "steering.duty.unknown",
		"S-05": "steering.duty.unknown", "S-99": "steering.duty.unknown",
	} {
		for _, plan := range []string{"", "样督〔2026〕1号"} {
			if _, err := file(duty, plan); keyOf(err) != key {
				t.Errorf("item %q with plan %q: %v, want %s", duty, plan, err, key)
			}
		}
	}
	task, err := file("S-02", "样督〔2026〕1号")
	if err != nil || task.Proposal || task.State != steering.Filed {
		t.Errorf("with a plan's number: %+v, %v; want a task", task, err)
	}
	offer, err := file("S-01", "")
	if err != nil || !offer.Proposal || offer.State != steering.Proposed {
		t.Fatalf("without one: %+v, %v; want a proposal", offer, err)
	}
	sign := steering.Deed{Step: steering.Sign}
	if _, err := w.Tasks.Act(t.Context(), who, offer.ID, sign); fault.KindOf(err) != fault.Denied {
		t.Errorf("the city signs for the county: %v, want denied", err)
	}
	w.Do(t, offer.ID, steering.Sign)
	if got := stored(t, w, offer.ID); got.Overdue("2099-01-01") || got.State != steering.Offered {
		t.Errorf("a signed proposal is %s, overdue %v", got.State, got.Overdue("2099-01-01"))
	}
	for _, step := range []steering.Step{steering.Remind, steering.Refuse, steering.Assign} {
		if _, err := w.Tasks.Act(t.Context(), who, offer.ID, steering.Deed{Step: step, Reason: "x"}); err == nil {
			t.Errorf("%s of a proposal was possible", step)
		}
	}
	if got := w.Do(t, offer.ID, steering.Decline); got.State != steering.Declined || !got.Final() {
		t.Errorf("declined: %s", got.State)
	}
	// The control: a task that nobody answered in time is overdue.
	if got := stored(t, w, task.ID); !got.Overdue("2099-01-01") || got.Overdue(got.LimitOn) {
		t.Errorf("a task with the limit %s is never overdue, or on its last day", got.LimitOn)
	}
	taken, err := file("S-01", "")
	if err != nil {
		t.Fatal(err)
	}
	if got := w.Do(t, taken.ID, steering.Sign, steering.Accept); got.Overdue("2099-01-01") {
		t.Error("a proposal taken up became overdue")
	}
	if _, err := w.Tasks.Act(t.Context(), who, taken.ID, steering.Deed{Step: steering.Remind}); keyOf(err) != "steering.act.proposal" {
		t.Errorf("a reminder of a proposal taken up: %v", err)
	}
}

func keyOf(err error) string {
	if e, ok := fault.As(err); ok {
		return e.Key
	}
	return ""
}

// Local bodies are dated, nearest first, and frozen with the task.
func TestBodies(t *testing.T) {
	w := world(t)
	who := w.Actor(steeringtest.Coordinator, steeringtest.City)
	name := func(at region.Key, name string) {
		t.Helper()
		if err := w.Tasks.SetBody(t.Context(), who, steering.Body{Region: at, Function: "工业和信息化", Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if task := w.File(t); task.LeadBody != "" {
		t.Errorf("nobody was named, and %q leads", task.LeadBody)
	}
	name(steeringtest.City, "样本市局")
	first := w.File(t)
	name(steeringtest.County, "样本县局")
	second := w.File(t)
	w.Set("2026-11-25")
	name(steeringtest.County, "样本县新局")
	third := w.File(t)
	for got, want := range map[*steering.Task]string{&first: "样本市局", &second: "样本县局", &third: "样本县新局"} {
		if kept := stored(t, w, got.ID); got.LeadBody != want || kept.LeadBody != want {
			t.Errorf("%q leads, stored %q, want %q", got.LeadBody, kept.LeadBody, want)
		}
	}
	for name, b := range map[string]steering.Body{
		"no name": {Region: steeringtest.County, Function: "民政"}, "no function": {Region: steeringtest.County, Function: "无此职能", Name: "x"},
	} {
		if err := w.Tasks.SetBody(t.Context(), who, b); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: %v, want invalid", name, err)
		}
	}
	elsewhere := steering.Body{Region: steeringtest.Other, Function: "民政", Name: "x"}
	if err := w.Tasks.SetBody(t.Context(), who, elsewhere); fault.KindOf(err) != fault.NotFound {
		t.Errorf("a body of another province: %v, want not found", err)
	}
	if list, err := w.Tasks.Bodies(t.Context(), w.Actor(steeringtest.Reader, steeringtest.Sibling)); err != nil || len(list) > 0 {
		t.Errorf("a reader of the neighbouring county sees %v, %v", list, err)
	}
}
