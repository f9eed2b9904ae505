package deliveryweb

import (
	"net/http"
	"slices"

	"mihe/internal/act/delivery"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// anomaliesView is what does not fit together in the records of a month.
type anomaliesView struct {
	Done, Wrong    string
	Month, Place   web.Field
	Places         []web.Option
	At             string // the place that is looked at, as forms send it
	Open, Answered []anomalyView
	Verdicts       []web.Option
	Looked         bool
}

// anomalyView is one of them.
type anomalyView struct {
	Key, Kind, Means, Provider, Post string
	Visits                           []string
	Answer                           string
	Verdict                          *web.Field // for whoever answers
	Path                             string
	Called                           string     // what the last call came to
	Calls                            []web.Link // to the persons of visits in doubt
}

// anomalies answers GET /anomalies.
func (h inspect) anomalies(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	return h.showAnomalies(w, r, http.StatusOK, q.Get("place"), q.Get("month"), "", "")
}

// answerAnomaly answers POST /anomalies/{key}.
func (h inspect) answerAnomaly(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	at, month, key := posted(r, "place"), posted(r, "month"), r.PathValue("key")
	place, _ := region.ParseKey(at) // what is no place is outside every actor's
	err := h.Deliveries.AnswerAnomaly(r.Context(), r.Who, place, month, key, posted(r, "verdict"))
	if err == nil {
		return r.SeeOther(w, anomaliesPath, "place", at, "month", month, "done", "answered")
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	wrong := r.Page.T(e.Key, e.Args...)
	if e.Field == "verdict" {
		wrong = r.Page.T("delivery.inspect.verdict.choose")
	}
	return h.showAnomalies(w, r, status, at, month, key, wrong)
}

func (h inspect) showAnomalies(w http.ResponseWriter, r *web.Request, status int, at, month, key, wrong string) error {
	p := r.Page
	places := h.places(r.Who, delivery.CanRead)
	place, known := region.ParseKey(at)
	if !known && len(places) > 0 {
		place = places[0]
	}
	if month == "" {
		month = lastMonth(h.Deliveries.Now())
	}
	v := anomaliesView{
		Done: saidOf(r), At: place.String(), Places: h.options(p, places), Place: web.Field{Name: "place", Label: p.T("delivery.inspect.place"), Value: place.String()},
		Month: web.Field{Name: "month", Label: p.T("delivery.office.month"), Hint: p.T("delivery.office.month.hint"), Value: month},
	}
	list, err := h.Deliveries.Watch(r.Context(), r.Who, place, month)
	e, code, refused := web.Refusal(err)
	switch {
	case refused && e.Field == "month":
		status, v.Month.Error = code, p.T("delivery.inspect.month.unread")
	case err != nil:
		return err
	default:
		v.Looked = true
	}
	answers := p.Offers(delivery.CanAudit) && r.Who.May(delivery.CanAudit, place)
	for _, one := range list {
		x := h.anomaly(p, one)
		switch {
		case one.Answered():
			v.Answered = append(v.Answered, x)
			continue
		case answers && one.Asks():
			x.Calls = h.calls(p, one)
		case answers:
			x.Calls = h.calls(p, one)
			x.Verdict = &web.Field{Name: "verdict", ID: "verdict-" + one.Key, Label: p.T("delivery.inspect.verdict")}
			x.Path = p.Link(anomaliesPath + "/" + one.Key)
			if one.Key == key {
				x.Verdict.Error, wrong = wrong, ""
			}
		}
		v.Open = append(v.Open, x)
	}
	v.Wrong = wrong
	v.Verdicts = []web.Option{{Label: web.Plain(p.T("delivery.inspect.verdict.none"))}}
	for _, one := range delivery.Verdicts {
		v.Verdicts = append(v.Verdicts, web.Option{Value: one, Label: web.Plain(p.T(delivery.SaidVerdict(one)))})
	}
	return r.Render(w, status, web.View{Title: p.T("delivery.inspect.anomalies"), Menu: anomaliesPath, Body: anomaliesPage(p, v)})
}

// counted are the kinds whose words speak of minutes.
var counted = []string{delivery.Overlap, delivery.WayTooFast, delivery.TooShort}

func (h inspect) anomaly(p web.Page, w delivery.Watched) anomalyView {
	x := anomalyView{Key: w.Key, Kind: p.T(w.Said()), Means: p.T("delivery.inspect.means." + w.Kind)}
	if slices.Contains(counted, w.Kind) {
		x.Means = p.T("delivery.inspect.means."+w.Kind, "minutes", w.Number)
	}
	if w.Provider.Name != "" {
		x.Provider = web.Mark(providerName(p, w.Provider))
	}
	if w.Post != "" {
		x.Post = ident.Number(w.Post)
	}
	for _, v := range w.Of {
		x.Visits = append(x.Visits, h.watched(p, v))
	}
	switch {
	case w.Call != nil && w.Answered() && w.Asks():
		x.Answer = p.T("delivery.inspect.heard", "says", p.T(w.Call.Says.Said()), "when", p.Instant(w.Call.AtMs))
	case w.Call != nil && len(w.Visits) == 1:
		x.Called = p.T("delivery.inspect.called", "says", p.T(w.Call.Says.Said()), "when", p.Instant(w.Call.AtMs))
	}
	if w.Answer != nil {
		x.Answer = p.T("delivery.inspect.found", "says", p.T(delivery.SaidVerdict(w.Answer.Verdict)), "when", p.Instant(w.Answer.AtMs))
	}
	return x
}

// calls lead to the persons of those visits of an anomaly that are in doubt.
func (h inspect) calls(p web.Page, w delivery.Watched) (list []web.Link) {
	for _, v := range w.Of {
		if v.Contradicted || len(v.Suspect) > 0 {
			list = append(list, web.Link{Label: p.T("delivery.inspect.call.person", "number", ident.Number(v.ID)), Href: p.Link(doubtsPath + v.ID)})
		}
	}
	return list
}

// watched is one visit with what was planned, what was reported and how sure it is.
func (h inspect) watched(p web.Page, v delivery.Shown) string {
	reported := p.T("delivery.inspect.running", "from", clock(v.BegunMs))
	switch {
	case v.Took():
		reported = p.Range(clock(v.BegunMs), clock(v.EndedMs))
	case v.State == delivery.Scheduled:
		reported = p.T("delivery.inspect.nothing")
	}
	return p.T("delivery.inspect.watched", "number", ident.Number(v.ID), "item", h.item(p, v.Item), "day", p.Day(v.On), "place", h.place(p, v.Place),
		"planned", p.Range(clock(v.FromMs), clock(v.UntilMs)), "reported", reported, "sure", sure(p, v))
}
