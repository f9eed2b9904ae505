package app

import (
	"archive/tar"
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/account/openness"
	"mihe/internal/account/steering"
	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/exchange"
	"mihe/internal/act/feedback"
	"mihe/internal/act/notify"
	"mihe/internal/base/access"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/rule"
	"mihe/internal/record/fact"
	"mihe/internal/record/form"
)

// release names a file into which the folder of TestALifeFillsEveryTable is packed, for a new fixture:
//
//	go test ./internal/app -run TestALifeFillsEveryTable -args -release=testdata/release-0.1/folder.tar.bz2
var release = flag.String("release", "", "pack a data folder as this release leaves it into a file")

// life is a demonstration that people have worked with.
type life struct {
	*App
	t     *testing.T
	tasks *steering.Service
}

func (l life) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// live takes a folder through every use case that leaves something behind.
func live(t *testing.T, folder string) {
	a := openDemo(t, folder)
	_, err := a.Demo(t.Context())
	log := *a.Log
	log.Now = func() time.Time { return demoDay }
	tasks := *a.Tasks
	tasks.Now, tasks.Log = log.Now, &log
	l := life{a, t, &tasks}
	l.must(err)
	l.days()
	l.people()
	l.files()
	l.figures(a.Nodes[0], "2023", map[region.Key]int{demoCounty: 40, demoSibling: 80})
	reported := l.answers()
	l.figures(a.Nodes[0], "2024", map[region.Key]int{demoCounty: 60, demoSibling: 80})
	l.figures(a.Nodes[1], "2024", map[region.Key]int{demoSecondHome: 50})
	l.endings(reported)
	l.publications()
	l.persons()
	l.rules()
	l.forms()
	l.cases()
	l.feedback()
	l.bookings()
	l.deliveries()
	_, err = a.Backup(t.Context(), access.Operator(), t.TempDir())
	l.must(err)
	l.signIns()
	for _, k := range []*ledger.Keeper{a.keeper(logOf(common, commonID), a.Ring.For(common)), a.Nodes[0].Keeper, a.Nodes[1].Keeper} {
		_, err := k.Sign(t.Context())
		l.must(err)
	}
	a.Jobs.Close()
	l.must(a.Close())
}

// days imports a year of working days, and then corrects it.
func (l life) days() {
	const year = "date,kind,name_zh,name_en,source\n2028-01-01,off,元旦,New Year's Day,样本一号\n2028-01-25,off,春节,,样本一号\n2028-02-05,work,春节,,样本一号\n" +
		"2028-04-04,off,清明,,样本一号\n2028-05-01,off,劳动节,,样本一号\n2028-05-29,off,端午,,样本一号\n2028-10-02,off,国庆节、中秋节,,样本一号\n"
	for _, text := range []string{year, strings.Replace(year, "2028-02-05", "2028-02-06", 1)} {
		r, err := l.Admin.ImportYear(l.t.Context(), access.Operator(), "2028.csv", []byte(text))
		l.must(err)
		if !r.Added {
			l.t.Fatal("the year was not added")
		}
	}
}

// people leaves an account in every state, with a mandate taken back, one that ends, a link and one that was undone.
func (l life) people() {
	ctx, who, s := l.t.Context(), access.Operator(), l.Accounts
	made := map[string]access.Account{}
	for i, user := range []string{"user-a", "user-b", "user-c", "user-d", "user-e"} {
		a, _, err := s.Make(ctx, who, access.NewAccount{User: user, Name: strings.Replace(user, "-", " ", 1), Phone: fmt.Sprint("000-000", i), Home: demoCounty})
		l.must(err)
		made[user] = a
	}
	given, err := s.Give(ctx, who, access.NewMandate{Account: made["user-a"].ID, Mandate: access.Mandate{Role: Reader, At: demoCounty}, From: "2026-01-01", Until: "2099-01-01"})
	l.must(err)
	taken, err := s.Give(ctx, who, access.NewMandate{Account: made["user-d"].ID, Mandate: access.Mandate{Role: Reader, At: demoCounty}})
	l.must(err)
	_, _, reset := s.ResetPassword(ctx, who, made["user-a"].ID)
	l.must(errors.Join(
		reset, s.Take(ctx, who, taken.Account, taken.ID), s.Disable(ctx, who, made["user-b"].ID),
		s.Disable(ctx, who, given.Account), s.Enable(ctx, who, given.Account),
		s.LinkOther(ctx, who, made["user-a"].ID, "https://id.example", "subject-a"),
		s.LinkOther(ctx, who, made["user-d"].ID, "https://id.example", "subject-d"), s.Unlink(ctx, who, made["user-d"].ID),
		s.Erase(ctx, who, made["user-c"].ID),
	))
	l.requests(made)
	l.machines()
}

// machines leaves a machine that waits for a second administrator, one that acts, and one that has ended.
func (l life) machines() {
	ctx, s, security, audit := l.t.Context(), l.Accounts, l.account("security_admin.000000"), l.account("audit_admin.000000")
	for i, name := range []string{"machine-a", "machine-b", "machine-c"} {
		m, _, err := s.MakeMachine(ctx, security, access.NewMachine{Name: name, Right: machineRights[0], At: demoCounty})
		l.must(err)
		if i > 0 {
			l.must(s.ConfirmMachine(ctx, audit, m.ID))
		}
		if i > 1 {
			l.must(s.EndMachine(ctx, security, m.ID))
		}
	}
}

// requests leaves a new password that waits for a second administrator, and one that was confirmed.
func (l life) requests(made map[string]access.Account) {
	ctx, s, system, security := l.t.Context(), l.Accounts, l.account("system_admin.000000"), l.account("security_admin.000000")
	_, err := s.Give(ctx, access.Operator(), access.NewMandate{Account: made["user-e"].ID, Mandate: access.Mandate{Role: Reader, At: demoCounty}})
	l.must(err)
	for _, user := range []string{"user-a", "user-e"} {
		_, _, err := s.ResetPassword(ctx, system, made[user].ID)
		l.must(err)
	}
	shown, err := s.Show(ctx, security, made["user-e"].ID)
	l.must(err)
	l.must(s.Confirm(ctx, security, made["user-e"].ID, shown.Waits.ID))
}

// account is the actor of an account of the demonstration.
func (l life) account(user string) access.Actor {
	list, _, err := l.Accounts.List(l.t.Context(), access.Operator(), access.Filter{User: user}, 0, 1)
	l.must(err)
	if len(list) != 1 {
		l.t.Fatalf("no account %s", user)
	}
	who, err := l.Accounts.Actor(l.t.Context(), list[0].ID, access.Way{Factor: true})
	l.must(err)
	return who
}

// files leaves imports by page: one that was stored and one that was refused.
func (l life) files() {
	ctx, who := l.t.Context(), l.account("statistician.520500")
	const head = "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for name, text := range map[string]string{
		"good.csv":   head + "digital_campus,520521,2022,,,30,observed,made up for the county,2023-01\n",
		"faulty.csv": head + "digital_campus,520521,2022,,,many,observed,made up for the county,2023-01\n",
	} {
		sum, err := l.Jobs.Put(who, strings.NewReader(text))
		l.must(err)
		j, err := l.Jobs.Begin(ctx, who, name, sum, false)
		for err == nil && j.EndedMs == 0 {
			time.Sleep(10 * time.Millisecond)
			j, err = l.Jobs.Get(ctx, who, j.ID)
		}
		l.must(err)
		if want := map[string]fact.JobState{"good.csv": fact.JobDone, "faulty.csv": fact.JobRefused}[name]; j.State != want {
			l.t.Fatalf("%s is %s, want %s", name, j.State, want)
		}
	}
}

// figures imports digital campuses of counties, each year from a source of its own.
func (l life) figures(n *Node, year string, shares map[region.Key]int) {
	text := "indicator,region,period,sex,residence,value,state,source,vintage\n"
	for at, share := range shares {
		text += fmt.Sprintf("digital_campus,%s,%s,,,%d,observed,made up in %[2]s,%[2]s-12\n", at.Code, year, share)
	}
	_, err := n.Facts.Import(l.t.Context(), access.Operator(), csvOf(text), fact.ImportOptions{})
	l.must(err)
}

func (l life) file(target region.Key, duty string) steering.Task {
	task, err := l.tasks.File(l.t.Context(), access.Operator(), steering.Filing{
		Question: indicator.Question{ID: "digital_campus", By: indicator.ByCounty, Within: string(demoPrefecture.Code)},
		Title:    "样本任务", Text: "样本", Target: target, Days: 20, Duty: duty,
	})
	l.must(err)
	return task
}

func (l life) do(task steering.Task, steps ...steering.Step) {
	for _, step := range steps {
		_, err := l.tasks.Act(l.t.Context(), access.Operator(), task.ID, steering.Deed{Step: step, Reason: "样本理由", Days: 10})
		l.must(err)
	}
}

// answers leaves tasks in every state that asks for no later figures, and returns some that wait for them.
func (l life) answers() (reported []steering.Task) {
	for _, steps := range [][]steering.Step{
		{},
		{steering.Assign, steering.Counter},
		{steering.Assign, steering.Counter, steering.Agree, steering.Remind, steering.Escalate},
		{steering.Assign, steering.Counter, steering.Hold},
		{steering.Assign, steering.Refuse},
		{steering.Assign, steering.Accept, steering.Feedback, steering.Return},
		{steering.Withdraw},
	} {
		l.do(l.file(demoCounty, ""), steps...)
	}
	for _, steps := range [][]steering.Step{{}, {steering.Sign}, {steering.Sign, steering.Decline}} {
		l.do(l.file(demoTownship, "S-01"), steps...)
	}
	for range 4 {
		task := l.file(demoCounty, "")
		l.do(task, steering.Assign, steering.Accept, steering.Feedback)
		reported = append(reported, task)
	}
	return reported
}

// endings measures again.
func (l life) endings(reported []steering.Task) {
	l.do(reported[0], steering.Verify)
	l.do(reported[1], steering.Verify, steering.Close)
	l.do(reported[2], steering.Verify, steering.Return, steering.Feedback)
	l.do(reported[3], steering.GiveUp)
	_, counts, err := l.tasks.List(l.t.Context(), access.Operator(), steering.Filter{Limit: 1})
	l.must(err)
	if len(counts) != 14 { // the states of steering.State
		l.t.Errorf("tasks stand in %d states, want all 14: %v", len(counts), counts)
	}
}

// publications leaves a series in every state of publication.
func (l life) publications() {
	hands := map[openness.Step]access.Actor{
		openness.Propose: access.System("proposer", openness.CanRead, openness.CanPropose),
		openness.Review:  access.System("reviewer", openness.CanReview), openness.Approve: access.System("approver", openness.CanApprove),
	}
	hands[openness.Refuse], hands[openness.Withdraw] = hands[openness.Review], hands[openness.Approve]
	take := func(step openness.Step, attribute openness.Attribute, id string) {
		w := openness.Wish{Step: step, Series: []string{id}}
		switch step { //nolint:exhaustive // the others say nothing
		case openness.Propose:
			w.Attribute, w.Basis = attribute, "样本依据"
		case openness.Refuse, openness.Withdraw:
			w.Reason = "样本理由"
		}
		l.must(l.Openness.Take(l.t.Context(), hands[step], w))
	}
	list, err := l.Openness.List(l.t.Context(), hands[openness.Propose])
	l.must(err)
	list = slices.DeleteFunc(list, func(one openness.Listed) bool { return one.State != openness.Internal })
	if len(list) < 3 {
		l.t.Fatalf("%d series are internal, want three at least", len(list))
	}
	take(openness.Propose, openness.Active, list[0].ID())
	take(openness.Refuse, "", list[0].ID())
	take(openness.Propose, openness.Active, list[0].ID())
	take(openness.Propose, openness.Never, list[1].ID())
	take(openness.Review, "", list[1].ID())
	for _, step := range []openness.Step{openness.Propose, openness.Review, openness.Approve, openness.Withdraw} {
		take(step, openness.Active, list[2].ID())
	}
	for _, step := range []openness.Step{openness.Propose, openness.Review, openness.Approve} {
		take(step, openness.OnRequest, list[2].ID())
	}
}

// rules leaves two versions of a rule set, decisions of which one was corrected, and a run.
func (l life) rules() {
	texts, err := data.Rules()
	l.must(err)
	// A set of its own: the demonstration has adopted the shipped one.
	ctx, text := l.t.Context(), strings.Replace(string(texts["eldercare-ability"]), "id: eldercare_ability", "id: sample_ability", 1)
	proposer, adopter, decider := access.System("proposer", rule.CanPropose), access.System("adopter", rule.CanAdopt), access.System("decider", rule.CanDecide)
	one := func(yield func(rule.Sample, error) bool) {
		yield(rule.Sample{Case: rule.Case{On: "2026-01-01", Facts: map[string]any{"coma": true}}, Group: "a"}, nil)
	}
	for i, version := range []string{text, strings.ReplaceAll(text, "coma", "in_coma")} {
		v, err := l.Rules.Propose(ctx, proposer, []byte(version), "样本文件")
		l.must(err)
		if i > 0 {
			break // proposed, and no more
		}
		report, _, err := l.Rules.Weigh(ctx, proposer, v, rule.Question{Least: 5}, one)
		l.must(err)
		l.must(l.Rules.Adopt(ctx, adopter, rule.NewAdoption{Version: v, From: "2026-01-01", Comparison: report, Basis: "样本决定"}))
	}
	l.must(l.Keys.Create(ctx, "person_a"))
	facts := []rule.FrozenFact{{ID: "coma", Value: true, Source: "样本登记", AsOf: "2026-01-01"}}
	const set = "sample_ability"
	made, _, err := l.Rules.Decide(ctx, decider, rule.NewDecision{Set: set, Subject: "person_a", Region: demoCounty, On: "2026-03-08", Facts: facts, Basis: access.StatutoryDuty})
	l.must(err)
	_, _, err = l.Rules.Correct(ctx, decider, rule.Correction{Decision: made.ID, Reason: "样本理由", On: "2026-03-09", Facts: facts, Basis: access.StatutoryDuty})
	l.must(err)
	_, err = l.Rules.Run(ctx, decider, set, "2026-03-08", demoCounty, func(yield func(map[string]any, error) bool) {
		yield(map[string]any{"coma": true}, nil)
	}, func(int64, rule.Outcome) error { return nil })
	l.must(err)
}

// forms leaves a form that was filled on paper, with a correction.
func (l life) forms() {
	const text = `
format: 1
id: sample
title: {zh: 样本表, en: sample}
purpose: {zh: 样本用途, en: sample}
number: 样表01
authority: {zh: 样本机关, en: sample}
approval: 样本备案1号
from: "2026-01-01"
to: "2099-12-31"
fields:
  - {id: note, title: {zh: 备注, en: remark}, purpose: {zh: 样本, en: sample}, element: sample.note, type: text}
`
	ctx, filler := l.t.Context(), access.System("filler", form.CanFill)
	layout, err := l.Forms.Register(ctx, access.System("registrar", form.CanRegister), []byte(text))
	l.must(err)
	l.must(l.Keys.Create(ctx, "person_a"))
	sheet, err := l.Forms.Print(ctx, filler, layout.Version(), "person_a", demoCounty)
	l.must(err)
	w := form.NewFilling{Code: sheet.Code, Answers: map[string]string{"note": "样本"}, Basis: access.StatutoryDuty}
	filled, err := l.Forms.Fill(ctx, filler, w)
	l.must(err)
	w.Supersedes = filled.ID
	_, err = l.Forms.Fill(ctx, filler, w)
	l.must(err)
}

// signIns leaves a session, and somebody who did not get in.
func (l life) signIns() {
	d := newDoor(l.t, l.App)
	accounts, err := readDemo(filepath.Join(l.Folder, demoAccountsFile))
	l.must(err)
	d.signIn(l.t, &person{DemoAccount: demoOf(l.t, accounts, fixtureUser)})
	if got := d.ask(l.t, &person{}, request{method: http.MethodPost, path: "/sign-in", form: map[string][]string{"user": {"user-a"}, "password": {"none of theirs"}}}); got.status != http.StatusUnprocessableEntity {
		l.t.Errorf("a wrong password is answered with %d", got.status)
	}
}

// fixtureUser works with tasks of the prefecture.
const fixtureUser = "coordinator.520500"

func demoOf(t *testing.T, accounts []DemoAccount, user string) DemoAccount {
	t.Helper()
	i := slices.IndexFunc(accounts, func(a DemoAccount) bool { return a.User == user })
	if i < 0 {
		t.Fatalf("no account %s", user)
	}
	return accounts[i]
}

// cases leaves a case that was opened at a counter and accepted, and the message that says so. No programme hands in a
// machine yet, so it is the sample's.
func (l life) cases() {
	ctx, who := l.t.Context(), access.Operator()
	s := *l.Cases
	s.Machines, s.Now, s.Log = []casework.Machine{caseworktest.Sample()}, l.tasks.Now, l.tasks.Log
	cases, err := casework.NewService(s)
	l.must(err)
	person, err := ident.New("person", demoDay, rand.Reader)
	l.must(err)
	messages := *l.Messages
	messages.Now, messages.Log = l.tasks.Now, l.tasks.Log
	l.must(l.DB.Write(ctx, func(tx *store.Tx) error {
		c, err := cases.OpenIn(tx, who, casework.Opening{
			Machine: "sample", Item: "meal_aid", Person: person, Place: demoCounty, Way: casework.Way{Channel: access.Counter},
		})
		if err != nil {
			return err
		}
		_, err = messages.QueueIn(tx, who, notify.Wish{
			Person: person, Channel: notify.SMS, Template: "received", About: c.ID, Region: c.Place,
			Args: notify.Args{Number: c.Number(), Day: c.LimitOn, Phone: "000-0000"},
		})
		if err != nil {
			return err
		}
		_, err = cases.ActIn(tx, who, c.ID, casework.Deed{Step: "accept", Seen: c.Actions})
		return err
	}))
}

// feedback leaves a rating, an order that was answered and called back on, and files of the hotline. The demonstration has handed one on.
func (l life) feedback() {
	ctx := l.t.Context()
	office, other := access.System("office", casework.CanRead, casework.CanAssist, casework.CanHandle), access.System("other office", casework.CanRead, casework.CanHandle)
	var done casework.Case
	l.must(l.DB.Read(ctx, func(q store.Queryer) (err error) {
		done, err = concluded(q, l.Cases)
		return err
	}))
	if done.Rating == 0 {
		_, err := l.Feedback.Rate(ctx, office, feedback.About{Kind: feedback.CaseKind, ID: done.ID}, 1, casework.Way{Channel: access.Voice})
		l.must(err)
	}
	c, err := l.Feedback.Complain(ctx, office, feedback.New{
		Person: done.Person, Nature: feedback.Complained, Subject: "样本：约好的日子没有来", Text: "样本", Way: casework.Way{Channel: access.Counter},
	})
	l.must(err)
	c, err = l.Cases.Act(ctx, office, c.ID, casework.Deed{Step: "accept", Seen: c.Actions})
	l.must(err)
	c, err = l.Feedback.Answer(ctx, office, c.ID, c.Actions, "样本答复")
	l.must(err)
	_, err = l.Feedback.CallBack(ctx, other, c.ID, c.Actions, feedback.Solved, 4)
	l.must(err)
	texts, err := data.Exchange()
	l.must(err)
	layout, err := exchange.ReadLayout(texts["workorder_12345"])
	l.must(err)
	_, _, err = l.Feedback.ReadOrders(ctx, access.Operator(), layout, []byte("工单编号,受理时间,诉求类型,诉求标题,工单状态\n样本1,2026-01-05 08:30:17,投诉,样本事项,受理\n"))
	l.must(err)
	_, err = l.Feedback.WriteOrders(ctx, access.Operator(), layout)
	l.must(err)
}

// concluded finds a case of the demonstration whose person was told of the decision.
func concluded(q store.Queryer, s *casework.Service) (c casework.Case, err error) {
	found := false
	err = s.Store.Records(q, s.Node, func(_ int64, body []byte) error {
		var a casework.Action
		if err := json.Unmarshal(body, &a); err != nil {
			return err
		}
		if a.State == "concluded" && !found {
			one, err := s.Store.Case(q, s.Node, a.Case)
			if err != nil {
				return err
			}
			if one.State == "concluded" {
				c, found = one, true
			}
		}
		return nil
	})
	if err == nil && !found {
		err = errors.New("no case of the demonstration is concluded")
	}
	return c, err
}

// emptyTables are the tables without a row, but for those of SQLite itself.
func emptyTables(t *testing.T, path string) (empty []string, all int) {
	t.Helper()
	r, err := store.OpenArchive(t.Context(), path) // which leaves no file beside it
	if err != nil {
		t.Fatal(err)
	}
	err = r.Read(t.Context(), func(q store.Queryer) error {
		tables, err := store.Tables(q, store.SQLite)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if strings.HasPrefix(table, "sqlite_") {
				continue
			}
			var n int
			if err := q.QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
				return err
			}
			if all++; n == 0 {
				empty = append(empty, table)
			}
		}
		return nil
	})
	if err = errors.Join(err, r.Close()); err != nil {
		t.Fatal(err)
	}
	return empty, all
}

// What later releases must be able to upgrade is what real use cases leave: none of the tables stays empty.
func TestALifeFillsEveryTable(t *testing.T) {
	folder := t.TempDir()
	if err := openDemo(t, folder).Close(); err != nil {
		t.Fatal(err)
	}
	before, all := emptyTables(t, filepath.Join(folder, databaseFile))
	live(t, folder)
	empty, _ := emptyTables(t, filepath.Join(folder, databaseFile))
	if len(empty) > 0 {
		t.Errorf("empty of %d: %v", all, empty)
	}
	if len(before) < 10 {
		t.Errorf("the control: only %v are empty in a new folder", before)
	}
	if *release != "" && !t.Failed() {
		pack(t, folder, *release)
	}
}

// pack writes a folder into an archive. Only making a fixture needs the program bzip2; the standard library unpacks it.
func pack(t *testing.T, folder, to string) {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	err := errors.Join(w.AddFS(os.DirFS(folder)), w.Close())
	if err == nil {
		cmd := exec.CommandContext(t.Context(), "bzip2", "-9")
		cmd.Stdin = io.Reader(&b)
		var out []byte
		if out, err = cmd.Output(); err == nil {
			err = os.WriteFile(to, out, 0o644)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}
