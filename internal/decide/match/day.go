package match

import (
	"cmp"
	"slices"
	"time"

	"mihe/internal/base/fault"
)

// Day is everything that a plan rests on, frozen. Times are minutes after midnight.
type Day struct {
	On     string   `json:"on"` // YYYY-MM-DD
	Visits []Visit  `json:"visits"`
	Carers []Carer  `json:"carers"`
	Places []string `json:"places"` // by id
	Ways   []int    `json:"ways"`   // minutes from place a to b at a·len(Places) + b
	Road   Road     `json:"road"`   // what the ways were computed from
}

// Visit is one visit that is wanted.
type Visit struct {
	ID        string   `json:"id"`
	Person    string   `json:"person"`
	At        string   `json:"at"`      // a place
	Minutes   int      `json:"minutes"` // how long it takes
	Windows   []Window `json:"windows"` // when it may start; ascending and apart
	Skills    []Skill  `json:"skills,omitempty"`
	Languages []string `json:"languages,omitempty"` // one of them is wanted
	Together  bool     `json:"together,omitempty"`  // by two carers at once
	Known     []string `json:"known,omitempty"`     // posts of those who have come before
	Barred    []Bar    `json:"barred,omitempty"`
	Priority  int      `json:"priority"` // 0 and up
}

// Bar says that somebody may not come.
type Bar struct {
	Post string `json:"post"`
	Why  string `json:"why"` // one of BarWhys
}

// The reasons for which somebody may not come.
const (
	Related  = "related"  // a relative of the person
	Refused  = "refused"  // the person does not want them
	Conflict = "conflict" // they issued the person's card, or must be kept apart for another reason of the rules
)

// BarWhys are the reasons for which somebody may not come.
var BarWhys = []string{Related, Refused, Conflict}

// Skill is a paper, as party.Qualification names it: level 1 is the highest. Of what is wanted, level 0 asks for none in particular.
type Skill struct {
	Code  string `json:"code"`
	Level int    `json:"level"`
}

// meets tells whether a paper is as good as one that is wanted.
func (s Skill) meets(want Skill) bool {
	return s.Code == want.Code && (want.Level == 0 || 0 < s.Level && s.Level <= want.Level)
}

// Window is a time from Open to Shut, both included.
type Window struct {
	Open int `json:"open"`
	Shut int `json:"shut"`
}

// Carer is somebody at work on the day.
type Carer struct {
	Post      string   `json:"post"`
	Base      string   `json:"base"`  // the place from which ways start, and where they end
	Shift     Window   `json:"shift"` // from leaving to being back
	Skills    []Skill  `json:"skills,omitempty"`
	Languages []string `json:"languages,omitempty"`
	Most      int      `json:"most_minutes"`   // of service in the period that SoFar counts; 0: no limit
	SoFar     int      `json:"minutes_so_far"` // of service before this day
}

// has tells whether somebody holds all that is wanted.
func (c Carer) has(want []Skill) bool {
	return !slices.ContainsFunc(want, func(w Skill) bool {
		return !slices.ContainsFunc(c.Skills, func(s Skill) bool { return s.meets(w) })
	})
}

// speaks are those of the languages that somebody speaks.
func (c Carer) speaks(languages []string) (list []string) {
	for _, l := range languages {
		if slices.Contains(c.Languages, l) {
			list = append(list, l)
		}
	}
	return list
}

// bar is the reason for which a post may not come, or empty.
func (v Visit) bar(post string) string {
	i := slices.IndexFunc(v.Barred, func(b Bar) bool { return b.Post == post })
	if i < 0 {
		return ""
	}
	return v.Barred[i].Why
}

// The bounds of a day.
const (
	MostVisits   = 5000
	MostCarers   = 1000
	MostPlaces   = 1000
	mostPriority = 1000
	dayMinutes   = 24 * 60
	mostMinutes  = 1 << 20
	mostWindows  = 16
)

// Check refuses a day that cannot be planned, and names what is wrong with it.
func (d Day) Check() error {
	wrong := func(what, id string) error { return fault.New(fault.Invalid, "match.day."+what, "id", id).At(what) }
	if _, err := time.Parse(time.DateOnly, d.On); err != nil {
		return wrong("on", d.On)
	}
	if len(d.Visits) > MostVisits || len(d.Carers) > MostCarers || len(d.Places) > MostPlaces || len(d.Places) == 0 {
		return fault.New(fault.Invalid, "match.day.size", "visits", MostVisits, "carers", MostCarers, "places", MostPlaces)
	}
	if id, twice := repeated(d.Places, func(p string) string { return p }); twice {
		return wrong("places", id)
	}
	if len(d.Ways) != len(d.Places)*len(d.Places) || slices.ContainsFunc(d.Ways, func(w int) bool { return w < 0 || w > mostMinutes }) {
		return wrong("ways", d.On)
	}
	if id, twice := repeated(d.Visits, func(v Visit) string { return v.ID }); twice {
		return wrong("visits", id)
	}
	if id, twice := repeated(d.Carers, func(c Carer) string { return c.Post }); twice {
		return wrong("carers", id)
	}
	for _, v := range d.Visits {
		if !d.visitable(v) {
			return wrong("visits", v.ID)
		}
	}
	for _, c := range d.Carers {
		shift := 0 <= c.Shift.Open && c.Shift.Open < c.Shift.Shut && c.Shift.Shut <= dayMinutes
		if !shift || !slices.Contains(d.Places, c.Base) || c.Most < 0 || c.Most > mostMinutes || c.SoFar < 0 || c.SoFar > mostMinutes {
			return wrong("carers", c.Post)
		}
	}
	return nil
}

// visitable tells whether a visit could be made on some day.
func (d Day) visitable(v Visit) bool {
	last := -1
	for _, w := range v.Windows {
		if w.Open <= last || w.Shut < w.Open || w.Shut >= dayMinutes {
			return false
		}
		last = w.Shut
	}
	why := func(b Bar) bool { return b.Post == "" || !slices.Contains(BarWhys, b.Why) }
	return slices.Contains(d.Places, v.At) && v.Minutes > 0 && v.Minutes <= dayMinutes && len(v.Windows) > 0 && len(v.Windows) <= mostWindows &&
		v.Priority >= 0 && v.Priority <= mostPriority && !slices.ContainsFunc(v.Barred, why) &&
		!slices.ContainsFunc(v.Skills, func(s Skill) bool { return s.Code == "" || s.Level < 0 })
}

// repeated finds a name that is empty or stands twice.
func repeated[T any](list []T, name func(T) string) (id string, found bool) {
	seen := make(map[string]bool, len(list))
	for _, one := range list {
		id := name(one)
		if id == "" || seen[id] {
			return id, true
		}
		seen[id] = true
	}
	return "", false
}

// sorted is the day with everything in the order of its names, so that the order of a list decides nothing.
func (d Day) sorted() Day {
	d.Visits, d.Carers = slices.Clone(d.Visits), slices.Clone(d.Carers)
	slices.SortFunc(d.Visits, func(a, b Visit) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(d.Carers, func(a, b Carer) int { return cmp.Compare(a.Post, b.Post) })
	order := make([]int, len(d.Places))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(d.Places[a], d.Places[b]) })
	places, ways := make([]string, len(order)), make([]int, len(d.Ways))
	for i, a := range order {
		places[i] = d.Places[a]
		for j, b := range order {
			ways[i*len(order)+j] = d.Ways[a*len(order)+b]
		}
	}
	d.Places, d.Ways = places, ways
	return d
}
