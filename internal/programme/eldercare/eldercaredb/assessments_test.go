package eldercaredb_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"mihe/data"
	"mihe/internal/act/casework"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
	"mihe/internal/programme/eldercare"
	"mihe/internal/programme/eldercare/eldercaretest"
	"mihe/internal/register/party"
	"mihe/internal/register/party/partytest"
)

// national is the shipped layout of the national system's assessments.
func national(t testing.TB) *exchange.Layout {
	t.Helper()
	texts, err := data.Exchange()
	if err != nil {
		t.Fatal(err)
	}
	l, err := exchange.ReadLayout(texts["eldercare_assessment"])
	if err != nil {
		t.Fatal(err)
	}
	return l
}

const assessmentHead = "身份证号码,评估日期,能力等级,评估机构,评估报告编号\n"

// theirs are the national system's words for the grades, written down apart from the layout.
var theirs = map[string]string{
	"intact": "能力完好", "mild": "能力轻度受损（轻度失能）", "moderate": "能力中度受损（中度失能）", "severe": "能力重度受损（重度失能）", "complete": "能力完全丧失（完全失能）",
}

func assessmentLine(number, on, grade string) string {
	return number + "," + on + "," + theirs[grade] + ",（合成）评估中心,BG-" + on + "\n"
}

func elderNumber(i int) string { return partytest.Number(i, "19410307", false) }

// held is what the register says of the last assessment of a person, as the register's own office reads it.
func heldAssessment(t *testing.T, o *eldercaretest.Office, person string) string {
	t.Helper()
	k, err := o.Persons.Show(t.Context(), access.Operator(), person, party.View{Purpose: party.RegisterKeeping, Groups: []party.Group{party.Health}})
	if err != nil {
		t.Fatal(err)
	}
	on, grade := k.Facts[party.AbilityAssessed], k.Facts[party.AbilityGrade]
	if on.AsOf != grade.AsOf || on.Source != grade.Source {
		t.Errorf("the day is from %+v, the grade from %+v", on, grade)
	}
	return strings.TrimSpace(on.Value + " " + grade.Value)
}

func readAssessments(t *testing.T, o *eldercaretest.Office, text string) (eldercare.AssessmentsRead, string) {
	t.Helper()
	r, problems, err := o.Elders.ReadAssessments(t.Context(), access.Operator(), national(t), "file.csv", []byte(text))
	var says []string
	for _, p := range problems {
		says = append(says, fmt.Sprint(p.Line, " ", p.Column, " ", p.Key, " [", p.Text, "]"))
	}
	if (err != nil) != (len(problems) > 0) || err != nil && fault.KindOf(err) != fault.Invalid {
		t.Fatalf("%v, %v", says, err)
	}
	return r, strings.Join(says, ", ")
}

// TestAssessmentsOfTheNationalSystem: the later of two counts whichever comes first, a file read twice changes nothing, nobody is added.
func TestAssessmentsOfTheNationalSystem(t *testing.T) {
	storetest.Each(t, eldercaretest.OfficeMigrations(), func(t *testing.T, db *store.DB) {
		o := eldercaretest.NewOffice(t, db)
		batches := func() (n int) {
			t.Helper()
			if err := db.Read(t.Context(), func(q store.Queryer) error { return q.QueryRow("SELECT COUNT(*) FROM party_batch").Scan(&n) }); err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, step := range []struct {
			name, file, want, held string
			batch                  int
		}{
			{
				"two elders and a stranger, one of them twice",
				assessmentHead + assessmentLine(elderNumber(1), "2025-03-01", "mild") + assessmentLine(elderNumber(77), "2025-06-01", "severe") +
					assessmentLine(elderNumber(1), "2025-09-01", "moderate") + assessmentLine(elderNumber(3), "2025-01-01", "intact"),
				"{4 2 0 1 [] [3] []}", "2025-09-01 moderate, 2025-01-01 intact", 1,
			},
			{
				"the same file again",
				assessmentHead + assessmentLine(elderNumber(1), "2025-03-01", "mild") + assessmentLine(elderNumber(77), "2025-06-01", "severe") +
					assessmentLine(elderNumber(1), "2025-09-01", "moderate") + assessmentLine(elderNumber(3), "2025-01-01", "intact"),
				"{4 0 2 1 [] [3] []}", "2025-09-01 moderate, 2025-01-01 intact", 0,
			},
			{"an older one", assessmentHead + assessmentLine(elderNumber(1), "2025-08-31", "complete"), "{1 0 0 1 [] [] []}", "2025-09-01 moderate, 2025-01-01 intact", 0},
			{"a newer one", assessmentHead + assessmentLine(elderNumber(1), "2026-01-05", "severe"), "{1 1 0 0 [] [] []}", "2026-01-05 severe, 2025-01-01 intact", 1},
			{"another of the same day", assessmentHead + assessmentLine(elderNumber(3), "2025-01-01", "mild"), "{1 0 0 0 [2] [] []}", "2026-01-05 severe, 2025-01-01 intact", 0},
			{
				"columns that nobody asked for", "姓名," + assessmentHead + "（合成）某人," + assessmentLine(elderNumber(3), "2025-02-01", "mild"),
				"{1 1 0 0 [] [] [姓名]}", "2026-01-05 severe, 2025-02-01 mild", 1,
			},
		} {
			before := batches()
			r, wrong := readAssessments(t, o, step.file)
			if got := fmt.Sprint(r); got != step.want || wrong != "" {
				t.Errorf("%s: %s %s, want %s", step.name, got, wrong, step.want)
			}
			if got := heldAssessment(t, o, o.Elder) + ", " + heldAssessment(t, o, o.Neighbour); got != step.held {
				t.Errorf("%s: the register holds %s, want %s", step.name, got, step.held)
			}
			if got := batches() - before; got != step.batch {
				t.Errorf("%s: %d batches, want %d", step.name, got, step.batch)
			}
		}
		if _, _, err := o.Elders.ReadAssessments(t.Context(), o.Officer(eldercaretest.Assessor, partytest.County), national(t), "x", []byte(assessmentHead)); fault.KindOf(err) != fault.Denied {
			t.Errorf("an assessor imports: %v", err)
		}
	})
}

// TestAWrongAssessmentStopsTheFile: each wrong row is named at its field, nothing that a cell holds is shown, and nothing is taken over.
func TestAWrongAssessmentStopsTheFile(t *testing.T) {
	o := eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...))
	good := assessmentLine(elderNumber(1), "2025-03-01", "mild")
	for name, c := range map[string]struct{ line, want string }{
		"no citizen number":   {assessmentLine("790101194103070000", "2025-03-01", "mild"), "3 身份证号码 ident.citizen.check []"},
		"too short":           {assessmentLine("7901", "2025-03-01", "mild"), "3 身份证号码 ident.citizen.length []"},
		"no day":              {assessmentLine(elderNumber(3), "1.3.2025", "mild"), "3 评估日期 exchange.file.date []"},
		"tomorrow":            {assessmentLine(elderNumber(3), "2026-03-04", "mild"), "3 评估日期 eldercare.assessments.day []"},
		"before the standard": {assessmentLine(elderNumber(3), "2009-12-31", "mild"), "3 评估日期 eldercare.assessments.day []"},
		"no grade":            {elderNumber(3) + ",2025-03-01,还可以,,\n", "3 能力等级 exchange.file.choice []"},
		"columns shifted":     {"（合成）某人," + elderNumber(3) + ",2025-03-01,能力完好,x\n", "3 身份证号码 exchange.file.date []"},
		"the same again":      {good, "3  exchange.file.twice []"},
		"again in small letters": {
			strings.ToLower(assessmentLine(xNumber(), "2025-03-01", "mild")) + assessmentLine(xNumber(), "2025-03-01", "mild"), "4 身份证号码 exchange.file.twice []",
		},
	} {
		_, wrong := readAssessments(t, o, assessmentHead+good+c.line)
		if name == "columns shifted" {
			c.want = "3 评估日期 exchange.file.date [], 3 能力等级 exchange.file.choice []"
		}
		if wrong != c.want {
			t.Errorf("%s: %s, want %s", name, wrong, c.want)
		}
		if got := heldAssessment(t, o, o.Elder); got != "" {
			t.Fatalf("%s: the good row was taken over: %s", name, got)
		}
	}
}

// xNumber is a number that ends in X, which people write small.
func xNumber() string {
	for i := 1; ; i++ {
		if n := elderNumber(i); strings.HasSuffix(n, "X") {
			return n
		}
	}
}

// TestTheNewestAssessmentIsHeldWhateverTheOrder draws files and holds the register to a plain list of what they said.
func TestTheNewestAssessmentIsHeldWhateverTheOrder(t *testing.T) {
	o := eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...))
	draw := rand.New(rand.NewPCG(7, 2026))
	people := map[int]string{1: o.Elder, 2: o.Kin, 3: o.Neighbour, 4: o.Far}
	said := map[int]string{} // "day grade" of the newest, the first of a day
	words := slices.Sorted(maps.Keys(theirs))
	for n := range 40 {
		text, used := assessmentHead, map[string]bool{}
		for range 1 + draw.IntN(6) {
			i, on, grade := 1+draw.IntN(4), fmt.Sprintf("2025-%02d-%02d", 1+draw.IntN(12), 1+draw.IntN(3)), words[draw.IntN(len(words))]
			if used[fmt.Sprint(i, on)] {
				continue
			}
			used[fmt.Sprint(i, on)] = true
			text += assessmentLine(elderNumber(i), on, grade)
			if day, _, _ := strings.Cut(said[i], " "); day < on {
				said[i] = on + " " + grade
			}
		}
		r, wrong := readAssessments(t, o, text)
		if sum := r.Taken + r.Known + r.Older + len(r.Differs); wrong != "" || sum != r.Rows || len(r.Unknown) > 0 {
			t.Fatalf("file %d: %+v %s\n%s", n, r, wrong, text)
		}
		for i, id := range people {
			if got := heldAssessment(t, o, id); got != said[i] {
				t.Fatalf("after file %d person %d has %q, want %q", n, i, got, said[i])
			}
		}
	}
}

// TestAnImportedAssessmentIsUsedAgain: nobody is assessed twice for the same thing, and the newer of two is used.
func TestAnImportedAssessmentIsUsedAgain(t *testing.T) {
	o := eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...))
	if r, wrong := readAssessments(t, o, assessmentHead+assessmentLine(elderNumber(1), "2025-12-01", "complete")); r.Taken != 1 {
		t.Fatal(r, wrong)
	}
	s := received(t, o)
	s.act(t, s.handler, casework.Deed{Step: "accept"})
	a, err := o.Elders.Assessment(t.Context(), s.assessor, s.id)
	if err != nil || a.Again == nil || a.Again.Grade != "complete" || a.Again.Day != "2025-12-01" || !strings.Contains(a.Again.Source, "BG-2025-12-01") {
		t.Fatalf("%+v, %v", a, err)
	}
	if err := o.Elders.UseAgain(t.Context(), s.assessor, s.id, s.seen(t)); err != nil {
		t.Fatal(err)
	}
	grade := func() string {
		t.Helper()
		p, err := s.Elders.Preview(t.Context(), s.decider, s.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Facts {
			if f.ID == "grade" {
				return fmt.Sprint(f.Value, " ", f.AsOf)
			}
		}
		return ""
	}
	if got := grade(); got != "complete 2025-12-01" {
		t.Errorf("decided on %s", got)
	}
	// One that was made there since is the newer one, though this node has an older one of its own.
	other := assessed(t, eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...)))
	ctx, decider := t.Context(), other.decider
	if _, err := other.Elders.Decide(ctx, decider, other.id, other.seen(t), found()); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Elders.Tell(ctx, other.handler, other.id, other.seen(t)); err != nil {
		t.Fatal(err)
	}
	other.Set("2026-04-20")
	for _, c := range []struct{ on, grade, want string }{
		{"2026-03-02", "intact", "severe 2026-03-03"}, {"2026-04-01", "moderate", "moderate 2026-04-01"},
	} {
		readAssessments(t, other.Office, assessmentHead+assessmentLine(elderNumber(1), c.on, c.grade))
		r, err := other.Elders.Apply(ctx, other.Resident(other.Elder), eldercare.Application{Person: other.Elder, Answers: eldercaretest.Answers()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := other.Elders.Desk.Act(ctx, other.handler, r.Case.ID, casework.Deed{Step: "accept", Seen: r.Case.Actions}); err != nil {
			t.Fatal(err)
		}
		a, err := other.Elders.Assessment(ctx, other.assessor, r.Case.ID)
		if err != nil || a.Again == nil || a.Again.Grade+" "+a.Again.Day != c.want {
			t.Fatalf("with one of %s there is %+v, want %s; %v", c.on, a.Again, c.want, err)
		}
		other.id = r.Case.ID
		if err := other.Elders.UseAgain(ctx, other.assessor, other.id, other.seen(t)); err != nil {
			t.Fatal(err)
		}
		s = other
		if got := grade(); got != c.want {
			t.Errorf("decided on %s, want %s", got, c.want)
		}
		if _, err := other.Elders.Desk.Act(ctx, other.Resident(other.Elder), other.id, casework.Deed{Step: "withdraw", Seen: other.seen(t), Way: casework.Way{Channel: access.Web}}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWhatIsHandedOverComesBackAsNothingNew: import(export(x)) changes nothing, and the same assessments are the same bytes.
func TestWhatIsHandedOverComesBackAsNothingNew(t *testing.T) {
	storetest.Each(t, eldercaretest.OfficeMigrations(), func(t *testing.T, db *store.DB) {
		s := assessed(t, eldercaretest.NewOffice(t, db))
		ctx, l := t.Context(), national(t)
		write := func(from, to string) eldercare.AssessmentsWritten {
			t.Helper()
			w, err := s.Elders.WriteAssessments(ctx, access.Operator(), l, from, to)
			if err != nil {
				t.Fatal(err)
			}
			return w
		}
		w := write("2026-03-03", "2026-03-03")
		f, problems, err := l.Read(w.File)
		if err != nil || len(f.Rows) != 1 || w.Rows != 1 || w.Erased != 0 {
			t.Fatalf("%+v, %v, %v", w, problems, err)
		}
		v := f.Rows[0].Values
		if v["identity"] != elderNumber(1) || v["assessed_on"] != "2026-03-03" || v["grade"] != "severe" || !strings.HasPrefix(v["report"], "decision_") || v["assessor"] == "" {
			t.Errorf("%v", v)
		}
		if again := write("", ""); !bytes.Equal(again.File, w.File) {
			t.Errorf("another file: %s", again.File)
		}
		for _, empty := range [][2]string{{"2026-03-04", ""}, {"", "2026-03-02"}} {
			if none := write(empty[0], empty[1]); none.Rows != 0 {
				t.Errorf("%v: %d rows", empty, none.Rows)
			}
		}
		r, wrong := readAssessments(t, s.Office, string(w.File))
		if got := fmt.Sprint(r); got != "{1 0 1 0 [] [] []}" || wrong != "" {
			t.Errorf("read again: %s %s", got, wrong)
		}
		if got := heldAssessment(t, s.Office, s.Elder); got != "" {
			t.Errorf("the register holds %s", got)
		}
		// Somebody else's node takes it over once, and tells where it is from.
		there := eldercaretest.NewOffice(t, storetest.Open(t, eldercaretest.OfficeMigrations()...))
		for _, want := range []string{"{1 1 0 0 [] [] []}", "{1 0 1 0 [] [] []}"} {
			if r, wrong := readAssessments(t, there, string(w.File)); fmt.Sprint(r) != want {
				t.Errorf("there: %v %s, want %s", r, wrong, want)
			}
		}
		if got := heldAssessment(t, there, there.Elder); got != "2026-03-03 severe" {
			t.Errorf("there: %s", got)
		}
		if uses := reads(t, s.Office, s.Elder, eldercare.Reporting); uses < 2 {
			t.Errorf("%d uses of the elder's data for the file", uses)
		}
		if err := s.Persons.Erase(ctx, access.Operator(), s.Elder); err != nil {
			t.Fatal(err)
		}
		if gone := write("", ""); gone.Rows != 0 || gone.Erased != 1 {
			t.Errorf("after erasure: %+v", gone)
		}
		if _, err := s.Elders.WriteAssessments(ctx, s.Officer(eldercaretest.Village, partytest.County), l, "", ""); fault.KindOf(err) != fault.Denied {
			t.Errorf("a village officer: %v", err)
		}
		if _, err := s.Elders.WriteAssessments(ctx, access.Operator(), l, "May", ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a day that is none: %v", err)
		}
	})
}

// reads counts the entries that tell a person of a purpose.
func reads(t *testing.T, o *eldercaretest.Office, person string, purpose access.Purpose) (n int) {
	t.Helper()
	err := o.DB.Read(t.Context(), func(q store.Queryer) error {
		list, err := o.Persons.Uses.BySubject(q, 1, person, 0, 100)
		for _, e := range list {
			if e.Purpose == string(purpose) {
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
