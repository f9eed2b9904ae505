package certlogic

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func ExampleExpr_Evaluate() {
	rule, _ := Parse([]byte(`{"and": [{">=": [{"var": "age"}, 60]}, {"in": [{"var": "grade"}, ["severe", "complete"]]}]}`))
	data, _ := Decode([]byte(`{"age": 82, "grade": "severe"}`))
	fmt.Println(rule.Evaluate(data))
	// Output: true <nil>
}

// evaluate is the value of an expression over data, both as text.
func evaluate(t *testing.T, expr, data string) (any, error) {
	t.Helper()
	e, err := Parse([]byte(expr))
	if err != nil {
		t.Fatalf("Parse(%s): %v", expr, err)
	}
	d, err := Decode([]byte(data))
	if err != nil {
		t.Fatalf("Decode(%s): %v", data, err)
	}
	return e.Evaluate(d)
}

// TestPlusTime holds dates to the specification: the rows about leap days stand in its table, the rest follow from "The
// precise offsetting behaviour" (JavaScript's setUTC methods) and the list of layouts.
func TestPlusTime(t *testing.T) {
	for _, c := range []struct {
		text   string
		amount int
		unit   string
		want   string
	}{
		{"2020-02-29", 1, "day", "2020-03-01T00:00:00.000Z"},
		{"2020-02-29", 1, "month", "2020-03-29T00:00:00.000Z"},
		{"2020-02-29", 1, "year", "2021-03-01T00:00:00.000Z"},
		{"2021-01-31", 1, "month", "2021-03-03T00:00:00.000Z"},
		{"2021-03-31", -1, "month", "2021-03-03T00:00:00.000Z"},
		{"1900-02-28", 1, "day", "1900-03-01T00:00:00.000Z"}, // no leap year
		{"1500-02-28", 1, "day", "1500-03-01T00:00:00.000Z"}, // proleptic: none in this calendar either
		{"2021", 0, "day", "2021-12-31T00:00:00.000Z"},
		{"2020-02", 0, "day", "2020-02-29T00:00:00.000Z"},
		{"2021-06-01T01:02:03", 0, "hour", "2021-06-01T01:02:03.000Z"},
		{"2021-06-01T01:02:03Z", 40, "hour", "2021-06-02T17:02:03.000Z"},
		{"2021-06-01T01:02:03+8", 0, "hour", "2021-05-31T17:02:03.000Z"},
		{"2021-06-01T01:02:03+08", 0, "hour", "2021-05-31T17:02:03.000Z"},
		{"2021-06-01T01:02:03-530", 0, "hour", "2021-06-01T06:32:03.000Z"},
		{"2021-06-01T01:02:03+0530", 0, "hour", "2021-05-31T19:32:03.000Z"},
		{"2021-06-01T01:02:03+5:30", 0, "hour", "2021-05-31T19:32:03.000Z"},
		{"2021-06-01T01:02:03+05:30", 0, "hour", "2021-05-31T19:32:03.000Z"},
		{"2021-06-01T01:02:03.1", 0, "hour", "2021-06-01T01:02:03.100Z"},
		{"2021-06-01T01:02:03.1239999Z", 0, "hour", "2021-06-01T01:02:03.123Z"},
		{"2021-06-01T01:02:03.5-05:00", 0, "hour", "2021-06-01T06:02:03.500Z"},
		{"0000-01-01", 0, "day", "0000-01-01T00:00:00.000Z"},
	} {
		v, err := evaluate(t, fmt.Sprintf(`{"plusTime": [%q, %d, %q]}`, c.text, c.amount, c.unit), "null")
		if got := fmt.Sprint(v); err != nil || got != c.want {
			t.Errorf("plusTime(%s, %d, %s) = %v, %v, want %s", c.text, c.amount, c.unit, got, err, c.want)
		}
	}
}

// TestErrors: what is undefined in the specification or differs between the published evaluators is an error here.
func TestErrors(t *testing.T) {
	for _, c := range []struct {
		expr, data string
		want       error
	}{
		{`{"plusTime": ["2021-09-99", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["2022-13", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["2021-02-29", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["2021-06-01T24:00:00", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["2021-06-01T01:02:03+24:00", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["2021-06-01 01:02:03", 0, "day"]}`, "null", ErrDate},
		{`{"plusTime": ["9999-12-31", 1, "day"]}`, "null", ErrRange},
		{`{"plusTime": ["2021-01-01", 9007199254740991, "year"]}`, "null", ErrRange},
		{`{"plusTime": ["2021-01-01", -100000000, "year"]}`, "null", ErrRange},
		{`{"plusTime": [{"var": "x"}, 0, "day"]}`, "{}", ErrType},
		{`{"dccDateOfBirth": ["2021-06-01T01:02:03Z"]}`, "null", ErrDate},
		{`{"dccDateOfBirth": [1]}`, "null", ErrType},
		{`{"extractFromUVCI": [1, 0]}`, "null", ErrType},
		{`{"<": [1, "2"]}`, "null", ErrType},
		{`{"<": [1, {"var": ""}]}`, "1.5", ErrType},
		{`{"before": ["2021-01-01", "2022-01-01"]}`, "null", ErrType},
		{`{"in": [1, {"var": "x"}]}`, "{}", ErrType},
		{`{"+": [1, "1"]}`, "null", ErrType},
		{`{"+": [9007199254740991, 1]}`, "null", ErrRange},
		{`{"===": [[], []]}`, "null", ErrType},
		{`{"reduce": [1, 2, 3]}`, "null", ErrType},
		{`{"if": [{"var": ""}, 1, 2]}`, "1.5", ErrCondition},
		{`{"and": [true, {"plusTime": ["2021", 0, "day"]}]}`, "null", ErrCondition},
		{`{"!": [{"plusTime": ["2021", 0, "day"]}]}`, "null", ErrCondition},
	} {
		if v, err := evaluate(t, c.expr, c.data); !errors.Is(err, c.want) || v != nil {
			t.Errorf("%s over %s = %v, %v, want %v", c.expr, c.data, v, err, c.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want error
	}{
		{`{"a": 1, "a": 2}`, ErrSyntax},
		{`[1, 2`, ErrSyntax},
		{`[1] 2`, ErrSyntax},
		{"\"\xff\"", ErrSyntax},
		{``, ErrSyntax},
		{strings.Repeat("[", MaxDepth+2) + strings.Repeat("]", MaxDepth+2), ErrLimit},
		{`"` + strings.Repeat("x", MaxBytes) + `"`, ErrLimit},
	} {
		if v, err := Decode([]byte(c.raw)); !errors.Is(err, c.want) {
			t.Errorf("Decode(%.20q) = %v, %v, want %v", c.raw, v, err, c.want)
		}
	}
	// A fold that doubles its result: 2^100 items on paper, a hundred arrays in memory.
	doubling := `{"reduce": [{"var": ""}, [{"var": "accumulator"}, {"var": "accumulator"}], 0]}`
	if _, err := evaluate(t, doubling, "["+strings.Repeat("1,", 99)+"1]"); !errors.Is(err, ErrLimit) {
		t.Errorf("a doubling fold: %v, want ErrLimit", err)
	}
	// Folds within folds: a thousand times a thousand times a thousand.
	list := "[" + strings.Repeat("1,", 999) + "1]"
	deep := `{"reduce": [` + list + `, {"reduce": [` + list + `, {"reduce": [` + list + `, 1, 1]}, 1]}, 1]}`
	if _, err := evaluate(t, deep, "null"); !errors.Is(err, ErrLimit) {
		t.Errorf("folds within folds: %v, want ErrLimit", err)
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]any{
		"42": int64(42), "42.0": int64(42), "1e3": int64(1000), "-0": int64(0), "9007199254740991": int64(maxInt),
		"9007199254740993": Decimal("9007199254740993"), "3.14": Decimal("3.14"), "1e400000000": Decimal("1e400000000"),
	} {
		if got, err := Decode([]byte(text)); got != want || err != nil {
			t.Errorf("Decode(%s) = %#v, %v, want %#v", text, got, err, want)
		}
	}
}

func TestTraceOrder(t *testing.T) {
	e, err := Parse([]byte(`{"if": [{"and": [{"var": "a"}, {"var": "b"}, {"var": "c"}]}, 1, {"+": [{"var": "d"}, 1]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	d, err := Decode([]byte(`{"a": true, "b": false, "d": 4}`))
	if err != nil {
		t.Fatal(err)
	}
	v, steps, err := e.Trace(d)
	if err != nil || v != int64(5) {
		t.Fatalf("Trace = %v, %v", v, err)
	}
	want := `[{var a [] 0  true} {var b [] 0  false} {and  [true false] 0  false} {var d [] 0  4} {+  [4 1] 0  5} {if  [false] 0  5}]`
	if got := fmt.Sprint(steps); got != want {
		t.Errorf("steps %s, want %s", got, want)
	}
}

// days counts days from 1970-01-01 by the civil-calendar algorithm of Hinnant (chrono-Compatible Low-Level Date Algorithms,
// 2013), which shares nothing with package time.
func days(y, m, d int) int {
	if m <= 2 {
		y--
	}
	era := y / 400
	if y < 0 {
		era = (y - 399) / 400
	}
	yoe := y - era*400
	doy := (153*((m+9)%12)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return era*146097 + doe - 719468
}

func TestDatesAgreeWithAnotherCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, m, d := rapid.IntRange(0, 9999).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 28).Draw(t, "d")
		got, err := ParseTime(fmt.Sprintf("%04d-%02d-%02d", y, m, d))
		if want := Time(days(y, m, d)) * 86_400_000; err != nil || got != want {
			t.Fatalf("%d-%d-%d = %d, %v, want %d", y, m, d, got, err, want)
		}
		n := rapid.IntRange(-3000, 3000).Draw(t, "n")
		moved, err := got.Plus(int64(n), "day")
		if want := got + Time(n)*86_400_000; err == nil && moved != want {
			t.Fatalf("plus %d days = %d, want %d", n, moved, want)
		} else if err != nil && want >= Time(minTime) && want <= Time(maxTime) {
			t.Fatal(err)
		}
		years := rapid.IntRange(-50, 50).Draw(t, "years")
		if moved, err := got.Plus(int64(years), "year"); err == nil && moved != Time(days(y+years, m, d))*86_400_000 {
			t.Fatalf("plus %d years = %v", years, moved)
		}
	})
}

// TestTruthIsOneOrTheOther: the notions are disjoint and only decimals and date-times are neither.
func TestTruthIsOneOrTheOther(t *testing.T) {
	for _, c := range []struct {
		v           any
		truth, sure bool
	}{
		{nil, false, true},
		{false, false, true},
		{true, true, true},
		{"", false, true},
		{"0", true, true},
		{int64(0), false, true},
		{int64(-1), true, true},
		{[]any{}, false, true},
		{[]any{nil}, true, true},
		{map[string]any{}, false, true},
		{map[string]any{"": nil}, true, true},
		{Decimal("0.5"), false, false},
		{Time(0), false, false},
	} {
		if truth, sure := Truth(c.v); truth != c.truth || sure != c.sure {
			t.Errorf("Truth(%#v) = %v, %v, want %v, %v", c.v, truth, sure, c.truth, c.sure)
		}
	}
}

func TestManyReadersOfOneRule(t *testing.T) {
	e, err := Parse([]byte(`{"reduce": [{"var": "x"}, {"+": [{"var": "accumulator"}, {"var": "current"}]}, 0]}`))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan any)
	for range 8 {
		go func() {
			v, _ := e.Evaluate(map[string]any{"x": []any{int64(1), int64(2)}})
			done <- v
		}()
	}
	for range 8 {
		select {
		case v := <-done:
			if v != int64(3) {
				t.Errorf("got %v, want 3", v)
			}
		case <-time.After(time.Minute):
			t.Fatal("no answer")
		}
	}
}

// TestOperandCounts: too many and too few operands, in the words of the published validator (certlogic-js 1.2.2), which
// looks at no operand of a negation that has not exactly one.
func TestOperandCounts(t *testing.T) {
	for _, c := range []struct {
		expr string
		want []string
	}{
		{`{"!": []}`, []string{"a !-operation (logical not/negation) must have exactly 1 operand, but it has 0"}},
		{`{"!": [null, 1.5]}`, []string{"a !-operation (logical not/negation) must have exactly 1 operand, but it has 2"}},
		{`{"if": [true, null]}`, []string{`an "if"-operation must have exactly 3 values/operands, but it has 2`, "invalid CertLogic expression"}},
		{`{"if": [true, 1, 2, null]}`, []string{`an "if"-operation must have exactly 3 values/operands, but it has 4`}},
		{`{"and": [true]}`, []string{`an "and" operation must have at least 2 operands, but it has 1`}},
		{`{"<": [1]}`, []string{`an operation with operator "<" must have 2 or 3 operands, but it has 1`}},
		{`{"before": [1, 2, 3, 4]}`, []string{`an operation with operator "before" must have 2 or 3 operands, but it has 4`}},
		{`{"+": [1, 2, 3]}`, []string{`an operation with operator "+" must have 2 operands, but it has 3`}},
		{`{"reduce": [1]}`, []string{`a "reduce"-operation must have exactly 3 values/operands, but it has 1`}},
		{`{"plusTime": ["2021", 1.5, "week"]}`, []string{
			`"amount" argument (#2) of "plusTime" must be an integer, but it is: 1.5`,
			`"unit" argument (#3) of "plusTime" must be a string equal to one of year, month, day, hour, but it is: week`,
		}},
		{`{"extractFromUVCI": ["", "0"]}`, []string{`"index" argument (#2) of "extractFromUVCI" must be an integer, but it is: 0`}},
		{`{"dccDateOfBirth": []}`, []string{`a "dccDateOfBirth"-operation must have exactly 1 value/operand, but it has 0`}},
	} {
		tree, err := Decode([]byte(c.expr))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, issue := range Validate(tree) {
			got = append(got, issue.Message)
		}
		if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
			t.Errorf("%s: %q, want %q", c.expr, got, c.want)
		}
	}
}
