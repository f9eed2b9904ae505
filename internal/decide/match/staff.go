package match

import (
	"strconv"

	"mihe/internal/register/party"
)

// CarerOn is the holder of a post as a carer of a day: the papers that hold on it, and the longest shift. ok is false for who is not at work.
func CarerOn(p party.Post, on string) (c Carer, ok bool) {
	c = Carer{Post: p.ID, Base: p.Base.String(), Languages: p.Languages}
	for _, s := range p.HoursOn(on) {
		w := Window{minuteOf(s.Opens), minuteOf(s.Closes)}
		if w.Shut-w.Open > c.Shift.Shut-c.Shift.Open {
			c.Shift, ok = w, true
		}
	}
	for _, q := range p.QualifiedOn(on) {
		c.Skills = append(c.Skills, Skill{q.Code, q.Level})
	}
	return c, ok
}

// minuteOf reads HH:MM, which the register has checked.
func minuteOf(clock string) int {
	if len(clock) != len("08:00") {
		return 0
	}
	h, err := strconv.Atoi(clock[:2])
	m, err2 := strconv.Atoi(clock[3:])
	if err != nil || err2 != nil {
		return 0
	}
	return 60*h + m
}
