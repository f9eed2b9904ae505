package party_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

var ctx = context.Background()

func each(t *testing.T, exercise func(t *testing.T, s *party.Service)) {
	t.Helper()
	storetest.Each(t, partytest.Migrations(), func(t *testing.T, db *store.DB) { exercise(t, partytest.New(t, db)) })
}

func wantKind(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	f, ok := fault.As(err)
	if !ok || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want %v %s", err, kind, key)
	}
}

func listed(t *testing.T, s *party.Service, who access.Actor, w party.ListWish) (all []party.Listed) {
	t.Helper()
	if _, err := s.List(ctx, who, w, func(l party.Listed) error { all = append(all, l); return nil }); err != nil {
		t.Fatalf("list: %v", err)
	}
	return all
}

var everybody = party.ListWish{
	Region: partytest.County, Purpose: party.ServicePlanning, Groups: []party.Group{party.Attributes, party.Hardship, party.Health},
}

func TestLoadIsWholeAndRepeatable(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		rows := []party.Row{partytest.Row(1, partytest.North), partytest.Row(2, partytest.North), partytest.Row(3, partytest.South)}
		done := partytest.Load(t, s, "a", rows...)
		if want := (party.Loaded{New: 3, Households: 3}); done != want {
			t.Errorf("first: %+v, want %+v", done, want)
		}
		if done := partytest.Load(t, s, "a", rows...); done != (party.Loaded{Unchanged: 3}) {
			t.Errorf("same file: %+v", done)
		}
		if done := partytest.Load(t, s, "b", rows...); done != (party.Loaded{Unchanged: 3}) {
			t.Errorf("same rows in another file: %+v", done)
		}
		rows[0].Facts[party.Disability] = party.Fact{Value: "1", Source: "register", AsOf: "2026-02-01"}
		if done := partytest.Load(t, s, "c", rows...); done != (party.Loaded{Changed: 1, Unchanged: 2}) {
			t.Errorf("one changed: %+v", done)
		}
		all := listed(t, s, access.Operator(), everybody)
		if len(all) != 3 || !slices.ContainsFunc(all, func(l party.Listed) bool { return l.Facts[party.Disability].Value == "1" }) {
			t.Errorf("list: %+v", all)
		}
		// Somebody twice: nothing of it is there.
		_, err := s.Load(ctx, access.Operator(), party.Register{Name: "d", SHA256: "d", Rows: slices.Values([]party.Row{partytest.Row(8, partytest.North), partytest.Row(8, partytest.North)})})
		wantKind(t, err, fault.Invalid, "party.import.twice")
		if got := len(listed(t, s, access.Operator(), everybody)); got != 3 {
			t.Errorf("%d persons after a refused file, want 3", got)
		}
	})
}

// A register that is refused after thousands of rows leaves none of them, neither persons and households nor what finds them;
// what was there stays.
func TestRefusedRegisterLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.South))
		count := func() (n [3]int) {
			err := s.DB.Read(ctx, func(q store.Queryer) error {
				return q.QueryRow(`
					SELECT (SELECT COUNT(*) FROM party_person), (SELECT COUNT(*) FROM party_household), (SELECT COUNT(*) FROM party_token)`).
					Scan(&n[0], &n[1], &n[2])
			})
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		before, most := count(), [3]int{}
		_, err := s.Load(ctx, access.Operator(), party.Register{Name: "b", SHA256: "b", Rows: func(yield func(party.Row) bool) {
			for i := range 2500 {
				if !yield(partytest.Row(i+2, partytest.North)) {
					return
				}
			}
			most = count()
			yield(partytest.Row(2, partytest.North))
		}})
		wantKind(t, err, fault.Invalid, "party.import.twice")
		if after := count(); after != before || most[0] < before[0]+2000 {
			t.Errorf("persons, households, tokens: %v before, %v on the way, %v after", before, most, after)
		}
	})
}

func TestLoadAsksWhereEveryRowIs(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		north := partytest.Officer(t, partytest.North)
		load := func(who access.Actor, sum string, rows ...party.Row) error {
			_, err := s.Load(ctx, who, party.Register{Name: sum, SHA256: sum, AsOn: "2026-01-01", Rows: slices.Values(rows)})
			return err
		}
		if err := load(north, "a", partytest.Row(1, partytest.North)); err != nil {
			t.Fatal(err)
		}
		if err := load(north, "b", partytest.Row(2, partytest.South)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("another township: %v", err)
		}
		// Nobody is pulled over by a file of the township next door.
		wantKind(t, load(partytest.Officer(t, partytest.South), "c", partytest.Row(1, partytest.South)), fault.Denied, "party.import.elsewhere")
	})
}

func TestShowAsksForRightPlaceAndBasis(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North))
		id := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number)
		v := party.View{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Identity, party.Attributes}}
		k, err := s.Show(ctx, partytest.Officer(t, partytest.North), id, v)
		if err != nil || k.Names.Name != "合成-000001" || k.Names.Phone != "" || k.Facts[party.Disability].Value != "" || k.Facts[party.Born].Value != "1941-03" {
			t.Errorf("show: %+v %v", k, err)
		}
		_, err = s.Show(ctx, partytest.Officer(t, partytest.South), id, v)
		wantKind(t, err, fault.NotFound, "access.absent")
		_, err = s.Show(ctx, partytest.Who(t, "", partytest.North, party.CanList), id, v)
		wantKind(t, err, fault.Denied, "access.denied")
		_, err = s.Show(ctx, access.Actor{}, id, v)
		wantKind(t, err, fault.NotFound, "access.absent")
		_, err = s.Show(ctx, partytest.Officer(t, partytest.North), id, party.View{Purpose: "curiosity", Groups: party.Groups})
		wantKind(t, err, fault.Denied, "access.ungranted")
		_, err = s.List(ctx, partytest.Officer(t, partytest.North), everybody, func(party.Listed) error { return nil })
		wantKind(t, err, fault.NotFound, "access.absent")
		w := everybody
		w.Groups = []party.Group{party.Identity}
		_, err = s.List(ctx, access.Operator(), w, func(party.Listed) error { return nil })
		wantKind(t, err, fault.Denied, "access.ungranted")
	})
}

// A person sees what named them and the lists that they were on, and no others.
func TestOwnUses(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.South))
		id := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number)
		listed(t, s, access.Operator(), everybody)
		south, old := everybody, everybody
		south.Region, old.BornBefore = partytest.South, "1930-01"
		listed(t, s, access.Operator(), south)
		if got := listed(t, s, access.Operator(), old); len(got) != 0 {
			t.Errorf("born before 1930: %+v", got)
		}
		me := partytest.Who(t, id, partytest.Away)
		uses, err := s.OwnUses(ctx, me, 0, 10)
		var kinds []string
		for _, u := range uses {
			kinds = append(kinds, u.Kind)
		}
		if diff := cmp.Diff([]string{"party.list.read", "access.person.read"}, kinds); err != nil || diff != "" {
			t.Errorf("uses (-want +got): %s %v", diff, err)
		}
		// Who moves is on the lists of the new place from then on.
		if err := s.Correct(ctx, access.Operator(), id, party.Correction{Region: partytest.South, Reason: "moved"}); err != nil {
			t.Fatal(err)
		}
		listed(t, s, access.Operator(), south)
		if uses, err = s.OwnUses(ctx, me, 0, 10); err != nil || len(uses) != 4 {
			t.Errorf("after the move: %d uses, want 4: %+v %v", len(uses), uses, err)
		}
		if far, err := s.OwnUses(ctx, me, 1<<40, 10); err != nil || len(far) != 4 {
			t.Errorf("before an entry whose number takes more than 32 bits: %d uses, %v; want 4", len(far), err)
		}
	})
}

func TestCorrectAndTakeAway(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		named := func(name string) func(*party.Row) { return func(r *party.Row) { r.Names.Name = name } }
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North, named("合成甲乙")), partytest.Row(2, partytest.North, named("合成丙")))
		id := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number)
		me := partytest.Who(t, id, partytest.Away)
		if err := s.Correct(ctx, me, id, party.Correction{Phone: "10099999999"}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.Correct(ctx, me, id, party.Correction{Name: "合成丁"}), fault.NotFound, "access.absent")
		taken, err := s.TakeAway(ctx, me)
		if err != nil || len(taken.Versions) != 2 || taken.Versions[0].Names.Phone != "10000000001" || taken.Versions[1].Names.Phone != "10099999999" {
			t.Errorf("take away: %+v %v", taken, err)
		}
		var a, b bytes.Buffer
		if err := taken.Zip(&a); err != nil || taken.Zip(&b) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Errorf("two archives of the same differ, or %v", err)
		}
	})
}

// Who has the same telephone or the whole name may be the same person; who has a part of either, or lives where the officer may not read, is not
// looked at.
func TestSuspects(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		called := func(name string) func(*party.Row) { return func(r *party.Row) { r.Names.Name = name } }
		rows := []party.Row{
			partytest.Row(1, partytest.North, called("合成甲乙")), partytest.Row(2, partytest.North, func(r *party.Row) { r.Names.Phone = "10000000001" }),
			partytest.Row(3, partytest.North, called("合成·甲乙")), partytest.Row(4, partytest.North, called("合成甲")), partytest.Row(5, partytest.South, called("合成甲乙")),
		}
		partytest.Load(t, s, "a", rows...)
		var ids []string
		for _, r := range rows {
			ids = append(ids, partytest.ID(t, s, r.Names.Number))
		}
		was := reads(t, s, ids[3])
		list, err := s.Suspects(ctx, partytest.Officer(t, partytest.North), ids[0])
		want, got := []string{ids[1], ids[2]}, []string{}
		for _, k := range list {
			got = append(got, k.ID)
		}
		slices.Sort(want)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
		if reads(t, s, ids[3]) != was {
			t.Error("somebody of a part of the name was opened")
		}
	})
}

func TestDuplicateIsUndoneExactly(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		twin := func(r *party.Row) { r.Names.Phone = "10000000001" }
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.North, twin))
		kept, folded := partytest.ID(t, s, partytest.Row(1, partytest.North).Names.Number), partytest.ID(t, s, partytest.Row(2, partytest.North).Names.Number)
		who := partytest.Officer(t, partytest.North)
		if got, err := s.Suspects(ctx, who, kept); err != nil || len(got) != 1 || got[0].ID != folded {
			t.Errorf("suspects: %+v %v", got, err)
		}
		before := listed(t, s, access.Operator(), everybody)
		members := func() (ids []string) {
			err := s.DB.Read(ctx, func(q store.Queryer) (err error) { ids, err = s.MembersOf(q, before[0].Household); return err })
			if err != nil {
				t.Fatal(err)
			}
			return ids
		}
		alone := members()
		if err := s.Merge(ctx, who, kept, folded, "the same telephone"); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, s, access.Operator(), everybody); len(got) != 1 || got[0].ID != kept {
			t.Errorf("after merging: %+v", got)
		}
		wantKind(t, s.Merge(ctx, who, folded, kept, "round"), fault.Conflict, "party.merge.already")
		if err := s.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		if got := listed(t, s, access.Operator(), everybody); len(got) != 1 {
			t.Errorf("after rebuilding: %+v", got)
		}
		if err := s.Unmerge(ctx, who, folded, "two brothers"); err != nil {
			t.Fatal(err)
		}
		if got := members(); !slices.Equal(got, alone) || len(got) != 1 {
			t.Errorf("household: %v, before %v", got, alone)
		}
		if diff := cmp.Diff(before, listed(t, s, access.Operator(), everybody)); diff != "" {
			t.Errorf("after undoing (-before +after): %s", diff)
		}
	})
}

func TestMandates(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.South), partytest.Row(3, partytest.South))
		var ids []string
		for i := 1; i <= 3; i++ {
			ids = append(ids, partytest.ID(t, s, partytest.Row(i, partytest.North).Names.Number))
		}
		worker := partytest.Who(t, ids[2], partytest.Away)
		m := party.Mandate{For: ids[0], Who: ids[2], What: []string{"eldercare.apply"}, From: "2026-01-01", Until: "2026-07-01", Shown: party.OnPaper, Paper: "2026-17"}
		_, err := s.Delegate(ctx, worker, m)
		wantKind(t, err, fault.Denied, "party.mandate.self")
		first, err := s.Delegate(ctx, partytest.Officer(t, partytest.North), m)
		if err != nil || first.Paper == "2026-17" {
			t.Fatalf("given: %+v %v", first, err)
		}
		m.For, m.Shown, m.Paper = ids[1], party.AtCounter, ""
		if _, err := s.Delegate(ctx, partytest.Who(t, ids[1], partytest.Away), m); err != nil {
			t.Fatal(err)
		}
		if list, err := s.Represented(ctx, worker); err != nil || len(list) != 2 {
			t.Errorf("represented: %+v %v", list, err)
		}
		act := func(other, what string) error {
			return s.DB.Read(ctx, func(q store.Queryer) error {
				a, err := s.OnBehalf(q, worker, other, what)
				if err == nil && a.OnBehalfOf != other {
					err = fmt.Errorf("on behalf of %q", a.OnBehalfOf)
				}
				return err
			})
		}
		if err := act(ids[0], "eldercare.apply"); err != nil {
			t.Error(err)
		}
		wantKind(t, act(ids[0], "eldercare.appeal"), fault.NotFound, "access.absent")
		if err := s.Revoke(ctx, partytest.Who(t, ids[0], partytest.Away), first.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, act(ids[0], "eldercare.apply"), fault.NotFound, "access.absent")
		if err := s.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		wantKind(t, act(ids[0], "eldercare.apply"), fault.NotFound, "access.absent")
		if err := act(ids[1], "eldercare.apply"); err != nil {
			t.Error(err)
		}
		org, err := s.Register(ctx, partytest.Officer(t, partytest.County), party.Organisation{NameZh: "合成机构", Kind: "provider", Region: partytest.North})
		if err != nil || org.ID == "" {
			t.Errorf("organisation: %+v %v", org, err)
		}
		_, err = s.Register(ctx, partytest.Officer(t, partytest.South), party.Organisation{ID: org.ID, NameZh: "x", Kind: "provider", Region: partytest.South})
		wantKind(t, err, fault.NotFound, "access.absent")
		l, err := s.Relate(ctx, partytest.Officer(t, partytest.County), party.Relation{Person: ids[0], Other: ids[1], Kind: party.Spouse, Shown: party.InRegister})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Part(ctx, partytest.Officer(t, partytest.County), ids[1], l.ID); err != nil {
			t.Error(err)
		}
	})
}

// TestShowUnderMandate: whoever represents a person is shown what the purpose needs, named in the ledger with both; without the mandate, or
// for all that is kept, nothing.
func TestShowUnderMandate(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "aa", partytest.Row(1, partytest.North), partytest.Row(2, partytest.South))
		elder, kin := partytest.ID(t, s, partytest.Number(1, "19410307", false)), partytest.ID(t, s, partytest.Number(2, "19410307", false))
		who := partytest.Who(t, kin, partytest.South)
		v := party.View{Purpose: "sample_purpose", Groups: []party.Group{party.Identity, party.Hardship}}
		if _, err := s.Show(ctx, who, elder, v); fault.KindOf(err) != fault.NotFound {
			t.Errorf("without a mandate: %v", err)
		}
		_, err := s.Delegate(ctx, partytest.Who(t, elder, partytest.North), party.Mandate{
			For: elder, Who: kin, What: []string{"sample.apply"}, From: "2026-01-01", Until: "2026-12-31", Shown: party.AtCounter,
		})
		if err != nil {
			t.Fatal(err)
		}
		var as access.Actor
		err = s.DB.Read(ctx, func(q store.Queryer) (err error) { as, err = s.OnBehalf(q, who, elder, "sample.apply"); return err })
		if err != nil {
			t.Fatal(err)
		}
		k, err := s.Show(ctx, as, elder, v)
		if err != nil || k.Names.Name == "" || k.Names.Phone != "" || len(k.Facts) != 1 || k.Facts[party.LowIncome].Value != "no" {
			t.Errorf("%+v, %v", k, err)
		}
		if _, err := s.Show(ctx, as, elder, party.View{Purpose: access.OwnData, Groups: party.Groups}); fault.KindOf(err) != fault.NotFound {
			t.Errorf("all that is kept: %v", err)
		}
	})
}
