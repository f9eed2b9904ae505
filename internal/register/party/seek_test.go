package party_test

import (
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// reads counts the recorded readings that name a person.
func reads(t *testing.T, s *party.Service, id string) (n int) {
	t.Helper()
	err := s.DB.Read(ctx, func(q store.Queryer) error {
		list, err := s.Uses.BySubject(q, 1, id, 0, 100)
		for _, l := range list {
			if l.Kind == "access.person.read" {
				n++
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSeekFindsExactlyOne(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		one, younger, south := partytest.Row(1, partytest.North), partytest.Row(2, partytest.North), partytest.Row(3, partytest.South)
		younger.Names.Name, younger.Facts[party.Born] = one.Names.Name, party.Fact{Value: "1961-03", Source: "register", AsOf: "2026-01-01"}
		south.Names.Name = one.Names.Name
		partytest.Load(t, s, "a", one, younger, south)
		id, other := partytest.ID(t, s, one.Names.Number), partytest.ID(t, s, younger.Names.Number)
		officer := partytest.Officer(t, partytest.North)
		before := reads(t, s, other)
		for name, w := range map[string]party.Sought{
			"number": {Number: " " + one.Names.Number + " "}, "name and month": {Name: one.Names.Name, Born: "1941-03"},
		} {
			was := reads(t, s, id)
			list, err := s.Seek(ctx, officer, w)
			if err != nil || len(list) != 1 || list[0].ID != id {
				t.Errorf("%s: %+v %v", name, list, err)
			}
			if reads(t, s, id) != was+1 {
				t.Errorf("%s: opened without an entry", name)
			}
		}
		if reads(t, s, other) != before {
			t.Error("somebody of the same name in another band of birth was opened")
		}
		for name, w := range map[string]party.Sought{
			"another month": {Name: one.Names.Name, Born: "1941-04"}, "a part of the name": {Name: one.Names.Name[:9], Born: "1941-03"},
			"somebody elsewhere": {Number: south.Names.Number}, "nobody": {Number: partytest.Number(99, "19410307", false)},
		} {
			if list, err := s.Seek(ctx, officer, w); err != nil || len(list) != 0 {
				t.Errorf("%s: %+v %v", name, list, err)
			}
		}
		for field, w := range map[string]party.Sought{"number": {Number: "79"}, "name": {Born: "1941-03"}, "born": {Name: one.Names.Name, Born: "1941"}} {
			_, err := s.Seek(ctx, officer, w)
			if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid || f.Field != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := s.Seek(ctx, partytest.Who(t, "", partytest.North, party.CanImport), party.Sought{Number: one.Names.Number})
		wantKind(t, err, fault.Denied, "access.denied")
	})
}

func TestDossierByPurpose(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		partytest.Load(t, s, "a", partytest.Row(1, partytest.North), partytest.Row(2, partytest.North), partytest.Row(3, partytest.North))
		id := func(i int) string { return partytest.ID(t, s, partytest.Row(i, partytest.North).Names.Number) }
		one, kin, twice := id(1), id(2), id(3)
		if _, err := s.Relate(ctx, access.Operator(), party.Relation{Person: one, Other: kin, Kind: party.Parent, Shown: party.InRegister}); err != nil {
			t.Fatal(err)
		}
		_, err := s.Delegate(ctx, access.Operator(), party.Mandate{
			For: one, Who: kin, What: []string{"test.matter"}, From: "2026-01-01", Until: "2026-12-01", Shown: party.OnPaper, Paper: "paper 7",
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Merge(ctx, access.Operator(), one, twice, "twice"); err != nil {
			t.Fatal(err)
		}
		keeping := party.View{Purpose: party.RegisterKeeping, Groups: party.Groups}
		planning := party.View{Purpose: party.ServicePlanning, Groups: party.Groups}
		was := reads(t, s, one)
		d, err := s.Dossier(ctx, partytest.Officer(t, partytest.North), one, keeping)
		if err != nil || len(d.Relations) != 1 || len(d.Mandates) != 1 || d.Mandates[0].Paper != "" || len(d.Folded) != 1 || d.Folded[0] != twice {
			t.Errorf("for keeping the register: %+v %v", d, err)
		}
		if d.Basis != access.StatutoryDuty || d.Names.Number == "" || d.Facts[party.Disability].Value != "2" {
			t.Errorf("basis and facts: %+v", d)
		}
		if reads(t, s, one) != was+1 {
			t.Error("opened without an entry")
		}
		reader := partytest.Who(t, "", partytest.North, party.CanRead)
		_, err = s.Dossier(ctx, reader, one, keeping)
		wantKind(t, err, fault.Denied, "access.denied")
		d, err = s.Dossier(ctx, reader, one, planning)
		if err != nil || d.Names.Name != "" || d.Names.Number != "" || len(d.Relations) != 0 || d.Facts[party.Disability].Value != "2" {
			t.Errorf("for planning services: %+v %v", d, err)
		}
		for _, v := range []party.View{keeping, planning} {
			_, err = s.Dossier(ctx, partytest.Officer(t, partytest.South), one, v)
			wantKind(t, err, fault.NotFound, "access.absent")
		}
		if d, err := s.Dossier(ctx, partytest.Officer(t, partytest.North), twice, keeping); err != nil || d.Into != one {
			t.Errorf("the entry that was folded: %+v %v", d, err)
		}
		if got := reads(t, s, one) - was; got != 2 {
			t.Errorf("%d readings recorded, want 2", got)
		}
	})
}
