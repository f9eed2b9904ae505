package certlogic

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

// FuzzEvaluate: nothing panics; whatever parses ends within its steps with a value that is JSON or with one of our errors;
// twice is the same; tracing changes nothing; the data is left as it was.
func FuzzEvaluate(f *testing.F) {
	for _, seed := range [][2]string{
		{`{"and": [{"var": "x"}, {"<": [{"var": "x"}, 3, {"var": "y.0"}]}]}`, `{"x": 1, "y": [4]}`},
		{`{"reduce": [{"var": ""}, [{"var": "accumulator"}, {"var": "current"}], 0]}`, `[1, 2, 3]`},
		{`{"before": [{"plusTime": [{"var": "d"}, -18, "year"]}, {"dccDateOfBirth": ["2004-02"]}]}`, `{"d": "2022-01-30T13:37:00.042+08:00"}`},
		{`{"if": [{"in": [{"extractFromUVCI": [{"var": ""}, 1]}, ["NL"]]}, {"!": [1]}, [{"===": [1, "1"]}]]}`, `"URN:UVCI:01:NL:187/37512422923"`},
		{`{"foo": 1, "bar": null}`, `3.14`},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, expr, raw []byte) {
		e, err := Parse(expr)
		if err != nil {
			known(t, err)
			return
		}
		data, err := Decode(raw)
		if err != nil {
			known(t, err)
			return
		}
		before, err := json.Marshal(data)
		if err != nil {
			t.Fatalf("decoded data is no JSON: %v", err)
		}
		v, err := e.Evaluate(data)
		if err != nil {
			known(t, err)
			return
		}
		if _, err := json.Marshal(v); err != nil {
			t.Fatalf("the value is no JSON: %v", err)
		}
		again, steps, err := e.Trace(data)
		if err == nil && !reflect.DeepEqual(v, again) {
			t.Fatalf("traced %v, evaluated %v", again, v)
		} else if err != nil && !errors.Is(err, ErrLimit) {
			t.Fatalf("only a trace fails: %v", err)
		}
		if _, err := json.Marshal(steps); err != nil {
			t.Fatalf("the trace is no JSON: %v", err)
		}
		if after, err := json.Marshal(data); err != nil || string(after) != string(before) {
			t.Fatalf("data changed from %s to %s, %v", before, after, err)
		}
	})
}

// known wants one of the package's errors.
func known(t *testing.T, err error) {
	t.Helper()
	for _, e := range []error{ErrSyntax, ErrLimit, ErrForm, ErrType, ErrCondition, ErrDate, ErrRange} {
		if errors.Is(err, e) {
			return
		}
	}
	t.Fatalf("an error of no kind: %v", err)
}
