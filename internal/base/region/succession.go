package region

import "slices"

// Kind says how one unit follows another.
type Kind string

// The kinds. All but Transfer say that the earlier unit, or the earlier version of it, is over.
const (
	Rename   Kind = "rename"   // another name, the same ground and code
	Recode   Kind = "recode"   // another code, the same name and ground
	Upgrade  Kind = "upgrade"  // another class (county to city or district), the same ground
	Merge    Kind = "merge"    // the ground became part of the other unit
	Split    Kind = "split"    // a part became the other unit, or part of it; the share is not known
	Transfer Kind = "transfer" // named townships went to the other unit; both go on
)

func (k Kind) known() bool {
	return slices.Contains([]Kind{Rename, Recode, Upgrade, Merge, Split, Transfer}, k)
}

// moves tells whether ground changes hands, so that figures before and after cover different areas.
func (k Kind) moves() bool { return k == Merge || k == Split || k == Transfer }

// Succession is one dated passage from a unit to another, or from a version of a unit to its next. Basis says what
// kind of day On is: approval, announcement, edition (the first official list that shows it) or census (approved
// before the census, which still counted the earlier unit). Verified is false where the day or the parties could not be confirmed.
type Succession struct {
	From, To Key
	Kind     Kind
	On       string
	Basis    string
	Document string // number of the approval, in Chinese; empty when only the lists show it
	Link     string
	Source   string
	Verified bool
}

// Successors lists, by date, what passed from k to other units up to and including a day. It does not follow them
// further, and says nothing about shares: none is known.
func (t *Tree) Successors(k Key, on string) []Succession { return until(t.from[k], on) }

// Predecessors lists, by date, what passed to k from other units up to and including a day.
func (t *Tree) Predecessors(k Key, on string) []Succession { return until(t.to[k], on) }

func until(list []Succession, on string) []Succession {
	n := 0
	for n < len(list) && list[n].On <= on {
		n++
	}
	return slices.Clone(list[:n])
}
