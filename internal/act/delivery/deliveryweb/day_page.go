package deliveryweb

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"mihe/internal/act/delivery"
	"mihe/internal/base/calendar"
	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// dayView is the carer's day.
type dayView struct {
	Today, Made, Account string
	Done, Wrong          string
	Days                 []oneDay
	Afterwards           []visitView // of days that are over: taken in later, and without the person's word
}

type oneDay struct {
	ID, Title string
	Visits    []visitView
}

// visitView is one visit. Wrong is what did not fit of what has just been sent.
type visitView struct {
	ID, On, Time      string
	Name, Place, What web.Text
	Says, Wrong       string
	Mood              web.Mood
	Together          bool
	Contact           *contactView // nil: it is over, or the person is not known any more
	Forms             []stepForm
}

// contactView is how to get to a person. What is empty is not known.
type contactView struct {
	Address web.Text
	Phone   string
	Ring    templ.SafeURL // empty where the text of Phone is no number that can be rung as it stands
}

// stepForm reports a step. It is hidden until its day has come and the step before it, After, was taken; Ready says that it was.
type stepForm struct {
	Move          string // the identifier that the report will have
	Step          delivery.Step
	After         delivery.Step
	Ready, Hidden bool
	Code          *web.Field
}

// wrong is what the page says of a report that was not taken, at the visit or, where that is not on the page, above them.
type wrong struct{ visit, says string }

// today answers GET /visits/today.
func (h handlers) today(w http.ResponseWriter, r *web.Request) error {
	return h.show(w, r, http.StatusOK, wrong{})
}

func (h handlers) show(w http.ResponseWriter, r *web.Request, status int, bad wrong) error {
	p := r.Page
	v := dayView{Today: calendar.Day(h.Now()), Made: strconv.FormatInt(h.Now().UnixMilli(), 10), Account: r.Who.ID, Wrong: bad.says}
	if k := "delivery.page.done." + r.URL.Query().Get("done"); p.Words().Has(k) {
		v.Done = p.T(k)
	}
	days, err := h.days(r, 0, 1)
	if err != nil {
		return err
	}
	after, err := h.Deliveries.Afterwards(r.Context(), r.Who)
	if err != nil {
		return err
	}
	after = slices.DeleteFunc(after, func(one delivery.Shown) bool { return one.Confirmed() || one.Contradicted })
	known, err := h.known(r, slices.Concat(slices.Concat(days...), after))
	if err != nil {
		return err
	}
	add := func(list *[]visitView, x visitView) error {
		for i := range x.Forms {
			if x.Forms[i].Move, err = h.mint(); err != nil {
				return err
			}
		}
		if x.ID == bad.visit {
			x.Wrong, v.Wrong = bad.says, ""
		}
		*list = append(*list, x)
		return nil
	}
	for i, list := range days {
		on := h.day(i)
		d := oneDay{ID: "day-" + on, Title: p.T([]string{"delivery.page.today", "delivery.page.tomorrow"}[i], "day", p.Day(on))}
		for _, one := range list {
			if err := add(&d.Visits, h.visit(p, one, known)); err != nil {
				return err
			}
		}
		v.Days = append(v.Days, d)
	}
	for _, one := range after {
		x := h.visit(p, one, known)
		x.Time = p.Day(one.On) + " " + x.Time
		if err := add(&v.Afterwards, x); err != nil {
			return err
		}
	}
	return r.Render(w, status, web.View{Title: p.T("delivery.page.title"), Menu: today, Body: dayPage(p, v), Script: &script})
}

// day is the day so many days from today.
func (h handlers) day(from int) string { return calendar.Day(h.Now().AddDate(0, 0, from)) }

// days are the reader's own visits of days counted from today.
func (h handlers) days(r *web.Request, from ...int) (days [][]delivery.Shown, err error) {
	for _, i := range from {
		list, err := h.Deliveries.Day(r.Context(), r.Who, h.day(i))
		if err != nil {
			return nil, err
		}
		days = append(days, list)
	}
	return days, nil
}

var (
	nameOnly   = party.View{Purpose: delivery.Visiting, Groups: []party.Group{party.Identity}, Right: delivery.CanDeliver}
	nameAndWay = party.View{Purpose: delivery.Coming, Groups: []party.Group{party.Identity, party.Contact}, Right: delivery.CanDeliver}
)

// stillGoes tells whether the reader still goes to a visit, or is there. What is over needs no way to it, though its code may be missing.
func stillGoes(v delivery.Shown) bool {
	return v.State == delivery.Scheduled || v.State == delivery.Started
}

// known opens who is visited: to whom the reader still goes with address and telephone, of the others names and nothing else. Who was erased is not
// among them.
func (h handlers) known(r *web.Request, list []delivery.Shown) (map[string]party.Known, error) {
	known := map[string]party.Known{}
	var to, past []string
	for _, v := range list {
		if stillGoes(v) {
			to = append(to, v.Person)
		} else {
			past = append(past, v.Person)
		}
	}
	past = slices.DeleteFunc(past, func(id string) bool { return slices.Contains(to, id) })
	err := openPersons(r, h.Persons, to, nameAndWay, known)
	if err == nil {
		err = openPersons(r, h.Persons, past, nameOnly, known)
	}
	return known, err
}

// openedAtOnce is how many persons are opened at a time.
const openedAtOnce = 50

// openPersons opens persons as a view says. Who was erased, or lives where the reader does not deliver, is not among them.
func openPersons(r *web.Request, persons Persons, ids []string, v party.View, known map[string]party.Known) error {
	for some := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(ids))), openedAtOnce) {
		found, err := persons.ShowAll(r.Context(), r.Who, some, v)
		if err != nil {
			return err
		}
		for _, k := range found {
			known[k.ID] = k
		}
	}
	return nil
}

// phoneNumber is a telephone number as it is rung, without the signs with which people write it.
var phoneNumber = regexp.MustCompile(`^\+?[0-9]{3,15}$`)

func contact(p web.Page, n party.Names) *contactView {
	v := &contactView{Address: p.Typed(n.Address), Phone: n.Phone}
	if rung := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "").Replace(n.Phone); phoneNumber.MatchString(rung) {
		v.Ring = templ.URL("tel:" + rung)
	}
	return v
}

func (h handlers) visit(p web.Page, v delivery.Shown, known map[string]party.Known) visitView {
	clock := func(ms int64) string { return time.UnixMilli(ms).In(calendar.China).Format("15:04") }
	x := visitView{
		ID: v.ID, On: v.On, Time: p.Range(clock(v.FromMs), clock(v.UntilMs)), Name: web.Plain(p.T("delivery.page.gone")),
		Place: p.Place(h.Regions.At(v.On), v.Place), What: web.Plain(v.Item), Together: v.Together, Says: p.T(v.Said()), Forms: forms(p, v, h.day(0)),
	}
	if k, there := known[v.Person]; there {
		x.Name = p.Typed(k.Names.Name)
		if stillGoes(v) {
			x.Contact = contact(p, k.Names)
		}
	}
	if name, ok := h.Item(v.Item); ok {
		x.What = p.Name(name)
	}
	switch v.State { //nolint:exhaustive // the others are said as they are
	case delivery.Started:
		x.Mood = web.Current
	case delivery.Finished, delivery.Settled:
		x.Mood, x.Says = web.Done, p.T("delivery.page.unconfirmed")
		switch {
		case v.Contradicted: // who says what is for the inspector to ask, and nobody's fault yet
			x.Mood, x.Says = web.Neutral, p.T("delivery.page.contradicted")
		case v.Confirmed():
			x.Says = p.T("delivery.page.confirmed")
		}
	case delivery.Cancelled, delivery.Missed:
		x.Mood, x.Says = web.Late, p.T("delivery.page.off", "state", p.T(v.Said()), "reason", p.T(delivery.SaidReason(v.Reason)))
	}
	return x
}

// forms are the steps that a visit may still take, in their order. Where the accounts differ a code settles nothing, and none is asked for.
func forms(p web.Page, v delivery.Shown, day string) (list []stepForm) {
	add := func(s delivery.Step, after delivery.Step) {
		if v.Contradicted && s == delivery.Confirm {
			return
		}
		f := stepForm{Step: s, After: after, Ready: after == "", Hidden: after != "" || v.On > day}
		if !v.Contradicted && (s == delivery.Finish || s == delivery.Confirm) {
			f.Code = &web.Field{
				Name: "code", ID: "code-" + string(s) + "-" + v.ID, Label: p.T("delivery.page.code"), Hint: p.T("delivery.page.code." + string(s)),
				Complete: "off", Required: s == delivery.Confirm,
			}
		}
		list = append(list, f)
	}
	switch {
	case v.State == delivery.Scheduled:
		add(delivery.Start, "")
		add(delivery.Finish, delivery.Start)
		add(delivery.Confirm, delivery.Finish)
	case v.State == delivery.Started && v.Here:
		add(delivery.Finish, "")
		add(delivery.Confirm, delivery.Finish)
	case v.State == delivery.Started:
		add(delivery.Join, "")
		add(delivery.Finish, delivery.Join)
		add(delivery.Confirm, delivery.Finish)
	case v.Took() && !v.Here:
		add(delivery.Join, "")
	case v.Took() && !v.Confirmed():
		add(delivery.Confirm, "")
	}
	return list
}
