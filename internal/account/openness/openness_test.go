package openness_test

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/account/openness"
	"mihe/internal/account/openness/opennessdb"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/factdb"
	"mihe/internal/record/fact/facttest"
)

// world is one node with common facts below it.
type world struct {
	*openness.Service
	db          *store.DB
	common, own *fact.Service
	public      *openness.Filter
	marked      *openness.Marked
}

var migrations = append(facttest.Migrations(), opennessdb.Migrations())

func newWorld(db *store.DB, node int64) *world {
	facts := facttest.Service(db, factdb.Store{})
	layered := fact.Layered{Facts: factdb.Store{}}
	w := &world{
		db: db, common: facttest.Of(facts, 0), own: facttest.Of(facts, node),
		public: &openness.Filter{Facts: layered, Store: opennessdb.Store{}}, marked: &openness.Marked{Facts: layered, Store: opennessdb.Store{}},
	}
	w.Service = &openness.Service{
		DB: db, Store: opennessdb.Store{}, Node: node, Home: region.Country, Facts: layered, Log: w.own.Log, Now: w.own.Now, Random: rand.Reader,
	}
	return w
}

// each runs exercise on every database, with one common series and two of the node's own.
func each(t *testing.T, exercise func(t *testing.T, w *world)) {
	t.Helper()
	storetest.Each(t, migrations, func(t *testing.T, db *store.DB) {
		w := newWorld(db, 1)
		w.load(t, w.common, observed("census", 10))
		w.load(t, w.own, observed("bulletin", 20))
		w.load(t, w.own, observed("survey", 30))
		exercise(t, w)
	})
}

// observed is a figure of Hezhang from a source.
func observed(source string, v float64) fact.Observation {
	return facttest.Observation(func(o *fact.Observation) { o.Source, o.Value = source, v })
}

func (w *world) load(t *testing.T, s *fact.Service, o fact.Observation) {
	t.Helper()
	if _, _, err := s.Load(context.Background(), access.Operator(), "batch", facttest.Seq(o), nil); err != nil {
		t.Fatal(err)
	}
}

// id is the name of a population series.
func id(owner int64, source string) string {
	return openness.Key{Owner: owner, Variable: "population", Source: source}.ID()
}

// policy has one role for each step.
func policy(t *testing.T) *access.Policy {
	t.Helper()
	p, err := access.NewPolicy(map[access.Role][]access.Right{
		"proposer": {openness.CanPropose, openness.CanRead}, "reviewer": {openness.CanReview, openness.CanRead},
		"approver": {openness.CanApprove, openness.CanRead}, "reader": {openness.CanRead},
		"all": {openness.CanPropose, openness.CanReview, openness.CanApprove, openness.CanRead},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// who is an account with a role in the whole country; its person bears the same name unless another is given.
func who(t *testing.T, account string, role access.Role, person ...string) access.Actor {
	t.Helper()
	name := append(person, account)[0]
	return policy(t).Actor(account, name, []access.Mandate{{Role: role, At: region.Country}}, func(above, _ region.Key) bool { return above == region.Country })
}

var wishes = map[openness.Step]openness.Wish{
	openness.Propose:  {Step: openness.Propose, Attribute: openness.Active, Basis: "政府信息公开条例第二十条第五项"},
	openness.Review:   {Step: openness.Review},
	openness.Approve:  {Step: openness.Approve},
	openness.Refuse:   {Step: openness.Refuse, Reason: "涉及未公布的调查"},
	openness.Withdraw: {Step: openness.Withdraw, Reason: "数据有误，待核实"},
}

// take takes a step, for one series or several.
func (w *world) take(who access.Actor, step openness.Step, ids ...string) error {
	wish := wishes[step]
	wish.Series = ids
	return w.Take(context.Background(), who, wish)
}

// must takes steps by three different persons.
func (w *world) must(t *testing.T, steps []openness.Step, ids ...string) {
	t.Helper()
	actors := map[openness.Step]access.Actor{
		openness.Propose: who(t, "user-a", "proposer"), openness.Review: who(t, "user-b", "reviewer"), openness.Approve: who(t, "user-c", "approver"),
		openness.Refuse: who(t, "user-b", "reviewer"), openness.Withdraw: who(t, "user-c", "approver"),
	}
	for _, step := range steps {
		if err := w.take(actors[step], step, ids...); err != nil {
			t.Fatalf("%s: %v", step, err)
		}
	}
}

var toPublic = []openness.Step{openness.Propose, openness.Review, openness.Approve}

// shown is what a reader tells of the one county: its figure, the sources held, and which of those are marked.
func (w *world) shown(t *testing.T, r fact.Reader) (figures, sources []string, version int64) {
	t.Helper()
	err := w.db.Read(context.Background(), func(q store.Queryer) error {
		cells, err := r.Cells(q, fact.Query{Node: w.Node, Variable: "population", Period: "2020", Level: region.County})
		if err != nil {
			return err
		}
		for _, c := range cells {
			figures = append(figures, c.Text())
		}
		holdings, err := r.Holdings(q, w.Node)
		if err != nil {
			return err
		}
		for _, h := range holdings {
			mark := ""
			if h.Internal {
				mark = " internal"
			}
			sources = append(sources, h.Source+mark)
		}
		version, err = r.Version(q, w.Node)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return figures, sources, version
}

func (w *world) wantShown(t *testing.T, when string, figures, sources []string) (version int64) {
	t.Helper()
	gotFigures, gotSources, version := w.shown(t, w.public)
	if diff := cmp.Diff([][]string{figures, sources}, [][]string{gotFigures, gotSources}); diff != "" {
		t.Errorf("%s (-want +shown to the public):\n%s", when, diff)
	}
	return version
}

func TestThreePersonsMakeASeriesPublic(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		at := w.wantShown(t, "at first", nil, nil)
		for _, step := range toPublic[:2] {
			w.must(t, []openness.Step{step}, id(0, "census"))
			if v := w.wantShown(t, "after "+string(step), nil, nil); v != at {
				t.Errorf("after %s the public version went from %d to %d", step, at, v)
			}
		}
		w.must(t, toPublic[2:], id(0, "census"))
		open := w.wantShown(t, "after approval", []string{"10"}, []string{"census"})
		if open <= at {
			t.Errorf("approval moved the version from %d to %d: pages would stay as they were", at, open)
		}
		// The node's own newer figures of the same county stay hidden and hide nothing; internal readers see the newest.
		figures, sources, _ := w.shown(t, w.marked)
		if diff := cmp.Diff([][]string{{"30"}, {"census", "bulletin internal", "survey internal"}}, [][]string{figures, sources}); diff != "" {
			t.Errorf("internal readers (-want +got):\n%s", diff)
		}
		w.must(t, []openness.Step{openness.Withdraw}, id(0, "census"))
		if closed := w.wantShown(t, "after withdrawal", nil, nil); closed <= open {
			t.Errorf("withdrawal moved the version from %d to %d", open, closed)
		}
	})
}

func TestOnlyActiveDisclosureIsPublic(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for attribute, source := range map[openness.Attribute]string{openness.OnRequest: "bulletin", openness.Never: "survey"} {
			wish := wishes[openness.Propose]
			wish.Attribute, wish.Series = attribute, []string{id(1, source)}
			if err := w.Take(context.Background(), who(t, "user-a", "proposer"), wish); err != nil {
				t.Fatal(err)
			}
			w.must(t, toPublic[1:], id(1, source))
		}
		w.wantShown(t, "approved on request and never", nil, nil)
	})
}

// Which step may follow which state, written out; everything else is a conflict and changes nothing.
func TestStepsFollowEachOther(t *testing.T) {
	path := map[openness.State][]openness.Step{
		openness.Internal: nil, openness.Proposed: toPublic[:1], openness.Reviewed: toPublic[:2], openness.Approved: toPublic,
	}
	allowed := map[openness.State][]openness.Step{
		openness.Internal: {openness.Propose}, openness.Proposed: {openness.Review, openness.Refuse},
		openness.Reviewed: {openness.Approve, openness.Refuse}, openness.Approved: {openness.Withdraw},
	}
	for _, state := range openness.States {
		for step := range wishes {
			t.Run(string(state)+" "+string(step), func(t *testing.T) {
				w := newWorld(storetest.Open(t, migrations...), 1)
				w.load(t, w.own, observed("census", 10))
				w.must(t, path[state], id(1, "census"))
				before := w.dump(t)
				err := w.take(who(t, "user-d", "all"), step, id(1, "census"))
				may := strings.Contains(fmt.Sprint(allowed[state]), string(step))
				if may != (err == nil) || !may && fault.KindOf(err) != fault.Conflict {
					t.Errorf("%s when %s: %v", step, state, err)
				}
				if changed := !cmp.Equal(before, w.dump(t)); changed != may {
					t.Errorf("%s when %s: changed %v", step, state, changed)
				}
			})
		}
	}
}

func TestNobodyTakesTwoSteps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		series := id(1, "survey")
		one, other := who(t, "user-a", "all"), who(t, "user-b", "all")
		again := who(t, "user-a-too", "all", "user-a") // another account of the first person
		if err := w.take(one, openness.Propose, series); err != nil {
			t.Fatal(err)
		}
		for name, tc := range map[string]struct {
			who  access.Actor
			step openness.Step
		}{"the same account": {one, openness.Review}, "another account of the same person": {again, openness.Review}} {
			if err := w.take(tc.who, tc.step, series); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s reviews what it proposed: %v, want denied", name, err)
			}
		}
		if err := w.take(other, openness.Review, series); err != nil {
			t.Fatal(err)
		}
		for _, same := range []access.Actor{one, again, other} {
			if err := w.take(same, openness.Approve, series); fault.KindOf(err) != fault.Denied {
				t.Errorf("%s approves: %v, want denied", same.ID, err)
			}
		}
		w.wantShown(t, "after two persons", nil, nil)
		if err := w.take(who(t, "user-c", "all"), openness.Approve, series); err != nil {
			t.Errorf("a third person: %v", err)
		}
		w.wantShown(t, "after three persons", []string{"30"}, []string{"survey"})
	})
}

func TestAListIsTakenWholeOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		all := []string{id(0, "census"), id(1, "bulletin"), id(1, "survey")}
		w.must(t, toPublic[:1], all[:2]...)
		before := w.dump(t)
		for name, err := range map[string]error{
			"one of them waits for another step": w.take(who(t, "user-b", "reviewer"), openness.Review, all...),
			"one of them does not exist":         w.take(who(t, "user-b", "reviewer"), openness.Review, all[0], "0011223344556677"),
			"nobody is chosen":                   w.take(who(t, "user-b", "reviewer"), openness.Review),
		} {
			if err == nil {
				t.Errorf("%s: accepted", name)
			}
		}
		if diff := cmp.Diff(before, w.dump(t)); diff != "" {
			t.Errorf("something was changed (-before +after):\n%s", diff)
		}
		if err := w.take(who(t, "user-b", "reviewer"), openness.Review, all[0], all[1], all[0]); err != nil {
			t.Errorf("a list that names one twice: %v", err)
		}
		w.must(t, toPublic[2:], all[:2]...)
		w.wantShown(t, "after a list", []string{"20"}, []string{"census", "bulletin"})
	})
}

func TestStepsNeedTheirRightInTheWholeNode(t *testing.T) {
	w := newWorld(storetest.Open(t, migrations...), 1)
	w.load(t, w.own, observed("census", 10))
	county := policy(t).Actor("user-e", "user-e", []access.Mandate{{Role: "all", At: region.Key{Code: "520526", Level: region.County}}},
		func(above, k region.Key) bool { return above == k })
	for step := range wishes {
		want := map[string]fault.Kind{"reader": fault.Denied, "visitor": fault.NotFound, "zero": fault.NotFound, "county": fault.NotFound}
		for name, actor := range map[string]access.Actor{"reader": who(t, "user-d", "reader"), "visitor": access.Visitor(), "zero": {}, "county": county} {
			if err := w.take(actor, step, id(1, "census")); fault.KindOf(err) != want[name] {
				t.Errorf("%s by a %s: %v, want %s", step, name, err, want[name])
			}
		}
	}
	if _, err := w.List(context.Background(), access.Visitor()); fault.KindOf(err) != fault.Denied {
		t.Errorf("a visitor lists the states: %v", err)
	}
}

func TestWhatIsWrittenIsChecked(t *testing.T) {
	w := newWorld(storetest.Open(t, migrations...), 1)
	w.load(t, w.own, observed("census", 10))
	series := []string{id(1, "census")}
	for field, wish := range map[string]openness.Wish{
		"basis":     {Step: openness.Propose, Attribute: openness.Active, Basis: " 无 "},
		"attribute": {Step: openness.Propose, Attribute: "secret", Basis: "a law with an article"},
		"reason":    {Step: openness.Withdraw, Reason: strings.Repeat("长", 501)},
		"step":      {Step: "published"},
	} {
		wish.Series = series
		err := w.Take(context.Background(), who(t, "user-d", "all"), wish)
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != field {
			t.Errorf("a wrong %s: %v", field, err)
		}
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	w := newWorld(storetest.Open(t, migrations...), 1)
	w.load(t, w.own, observed("census", 10))
	for text, want := range map[string]string{
		"a law\x1b[2J with an article": "basis", "a law \u202ewith an article": "basis", "a law\u0085 with an article": "basis",
		"a law\x00 with an article": "basis", "a law\r\nwith an\tarticle": "",
	} {
		wish := openness.Wish{Step: openness.Propose, Attribute: openness.Active, Basis: text, Series: []string{id(1, "census")}}
		err := w.Take(context.Background(), who(t, "user-d", "all"), wish)
		if f, _ := fault.As(err); (err != nil || want != "") && (f == nil || f.Field != want) {
			t.Errorf("%q: %v, want a refusal of %q", text, err, want)
		}
	}
}

func TestEachNodeDecidesForItself(t *testing.T) {
	storetest.Each(t, migrations, func(t *testing.T, db *store.DB) {
		one, other := newWorld(db, 1), newWorld(db, 2)
		one.load(t, one.common, observed("census", 10))
		one.must(t, toPublic, id(0, "census"))
		one.wantShown(t, "the node that approved", []string{"10"}, []string{"census"})
		other.wantShown(t, "its neighbour", nil, nil)
		if list, err := other.List(context.Background(), who(t, "user-d", "reader")); err != nil || len(list) != 1 || list[0].State != openness.Internal {
			t.Errorf("the neighbour's list: %+v, %v", list, err)
		}
		if _, steps, err := other.History(context.Background(), who(t, "user-d", "reader"), id(0, "census")); err != nil || len(steps) != 0 {
			t.Errorf("the neighbour reads %d steps, %v", len(steps), err)
		}
	})
}

// dump writes what is computed from the records, in the order of its keys.
func (w *world) dump(t *testing.T) (lines []string) {
	t.Helper()
	err := w.db.Read(context.Background(), func(q store.Queryer) error {
		for _, query := range []string{
			`SELECT series || ' ' || owner || ' ' || variable || ' ' || source || ' ' || state || ' ' || attribute || ' ' || basis || ' ' || reason || ' ' ||
				proposed_by || ' ' || reviewed_by || ' ' || at_ms || ' ' || public_seq FROM openness_series WHERE node = $1 ORDER BY series`,
			`SELECT series || ' ' || seq || ' ' || step || ' ' || attribute || ' ' || basis || ' ' || reason || ' ' || actor || ' ' || at_ms || ' ' || record
				FROM openness_step WHERE node = $1 ORDER BY series, seq`,
		} {
			rows, err := q.Query(query, w.Node)
			some, err := store.All(rows, err, func(r *sql.Rows) (line string, err error) { return line, r.Scan(&line) })
			if err != nil {
				return err
			}
			lines = append(lines, some...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestStatesCanBeRebuiltFromTheRecords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(t, toPublic, id(0, "census"), id(1, "bulletin"))
		w.must(t, []openness.Step{openness.Withdraw, openness.Propose, openness.Refuse, openness.Propose}, id(1, "bulletin"))
		w.must(t, toPublic[:1], id(1, "survey"))
		neighbour := newWorld(w.db, 2)
		neighbour.must(t, toPublic[:2], id(0, "census"))
		want, theirs := w.dump(t), neighbour.dump(t)
		if len(want) != 3+3+7+1 { // series; steps of the census, the bulletin and the survey
			t.Fatalf("%d lines, want 14: %v", len(want), want)
		}
		err := w.db.Write(context.Background(), func(tx *store.Tx) error {
			for _, damage := range []string{
				`UPDATE openness_series SET state = 'approved', attribute = 'active' WHERE node = 1`, `DELETE FROM openness_step WHERE node = 1 AND step = 'reviewed'`,
			} {
				if _, err := tx.Exec(damage); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if cmp.Equal(want, w.dump(t)) {
			t.Fatal("the damage does not show, so the test could not fail")
		}
		if err := w.Rebuild(context.Background()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, w.dump(t)); diff != "" {
			t.Errorf("rebuilt (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(theirs, neighbour.dump(t)); diff != "" {
			t.Errorf("the neighbour's were touched (-want +got):\n%s", diff)
		}
	})
}

// Another release whose steps lead elsewhere finds every series as it was.
func TestRebuildingAsksTheRecordsAlone(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(t, toPublic, id(0, "census"))
		w.must(t, toPublic[:2], id(1, "bulletin"))
		openness.AlterSteps(t)
		before := w.dump(t)
		w.must(t, toPublic[:1], id(1, "survey"))
		if one, _, err := w.History(context.Background(), who(t, "user-d", "reader"), id(1, "survey")); err != nil || one.State != openness.Approved {
			t.Fatalf("the control: a proposal leads to %s, %v; want the altered steps' approved", one.State, err)
		}
		altered := w.dump(t)
		if err := w.Rebuild(context.Background()); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(altered, w.dump(t)); diff != "" || len(altered) <= len(before) {
			t.Errorf("rebuilt with other steps, %d lines after %d (-want +got):\n%s", len(altered), len(before), diff)
		}
	})
}

func TestHistoryTellsWhoDidWhat(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.must(t, toPublic, id(1, "survey"))
		one, steps, err := w.History(context.Background(), who(t, "user-d", "reader"), id(1, "survey"))
		if err != nil || !one.Public() || one.Observations != 1 || one.First != "2020" || one.Last != "2020" {
			t.Fatalf("History = %+v, %v", one, err)
		}
		var said []string
		for _, s := range steps {
			said = append(said, fmt.Sprint(s.Step, " ", s.Actor, " ", s.Basis))
		}
		want := []string{"approved user-c ", "reviewed user-b ", "proposed user-a " + wishes[openness.Propose].Basis}
		if diff := cmp.Diff(want, said); diff != "" {
			t.Errorf("steps (-want +got):\n%s", diff)
		}
		if _, _, err := w.History(context.Background(), who(t, "user-d", "reader"), "nothing"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a series that does not exist: %v", err)
		}
	})
}
