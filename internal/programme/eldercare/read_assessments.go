package eldercare

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/decide/rule"
	"mihe/internal/register/party"
)

// AssessmentsRead is what became of a file of assessments of ability. It names persons by the lines of the file alone.
type AssessmentsRead struct {
	Rows    int
	Taken   int      // are what the register knows from now on
	Known   int      // nothing new
	Older   int      // something newer is known, in the register, in a decision of this node, or in the file itself
	Differs []int    // lines that cannot be told to be the newer ones and say something else: somebody has to look
	Unknown []int    // lines about nobody who is registered here
	Dropped []string // columns that nobody read
}

// The columns of a layout of assessments that nobody can do without.
const (
	identityColumn = "identity"
	assessedColumn = "assessed_on"
	gradeColumn    = "grade"
)

// grades are the results of an assessment of ability as GB/T 42195 has them, in the words of the register.
var grades = []string{"intact", "mild", "moderate", "severe", "complete"}

// firstAssessed is the day before which nobody was assessed by a standard that is still used.
const firstAssessed = "2010-01-01"

// ReadAssessments takes assessments of ability over from a file of the national system: each into the register of persons as of its own day,
// where it is used again like one that was made here. Of two the later counts; an earlier one never takes the place of a later one, and the same
// file twice changes nothing. Problems name what is wrong with the file, and nothing of it is kept then; no problem shows what a cell holds.
func (s *Service) ReadAssessments(ctx context.Context, who access.Actor, l *exchange.Layout, name string, raw []byte) (
	r AssessmentsRead, problems []csvfile.Problem, err error,
) {
	if err := who.Check(party.CanImport); err != nil {
		return r, nil, err
	}
	if err := l.Names(identityColumn, assessedColumn, gradeColumn); err != nil {
		return r, nil, err
	}
	f, problems, err := l.Read(raw)
	if err != nil {
		for i := range problems {
			problems[i].Text = "" // a cell that stands in the wrong place may name somebody
		}
		return r, problems, err
	}
	list, problems := assessmentsOf(l, f, s.today())
	if len(problems) > 0 {
		return r, problems, fault.New(fault.Invalid, "exchange.file.rejected", "count", len(problems)).At("file")
	}
	r.Rows, r.Dropped = len(f.Rows), f.Dropped
	newest := map[string]assessed{} // of each person
	for _, a := range list {
		if before, twice := newest[a.number]; !twice || before.on < a.on {
			newest[a.number] = a
		}
	}
	r.Older = len(list) - len(newest)
	lesson := party.Lesson{Name: csvfile.FileName(name), SHA256: f.SHA256}
	by := map[int]assessed{}
	for _, a := range list {
		if newest[a.number].line == a.line {
			lesson.Lines, by[a.line] = append(lesson.Lines, party.Taught{Line: a.line, Number: a.number}), a
			lesson.AsOn = max(lesson.AsOn, a.on)
		}
	}
	lesson.Take = func(ctx context.Context, line int, k party.Known) (party.Facts, error) {
		return s.take(ctx, by[line], k, &r)
	}
	done, err := s.Learner.Learn(ctx, who, lesson)
	if err != nil {
		return AssessmentsRead{}, nil, err
	}
	r.Unknown = done.Unknown
	slices.Sort(r.Unknown)
	slices.Sort(r.Differs)
	return r, nil, nil
}

// assessed is one assessment of a file.
type assessed struct {
	line                      int
	number, on, grade, source string
}

// assessmentsOf checks what a layout cannot: who is meant, and that the day is one on which somebody can have been assessed.
func assessmentsOf(l *exchange.Layout, f *exchange.File, today string) (list []assessed, problems []csvfile.Problem) {
	headers := map[string]string{}
	for _, c := range l.Columns {
		headers[c.Field] = c.Header
	}
	type once struct{ number, on string }
	seen := map[once]int{}
	for _, row := range f.Rows {
		before := len(problems)
		wrong := func(field, key string, args ...any) {
			problems = append(problems, csvfile.At(row.Line, headers[field], "", key, args...))
		}
		citizen, err := ident.ParseCitizen(row.Values[identityColumn])
		if f, ok := fault.As(err); ok {
			wrong(identityColumn, f.Key, f.Args...)
		}
		on := row.Values[assessedColumn]
		if _, err := time.Parse(time.DateOnly, on); err != nil || on < firstAssessed || on > today {
			wrong(assessedColumn, "eldercare.assessments.day", "first", firstAssessed)
		}
		if !slices.Contains(grades, row.Values[gradeColumn]) {
			wrong(gradeColumn, "eldercare.assessments.grade")
		}
		if len(problems) > before {
			continue
		}
		if first, twice := seen[once{citizen.Number, on}]; twice { // the same number written in two ways
			wrong(identityColumn, "exchange.file.twice", "line", first)
			continue
		}
		seen[once{citizen.Number, on}] = row.Line
		list = append(list, assessed{row.Line, citizen.Number, on, row.Values[gradeColumn], sourceOf(l, row.Values)})
	}
	return list, problems
}

// sourceOf says where an assessment is from, with who made it and the number of the report as far as the file tells.
func sourceOf(l *exchange.Layout, values map[string]string) string {
	parts := []string{l.Partner.Zh}
	for _, field := range []string{"assessor", "report"} {
		if text := values[field]; text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " · ")
}

// take is what the register knows of a person after an assessment of a file, or nothing where that is not the newest.
func (s *Service) take(ctx context.Context, a assessed, k party.Known, r *AssessmentsRead) (party.Facts, error) {
	own, err := s.ownDay(ctx, k)
	if err != nil {
		return nil, err
	}
	held := k.Facts[party.AbilityAssessed].Value
	if _, err := time.Parse(time.DateOnly, held); err != nil {
		held = "" // never, or not known
	}
	grade, graded := k.Facts[party.AbilityGrade]
	switch same := graded && grade.Value == a.grade; {
	case a.on < max(own, held):
		r.Older++
		return nil, nil
	case a.on == own, a.on == held && same:
		r.Known++
		return nil, nil
	case graded && !same && (a.on == held || held == "" && grade.AsOf >= a.on):
		r.Differs = append(r.Differs, a.line)
		return nil, nil
	}
	r.Taken++
	return party.Facts{
		party.AbilityAssessed: {Value: a.on, Source: a.source, AsOf: a.on}, party.AbilityGrade: {Value: a.grade, Source: a.source, AsOf: a.on},
	}, nil
}

// ownDay is the day of the last assessment of a person that was made here; empty: none was.
func (s *Service) ownDay(ctx context.Context, k party.Known) (day string, err error) {
	list, err := s.Rules.Of(ctx, access.System("assessments", rule.CanReadDecision), k.ID, k.Region)
	for _, d := range list {
		if d.Set == AbilitySet && d.SupersededBy == "" {
			day = max(day, d.On)
		}
	}
	return day, err
}

// byNumber orders rows of a file, so that the same assessments are the same bytes.
func byNumber(a, b map[string]string) int {
	return cmp.Or(cmp.Compare(a[assessedColumn], b[assessedColumn]), cmp.Compare(a["report"], b["report"]))
}
