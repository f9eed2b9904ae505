package stableproblem_test

import (
	"bytes"
	"context"
	"errors"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"mihe/solve/check/stablecheck"
	"mihe/solve/stable"
	"mihe/solve/stable/stableproblem"
)

const (
	scored = `{"applicants":[{"id":"a1","groups":["low"],"list":["p1","p2"],"scores":[5,null]},
{"id":"a2","list":["p2","p1"],"scores":[7,5]},{"id":"甲","groups":["low","rare"],"list":[],"scores":[]}],
"places":[{"id":"p1","quota":1,"reserves":[{"group":"low","seats":1}]},{"id":"p2","quota":0}],
"lottery":{"seed":7},"caps":[{"id":"town","seats":1,"over":["p1"]},{"id":"county","seats":1,"over":["town","p2"]}],"across":"score"}`
	ordered = `{"applicants":[{"id":"a1","list":["p1","p2"]},{"id":"a2","list":["p1"]}],
"places":[{"id":"p1","quota":1,"order":["a2","a1"]},{"id":"p2","quota":1,"order":[]}],
"caps":[{"id":"c","seats":1,"over":["p1","p2"]}],"across":"precedence","precedence":["p2","p1"]}`
)

func read(t *testing.T, text string) *stableproblem.File {
	t.Helper()
	f, err := stableproblem.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestRead(t *testing.T) {
	f := read(t, scored)
	want := stableproblem.Problem{
		Begin: []int32{0, 2, 4, 4}, Choices: []stableproblem.Choice{{Place: 0, Score: 5}, {Place: 1, Score: stableproblem.Ineligible}, {Place: 1, Score: 7}, {Place: 0, Score: 5}},
		Lottery: f.Problem.Lottery, Groups: []uint64{1, 0, 1}, Quota: []int32{1, 0}, ReserveBegin: []int32{0, 1, 1},
		Reserves: []stableproblem.Reserve{{Group: 0, Seats: 1}}, PlaceCap: []int32{0, 1},
		Caps: []stableproblem.Cap{{Seats: 1, Parent: 1}, {Seats: 1, Parent: stableproblem.None}}, Across: stableproblem.ByScore,
	}
	if !reflect.DeepEqual(f.Problem, want) {
		t.Errorf("Read = %+v, want %+v", f.Problem, want)
	}
	if f := read(t, ordered); !slices.Equal(f.Problem.Precedence, []int32{1, 0}) || f.Problem.Choices[0].Score != 1 || f.Problem.Choices[2].Score != 2 ||
		f.Problem.Choices[1].Score != stableproblem.Ineligible {
		t.Errorf("Read of orders = %+v", f.Problem)
	}
}

// TestLotteryIgnoresTheOrderOfTheFile: the same names and seed, the same numbers.
func TestLotteryIgnoresTheOrderOfTheFile(t *testing.T) {
	names := []string{"c", "a", "e", "b", "d"}
	draw := stableproblem.DrawLottery(names, 3)
	back := slices.Clone(names)
	slices.Reverse(back)
	again := stableproblem.DrawLottery(back, 3)
	slices.Reverse(again)
	if !slices.Equal(draw, again) {
		t.Errorf("%v drawn as %v, reversed as %v", names, draw, again)
	}
	if slices.Equal(draw, stableproblem.DrawLottery(names, 4)) {
		t.Error("another seed gives the same draw")
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		base, old, new string
		want           error
	}{
		{scored, `"quota":1`, `"quota":-1`, stableproblem.ErrSyntax},
		{scored, `"quota":1,`, ``, stableproblem.ErrSyntax},
		{scored, `"quota":1`, `"quota":2147483648`, stableproblem.ErrSyntax},
		{scored, `"id":"a2"`, `"id":"a1"`, stableproblem.ErrSyntax},
		{scored, `"id":"a2"`, `"id":""`, stableproblem.ErrSyntax},
		{scored, `"id":"town"`, `"id":"p1"`, stableproblem.ErrSyntax},
		{scored, `["p2","p1"]`, `["p2","p3"]`, stableproblem.ErrSyntax},
		{scored, `["p2","p1"]`, `["p2","p2"]`, stableproblem.ErrShape},
		{scored, `[7,5]`, `[7]`, stableproblem.ErrSyntax},
		{scored, `[7,5]`, `[7,2147483648]`, stableproblem.ErrSyntax},
		{scored, `[7,5]`, `[7,-2147483648]`, stableproblem.ErrSyntax},
		{scored, `[7,5]`, `[7,5.5]`, stableproblem.ErrSyntax},
		{scored, `"lottery":{"seed":7},`, ``, stableproblem.ErrTie},
		{scored, `{"seed":7}`, `{}`, stableproblem.ErrSyntax},
		{scored, `{"seed":7}`, `{"order":["a1","a2"]}`, stableproblem.ErrSyntax},
		{scored, `{"seed":7}`, `{"order":["a1","a2","a2"]}`, stableproblem.ErrSyntax},
		{scored, `"group":"low","seats":1`, `"group":"low","seats":2`, stableproblem.ErrReserve},
		{scored, `"id":"county","seats":1`, `"id":"county","seats":0`, stableproblem.ErrReserve},
		{scored, `{"group":"low","seats":1}`, `{"group":"low","seats":1},{"group":"low","seats":0}`, stableproblem.ErrShape},
		{scored, `,"across":"score"`, ``, stableproblem.ErrAcross},
		{scored, `"across":"score"`, `"across":"score","precedence":["p1","p2"]`, stableproblem.ErrAcross},
		{scored, `"across":"score"`, `"across":"luck"`, stableproblem.ErrAcross},
		{scored, `["town","p2"]`, `["town","p1"]`, stableproblem.ErrLaminar},
		{scored, `"over":["p1"]`, `"over":["p1","county"]`, stableproblem.ErrLaminar},
		{scored, `"over":["p1"]`, `"over":["p1","town"]`, stableproblem.ErrLaminar},
		{scored, `"over":["p1"]`, `"over":["nowhere"]`, stableproblem.ErrSyntax},
		{scored, `"across":"score"`, `"across":"score","x":1`, stableproblem.ErrSyntax},
		{scored, `"across":"score"}`, `"across":"score"} 1`, stableproblem.ErrSyntax},
		{ordered, `"precedence":["p2","p1"]`, `"precedence":["p2"]`, stableproblem.ErrSyntax},
		{ordered, `,"order":[]`, ``, stableproblem.ErrSyntax},
		{ordered, `["a2","a1"]`, `["a2","a2"]`, stableproblem.ErrSyntax},
		{ordered, `["a2","a1"]`, `["a3","a1"]`, stableproblem.ErrSyntax},
		{ordered, `"across":"precedence","precedence":["p2","p1"]`, `"across":"score"`, stableproblem.ErrAcross},
		{ordered, `"list":["p1"]`, `"list":["p1"],"scores":[1]`, stableproblem.ErrSyntax},
		{`{}`, ``, ``, stableproblem.ErrSyntax},
		{`[]`, ``, ``, stableproblem.ErrSyntax},
	} {
		text := strings.Replace(c.base, c.old, c.new, 1)
		if c.old != "" && text == c.base {
			t.Fatalf("%q is not in the file", c.old)
		}
		if _, err := stableproblem.Read(strings.NewReader(text)); !errors.Is(err, c.want) {
			t.Errorf("%q for %q: %v, want %v", c.new, c.old, err, c.want)
		}
	}
}

func TestSolutionRoundTrip(t *testing.T) {
	for _, text := range []string{scored, ordered} {
		f := read(t, text)
		s, err := stable.Solve(context.Background(), &f.Problem)
		if err != nil {
			t.Fatal(err)
		}
		json := s.AppendJSON(nil, f)
		got, err := stableproblem.ReadSolution(bytes.NewReader(json), f)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Errorf("ReadSolution(%s) = %+v, %v", json, got, err)
		}
	}
}

// The answer to scored: the seat at p1 goes to a1 by the reserve, so that p1 is closed to a2, who is below nobody.
const answered = `{"matching":[["a1","p1"]],"unmatched":["a2","甲"],"cutoffs":[` +
	`{"place":"p1","open":{"state":"closed"},"reserves":[{"group":"low","state":"at","place":"p1","score":5,"lottery":L1}]},` +
	`{"place":"p2","open":{"state":"closed"},"reserves":[]}],"refused":[` +
	`{"applicant":"a2","place":"p2","score":7,"lottery":L2,"reason":"closed"},{"applicant":"a2","place":"p1","score":5,"lottery":L2,"reason":"closed"}],` +
	`"lottery":{"seed":7,"order":ORDER}}`

// answer fills the draw into answered.
func answer(f *stableproblem.File) string {
	order := make([]string, 3)
	for a, at := range f.Problem.Lottery {
		order[at] = `"` + f.Applicants[a] + `"`
	}
	digit := func(a int) string { return strconv.Itoa(int(f.Problem.Lottery[a]) + 1) }
	return strings.NewReplacer("L1", digit(0), "L2", digit(1), "ORDER", "["+strings.Join(order, ",")+"]").Replace(answered)
}

func TestAnswer(t *testing.T) {
	f := read(t, scored)
	s, err := stable.Solve(context.Background(), &f.Problem)
	if err != nil {
		t.Fatal(err)
	}
	want := answer(f)
	if got := string(s.AppendJSON(nil, f)); got != want {
		t.Errorf("the answer is\n%s\nwant\n%s", got, want)
	}
	for _, c := range [][2]string{
		{`["a1","p1"]`, `["a1","p3"]`},
		{`["a1","p1"]`, `["a1"]`},
		{`["a1","p1"]`, `["a1",null]`},
		{`["a1","p1"]`, `["a1","p1"],["a1","p1"]`},
		{`["a2","甲"]`, `["a2"]`},
		{`["a2","甲"]`, `["a2","甲","a1"]`},
		{`"reserves":[]`, `"reserves":[{"group":"low","state":"free"}]`},
		{`"group":"low"`, `"group":"rare"`},
		{`{"place":"p2","open":{"state":"closed"},"reserves":[]}`, `{"place":"p1","open":{"state":"closed"},"reserves":[]}`},
		{`"state":"closed"`, `"state":"shut"`},
		{`"state":"closed"`, `"state":"closed","score":1`},
		{`"state":"at","place":"p1","score":5,`, `"state":"at","place":"p1",`},
		{`"score":7`, `"score":6`},
		{`"reason":"closed"`, `"reason":"below"`},
		{`"refused":[`, `"refused":[{"applicant":"a1","place":"p1","score":1,"lottery":1,"reason":"below"},`},
		{`"seed":7,`, ``},
		{`"seed":7`, `"seed":8`},
		{`"lottery":{`, `"lottery":null,"x":{`},
		{`"matching"`, `"matched"`},
	} {
		text := strings.Replace(want, c[0], c[1], 1)
		if text == want {
			t.Fatalf("%q is not in the answer", c[0])
		}
		if _, err := stableproblem.ReadSolution(strings.NewReader(text), f); !errors.Is(err, stableproblem.ErrSolution) {
			t.Errorf("%q for %q: %v, want ErrSolution", c[1], c[0], err)
		}
	}
}

// FuzzRead: whatever is read can be solved, and its answer written and read again; the checker agrees.
func FuzzRead(f *testing.F) {
	f.Add([]byte(scored))
	f.Add([]byte(ordered))
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := stableproblem.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		s, err := stable.Solve(context.Background(), &file.Problem)
		if err != nil {
			t.Fatal(err)
		}
		got, err := stableproblem.ReadSolution(bytes.NewReader(s.AppendJSON(nil, file)), file)
		if err != nil || !reflect.DeepEqual(got, s) {
			t.Fatalf("an answer written and read is another: %v", err)
		}
		if flaws := stablecheck.Check(&file.Problem, got); flaws != nil {
			t.Fatal(flaws)
		}
	})
}

func FuzzReadSolution(f *testing.F) {
	file, err := stableproblem.Read(strings.NewReader(scored))
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(answer(file)))
	f.Fuzz(func(t *testing.T, text []byte) {
		if s, err := stableproblem.ReadSolution(bytes.NewReader(text), file); err == nil && len(s.Match) != 3 {
			t.Fatal("an applicant is missing")
		}
	})
}
