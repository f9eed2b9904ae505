package rule

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// always is a span of days without parameters: the whole calendar.
var always = span{-719528, 2932896} // 0000-01-01 to 9999-12-31

// dated is one value of a parameter.
type dated struct {
	days  span
	value int64
	index int // in the document
	doc   *Dated
}

// buildEpochs cuts time where a parameter changes and proves every table for every span between. A set is in force where
// all its parameters are.
func (s *Set) buildEpochs() error {
	lines := map[int][]dated{}
	starts := []int64{always.low}
	for i := range s.doc.Parameters {
		p := &s.doc.Parameters[i]
		line, err := s.line(p)
		if err != nil {
			return err
		}
		lines[s.names[p.ID]] = line
		for _, d := range line {
			starts = append(starts, d.days.low, d.days.high+1)
		}
	}
	slices.Sort(starts)
	starts = slices.Compact(starts)
	if len(starts) > maxEpochs {
		return flaw("parameters", "rule.parameter.many", "most", maxEpochs)
	}
	for i, low := range starts {
		high := always.high
		if i+1 < len(starts) {
			high = starts[i+1] - 1
		}
		if low > high {
			continue
		}
		if err := s.addEpoch(span{low, high}, lines); err != nil {
			return err
		}
	}
	if len(s.epochs) == 0 {
		return flaw("parameters", "rule.parameter.never")
	}
	return nil
}

// line reads the values of a parameter in the order of their days.
func (s *Set) line(p *Parameter) ([]dated, error) {
	at := "parameters." + p.ID + ".values"
	if len(p.Values) == 0 {
		return nil, flaw(at, "rule.parameter.empty")
	}
	date := Domain{Kind: Date}
	var line []dated
	for i, v := range p.Values {
		at := fmt.Sprintf("%s.%d", at, i+1)
		d := dated{days: always, index: i, doc: &p.Values[i]}
		var err error
		if d.value, err = p.parse(v.Value, s.slots[s.names[p.ID]].all); err != nil {
			return nil, flaw(at+".value", "rule.value", "value", v.Value)
		}
		if d.days.low, err = date.read(v.From); err != nil {
			return nil, flaw(at+".from", "rule.value", "value", v.From)
		}
		if v.To != "" {
			if d.days.high, err = date.read(v.To); err != nil || d.days.high < d.days.low {
				return nil, flaw(at+".to", "rule.value", "value", v.To)
			}
		}
		if err := titled(at+".source", v.Source); err != nil {
			return nil, err
		}
		line = append(line, d)
	}
	slices.SortStableFunc(line, func(a, b dated) int { return cmp.Compare(a.days.low, b.days.low) })
	for i := 1; i < len(line); i++ {
		before := &line[i-1]
		if p.Values[before.index].To == "" {
			before.days.high = line[i].days.low - 1 // until it is replaced
		}
		if before.days.high >= line[i].days.low || before.days.high < before.days.low {
			return nil, flaw(fmt.Sprintf("%s.%d.from", at, line[i].index+1), "rule.parameter.overlap", "first", before.index+1, "second", line[i].index+1)
		}
	}
	return line, nil
}

// addEpoch resolves what holds on some days; days on which a parameter has no value are left out.
func (s *Set) addEpoch(days span, lines map[int][]dated) error {
	e := epoch{days: days, values: map[int]*Dated{}, reads: map[int]int64{}, boxes: map[int][]box{}}
	for at, line := range lines {
		i := slices.IndexFunc(line, func(d dated) bool { return d.days.low <= days.low && days.low <= d.days.high })
		if i < 0 {
			return nil
		}
		e.values[at], e.reads[at] = line[i].doc, line[i].value
	}
	for at := range s.slots {
		if st := s.slots[at].step; st != nil && st.table != nil {
			boxes, err := s.resolve(&e, at)
			if err != nil {
				return err
			}
			if err := s.prove(&e, at, boxes); err != nil {
				return err
			}
			e.boxes[at] = boxes
		}
	}
	s.epochs = append(s.epochs, e)
	return nil
}

// resolve puts the values of parameters into the cells of a table.
func (s *Set) resolve(e *epoch, at int) ([]box, error) {
	t := s.slots[at].step.table
	boxes := make([]box, len(t.rows))
	for i, row := range t.rows {
		boxes[i] = make(box, len(t.inputs))
		for k, in := range t.inputs {
			cell, written := row.When[s.slots[in].id]
			if !written {
				continue
			}
			field := fmt.Sprintf("steps.%s.table.rows.%d.when.%s", s.slots[at].id, i+1, s.slots[in].id)
			spans, err := s.cell(e, field, in, cell)
			if err != nil {
				return nil, err
			}
			if len(spans) == 0 {
				return nil, flaw(field, "rule.table.never", "row", i+1, "from", dayText(e.days.low))
			}
			if len(spans) > 1 || spans[0] != s.slots[in].all { // a cell that names everything asks for nothing
				boxes[i][k] = spans
			}
		}
	}
	return boxes, nil
}

// cell is the set of values that a cell means on the days of an epoch, within the domain of its input.
func (s *Set) cell(e *epoch, at string, in int, c Cell) ([]span, error) {
	d := s.slots[in].domain
	read := func(text string) (int64, error) {
		if id, is := parameterName(text); is {
			p, known := s.names[id]
			if !known || s.slots[p].role != parameterRole {
				return 0, flaw(at, "rule.unknown", "name", id)
			}
			if !inCommon(typeOf(s.slots[p].domain), typeOf(d)) {
				return 0, flaw(at, "rule.type", "detail", fmt.Sprintf("%v, %v", typeOf(s.slots[p].domain), typeOf(d)))
			}
			return d.read(s.slots[p].domain.text(e.reads[p]))
		}
		return d.read(text)
	}
	var spans []span
	for _, text := range c.Is {
		n, err := read(text)
		if err != nil {
			return nil, badCell(at, text, err)
		}
		spans = append(spans, span{n, n})
	}
	if len(c.Is) > 0 {
		return intersect(spans, []span{s.slots[in].all}), nil
	}
	if d.Kind != Number && d.Kind != Date || c.From != "" && c.Above != "" || c.To != "" && c.Below != "" || c.From+c.Above+c.To+c.Below == "" {
		return nil, flaw(at, "rule.cell")
	}
	r := span{math.MinInt64 / 2, math.MaxInt64 / 2}
	for _, end := range []struct {
		text string
		at   *int64
		move int64
	}{{c.From, &r.low, 0}, {c.Above, &r.low, 1}, {c.To, &r.high, 0}, {c.Below, &r.high, -1}} {
		if end.text == "" {
			continue
		}
		n, err := read(end.text)
		if err != nil {
			return nil, badCell(at, end.text, err)
		}
		*end.at = n + end.move
	}
	return intersect([]span{r}, []span{s.slots[in].all}), nil
}

// badCell ties a value that cannot be read to its cell; a flaw that is tied already stays.
func badCell(at, text string, err error) error {
	if errors.Is(err, errForm) || errors.Is(err, errOutside) {
		return flaw(at, "rule.value", "value", text)
	}
	return err
}

// prove refuses a table that its hit policy does not allow.
func (s *Set) prove(e *epoch, at int, written []box) error {
	t, field := s.slots[at].step.table, "steps."+s.slots[at].id+".table"
	domain := make(box, len(t.inputs))
	for k, in := range t.inputs {
		domain[k] = []span{s.slots[in].all}
	}
	boxes := make([]box, len(written))
	for i, b := range written {
		boxes[i] = make(box, len(b))
		for k, spans := range b {
			if boxes[i][k] = spans; spans == nil {
				boxes[i][k] = domain[k]
			}
		}
	}
	from := dayText(e.days.low)
	if t.hit == Collect {
		return nil
	}
	if t.hit == Unique {
		i, j, shared, found, err := overlap(boxes, &s.effort)
		if err != nil {
			return flaw(field, "rule.proof")
		}
		if found {
			return flaw(fmt.Sprintf("%s.rows.%d", field, j+1), "rule.table.overlap", "first", i+1, "second", j+1, "cell", s.cellText(t, shared), "from", from)
		}
	}
	hole, found, err := gap(domain, boxes, &s.effort)
	if err != nil {
		return flaw(field, "rule.proof")
	}
	if found {
		return flaw(field+".rows", "rule.table.gap", "cell", s.cellText(t, hole), "from", from)
	}
	for i := 1; t.hit == First && i < len(boxes); i++ {
		_, seen, err := gap(boxes[i], boxes[:i], &s.effort)
		if err != nil {
			return flaw(field, "rule.proof")
		}
		if !seen {
			return flaw(fmt.Sprintf("%s.rows.%d", field, i+1), "rule.table.hidden", "row", i+1, "from", from)
		}
	}
	return nil
}

// cellText writes a box: age 60..79, grade severe|complete.
func (s *Set) cellText(t *table, b box) string {
	var parts []string
	for k, in := range t.inputs {
		d := s.slots[in].domain
		var sets []string
		for _, sp := range b[k] {
			switch {
			case sp.low == sp.high:
				sets = append(sets, d.text(sp.low))
			case d.Kind == Choice || d.Kind == Boolean:
				for n := sp.low; n <= sp.high; n++ {
					sets = append(sets, d.text(n))
				}
			default:
				sets = append(sets, d.text(sp.low)+".."+d.text(sp.high))
			}
		}
		parts = append(parts, s.slots[in].id+" "+strings.Join(sets, "|"))
	}
	return strings.Join(parts, ", ")
}

func dayText(day int64) string { return (&Domain{Kind: Date}).text(day) }
