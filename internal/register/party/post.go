package party

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
)

// StaffKeeping is the purpose of seeing who works for an organisation.
const StaffKeeping access.Purpose = "staff_keeping"

// EmployedThere is the basis on which those who run an organisation see its staff: 个人信息保护法, 13 (1) 2.
const EmployedThere access.Basis = "staff_management"

const postKind = "post"

// Post is one person's work for an organisation (岗位), known to other rooms by its ID, a post_ identifier. It is corrected by a
// record that supersedes it and ended by another; an ended one stays.
type Post struct {
	ID             string          `json:"id"`
	Person         string          `json:"person"`
	Organisation   string          `json:"organisation"` // org_..., of whatever room keeps organisations that employ
	Kind           string          `json:"kind"`         // one of StaffKinds
	Qualifications []Qualification `json:"qualifications"`
	Languages      []string        `json:"languages"`
	Base           region.Key      `json:"-"`      // the township from which ways start
	Shifts         []Shift         `json:"shifts"` // of a week
	From           string          `json:"from"`
	Until          string          `json:"until"` // the first day on which it no longer runs; empty: open
	EndedMs        int64           `json:"ended_ms"`
	Seq            int64           `json:"-"` // of the ledger entry that made it what it is
}

// Qualification is a paper that shows what somebody may do.
type Qualification struct {
	Code   string `json:"code"`
	Level  int    `json:"level"`  // 1 is the highest; 0 where there are none
	Until  string `json:"until"`  // the first day on which it no longer holds; empty: it does not run out
	Number string `json:"number"` // of the paper, sealed under the person's key
}

// Shift is when somebody works on some days of the week.
type Shift struct {
	Days   []string `json:"days"`   // of Weekdays
	Opens  string   `json:"opens"`  // HH:MM
	Closes string   `json:"closes"` // HH:MM
}

// Weekdays are the days of a week as RFC 5545 writes them.
var Weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

// Diploma is a kind of paper that a Qualification can be.
type Diploma struct {
	Code     string
	Lowest   int // the number of its lowest level; 0: it has no levels
	Source   string
	Verified bool
}

// Staffs are what people can be employed as, and the papers that count.
type Staffs struct {
	Kinds    []string
	Diplomas []Diploma `yaml:"qualifications"`
}

//go:embed staff.yaml
var staffFile []byte

// StaffTerms reads the kinds of staff and of papers that ship with the program.
var StaffTerms = sync.OnceValues(func() (s Staffs, err error) {
	if err := yaml.Unmarshal(staffFile, &s); err != nil {
		return s, fmt.Errorf("staff.yaml: %w", err)
	}
	return s, nil
})

// diploma finds a kind of paper.
func (s Staffs) diploma(code string) (Diploma, bool) {
	i := slices.IndexFunc(s.Diplomas, func(d Diploma) bool { return d.Code == code })
	if i < 0 {
		return Diploma{}, false
	}
	return s.Diplomas[i], true
}

// On tells whether the post runs on a day.
func (p Post) On(day string) bool { return p.From <= day && (p.Until == "" || day < p.Until) }

// QualifiedOn are the papers that hold on a day. One that has run out counts no more.
func (p Post) QualifiedOn(day string) (list []Qualification) {
	for _, q := range p.Qualifications {
		if q.Until == "" || day < q.Until {
			list = append(list, q)
		}
	}
	return list
}

// HoursOn are the shifts of a day: none where the post does not run or the day is free.
func (p Post) HoursOn(day string) (list []Shift) {
	d, err := time.Parse(time.DateOnly, day)
	if err != nil || !p.On(day) {
		return nil
	}
	weekday := Weekdays[(int(d.Weekday())+6)%7]
	for _, s := range p.Shifts {
		if slices.Contains(s.Days, weekday) {
			list = append(list, s)
		}
	}
	return list
}
