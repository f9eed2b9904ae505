package routeproblem

import "strconv"

// AppendVROOM appends the solution in the form of VROOM's output: code, summary, unassigned and routes with steps. Times are
// decimals where the problem has them. A vehicle leaves as late as its first job allows, so it never waits there; waiting elsewhere
// is told with the step. "reason" of an unassigned job is an addition.
func (s *Solution) AppendVROOM(to []byte, p *Problem) []byte {
	w := vroomWriter{p: p, text: append(to, `{"code":0,"summary":`...)}
	var all vroomSums
	var routes []byte
	for i, r := range s.Routes {
		one := vroomWriter{p: p, text: append(routes, comma(i, "")...)}
		all.add(one.route(r))
		routes = one.text
	}
	w.sums(all)
	w.text = strconv.AppendInt(append(w.text, `,"routes":`...), int64(len(s.Routes)), 10)
	w.text = strconv.AppendInt(append(w.text, `,"unassigned":`...), int64(len(s.Unassigned)), 10)
	w.text = append(w.text, `},"unassigned":[`...)
	for i, u := range s.Unassigned {
		w.text = vroomID(append(w.text, comma(i, `{"id":`)...), p.Requests[u.Request].ID)
		w.text = append(appendText(append(w.text, `,"type":"job","reason":`...), u.Reason), '}')
	}
	w.text = append(append(w.text, `],"routes":[`...), routes...)
	return append(w.text, "]}"...)
}

// vroomSums are what VROOM tells of a route and of all.
type vroomSums struct{ travel, service, waiting, priority int64 }

func (a *vroomSums) add(b vroomSums) {
	a.travel += b.travel
	a.service += b.service
	a.waiting += b.waiting
	a.priority += b.priority
}

type vroomWriter struct {
	p    *Problem
	text []byte
}

func (w *vroomWriter) number(name string, x int64) {
	w.text = AppendTicks(append(w.text, name...), x, w.p.Scale)
}

// sums opens an object with the sums and leaves it open.
func (w *vroomWriter) sums(a vroomSums) {
	w.number(`{"cost":`, a.travel)
	w.number(`,"duration":`, a.travel)
	w.number(`,"service":`, a.service)
	w.number(`,"waiting_time":`, a.waiting)
	w.text = strconv.AppendInt(append(w.text, `,"priority":`...), a.priority, 10)
}

func (w *vroomWriter) way(from, to int) int64 {
	if from == Nowhere || to == Nowhere {
		return 0
	}
	return w.p.Travel[from*w.p.Places+to]
}

// route writes one route and returns its sums.
func (w *vroomWriter) route(r Route) vroomSums {
	var sums vroomSums
	steps := vroomWriter{p: w.p}
	who := &w.p.Carers[r.Carer]
	at := who.From
	free := r.Stops[0].Start - w.way(at, w.p.Visits[r.Stops[0].Visit].Place)
	if at != Nowhere {
		steps.number(`{"type":"start","arrival":`, free)
		steps.text = append(steps.text, `,"duration":0},`...)
	}
	for i, stop := range r.Stops {
		v := &w.p.Visits[stop.Visit]
		there := free + w.way(at, v.Place)
		sums.add(vroomSums{w.way(at, v.Place), v.Duration, stop.Start - there, w.p.Requests[v.Request].Priority})
		steps.text = vroomID(append(steps.text, comma(i, `{"type":"job","id":`)...), w.p.Requests[v.Request].ID)
		steps.number(`,"arrival":`, there)
		steps.number(`,"waiting_time":`, stop.Start-there)
		steps.number(`,"service":`, v.Duration)
		steps.number(`,"duration":`, sums.travel)
		steps.text = append(steps.text, '}')
		at, free = v.Place, stop.Start+v.Duration
	}
	sums.travel += w.way(at, who.To)
	if who.To != Nowhere {
		steps.number(`,{"type":"end","arrival":`, free+w.way(at, who.To))
		steps.number(`,"duration":`, sums.travel)
		steps.text = append(steps.text, '}')
	}
	w.sums(sums)
	w.text = vroomID(append(w.text, `,"vehicle":`...), who.ID)
	w.text = append(append(append(w.text, `,"steps":[`...), steps.text...), "]}"...)
	return sums
}
