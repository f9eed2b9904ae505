package feedback

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"mihe/internal/act/casework"
	"mihe/internal/act/exchange"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/ledger"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// New is what somebody says.
type New struct {
	Person  string // empty: the actor's own
	Number  string // of the hotline, where an officer writes down what came from there
	Nature  Nature
	About   About // or nothing
	Subject string
	Text    string
	Way     casework.Way
}

// The longest that is said, in characters; the hotline's own columns are as wide.
const (
	longSubject = 100
	longText    = 1000
	longNumber  = 40
)

// Complain opens an order for what a person says: by the person, by a relative under a mandate, or by an officer. What was said of an item
// before, and is open still, is not opened again.
func (s *Service) Complain(ctx context.Context, who access.Actor, n New) (c casework.Case, err error) {
	if n.Person == "" {
		n.Person = who.Person
	}
	n.Subject, n.Text, n.Number = strings.TrimSpace(n.Subject), strings.TrimSpace(n.Text), strings.TrimSpace(n.Number)
	if err := n.check(); err != nil {
		return c, err
	}
	id, err := s.newID("order")
	if err != nil {
		return c, err
	}
	o := Order{V: 1, ID: id, Number: n.Number, Nature: n.Nature, About: n.About, Person: n.Person}
	opening := casework.Opening{Machine: Complaint, Way: n.Way}
	err = s.DB.Read(ctx, func(q store.Queryer) error { return s.speaks(q, who, &o, n.Way) })
	if err != nil {
		return c, err
	}
	tokens, err := s.seal(ctx, &o, Said{Subject: n.Subject, Text: n.Text})
	if err != nil {
		return c, err
	}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if err := s.fresh(tx, o); err != nil {
			return err
		}
		opened, err := s.open(tx, who, o, opening)
		if err != nil {
			return err
		}
		if err := s.Store.AddTokens(tx, s.Node, opened, tokens); err != nil {
			return err
		}
		c, err = s.Desk.Store.Case(tx, s.Node, opened)
		return err
	})
	return c, err
}

func (n New) check() error {
	switch {
	case !slices.Contains(Natures, n.Nature):
		return invalid("nature", "feedback.wrong.nature")
	case n.Subject == "":
		return invalid("subject", "feedback.wrong.empty")
	case !readable(n.Subject, longSubject) || strings.ContainsAny(n.Subject, "\r\n"):
		return invalid("subject", "feedback.wrong.subject", "max", longSubject)
	case !readable(n.Text, longText):
		return invalid("text", "feedback.wrong.text", "max", longText)
	case n.Number != "" && (utf8.RuneCountInString(n.Number) > longNumber || !numberForm.MatchString(n.Number)):
		return invalid("number", "feedback.wrong.number", "max", longNumber)
	}
	return nil
}

// readable tells whether a text can be kept and shown, and can stand in a file of the hotline once its lines are joined.
func readable(text string, most int) bool {
	_, why, _ := csvfile.Clean([]byte(exchange.OneLine(text)))
	return why == "" && utf8.ValidString(text) && utf8.RuneCountInString(text) <= most
}

// speaks checks that the actor may speak for the person, and finds where the order belongs and who is complained about.
func (s *Service) speaks(q store.Queryer, who access.Actor, o *Order, w casework.Way) (err error) {
	if ident.Check("person", o.Person) != nil {
		return invalid("person", "casework.open.person")
	}
	if o.Place, err = s.HomeOf(q, o.Person); err != nil {
		return err
	}
	if _, stands := s.Desk.Regions.At(s.today()).Unit(o.Place); !stands {
		o.Place = s.Home // a place that the map has lost turns nobody away
	}
	if o.About != (About{}) {
		it, err := s.item(q, o.About)
		if err != nil {
			return err
		}
		if it.Person != o.Person {
			return absent() // what was done for another is not told
		}
		o.Place, o.Provider = it.Place, it.Provider
	}
	if o.Number != "" { // whoever takes a number keeps the hotline's own order out
		if err := who.CheckAt(casework.CanHandle, o.Place); err != nil {
			return err
		}
	}
	return s.Desk.Side(q, who, Complaint, o.Person, o.Place, w)
}

// fresh refuses what is known already: a number of the hotline, or the same person's open order about the same item.
func (s *Service) fresh(q store.Queryer, o Order) error {
	if o.Number != "" {
		if old, found, err := s.Store.ByNumber(q, s.Node, o.Number); err != nil || found {
			return orKnown(err, old)
		}
	}
	if o.About == (About{}) {
		return nil
	}
	list, err := s.Store.OrdersAbout(q, s.Node, o.About)
	for _, old := range list {
		c, err := s.Desk.Store.Case(q, s.Node, old.Case)
		if err != nil {
			return err
		}
		if !c.Ended() && old.Person == o.Person {
			return orKnown(nil, old)
		}
	}
	return err
}

func orKnown(err error, old Order) error {
	if err != nil {
		return err
	}
	return fault.New(fault.Conflict, "feedback.complain.known", "number", casework.Case{ID: old.Case}.Number())
}

// open opens the case of an order and records the order, and returns the case.
func (s *Service) open(tx *store.Tx, who access.Actor, o Order, opening casework.Opening) (string, error) {
	opening.Item, opening.Person, opening.Place, opening.Facts = string(o.Nature), o.Person, o.Place, []string{o.ID}
	c, err := s.Desk.OpenIn(tx, who, opening)
	if err != nil {
		return "", err
	}
	o.Case, o.Actor, o.AtMs = c.ID, who.ID, s.Now().UnixMilli()
	if o.ReceivedOn == "" {
		o.ReceivedOn = s.today()
	}
	e := s.entry(who, "feedback.order.opened", o)
	e.Channel, e.CausedBy = string(opening.Channel), c.ID
	return c.ID, s.note(tx, e, orderRecord, o.ID, o)
}

// entry begins the ledger entry of something done to an order.
func (s *Service) entry(who access.Actor, kind string, o Order) ledger.Entry {
	e := who.Entry(kind, o.Place)
	if o.Person != "" {
		e.Subjects = []string{o.Person}
		if who.Person != o.Person && kind == "feedback.order.opened" {
			e.OnBehalfOf = o.Person
		}
	}
	return e
}

// seal puts words under the key of an order, and returns what it is found by. An order of nobody gets a key of its own.
func (s *Service) seal(ctx context.Context, o *Order, said Said) (tokens []string, err error) {
	if o.Person == "" {
		if err := s.Keys.CreateAll(ctx, []string{o.ID}); err != nil {
			return nil, err
		}
	}
	plain, err := ledger.EncodeBody(said)
	if err != nil {
		return nil, err
	}
	if o.Sealed, err = s.Keys.Seal(ctx, o.key(), o.field(), plain); err != nil {
		return nil, err
	}
	list := pairs(said.Subject)
	o.Pairs = len(list)
	return s.Keys.Tokens(ctx, pairToken, list)
}

// numberForm is what numbers of the hotline look like.
var numberForm = regexp.MustCompile(`^[\p{Han}A-Za-z0-9][\p{Han}A-Za-z0-9()（）\[\]〔〕_./-]*$`)

// placeOf is where an order of the hotline lies: the unit of the node that its text names, else the node's own place.
func placeOf(view *region.View, home region.Key, text string) region.Key {
	at := home
	for queue := []region.Key{home}; len(queue) > 0; queue = queue[1:] {
		if u, ok := view.Unit(queue[0]); ok && u.Name.Zh != "" && strings.Contains(text, u.Name.Zh) && (at == home || queue[0].Level > at.Level) {
			at = queue[0]
		}
		queue = append(queue, view.Children(queue[0])...)
	}
	return at
}

// Registered tells whether somebody can say something in a name of one's own: an account may stand for a person whom no register knows.
func (s *Service) Registered(ctx context.Context, who access.Actor) (known bool, err error) {
	if !who.SignedIn() {
		return false, nil
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		_, err := s.HomeOf(q, who.Person)
		known = err == nil
		if fault.KindOf(err) == fault.NotFound {
			return nil
		}
		return err
	})
	return known, err
}

// Mine lists the cases of the actor's own person that are no orders, the newest first: what a complaint may be about.
func (s *Service) Mine(ctx context.Context, who access.Actor) ([]casework.Case, error) {
	if !who.SignedIn() {
		return nil, nil
	}
	list, err := s.Desk.Own(ctx, who)
	list = slices.DeleteFunc(list, func(c casework.Case) bool { return ours(c.Machine) })
	slices.Reverse(list)
	return list, err
}
