package eldercare

import (
	"cmp"
	"fmt"
	"slices"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/decide/rule"
)

// Residence is where an elder lives by the statistical definition of urban and rural (统计用城乡划分); empty where the register does not say.
type Residence string

// The residences.
const (
	Urban Residence = "urban"
	Rural Residence = "rural"
)

// Elder is what the registers say of one old person. Person is an identifier and nothing else: a diagnosis needs no name.
type Elder struct {
	Person    string
	Place     region.Key // the township, or the finest unit known
	Residence Residence
	Facts     map[string]any // of the entitlement list; what is absent is unknown
	Current   []string       // items of the list that a register says are being provided on the day; of a plan, its confirmed visits
	Unsure    []string       // items that would be among them by the word of whoever delivers, and that too little confirms
	Assessed  string         // the day of the last assessment that the register knows, valid or not
	Under     map[string]Why // what is known of items under plans; of the others nothing
	Was       *Elder         // the same elder by the rules of the diagnosis before, where it is compared with one and those differ
}

// Cell names a group of a diagnosis.
type Cell struct {
	Place     region.Key
	Residence Residence
}

// Tally counts the people of one cell, and the items due to them.
//
// Every elder is counted once: Elders = NotDue + Due + Undecided. Of those due something, Due = Served + Unserved: served are those
// who have every item they are certainly due, unserved lack at least one. Undecided are those of whom it is neither certain that an
// item is due nor that none is. Unsure are those of the unserved who would be served if the word of whoever delivers were enough. Items counts, for each item, the people due it and those of them who have it.
type Tally struct {
	Elders, NotDue, Due, Served, Unserved, Unsure, Undecided int
	Items                                                    map[string]ItemTally
}

// ItemTally counts the people of a cell who are due one item, and those of them who have it.
type ItemTally struct {
	Due    int `json:"due"`
	Served int `json:"served"`
}

// Lack is one elder who is due items and does not have them, in the order of the list.
type Lack struct {
	Person string
	Cell   Cell
	Items  []string
}

// Diagnosis is who is due what and has it, on one day, under one version of the list.
type Diagnosis struct {
	On      string // YYYY-MM-DD
	Version string // of the rule set
	Again   string // version of the rules by which an assessment is used again; empty where each tells who is assessed
	Items   []string
	Cells   map[Cell]*Tally
	Lacks   []Lack     // by place, then person
	Stands  []Standing // of those who are due something, now or by the rules of before; as they came
}

// earlier is by what the diagnosis before was made, where that differs.
type earlier struct {
	list   *rule.Set
	looked []string
	was    map[string]bool // who was counted then
}

// Diagnose runs the entitlement list over all elders of a register (应享未享排查). Items are the items looked at, of those that the
// list knows: a county looks at services, not at pensions that another office pays. each calls its argument with every elder, once.
//
// An item counts as due where the list gives it whatever the unknown facts are (rule.Outcome.Certain). The error is fault.Invalid for an
// item that the list does not have or an elder whose facts the list refuses, and then no diagnosis is given; an error of each ends the
// run. Cost: one evaluation for each elder, and memory for the cells and the lacks alone.
func Diagnose(list *rule.Set, on string, items []string, each func(func(Elder) error) error) (*Diagnosis, error) {
	return diagnose(list, on, items, earlier{}, each)
}

// diagnose is Diagnose, which also says of every elder with a Was where they would stand by earlier rules.
func diagnose(list *rule.Set, on string, items []string, before earlier, each func(func(Elder) error) error) (*Diagnosis, error) {
	looked, err := chosen(list, items)
	if err != nil {
		return nil, err
	}
	d := &Diagnosis{On: on, Version: list.Version(), Items: looked, Cells: map[Cell]*Tally{}}
	err = each(func(e Elder) error {
		out, err := list.Evaluate(rule.Case{On: on, Facts: e.Facts})
		if err != nil {
			return fmt.Errorf("elder %s: %w", e.Person, err)
		}
		one := Standing{Person: e.Person, Cell: Cell{e.Place, e.Residence}, Stand: d.count(e, out)}
		if e.Was != nil {
			out, err := before.list.Evaluate(rule.Case{On: on, Facts: e.Was.Facts})
			if err != nil {
				return fmt.Errorf("elder %s by earlier rules: %w", e.Person, err)
			}
			if old := e.Was.stand(wanted(*e.Was, out, before.looked)); old.State != one.State {
				one.Old = &old
			}
		}
		if one.State != NotCounted || one.Old != nil || before.was[e.Person] {
			d.Stands = append(d.Stands, one)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(d.Lacks, func(a, b Lack) int {
		return cmp.Or(cmp.Compare(a.Cell.Place.Code, b.Cell.Place.Code), cmp.Compare(a.Person, b.Person))
	})
	return d, nil
}

// chosen are the items looked at, in the order of the list, each once.
func chosen(list *rule.Set, items []string) ([]string, error) {
	known := results(list)
	for _, i := range items {
		if !slices.Contains(known, i) {
			return nil, fault.New(fault.Invalid, "eldercare.diagnose.item", "item", i)
		}
	}
	return slices.DeleteFunc(known, func(k string) bool { return !slices.Contains(items, k) }), nil
}

// results are the items that a list can give, in its order.
func results(list *rule.Set) (ids []string) {
	document := list.Document()
	for _, s := range document.Steps {
		if s.ID == document.Result {
			for _, o := range s.Options {
				ids = append(ids, o.ID)
			}
		}
	}
	return ids
}

// wanted are the items looked at that are due to an elder for certain, and those of them that they do not have.
func wanted(e Elder, out rule.Outcome, looked []string) (due, lacks []string) {
	sure := certain(out)
	for _, i := range looked {
		if !slices.Contains(sure, i) {
			continue
		}
		due = append(due, i)
		if !slices.Contains(e.Current, i) {
			lacks = append(lacks, i)
		}
	}
	return due, lacks
}

// count counts an elder, and says where they stand.
func (d *Diagnosis) count(e Elder, out rule.Outcome) Stand {
	cell := Cell{e.Place, e.Residence}
	t := d.Cells[cell]
	if t == nil {
		t = &Tally{Items: map[string]ItemTally{}}
		d.Cells[cell] = t
	}
	t.Elders++
	due, lacks := wanted(e, out, d.Items)
	for _, i := range due {
		n := t.Items[i]
		n.Due++
		if !slices.Contains(lacks, i) {
			n.Served++
		}
		t.Items[i] = n
	}
	switch {
	case len(lacks) > 0:
		t.Due++
		t.Unserved++
		if !slices.ContainsFunc(lacks, func(i string) bool { return !slices.Contains(e.Unsure, i) }) {
			t.Unsure++
		}
		d.Lacks = append(d.Lacks, Lack{e.Person, cell, lacks})
	case len(due) > 0:
		t.Due++
		t.Served++
	case slices.ContainsFunc(out.Open, func(i string) bool { return slices.Contains(d.Items, i) }):
		t.Undecided++
	default:
		t.NotDue++
	}
	return e.stand(due, lacks)
}

// certain are the items due whatever the unknown facts are.
func certain(out rule.Outcome) []string {
	if !out.Known {
		return out.Certain
	}
	list, _ := out.Value.([]string)
	return list
}
