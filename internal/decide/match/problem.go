package match

import (
	"cmp"
	"slices"

	"mihe/solve/route/routeproblem"
)

// laid is a day laid out as a problem of routes: request i asks for visit i, and carer c is carer c, both in the order of their names.
type laid struct {
	day    Day
	skills []Skill // that are wanted anywhere; the number of one is its place
	p      *routeproblem.Problem
}

// unlimited is more service than anybody gives.
const unlimited = 1 << 30

func layOut(d Day) *laid {
	x := &laid{day: d.sorted()}
	n := len(x.day.Places)
	x.p = &routeproblem.Problem{Scale: 1, Objective: routeproblem.Care, Places: n, Travel: make([]int64, n*n)}
	for i, w := range x.day.Ways {
		x.p.Travel[i] = int64(w)
	}
	for _, v := range x.day.Visits {
		x.skills = append(x.skills, v.Skills...)
	}
	slices.SortFunc(x.skills, func(a, b Skill) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.Level, b.Level)) })
	x.skills = slices.Compact(x.skills)
	for _, c := range x.day.Carers {
		x.p.Carers = append(x.p.Carers, x.carer(c))
	}
	for _, v := range x.day.Visits {
		x.add(v)
	}
	return x
}

func (x *laid) place(id string) int {
	i, _ := slices.BinarySearch(x.day.Places, id) // Check has found it
	return i
}

func (x *laid) carer(c Carer) routeproblem.Carer {
	out := routeproblem.Carer{
		ID: c.Post, From: x.place(c.Base), To: x.place(c.Base), Shift: routeproblem.Window{Open: int64(c.Shift.Open), Shut: int64(c.Shift.Shut)},
		Capacity: []int64{unlimited}, MaxVisits: routeproblem.Unlimited, Worked: int64(c.SoFar),
	}
	if c.Most > 0 {
		out.Capacity[0] = int64(max(0, c.Most-c.SoFar))
	}
	for i, s := range x.skills {
		if c.has([]Skill{s}) {
			out.Skills = append(out.Skills, int32(i))
		}
	}
	return out
}

// add adds the request of a visit.
func (x *laid) add(v Visit) {
	q := routeproblem.Request{ID: v.ID, First: len(x.p.Visits), Count: 1, Priority: int64(v.Priority)}
	if v.Together {
		q.Count, q.Together = 2, true
	}
	for c, one := range x.day.Carers {
		if slices.Contains(v.Known, one.Post) {
			q.Usual = append(q.Usual, int32(c))
		}
		if len(one.speaks(v.Languages)) > 0 {
			q.Speakers = append(q.Speakers, int32(c))
		}
		if v.bar(one.Post) != "" {
			q.Barred = append(q.Barred, int32(c))
		}
	}
	one := routeproblem.Visit{Request: len(x.p.Requests), Place: x.place(v.At), Duration: int64(v.Minutes), Amount: []int64{int64(v.Minutes)}}
	for _, w := range v.Windows {
		one.Windows = append(one.Windows, routeproblem.Window{Open: int64(w.Open), Shut: int64(w.Shut)})
	}
	for i, s := range x.skills {
		if slices.Contains(v.Skills, s) {
			one.Skills = append(one.Skills, int32(i))
		}
	}
	for range q.Count {
		x.p.Visits = append(x.p.Visits, one)
	}
	x.p.Requests = append(x.p.Requests, q)
}
