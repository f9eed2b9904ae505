package delivery

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/decide/match"
)

// Roster is what the day of a provider is made of beyond deliveries: who is at work, and who must not go to whom.
type Roster interface {
	// CarersOn are those at work for a provider on a day, with the papers that hold on it, by post. Their bases are names of region keys.
	CarersOn(q store.Queryer, provider, on string) ([]match.Carer, error)
	// Bars are the reasons for which carers must not go to persons: one of match.BarWhys for a pair of person and carer.
	Bars(q store.Queryer, persons, carers []string) (map[[2]string]string, error)
}

// knownMonths is for how many months before that of a day a visit makes its carer known to the person.
const knownMonths = 3

// unreachable is how long a way is taken to be that nobody can reckon: nobody goes it.
const unreachable = 24 * 60

// providerDay is a day of a provider as it is at an instant.
type providerDay struct {
	set     []Visit    // on the day, by time
	due     []DueVisit // by id
	recent  []Visit    // of the provider, of the month and those before it
	match   match.Day
	unknown []string // places of which nobody knows where they lie
}

// plansDays checks that an actor plans the days of a provider: whoever plans where it is, or an account of the provider. acts tells which.
func (s *Service) plansDays(q store.Queryer, who access.Actor, p Provider) (acts bool, err error) {
	if acts, err = s.Providers.Acts(q, p.ID, who.ID); err != nil {
		return false, err
	}
	if acts && who.May(CanDeliver, p.Region) {
		return true, nil
	}
	return false, firstOf(who.CheckAt(CanPlan, p.Region))
}

// wanted gathers what is set and what is due on a day of a provider: all of it for an account of the provider, and for others what lies where they plan.
func (s *Service) wanted(q store.Queryer, who access.Actor, p Provider, on string, acts bool) (d providerDay, err error) {
	day, err := time.Parse(time.DateOnly, on)
	if err != nil {
		return d, wrong("day")
	}
	month := on[:len("2006-01")]
	first := day.AddDate(0, 0, 1-day.Day()).AddDate(0, -knownMonths, 0)
	if d.recent, err = s.Store.OfProvider(q, s.Node, p.ID, first.Format("2006-01"), month); err != nil {
		return d, err
	}
	of := map[string][]Visit{}
	for _, v := range d.recent {
		if v.Month() == month {
			of[v.Plan] = append(of[v.Plan], v)
		}
		if v.On == on && (acts || who.May(CanPlan, v.Place)) {
			d.set = append(d.set, v)
		}
	}
	slices.SortFunc(d.set, func(a, b Visit) int { return cmp.Or(cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID)) })
	plans, err := s.Store.Plans(q, s.Node)
	if err != nil {
		return d, err
	}
	chains := chainsOf(plans)
	for _, one := range plans {
		if one.Provider != p.ID || !one.On(on) || !acts && !who.May(CanPlan, one.Place) {
			continue
		}
		set := of[one.ID]
		others := slices.DeleteFunc(slices.Clone(chains[one.benefit()]), func(o Plan) bool { return o.ID == one.ID || len(o.running(month)) == 0 })
		for _, o := range others {
			visits, err := s.Store.OfPlan(q, s.Node, o.ID, month)
			if err != nil {
				return d, err
			}
			set = append(slices.Clone(set), visits...)
		}
		d.due = append(d.due, DueOn(one, others, set, on)...)
	}
	d.match.On = on
	return d, s.visitable(q, &d)
}

// dayOf is wanted with the day that matching needs: the carers with the time that they have left from an instant on, who knows whom, who must not go
// where, the ways.
func (s *Service) dayOf(q store.Queryer, who access.Actor, p Provider, on string, acts bool, atMs int64) (providerDay, error) {
	d, err := s.wanted(q, who, p, on, acts)
	if err != nil {
		return d, err
	}
	if d.match.Road, err = match.RoadOn(on); err != nil {
		return d, err
	}
	if d.match.Carers, err = s.Roster.CarersOn(q, p.ID, on); err != nil {
		return d, err
	}
	ways, err := s.laysWays(q, &d)
	if err != nil {
		return d, err
	}
	if err := s.freeTime(q, &d, ways, atMs); err != nil {
		return d, err
	}
	d.knows()
	return d, s.bars(q, &d)
}

// visit is what is due as matching knows it. Nobody has said which language a person wants to hear.
func (d DueVisit) visit() match.Visit {
	v := match.Visit{
		ID: d.ID, Person: d.Plan.Person, At: d.Plan.Place.String(), Minutes: d.Plan.Minutes, Windows: d.Windows, Together: d.Plan.Together, Priority: d.Priority(),
	}
	for _, code := range d.Plan.Skills {
		v.Skills = append(v.Skills, match.Skill{Code: code})
	}
	return v
}

// visitable are the visits of a day that can be made: not while somebody else is with the person, of whatever provider.
func (s *Service) visitable(q store.Queryer, d *providerDay) error {
	midnight, err := time.ParseInLocation(time.DateOnly, d.match.On, calendar.China)
	if err != nil {
		return wrong("day")
	}
	from, there := midnight.UnixMilli(), map[string][]match.Window{}
	for i, one := range d.due {
		v := one.visit()
		taken, looked := there[v.Person]
		if !looked {
			list, err := s.Store.VisitsBetween(q, s.Node, v.Person, from, from+24*60*60_000)
			if err != nil {
				return err
			}
			for _, x := range list {
				if x.counts() {
					taken = append(taken, match.Window{Open: int((x.FromMs - from) / 60_000), Shut: int((x.UntilMs - from + 59_999) / 60_000)})
				}
			}
			there[v.Person] = taken
		}
		v.Windows = without(v.Windows, v.Minutes, taken)
		if d.due[i].Occupied = len(v.Windows) == 0; !d.due[i].Occupied {
			d.match.Visits = append(d.match.Visits, v)
		}
	}
	return nil
}

// without are the times at which a visit may start, so that it is over before each of the spans begins or starts when that is over.
func without(windows []match.Window, minutes int, spans []match.Window) []match.Window {
	for _, span := range spans {
		var rest []match.Window
		for _, w := range windows {
			for _, part := range []match.Window{{Open: w.Open, Shut: min(w.Shut, span.Open-minutes)}, {Open: max(w.Open, span.Shut), Shut: w.Shut}} {
				if part.Open <= part.Shut {
					rest = append(rest, part)
				}
			}
		}
		windows = rest
	}
	return windows
}

// laysWays lays the places of a day out with the ways between them, and returns how ways are reckoned. A place that nobody knows the position of can
// be served by those who start there, and by nobody else.
func (s *Service) laysWays(q store.Queryer, d *providerDay) (way func(a, b string) int, err error) {
	points, err := s.Points(q)
	if err != nil {
		return nil, err
	}
	way = func(a, b string) int {
		x, known := pointOf(points, a)
		y, known2 := pointOf(points, b)
		if a == b {
			return d.match.Road.WithinMinutes
		}
		if !known || !known2 {
			return unreachable
		}
		return d.match.Road.Ways([]match.Point{x, y})[1]
	}
	places := map[string]bool{}
	for _, v := range d.match.Visits {
		places[v.At] = true
	}
	for _, c := range d.match.Carers {
		places[c.Base] = true
	}
	d.match.Places = slices.Sorted(maps.Keys(places))
	for _, a := range d.match.Places {
		if _, known := pointOf(points, a); !known {
			d.unknown = append(d.unknown, a)
		}
		for _, b := range d.match.Places {
			d.match.Ways = append(d.match.Ways, way(a, b))
		}
	}
	return way, nil
}

func pointOf(points func(region.Key) (Point, bool), place string) (match.Point, bool) {
	k, ok := region.ParseKey(place)
	if !ok {
		return match.Point{}, false
	}
	p, known := points(k)
	return match.Point(p), known
}

// freeTime leaves of each shift its longest part in which nothing is booked and which has not passed at an instant: a carer goes back to her base between
// what is booked and what is planned. Who is booked all day keeps a minute, so that a person whom she knows learns that she is at work and busy.
func (s *Service) freeTime(q store.Queryer, d *providerDay, way func(a, b string) int, atMs int64) error {
	midnight, err := time.ParseInLocation(time.DateOnly, d.match.On, calendar.China)
	if err != nil {
		return wrong("day")
	}
	at := map[string]string{} // where a visit that is set takes place
	month := d.match.On[:len("2006-01")]
	for _, v := range d.recent {
		if v.On == d.match.On {
			at[v.ID] = v.Place.String()
		}
		if v.Month() != month || !v.counts() {
			continue
		}
		for i := range d.match.Carers {
			if slices.Contains(v.Posts, d.match.Carers[i].Post) {
				d.match.Carers[i].SoFar += v.Minutes()
			}
		}
	}
	passed := int((atMs - midnight.UnixMilli() + 59_999) / 60_000)
	for i := range d.match.Carers {
		c := &d.match.Carers[i]
		slots, err := s.Times.Busy(q, c.Post, midnight.UnixMilli(), midnight.Add(24*time.Hour).UnixMilli())
		if err != nil {
			return err
		}
		var busy []match.Window
		for _, one := range slots {
			before, after := one.WayBefore, one.WayAfter
			if place, known := at[one.For]; known {
				before, after = max(before, way(c.Base, place)), max(after, way(place, c.Base))
			}
			busy = append(busy, match.Window{
				Open: int((one.FromMs-midnight.UnixMilli())/60_000) - before, Shut: int((one.UntilMs-midnight.UnixMilli()+59_999)/60_000) + after,
			})
		}
		c.Shift = longestFree(match.Window{Open: max(c.Shift.Open, min(passed, c.Shift.Shut-1)), Shut: c.Shift.Shut}, busy)
	}
	return nil
}

// longestFree is the longest part of a shift outside of what is busy, the earlier of two; a minute where there is none.
func longestFree(shift match.Window, busy []match.Window) match.Window {
	slices.SortFunc(busy, func(a, b match.Window) int { return cmp.Or(cmp.Compare(a.Open, b.Open), cmp.Compare(a.Shut, b.Shut)) })
	best, from := match.Window{Open: shift.Open, Shut: shift.Open + 1}, shift.Open
	take := func(until int) {
		if until = min(until, shift.Shut); until-from > best.Shut-best.Open {
			best = match.Window{Open: from, Shut: until}
		}
	}
	for _, b := range busy {
		take(b.Open)
		from = max(from, b.Shut)
	}
	take(shift.Shut)
	return best
}

// knows says of each visit who has come to the person before.
func (d *providerDay) knows() {
	known := map[string]map[string]bool{}
	for _, v := range d.recent {
		if !v.Took() {
			continue
		}
		if known[v.Person] == nil {
			known[v.Person] = map[string]bool{}
		}
		for _, post := range v.Attended {
			known[v.Person][post] = true
		}
	}
	for i := range d.match.Visits {
		v := &d.match.Visits[i]
		v.Known = slices.Sorted(maps.Keys(known[v.Person]))
	}
}

// bars says of each visit who must not come: by the register and the means of confirmation, and whom the person has refused in the last months.
func (s *Service) bars(q store.Queryer, d *providerDay) error {
	refused := map[[2]string]bool{}
	for _, v := range d.recent {
		for _, post := range v.Refused {
			refused[[2]string{v.Person, post}] = true
		}
	}
	var persons, carers []string
	for _, v := range d.match.Visits {
		persons = append(persons, v.Person)
	}
	of := map[string]string{} // who holds a post
	for _, c := range d.match.Carers {
		p, found, err := s.Staff.Post(q, c.Post)
		if err != nil {
			return err
		}
		if found {
			of[c.Post] = p.Person
			carers = append(carers, p.Person)
		}
	}
	slices.Sort(persons)
	slices.Sort(carers)
	why, err := s.Roster.Bars(q, slices.Compact(persons), slices.Compact(carers))
	if err != nil {
		return err
	}
	for i := range d.match.Visits {
		v := &d.match.Visits[i]
		for _, c := range d.match.Carers {
			reason := why[[2]string{v.Person, of[c.Post]}]
			switch {
			case reason != "":
			case of[c.Post] == v.Person:
				reason = match.Related
			case refused[[2]string{v.Person, c.Post}]:
				reason = match.Refused
			default:
				continue
			}
			v.Barred = append(v.Barred, match.Bar{Post: c.Post, Why: reason})
		}
		slices.SortFunc(v.Barred, func(a, b match.Bar) int { return strings.Compare(a.Post, b.Post) })
	}
	return nil
}
