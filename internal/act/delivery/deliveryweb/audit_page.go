package deliveryweb

import (
	"net/http"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// auditView is one sample: how far the calls are, what they say, and how it can be drawn again.
type auditView struct {
	Title, Sum, Done string
	Next             string // the first person who has not been asked, for whoever asks
	Rates            web.Table
	Says             []string // the rates in sentences
	Visits           web.Table
	Seed             string
	Late, LatePath   string // how many were reported after the last sample, and where a sample of them is drawn; each or empty
	Each             web.Field
	Wrong            string
	Seeds            []seedView // of later samples
	Frames           web.Table
}

// seedView is what a later sample was drawn with.
type seedView struct{ Of, Seed string }

// audit answers GET /audits/{id}.
func (h inspect) audit(w http.ResponseWriter, r *web.Request) error {
	return h.showAudit(w, r, http.StatusOK, nil)
}

// late answers POST /audits/{id}/late: it draws from what was reported after the last sample.
func (h inspect) late(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	each, _ := strconv.Atoi(posted(r, "each")) // what is no number is too small
	_, err := h.Deliveries.SampleLate(r.Context(), r.Who, r.PathValue("id"), each)
	if err == nil {
		return r.SeeOther(w, auditsPath+"/"+r.PathValue("id"), "done", "late")
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	return h.showAudit(w, r, status, e)
}

func (h inspect) showAudit(w http.ResponseWriter, r *web.Request, status int, refused *fault.Error) error {
	p := r.Page
	a, err := h.Deliveries.Audited(r.Context(), r.Who, r.PathValue("id"))
	if err != nil {
		return err
	}
	v := auditView{
		Title: p.T("delivery.inspect.audit", "place", h.place(p, a.Place), "month", p.Period(a.Month)), Done: saidOf(r),
		Sum:  p.T("delivery.inspect.sum", "answered", a.Answered(), "picks", a.Picks(), "each", a.Each, "when", p.Instant(a.AtMs)),
		Seed: a.Seed, Visits: h.drew(p, a), Frames: frames(p, a),
	}
	if len(a.All()) == 1 { // then all together is the same again
		a.Rates = a.Rates[:1]
	}
	for _, x := range a.Rates {
		v.Says = append(v.Says, h.rateSays(p, a, x))
	}
	v.Rates = h.rates(p, a)
	if p.Offers(delivery.CanAudit) && r.Who.May(delivery.CanAudit, a.Place) {
		for _, one := range a.Visits {
			if one.Last == nil || one.Last.Says == delivery.Unreached && v.Next == "" {
				v.Next = p.Link(auditsPath + "/" + a.ID + "/" + one.ID)
			}
			if one.Last == nil {
				break
			}
		}
	}
	h.lateReports(r, a, &v, refused)
	return r.Render(w, status, web.View{Title: web.Unmarked(v.Title), Menu: auditsPath, Body: auditPage(p, v)})
}

// lateReports are what is in no sample yet, and the seeds of later samples.
func (h inspect) lateReports(r *web.Request, a delivery.Inspection, v *auditView, refused *fault.Error) {
	p := r.Page
	for i, l := range a.Later {
		v.Seeds = append(v.Seeds, seedView{p.T("delivery.inspect.late.seed", "n", i+1, "when", p.Instant(l.AtMs)), l.Seed})
	}
	if a.Late > 0 {
		v.Late = p.Count("delivery.inspect.late.waiting", a.Late)
	}
	if a.Late > 0 && p.Offers(delivery.CanAudit) && r.Who.May(delivery.CanAudit, a.Place) {
		v.LatePath = p.Link(auditsPath + "/" + a.ID + "/late")
		v.Each = web.Field{Name: "each", Label: p.T("delivery.inspect.each"), Hint: p.T("delivery.inspect.each.hint"), Value: strconv.Itoa(a.Each)}
	}
	switch {
	case refused == nil:
	case refused.Field == "each" && v.LatePath != "":
		v.Each.Value, v.Each.Error = posted(r, "each"), p.T("delivery.inspect.each.wrong")
	default:
		v.Wrong = p.T(refused.Key, refused.Args...)
	}
}

// part is a provider, or its late reports, as a table names them.
func part(p web.Page, a delivery.Inspection, provider string, late int) web.Text {
	name := providerName(p, a.Providers[provider])
	if late == 0 {
		return name
	}
	return web.Plain(p.T("delivery.inspect.late.name", "provider", name.Text, "n", late))
}

// stratum is a provider, or its late reports, marked with its language; empty is all of them.
func stratum(p web.Page, a delivery.Inspection, provider string, late int) string {
	if late == 0 {
		return called(p, a, provider)
	}
	return p.T("delivery.inspect.late.name", "provider", called(p, a, provider), "n", late)
}

// called is the name of a provider, marked with its language; empty is all of them.
func called(p web.Page, a delivery.Inspection, provider string) string {
	if provider == "" {
		return p.T("delivery.inspect.all")
	}
	if of := a.Providers[provider]; of.Name != "" {
		return web.Mark(providerName(p, of))
	}
	return ident.Number(provider)
}

// percent is a share in percent with one decimal.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + "%" }

func (h inspect) rates(p web.Page, a delivery.Inspection) web.Table {
	t := web.Table{Caption: p.T("delivery.inspect.rates.caption"), Head: []string{
		p.T("delivery.inspect.provider"), p.T("delivery.inspect.frame"), p.T("delivery.inspect.picked"), p.T("delivery.inspect.reached"),
		p.T("delivery.inspect.otherwise"), p.T("delivery.inspect.share"), p.T("delivery.inspect.interval"), p.T("delivery.inspect.df"),
	}}
	for _, x := range a.Rates {
		few := p.T("delivery.inspect.few")
		share, bounds, df := few, few, ""
		if x.HasShare {
			share = percent(x.Share)
		}
		if x.Tells() {
			bounds, df = p.Range(percent(x.Low), percent(x.High)), p.T("delivery.inspect.rests."+string(x.Rests))
			if x.Rests == delivery.Student {
				df = strconv.Itoa(x.DF)
			}
		}
		head := web.Plain(p.T("delivery.inspect.all"))
		if x.Provider != "" {
			head = part(p, a, x.Provider, x.Late)
		}
		t.Rows = append(t.Rows, web.Row{Head: head, Cells: []string{
			strconv.Itoa(x.Frame), strconv.Itoa(x.Picked), strconv.Itoa(x.Reached), strconv.Itoa(x.Mismatches), share, bounds, df,
		}})
	}
	return t
}

// rateSays is a rate in a sentence, for whoever reads no tables.
func (h inspect) rateSays(p web.Page, a delivery.Inspection, x delivery.Rate) string {
	args := []any{
		"provider", stratum(p, a, x.Provider, x.Late), "reached", x.Reached, "otherwise", x.Mismatches, "frame", x.Frame, "share", percent(x.Share), "low", percent(x.Low),
		"high", percent(x.High),
	}
	switch {
	case x.Reached == 0:
		return p.T("delivery.inspect.says.nobody", args...)
	case !x.Tells():
		return p.T("delivery.inspect.says.few", args...)
	case x.Rests == delivery.Everybody:
		return p.T("delivery.inspect.says.everybody", args...)
	}
	return p.T("delivery.inspect.says.interval", args...)
}

// drew are the visits of a sample; whoever asks comes from there to each person.
func (h inspect) drew(p web.Page, a delivery.Inspection) web.Table {
	t := web.Table{Caption: p.T("delivery.inspect.visits.caption"), Head: []string{
		p.T("delivery.office.visit"), p.T("delivery.inspect.answer"), p.T("delivery.office.day"), p.T("delivery.office.item"), p.T("delivery.inspect.provider"),
	}}
	for _, v := range a.Visits {
		row := web.Row{Head: web.Plain(ident.Number(v.ID))}
		answer := p.T("delivery.inspect.unasked")
		if v.Last != nil {
			answer = p.T("delivery.inspect.answered", "says", p.T(v.Last.Says.Said()), "when", p.Instant(v.Last.AtMs))
		}
		if p.Offers(delivery.CanAudit) && !v.Answered() {
			row.Href = p.Link(auditsPath + "/" + a.ID + "/" + v.ID)
		}
		row.Cells = []string{answer, p.Period(v.On), h.item(p, v.Item), called(p, a, v.Provider)}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// frames are what the sample was drawn from, by number and hash.
func frames(p web.Page, a delivery.Inspection) web.Table {
	t := web.Table{Caption: p.T("delivery.inspect.frames.caption"), Head: []string{
		p.T("delivery.inspect.provider"), p.T("delivery.inspect.frame"), p.T("delivery.inspect.picked"), p.T("delivery.inspect.sha256"),
	}}
	for _, s := range a.All() {
		t.Rows = append(t.Rows, web.Row{Head: part(p, a, s.Provider, s.Late), Cells: []string{strconv.Itoa(s.Frame), strconv.Itoa(len(s.Picked)), s.SHA256}})
	}
	return t
}
