package party_test

import (
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// The organisations of these tests: the account acct_test acts for the first alone.
const (
	ours   = "org_ours"
	theirs = "org_theirs"
)

// staffed is a register of two persons where organisations employ.
func staffed(t *testing.T, exercise func(t *testing.T, s *party.Service, one, two string)) {
	t.Helper()
	each(t, func(t *testing.T, s *party.Service) {
		s.Languages = []string{"zh", "ii"}
		s.Employer = func(_ store.Queryer, account, organisation string) (region.Key, bool, error) {
			if organisation != ours && organisation != theirs {
				return region.Key{}, false, fault.New(fault.NotFound, "catalog.provider.absent")
			}
			return partytest.County, organisation == ours && account == "acct_test", nil
		}
		rows := []party.Row{partytest.Row(1, partytest.North), partytest.Row(2, partytest.South)}
		partytest.Load(t, s, "a", rows...)
		exercise(t, s, partytest.ID(t, s, rows[0].Names.Number), partytest.ID(t, s, rows[1].Names.Number))
	})
}

func post(person, organisation string, change ...func(*party.Post)) party.Post {
	p := party.Post{
		Person: person, Organisation: organisation, Kind: "carer", Base: partytest.South, Languages: []string{"zh"}, From: "2026-01-01",
		Qualifications: []party.Qualification{{Code: "care_worker", Level: 4, Until: "2026-06-01", Number: "A-778899"}},
		Shifts:         []party.Shift{{Days: []string{"MO", "TU"}, Opens: "08:00", Closes: "16:00"}},
	}
	for _, c := range change {
		c(&p)
	}
	return p
}

func agent(t *testing.T) access.Actor { return partytest.Who(t, "", partytest.County, party.CanStaff) }

func TestWhoMayKeepStaff(t *testing.T) {
	staffed(t, func(t *testing.T, s *party.Service, one, two string) {
		for _, c := range []struct {
			name         string
			who          access.Actor
			organisation string
			want         fault.Kind
			ok           bool
		}{
			{"the agent, for their own", agent(t), ours, 0, true},
			{"the agent, for another provider", agent(t), theirs, fault.Denied, false},
			{"an account of a provider that acts for none", partytest.Who(t, "", partytest.County, party.CanRead), theirs, fault.Denied, false},
			{"a registrar", partytest.Who(t, "", partytest.County, party.CanKeep), theirs, 0, true},
			{"a registrar of elsewhere", partytest.Who(t, "", partytest.Away, party.CanKeep), theirs, fault.NotFound, false},
			{"nobody", access.Actor{}, theirs, fault.NotFound, false},
			{"an organisation that is none", access.Operator(), "org_none", fault.NotFound, false},
		} {
			person := one
			if c.organisation == theirs {
				person = two
			}
			_, err := s.Employ(ctx, c.who, post(person, c.organisation))
			if (err == nil) != c.ok || err != nil && fault.KindOf(err) != c.want {
				t.Errorf("%s: enter: %v", c.name, err)
			}
			if _, err := s.Staff(ctx, c.who, c.organisation); (err == nil) != c.ok {
				t.Errorf("%s: list: %v", c.name, err)
			}
			if _, err := s.Colleague(ctx, c.who, c.organisation, partytest.Row(1, partytest.North).Names.Number, partytest.Row(1, partytest.North).Names.Name); (err == nil) != c.ok {
				t.Errorf("%s: find: %v", c.name, err)
			}
		}
	})
}

func TestColleagueIsFoundByNumberAndNameTogether(t *testing.T) {
	staffed(t, func(t *testing.T, s *party.Service, one, _ string) {
		names := partytest.Row(1, partytest.North).Names
		if id, err := s.Colleague(ctx, agent(t), ours, " "+names.Number, names.Name); err != nil || id != one {
			t.Errorf("found %s, %v, want %s", id, err, one)
		}
		for what, pair := range map[string][2]string{
			"somebody else's name": {names.Number, partytest.Row(2, partytest.South).Names.Name},
			"a number of nobody":   {partytest.Number(77, "19410307", false), names.Name},
			"no name":              {names.Number, ""},
		} {
			_, err := s.Colleague(ctx, agent(t), ours, pair[0], pair[1])
			wantKind(t, err, fault.Invalid, "party.post.nobody")
			if f, ok := fault.As(err); ok && f.Field != "number" {
				t.Errorf("%s: at %q", what, f.Field)
			}
		}
	})
}

func TestStaffLife(t *testing.T) {
	staffed(t, func(t *testing.T, s *party.Service, one, _ string) {
		p, err := s.Employ(ctx, agent(t), post(one, ours))
		if err != nil {
			t.Fatal(err)
		}
		if p.Qualifications[0].Number == "" || strings.Contains(p.Qualifications[0].Number, "778899") {
			t.Errorf("the number of a paper is kept as %q", p.Qualifications[0].Number)
		}
		// Tuesday the 3rd of March 2026: qualified and at work; in June the paper has run out, on a Wednesday nobody works.
		if len(p.QualifiedOn("2026-05-31")) != 1 || len(p.QualifiedOn("2026-06-01")) != 0 || len(p.HoursOn("2026-03-03")) != 1 || len(p.HoursOn("2026-03-04")) != 0 {
			t.Errorf("on days: %+v", p)
		}
		_, err = s.Employ(ctx, agent(t), post(one, ours, func(p *party.Post) { p.From = "2027-01-01" }))
		wantKind(t, err, fault.Conflict, "party.post.twice")
		// A correction that names no number keeps the one that is held.
		next := p
		next.Languages = []string{"zh", "ii"}
		next.Qualifications = []party.Qualification{{Code: "care_worker", Level: 4, Until: "2031-06-01"}}
		if err := s.Amend(ctx, agent(t), next, "renewed"); err != nil {
			t.Fatal(err)
		}
		if err := s.Amend(ctx, agent(t), next, " "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a correction without reason: %v", err)
		}
		list, err := s.Staff(ctx, agent(t), ours)
		if err != nil || len(list) != 1 || list[0].Name != partytest.Row(1, partytest.North).Names.Name || len(list[0].Languages) != 2 ||
			list[0].Qualifications[0].Number != p.Qualifications[0].Number || list[0].Qualifications[0].Until != "2031-06-01" {
			t.Errorf("staff: %+v, %v", list, err)
		}
		me := partytest.Who(t, one, partytest.Away)
		taken, err := s.TakeAway(ctx, me)
		if err != nil || len(taken.Posts) != 1 || taken.Posts[0].Qualifications[0].Number != "A-778899" {
			t.Errorf("taken along: %+v, %v", taken.Posts, err)
		}
		if n := slices.IndexFunc(taken.Uses, func(u access.Use) bool { return u.Purpose == string(party.StaffKeeping) }); n < 0 {
			t.Error("the person does not see that the staff list named them")
		}
		wantKind(t, s.Erase(ctx, me, one), fault.Conflict, "party.post.running")
		if err := s.EndPost(ctx, agent(t), p.ID, "2026-03-03", "left"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.EndPost(ctx, agent(t), p.ID, "2026-03-03", "left"), fault.Conflict, "party.post.over")
		same := func(want int) {
			t.Helper()
			var before, after []party.Post
			read := func(into *[]party.Post) {
				t.Helper()
				if err := s.DB.Read(ctx, func(q store.Queryer) (err error) { *into, err = s.Posts(q, one); return err }); err != nil {
					t.Fatal(err)
				}
			}
			read(&before)
			stray := post(one, ours) // that no record tells of
			stray.ID = "post_stray"
			if err := s.DB.Write(ctx, func(tx *store.Tx) error { return s.Store.PutPost(tx, s.Node, stray) }); err != nil {
				t.Fatal(err)
			}
			if err := s.Rebuild(ctx); err != nil {
				t.Fatal(err)
			}
			read(&after)
			if len(before) != want || len(after) != want || want > 0 && (before[0].Seq != after[0].Seq || before[0].EndedMs != after[0].EndedMs || after[0].Until != "2026-03-03") {
				t.Errorf("posts %+v, rebuilt %+v, want %d", before, after, want)
			}
		}
		same(1)
		if err := s.Erase(ctx, me, one); err != nil {
			t.Fatal(err)
		}
		same(0)
		if list, err := s.Staff(ctx, agent(t), ours); err != nil || len(list) != 0 {
			t.Errorf("staff after erasure: %+v, %v", list, err)
		}
	})
}

func TestPostsThatCannotBe(t *testing.T) {
	staffed(t, func(t *testing.T, s *party.Service, one, _ string) {
		for field, change := range map[string]func(*party.Post){
			"kind":           func(p *party.Post) { p.Kind = "wizard" },
			"base":           func(p *party.Post) { p.Base = partytest.County },
			"from":           func(p *party.Post) { p.From = "" },
			"until":          func(p *party.Post) { p.Until = "2025-12-31" },
			"languages":      func(p *party.Post) { p.Languages = []string{"zh", "xx"} },
			"shifts":         func(p *party.Post) { p.Shifts[0].Closes = "08:00" },
			"qualifications": func(p *party.Post) { p.Qualifications[0].Level = 6 },
		} {
			_, err := s.Employ(ctx, agent(t), post(one, ours, change))
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
	})
}
