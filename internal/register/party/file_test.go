package party_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

func resolve(code string) (region.Key, bool) {
	for _, k := range []region.Key{partytest.County, partytest.North, partytest.South} {
		if string(k.Code) == code {
			return k, true
		}
	}
	return region.Key{}, false
}

// file is a CSV file of persons; cells replace those of a good line, column=value.
func file(lines ...string) []byte {
	out := strings.Join(party.Columns, ",") + "\n"
	for i, changes := range lines {
		cells := map[string]string{
			"household": "H1", "region": "520521901", "name": "合成甲", "number": partytest.Number(i, "19410307", true), "residence": "rural",
			"household_kind": "family", "disability_grade": "2", "source": "一表通", "as_on": "2026-01-01",
		}
		for change := range strings.FieldsSeq(changes) {
			column, value, _ := strings.Cut(change, "=")
			cells[column] = value
		}
		row := make([]string, len(party.Columns))
		for k, column := range party.Columns {
			row[k] = cells[column]
		}
		out += strings.Join(row, ",") + "\n"
	}
	return []byte(out)
}

func TestImportFile(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		good := file("visits=yes health_management=yes family_support=no ability_assessed_on=2025-06-01 ability_grade=severe", "name=合成乙 ability_assessed_on=no", "region=520521902 low_income=yes")
		r, err := s.Import(ctx, access.Operator(), "folder/people.csv", good, resolve)
		if err != nil || r.Loaded != (party.Loaded{New: 3, Households: 1}) {
			t.Fatalf("import: %+v %v", r, err)
		}
		if r, err = s.Import(ctx, access.Operator(), "again.csv", good, resolve); err != nil || r.Loaded != (party.Loaded{Unchanged: 3}) {
			t.Errorf("again: %+v %v", r, err)
		}
		all := listed(t, s, access.Operator(), everybody)
		if len(all) != 3 || all[0].Facts[party.Born].Value != "1941-03" || all[0].Facts[party.Sex].Value != "female" || all[0].Facts[party.LowIncome] != (party.Fact{}) {
			t.Errorf("list: %+v", all)
		}
	})
}

func TestImportFileSaysWhatIsWrongWhere(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		bad := file("", "name= region=520521", "number=79", "disability_grade=9 ability_assessed_on=2026-01-02 as_on=2026-01-01", "ability_assessed_on=2026-02-30 ability_grade=good as_on=yesterday", "number="+partytest.Number(0, "19410307", true), "name==1+1", "region=520521902")
		r, err := s.Import(ctx, partytest.Officer(t, partytest.North), "bad.csv", bad, resolve)
		if fault.KindOf(err) != fault.Invalid || err == nil {
			t.Fatalf("%v, want invalid", err)
		}
		var got []string
		for _, p := range r.Problems {
			got = append(got, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Key))
			if strings.Contains(p.Text, "79") {
				t.Errorf("the number is shown: %+v", p)
			}
		}
		slices.Sort(got)
		want := []string{
			"3 name party.import.empty", "3 region party.import.region", "4 number ident.citizen.length", "5 ability_assessed_on party.value",
			"5 disability_grade party.value", "6 ability_assessed_on party.value", "6 ability_grade party.value", "6 as_on party.import.day",
			"7 number party.import.again", "8 name csvfile.formula", "9 region party.import.place",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("problems (-want +got): %s", diff)
		}
		if all := listed(t, s, access.Operator(), everybody); len(all) != 0 {
			t.Errorf("%d persons of a file that was refused", len(all))
		}
	})
}

// A dry run finds the same faults, stores nothing, and tells nobody who is in the register.
func TestCheckStoresNothing(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		bad := file("disability_grade=9")
		if r, err := s.Check(access.Operator(), bad, resolve); fault.KindOf(err) != fault.Invalid || err == nil || len(r.Problems) != 1 {
			t.Errorf("a fault: %+v %v", r, err)
		}
		good := file("", "name=合成乙")
		r, err := s.Check(access.Operator(), good, resolve)
		if err != nil || r.Rows != 2 || r.Loaded != (party.Loaded{}) {
			t.Errorf("check: %+v %v", r, err)
		}
		if all := listed(t, s, access.Operator(), everybody); len(all) != 0 {
			t.Errorf("%d persons of a file that was only checked", len(all))
		}
		if _, err := s.Import(ctx, access.Operator(), "people.csv", good, resolve); err != nil {
			t.Fatal(err)
		}
		if again, err := s.Check(access.Operator(), good, resolve); err != nil || again.Loaded != r.Loaded {
			t.Errorf("a check after the import tells of it: %+v %v", again, err)
		}
		_, err = s.Check(partytest.Who(t, "", partytest.North, party.CanKeep), good, resolve)
		wantKind(t, err, fault.Denied, "access.denied")
	})
}

func TestImportsAreOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		officer := partytest.Officer(t, partytest.County)
		for i, name := range []string{"first.csv", "second.csv"} {
			if _, err := s.Import(ctx, officer, name, file("number="+partytest.Number(7+i, "19410307", true)), resolve); err != nil {
				t.Fatal(err)
			}
		}
		partytest.Load(t, s, "another's", partytest.Row(1, partytest.North))
		list, err := s.Imports(ctx, officer, 10)
		if err != nil || len(list) != 2 || list[0].Name != "second.csv" || list[1].Persons != 1 {
			t.Errorf("own imports: %+v %v", list, err)
		}
		if one, err := s.Imports(ctx, officer, 1); err != nil || len(one) != 1 {
			t.Errorf("with a limit: %+v %v", one, err)
		}
		_, err = s.Imports(ctx, partytest.Who(t, "", partytest.North, party.CanKeep), 10)
		wantKind(t, err, fault.Denied, "access.denied")
	})
}

func TestTemplatesAreEmptyRegisters(t *testing.T) {
	each(t, func(t *testing.T, s *party.Service) {
		sheet, err := party.TemplateXLSX(func(key string, _ ...any) string { return key })
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range party.Explained() {
			if c.Name == string(party.AbilityAssessed) && !c.Dated {
				t.Error("a list would refuse the day of an assessment")
			}
		}
		for name, content := range map[string][]byte{"csv": party.TemplateCSV(), "xlsx": sheet} {
			if r, err := s.Check(access.Operator(), content, resolve); err != nil || r.Rows != 0 {
				t.Errorf("%s: %+v %v", name, r, err)
			}
		}
	})
}
