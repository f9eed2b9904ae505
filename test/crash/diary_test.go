package crash

import (
	"encoding/json"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

var china = time.FixedZone("China", 8*60*60)

// paperCode is a code that a person reads out from her sheet.
type paperCode struct {
	text  string
	Place int64 `json:"place,omitempty"` // on the sheet, from 1; 0: none
	Wrong bool  `json:"wrong,omitempty"` // it stands on no sheet
}

// press is a step that somebody has taken and that a phone has kept: from then on it must not be lost.
type press struct {
	ID        string    `json:"id"`
	Visit     string    `json:"visit"`
	Step      string    `json:"step"`
	Phone     string    `json:"phone"`
	ClaimedMs int64     `json:"claimed_ms"`
	TrueMs    int64     `json:"true_ms"`
	Skewed    bool      `json:"skewed"` // the phone's clock is wrong
	Code      paperCode `json:"code"`
	Answers   []string  `json:"answers"` // outcomes, as often as one came
}

// diary is what everybody wrote down outside the data folder and the phones.
type diary struct {
	mu      sync.Mutex
	presses map[string]*press
	visits  map[string]*expected
	n       atomic.Int64 // presses
	replies atomic.Int64
}

// expected is what is known of a visit beside the program.
type expected struct {
	Carers    []string `json:"carers"` // persons who go there
	Cancelled bool     `json:"cancelled"`
	From      string   `json:"from,omitempty"` // the person it was taken from, who may not know
	Twice     bool     `json:"twice"`          // two phones report it
	Means     string   `json:"means,omitempty"`
}

func newDiary() *diary {
	return &diary{presses: map[string]*press{}, visits: map[string]*expected{}}
}

func (d *diary) pressed(p press) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.presses[p.ID] = &p
	d.n.Add(1)
}

func (d *diary) answered(r result) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.replies.Add(1)
	if p := d.presses[r.ID]; p != nil {
		p.Answers = append(p.Answers, r.Outcome)
		return
	}
	d.presses[r.ID] = &press{ID: r.ID, Answers: []string{r.Outcome}} // nobody pressed it: the judge says so
}

// list are the presses in the order of their identifiers.
func (d *diary) list() (all []*press) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, p := range d.presses {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *press) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	return all
}

// save writes the diary down for whoever looks at a run that failed.
func (d *diary) save(path string) error {
	raw, err := json.Marshal(struct {
		Presses []*press             `json:"presses"`
		Visits  map[string]*expected `json:"visits"`
	}{d.list(), d.visits})
	if err != nil {
		return err
	}
	return os.WriteFile(path, raw, 0o600)
}

// copied is a diary to plant faults in.
func (d *diary) copied() *diary {
	to := newDiary()
	to.visits = d.visits
	for _, p := range d.list() {
		one := *p
		to.presses[p.ID] = &one
	}
	return to
}
