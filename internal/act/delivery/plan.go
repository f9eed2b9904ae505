package delivery

import (
	"slices"
	"time"

	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/money"
	"mihe/internal/base/region"
)

// The kinds of identifiers of this room.
const (
	planKind       = "plan"
	visitKind      = "visit"
	settlementKind = "settlement"
	auditKind      = "audit"
)

// Plan is what help a person gets from whom, how often and at what price (服务计划). Times and hours are what was agreed; each
// visit freezes the price.
type Plan struct {
	ID        string     `json:"id"`
	Person    string     `json:"person"`
	Cause     string     `json:"cause"`           // the case that it follows from: the person's own, where the node holds it
	Decision  string     `json:"decision"`        // and the decision, or empty
	Provider  string     `json:"provider"`        // org_
	Offer     string     `json:"offer,omitempty"` // offer_ of the catalogue
	Item      string     `json:"item"`            // code of the list of services
	Place     region.Key `json:"-"`
	At        string     `json:"at"`        // Place, as it is recorded
	Residence string     `json:"residence"` // urban or rural
	Minutes   int        `json:"minutes"`   // of a visit
	Per       Per        `json:"per"`
	Times     int        `json:"times"` // visits in each
	Windows   []Window   `json:"windows,omitempty"`
	Skills    []string   `json:"skills,omitempty"` // codes of qualifications
	Together  bool       `json:"together"`         // two carers at once
	Price     money.Fen  `json:"price_fen"`        // of a visit, both carers together
	Share     money.Fen  `json:"share_fen"`        // of it that the public pays
	PayTo     PayTo      `json:"pay_to"`
	From      string     `json:"from"`
	Until     string     `json:"until"`           // the first day after it, as it was agreed
	By        string     `json:"by,omitempty"`    // account that made it; plans of before it was kept have none
	Hold      string     `json:"hold,omitempty"`  // what keeps a place for it, until it ends
	Rule      string     `json:"rule,omitempty"`  // the day from which the share's rule holds
	Ended     string     `json:"ended,omitempty"` // the first day on which it no longer runs, when it ended early
	Why       string     `json:"why,omitempty"`   // one of Endings
}

// Per is what visits are counted in.
type Per string

// The units.
const (
	Week  Per = "week"
	Month Per = "month"
)

// PayTo is who gets the public's share.
type PayTo string

// ToProvider pays whoever delivered; ToPerson gives back to the person's card (一卡通) what she has paid.
const (
	ToProvider PayTo = "provider"
	ToPerson   PayTo = "person"
)

// Window is when on some days of the week a visit may take place.
type Window struct {
	Days  []string `json:"days"`  // MO to SU, as RFC 5545 writes them
	Opens string   `json:"opens"` // HH:MM
	Close string   `json:"closes"`
}

// Endings are why a plan ends early. Erased is this room's own.
var Endings = []string{"died", "withdrawn", endChanged, "moved_away", endErased}

const (
	endErased  = "erased"
	endDied    = "died"
	endChanged = "changed"
)

// The bounds of a plan.
const (
	mostMinutes = 12 * 60
	mostTimes   = 31
	mostMonths  = 24 // of a plan; then somebody looks again
	mostPrice   = money.Fen(1_000_000)
)

// Check returns what is wrong with a plan, at its field.
func (p Plan) Check() error {
	from, wrongFrom := time.Parse(time.DateOnly, p.From)
	until, wrongUntil := time.Parse(time.DateOnly, p.Until)
	switch {
	case ident.Check("person", p.Person) != nil:
		return wrong("person")
	case ident.Check("case", p.Cause) != nil:
		return wrong("cause")
	case ident.Check("org", p.Provider) != nil:
		return wrong("provider")
	case p.Offer != "" && ident.Check("offer", p.Offer) != nil:
		return wrong("offer")
	case !code(p.Item):
		return wrong("item")
	case p.Place.Level < region.County:
		return wrong("place")
	case !slices.Contains([]string{"urban", "rural"}, p.Residence):
		return wrong("residence")
	case p.Minutes < 5 || p.Minutes > mostMinutes:
		return wrong("minutes")
	case p.Per != Week && p.Per != Month, p.Times < 1 || p.Times > mostTimes:
		return wrong("times")
	case p.Price < 0 || p.Price > mostPrice || p.Share < 0 || p.Share > p.Price:
		return wrong("share")
	case p.PayTo != ToProvider && p.PayTo != ToPerson:
		return wrong("pay_to")
	case wrongFrom != nil || wrongUntil != nil || !until.After(from) || until.After(from.AddDate(0, mostMonths, 0)):
		return wrong("until")
	}
	return p.checkWindows()
}

var weekdays = []string{"MO", "TU", "WE", "TH", "FR", "SA", "SU"}

func (p Plan) checkWindows() error {
	for _, w := range p.Windows {
		opens, err := time.Parse("15:04", w.Opens)
		closes, err2 := time.Parse("15:04", w.Close)
		unknown := slices.ContainsFunc(w.Days, func(d string) bool { return !slices.Contains(weekdays, d) })
		if err != nil || err2 != nil || !closes.After(opens) || unknown || len(w.Days) == 0 {
			return wrong("windows")
		}
	}
	if slices.ContainsFunc(p.Skills, func(s string) bool { return !code(s) }) {
		return wrong("skills")
	}
	return nil
}

// On tells whether the plan runs on a day.
func (p Plan) On(day string) bool {
	return p.From <= day && day < p.Until && (p.Ended == "" || day < p.Ended)
}

// holds tells whether a visit lies within the times that were agreed. A plan without any leaves that open.
func (p Plan) holds(on string, fromMs, untilMs int64) bool {
	midnight, err := time.ParseInLocation(time.DateOnly, on, calendar.China)
	if err != nil || len(p.Windows) == 0 {
		return err == nil
	}
	from, until := (fromMs-midnight.UnixMilli())/60_000, (untilMs-midnight.UnixMilli()+59_999)/60_000
	weekday := weekdays[(int(midnight.Weekday())+6)%len(weekdays)]
	return slices.ContainsFunc(p.Windows, func(w Window) bool {
		return slices.Contains(w.Days, weekday) && int64(minuteOf(w.Opens)) <= from && until <= int64(minuteOf(w.Close))
	})
}

// crosses tells whether two plans run on a day both.
func (p Plan) crosses(o Plan) bool {
	return p.From < o.until() && o.From < p.until()
}

// Over tells whether the plan runs neither on a day nor on a later one.
func (p Plan) Over(day string) bool { return p.until() <= day }

// until is the first day on which it no longer runs.
func (p Plan) until() string {
	if p.Ended != "" && p.Ended < p.Until {
		return p.Ended
	}
	return p.Until
}

// code tells whether a text is a code: no words come in this way.
func code(s string) bool {
	if s == "" || len(s) > 60 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-' {
			return false
		}
	}
	return true
}

// wrong is a fault at a field of a form.
func wrong(field string) error { return fault.New(fault.Invalid, "delivery.wrong").At(field) }

func absent() error { return fault.New(fault.NotFound, "access.absent") }
