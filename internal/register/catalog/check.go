package catalog

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
)

// The longest texts, in characters.
const (
	longName = 100
	longText = 2000
)

// wrong is what is wrong with a field; the key of the words is made from its name.
func wrong(field string) error { return fault.New(fault.Invalid, "catalog.wrong."+field).At(field) }

// first is the first of the faults that is one.
func first(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

func when(bad bool, field string) error {
	if bad {
		return wrong(field)
	}
	return nil
}

func (p Provider) check(v *region.View) error {
	if _, err := ident.ParseCreditCode(p.CreditCode); err != nil {
		if e, ok := fault.As(err); ok {
			return e.At("credit_code")
		}
		return err
	}
	_, known := v.Unit(p.Region)
	return first(
		when(!named(p.Name), "name"), when(!worded(p.About, longText), "about"), when(!slices.Contains(ProviderKinds, p.Kind), "kind"),
		when(!known, "region"), phones(p.Phones), when(!email(p.Email), "email"), when(!address(p.Website), "website"),
	)
}

var postcode = regexp.MustCompile(`^[0-9]{6}$`)

func (l Location) check(v *region.View) error {
	_, known := v.Unit(l.Region)
	half := (l.Latitude == nil) != (l.Longitude == nil)
	off := !half && l.Latitude != nil && (!within(*l.Latitude, 90) || !within(*l.Longitude, 180))
	return first(
		when(!named(l.Name), "name"), when(!slices.Contains(LocationKinds, l.Kind), "kind"), when(!known, "region"),
		when(!slices.Contains(Residences, l.Residence), "residence"),
		when(!worded(l.Address, longText) || l.Kind == "physical" && l.Address.Zh == "", "address"),
		when(l.Postcode != "" && !postcode.MatchString(l.Postcode), "postcode"), when(half || off, "position"),
		when(!worded(l.Transport, longText), "transport"), when(!among(l.Accessibility, Accessibilities), "accessibility"),
		when(!among(l.Languages, Languages), "languages"), phones(l.Phones), hours(l.Hours),
	)
}

func within(v, most float64) bool { return v >= -most && v <= most }

func (s Service) check(v *region.View) error {
	isService := func(code string) bool { return termIn(code, "service", DeviceTaxonomy) }
	isMode := func(code string) bool { return termIn(code, ModeTaxonomy) }
	isPlace := func(k region.Key) bool { _, known := v.Unit(k); return known }
	return first(
		when(!named(s.Name), "name"), when(!worded(s.About, longText), "about"), when(!slices.Contains(Statuses, s.Status), "status"),
		when(len(s.Terms) == 0 || !every(s.Terms, isService), "terms"), when(len(s.Modes) == 0 || !every(s.Modes, isMode), "modes"),
		when(!worded(s.Eligible, longText), "eligible"), when(!ages(s.MinimumAge, s.MaximumAge), "age"),
		when(!worded(s.Apply, longText), "apply"), when(!every(s.Documents, named), "documents"),
		when(s.WorkingDays != nil && (*s.WorkingDays < 0 || *s.WorkingDays > 250), "working_days"), costs(s.Costs), s.Device.check(),
		when(len(s.Areas) == 0 || !every(s.Areas, isPlace), "areas"), when(!among(s.Languages, Languages), "languages"), phones(s.Phones),
		when(!address(s.URL), "url"), when(len(s.Offers) == 0, "offers"), offerHours(s.Offers),
	)
}

func offerHours(list []Offer) error {
	for _, o := range list {
		if err := first(when(!worded(o.Note, longText), "offers"), hours(o.Hours)); err != nil {
			return err
		}
	}
	return nil
}

func (d *Device) check() error {
	if d == nil {
		return nil
	}
	return first(
		when(d.Deposit != nil && *d.Deposit < 0 || d.SubsidyCap != nil && *d.SubsidyCap < 0, "device"),
		when(d.LoanDays != nil && (*d.LoanDays < 1 || *d.LoanDays > 3660), "device"),
		when(d.SubsidyPct != nil && (*d.SubsidyPct < 0 || *d.SubsidyPct > 100), "device"), when(!worded(d.Terms, longText), "device"),
	)
}

func ages(least, most *int) bool {
	bad := func(age *int) bool { return age != nil && (*age < 0 || *age > 150) }
	return !bad(least) && !bad(most) && (least == nil || most == nil || *least <= *most)
}

func costs(list []Cost) error {
	for _, c := range list {
		turned := c.From != "" && c.Until != "" && c.Until <= c.From
		if c.Fen < 0 || !slices.Contains(CostUnits, c.Unit) || !worded(c.For, longText) || !day(c.From) || !day(c.Until) || turned {
			return wrong("costs")
		}
	}
	return nil
}

var (
	phoneForm = regexp.MustCompile(`^\+?[0-9][0-9 -]{2,24}[0-9]$`)
	timeForm  = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
	ruleForm  = regexp.MustCompile(`^(FREQ=WEEKLY;BYDAY=(MO|TU|WE|TH|FR|SA|SU)(,(MO|TU|WE|TH|FR|SA|SU))*|FREQ=MONTHLY;BYMONTHDAY=([1-9]|[12][0-9]|3[01])(,([1-9]|[12][0-9]|3[01]))*)$`)
)

func phones(list []Phone) error {
	for _, p := range list {
		if !phoneForm.MatchString(p.Number) || !worded(p.For, longName) {
			return wrong("phones")
		}
	}
	return nil
}

func hours(list []Hours) error {
	for _, h := range list {
		if !ruleForm.MatchString(h.Rule) || !timeForm.MatchString(h.Opens) || !timeForm.MatchString(h.Closes) || h.Closes <= h.Opens || !worded(h.Note, longText) {
			return wrong("hours")
		}
	}
	return nil
}

func day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return s == "" || err == nil
}

func email(s string) bool {
	a, err := mail.ParseAddress(s)
	return s == "" || err == nil && a.Address == s
}

// address tells whether a text is empty or the address of a page.
func address(s string) bool {
	u, err := url.Parse(s)
	return s == "" || err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

// named tells whether a name is there, in Chinese at least, and can be read.
func named(n i18n.Name) bool { return strings.TrimSpace(n.Zh) != "" && worded(n, longName) }

// worded tells whether a text, which may be empty, can be read and is no longer than a page can show.
func worded(n i18n.Name, most int) bool {
	for _, s := range []string{n.Zh, n.En} {
		if utf8.RuneCountInString(s) > most || !utf8.ValidString(s) || strings.ContainsFunc(strings.ReplaceAll(s, "\n", ""), csvfile.Control) {
			return false
		}
	}
	return true
}

func every[T any](list []T, good func(T) bool) bool {
	return !slices.ContainsFunc(list, func(one T) bool { return !good(one) })
}

func among(list, known []string) bool {
	return every(list, func(s string) bool { return slices.Contains(known, s) })
}
