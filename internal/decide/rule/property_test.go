package rule

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/standard/certlogic"
)

// The names of the drawn sets: small domains, so that every case can be gone through.
var (
	both   = i18n.Name{Zh: "名", En: "name"}
	xyz    = Domain{Kind: Choice, Options: []Option{{"x", both}, {"y", both}, {"z", both}}}
	yesNo  = Domain{Kind: Boolean}
	small  = Domain{Kind: Number, From: "0", To: "3"}
	values = map[string][]any{
		"a": {false, true}, "b": {false, true}, "c": {"x", "y", "z"}, "n": {int64(0), int64(1), int64(2), int64(3)},
	}
	factNames = []string{"a", "b", "c", "n"}
)

// drawTruth draws a boolean expression over the facts, the parameter p and earlier boolean steps.
func drawTruth(t *rapid.T, depth int, truths []string) any {
	pick := rapid.IntRange(0, 6).Draw(t, "op")
	if depth == 0 {
		pick %= 4
	}
	ref := func(id string) any { return map[string]any{"var": id} }
	sub := func() any { return drawTruth(t, depth-1, truths) }
	switch pick {
	case 0:
		return ref(rapid.SampledFrom(truths).Draw(t, "truth"))
	case 1:
		return map[string]any{rapid.SampledFrom([]string{"<", "<=", ">", ">="}).Draw(t, "cmp"): []any{ref("n"), ref("p")}}
	case 2:
		return map[string]any{"===": []any{ref("c"), rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "text")}}
	case 3:
		return map[string]any{"in": []any{ref("n"), []any{0, 3}}}
	case 4:
		return map[string]any{"!": []any{sub()}}
	case 5:
		return map[string]any{"if": []any{sub(), sub(), sub()}}
	default:
		return map[string]any{"and": []any{sub(), sub(), sub()}}
	}
}

func drawRow(t *rapid.T, inputs []string) Row {
	r := Row{When: map[string]Cell{}, Then: rapid.SampledFrom([]string{"x", "y", "z"}).Draw(t, "then")}
	for _, in := range inputs {
		if rapid.Bool().Draw(t, "any") {
			continue
		}
		switch in {
		case "c":
			r.When[in] = Cell{Is: rapid.SampledFrom([][]string{{"x"}, {"y", "z"}, {"z"}}).Draw(t, "cell")}
		case "n":
			r.When[in] = rapid.SampledFrom([]Cell{{From: "$p"}, {Below: "$p"}, {From: "1", To: "2"}, {To: "3"}, {Above: "1"}, {Is: []string{"0", "3"}}}).Draw(t, "cell")
		default:
			r.When[in] = Cell{Is: []string{fmt.Sprint(rapid.Bool().Draw(t, "cell"))}}
		}
	}
	return r
}

// drawSet draws a set that can be read. Rows that a table may not have are taken out one by one; the last row of a first
// table takes whatever is left.
func drawSet(t *rapid.T) *Set {
	doc := Document{
		Format: 1, ID: "drawn", Title: both,
		Facts: []Fact{{"a", both, yesNo}, {"b", both, yesNo}, {"c", both, xyz}, {"n", both, small}},
		Parameters: []Parameter{{ID: "p", Title: both, Domain: small, Values: []Dated{
			{From: "2020-01-01", Value: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "p1")), Source: both},
			{From: "2021-01-01", Value: fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "p2")), Source: both, Verified: true},
		}}},
		Steps: []Step{{ID: "e1", Title: both, Domain: yesNo, Expression: drawTruth(t, 2, []string{"a", "b"})}},
	}
	doc.Steps = append(doc.Steps, Step{ID: "e2", Title: both, Domain: yesNo, Expression: drawTruth(t, 2, []string{"a", "b", "e1"})})
	inputs := rapid.SampledFrom([][]string{{"a", "n"}, {"c", "n", "e2"}, {"b", "c", "e1"}, {"n"}, {"a", "b", "c", "n", "e1", "e2"}}).Draw(t, "inputs")
	first := &Table{Hit: rapid.SampledFrom([]Hit{First, Unique}).Draw(t, "hit"), Inputs: inputs}
	for range rapid.IntRange(0, 5).Draw(t, "rows") {
		first.Rows = append(first.Rows, drawRow(t, inputs))
	}
	first.Rows = append(first.Rows, Row{Then: "z"})
	doc.Steps = append(doc.Steps, Step{ID: "t1", Title: both, Domain: xyz, Table: first})
	all := &Table{Hit: Collect, Inputs: []string{"a", "c", "n", "e2", "t1"}}
	for range rapid.IntRange(1, 5).Draw(t, "rows") {
		r := drawRow(t, []string{"a", "c", "n", "e2"})
		if rapid.Bool().Draw(t, "t1") {
			r.When["t1"] = Cell{Is: []string{rapid.SampledFrom([]string{"x", "z"}).Draw(t, "cell")}}
		}
		all.Rows = append(all.Rows, r)
	}
	doc.Steps = append(doc.Steps, Step{ID: "t2", Title: both, Domain: xyz, Table: all})
	doc.Steps = append(doc.Steps, Step{ID: "e3", Title: both, Domain: xyz, Expression: map[string]any{"if": []any{
		drawTruth(t, 1, []string{"a", "e1", "e2"}), map[string]any{"var": "t1"}, map[string]any{"var": "c"},
	}}})
	doc.Result = rapid.SampledFrom([]string{"e1", "e2", "t1", "t2", "e3"}).Draw(t, "result")
	for {
		s, err := compileSet(doc)
		if err == nil {
			return s
		}
		if f, ok := fault.As(err); !ok || f.Kind != fault.Invalid {
			t.Fatal(err)
		}
		if len(first.Rows) == 1 {
			t.Fatalf("a set that cannot be read: %v", err)
		}
		first.Rows = first.Rows[1:]
	}
}

// reference evaluates a set with every fact known, by the published meaning of each part and none of the code under test:
// expressions by certlogic alone, rows one after the other by the texts of their cells.
func reference(t *rapid.T, s *Set, c Case) any {
	data := maps.Clone(c.Facts)
	var p int64
	for _, v := range s.doc.Parameters[0].Values {
		if v.From <= c.On {
			_, _ = fmt.Sscan(v.Value, &p)
		}
	}
	data["p"] = p
	for _, st := range s.doc.Steps {
		if st.Table != nil {
			data[st.ID] = lookUp(st.Table, data, p)
			continue
		}
		raw, err := json.Marshal(st.Expression)
		if err != nil {
			t.Fatal(err)
		}
		e, err := certlogic.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if data[st.ID], err = e.Evaluate(data); err != nil {
			t.Fatal(err)
		}
	}
	return data[s.doc.Result]
}

func lookUp(tb *Table, data map[string]any, p int64) any {
	list := []string{}
	for _, r := range tb.Rows {
		applies := true
		for id, c := range r.When {
			applies = applies && inCell(c, fmt.Sprint(data[id]), p)
		}
		switch {
		case applies && tb.Hit != Collect:
			return r.Then
		case applies && !slices.Contains(list, r.Then):
			list = append(list, r.Then)
		}
	}
	slices.Sort(list) // the options are x, y and z
	return list
}

func inCell(c Cell, v string, p int64) bool {
	if len(c.Is) > 0 {
		return slices.Contains(c.Is, v)
	}
	end := func(text string) string {
		if text == "$p" {
			return fmt.Sprint(p)
		}
		return text
	}
	// One digit each: texts compare as numbers do.
	return (c.From == "" || v >= end(c.From)) && (c.Above == "" || v > end(c.Above)) && (c.To == "" || v <= end(c.To)) && (c.Below == "" || v < end(c.Below))
}

// completions visits every way to know all facts that agrees with what is known.
func completions(known map[string]any, visit func(facts map[string]any)) {
	facts := map[string]any{}
	var walk func(k int)
	walk = func(k int) {
		if k == len(factNames) {
			visit(facts)
			return
		}
		id := factNames[k]
		options := values[id]
		if v, is := known[id]; is {
			options = []any{v}
		}
		for _, v := range options {
			facts[id] = v
			walk(k + 1)
		}
	}
	walk(0)
}

// drawCase draws facts of which some may be missing.
func drawCase(t *rapid.T) Case {
	c := Case{rapid.SampledFrom([]string{"2020-06-01", "2020-12-31", "2021-01-01"}).Draw(t, "on"), map[string]any{}}
	for _, id := range factNames {
		if rapid.Bool().Draw(t, "known") {
			c.Facts[id] = rapid.SampledFrom(values[id]).Draw(t, id)
		}
	}
	return c
}

// check draws sets, and for each of them several cases.
func check(t *testing.T, property func(t *rapid.T, s *Set, c Case)) {
	t.Helper()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t)
		for range 6 {
			property(t, s, drawCase(t))
		}
	})
}

// TestThreeValuedTruth: with everything known the outcome is the reference's. With facts missing, an outcome that is given
// is that of every completion; one that is not given becomes known by what it lists, whatever the values are, and the
// members of a list that are called certain are in every completion's.
func TestThreeValuedTruth(t *testing.T) {
	check(t, func(t *rapid.T, s *Set, c Case) {
		out, err := s.Evaluate(c)
		if err != nil {
			t.Fatal(err)
		}
		if out.Known != (len(out.Missing) == 0) {
			t.Fatalf("known %v with %v missing", out.Known, out.Missing)
		}
		completions(c.Facts, func(facts map[string]any) {
			want := reference(t, s, Case{c.On, facts})
			full, err := s.Evaluate(Case{c.On, facts})
			if err != nil || !cmp.Equal(full.Value, want) {
				t.Fatalf("%v: %v, %v, want %v", facts, full.Value, err, want)
			}
			if out.Known && !cmp.Equal(out.Value, want) {
				t.Fatalf("known to be %v from %v, but %v with %v", out.Value, c.Facts, want, facts)
			}
			if list, is := want.([]string); is {
				for _, id := range out.Certain {
					if !slices.Contains(list, id) {
						t.Fatalf("certain %s, but %v with %v", id, list, facts)
					}
				}
				for _, id := range list {
					if !out.Known && !slices.Contains(out.Certain, id) && !slices.Contains(out.Open, id) {
						t.Fatalf("%s is due with %v, and neither certain nor open", id, facts)
					}
				}
			}
			if out.Known {
				return
			}
			more := map[string]any{}
			for id, v := range facts {
				if _, was := c.Facts[id]; was || slices.Contains(out.Missing, id) {
					more[id] = v
				}
			}
			if again, err := s.Evaluate(Case{c.On, more}); err != nil || !again.Known {
				t.Fatalf("missing was %v; with them %v is missing, %v", out.Missing, again.Missing, err)
			}
		})
	})
}

// TestTraceRecomputes: the facts that a trace names are enough for the same value and trace, and no other fact changes the value.
func TestTraceRecomputes(t *testing.T) {
	check(t, func(t *rapid.T, s *Set, c Case) {
		out, err := s.Evaluate(c)
		if err != nil {
			t.Fatal(err)
		}
		if !out.Known {
			return
		}
		named := map[string]any{}
		for _, st := range out.Trace {
			for _, u := range st.Facts {
				named[u.Name] = u.Value
			}
		}
		again, err := s.Evaluate(Case{c.On, named})
		if err != nil || !cmp.Equal(again.Value, out.Value) || !again.Known {
			t.Fatalf("from %v alone: %v, %v, want %v", named, again.Value, err, out.Value)
		}
		completions(named, func(facts map[string]any) {
			if want := reference(t, s, Case{c.On, facts}); !cmp.Equal(want, out.Value) {
				t.Fatalf("the trace names %v for %v, but %v gives %v", named, out.Value, facts, want)
			}
		})
		if last := out.Trace[len(out.Trace)-1]; last.Step != s.doc.Result || !cmp.Equal(last.Value, out.Value) {
			t.Fatalf("the trace ends with %v = %v", last.Step, last.Value)
		}
		twice, err := s.Evaluate(c)
		if err != nil || !reflect.DeepEqual(twice, out) {
			t.Fatalf("twice is not the same: %v", err)
		}
	})
}

// TestVersionIsWhatIsSaid: the version survives a copy and changes with a value, a mark or a word.
func TestVersionIsWhatIsSaid(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawSet(t)
		raw, err := json.Marshal(s.doc)
		if err != nil {
			t.Fatal(err)
		}
		copied := func(change func(d *Document)) string {
			var d Document
			if err := json.Unmarshal(raw, &d); err != nil {
				t.Fatal(err)
			}
			change(&d)
			h, err := hash(&d)
			if err != nil {
				t.Fatal(err)
			}
			return h
		}
		if copied(func(*Document) {}) != s.Version() {
			t.Fatal("a copy has another version")
		}
		for i, change := range []func(*Document){
			func(d *Document) { d.Parameters[0].Values[0].Verified = true },
			func(d *Document) { d.Parameters[0].Values[0].From = "2019-12-31" },
			func(d *Document) { d.Facts[0].Title.En += "s" },
			func(d *Document) { d.Steps[2].Table.Rows[0].Then = "y" + d.Steps[2].Table.Rows[0].Then },
		} {
			if copied(change) == s.Version() {
				t.Fatalf("change %d keeps the version", i)
			}
		}
	})
}
