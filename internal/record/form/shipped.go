package form

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Official is what makes a form one that people may be asked to fill (表号, 制定机关, 批准或备案文号, 有效期). A shipped
// text has none of it: it is the county's to say.
type Official struct {
	Number    string
	Authority i18n.Name
	Approval  string
	From, To  string // YYYY-MM-DD, both included
}

// Shipped is a form that comes with the program, and the edition of it that is in use, or nil.
type Shipped struct {
	*Layout
	InUse *Layout
}

// ShippedForms lists the forms that come with the program, by id, for whoever registers forms.
func (s *Service) ShippedForms(ctx context.Context, who access.Actor) (list []Shipped, err error) {
	if err := who.CheckAt(CanRegister, s.Home); err != nil {
		return nil, err
	}
	inUse, err := s.InUse(ctx)
	if err != nil {
		return nil, err
	}
	for _, text := range s.Shipped {
		l, err := Read(text)
		if err != nil {
			return nil, fault.Wrap(err, fault.Internal, "form.damaged", "form", "")
		}
		one := Shipped{Layout: l}
		if i := slices.IndexFunc(inUse, func(o *Layout) bool { return o.ID == l.ID }); i >= 0 {
			one.InUse = inUse[i]
		}
		list = append(list, one)
	}
	slices.SortFunc(list, func(a, b Shipped) int { return strings.Compare(a.ID, b.ID) })
	return list, nil
}

// RegisterShipped registers a shipped form with what the county says of it. What it asks stays as shipped.
func (s *Service) RegisterShipped(ctx context.Context, who access.Actor, id string, o Official) (*Layout, error) {
	list, err := s.ShippedForms(ctx, who)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(list, func(f Shipped) bool { return f.ID == id })
	if i < 0 {
		return nil, fault.New(fault.NotFound, "form.edition.absent")
	}
	if o, err = o.check(s.today()); err != nil {
		return nil, err
	}
	if list[i].InUse != nil && o.From > s.today() { // the last edition counts: until its first day nobody could fill the form
		return nil, fault.New(fault.Invalid, "form.official.gap").At("from")
	}
	for _, text := range s.Shipped {
		if l, err := Read(text); err != nil || l.ID != id {
			continue // ShippedForms has read them all
		}
		if text, err = o.into(text); err != nil {
			return nil, err
		}
		return s.Register(ctx, who, text)
	}
	return nil, fault.New(fault.NotFound, "form.edition.absent")
}

// longOfficial is how many characters a number, a name or a paper has at most.
const longOfficial = 100

func (o Official) check(today string) (Official, error) {
	for _, f := range []struct {
		name string
		text *string
	}{{"number", &o.Number}, {"authority_zh", &o.Authority.Zh}, {"authority_en", &o.Authority.En}, {"approval", &o.Approval}} {
		*f.text = strings.TrimSpace(*f.text)
		bad := !utf8.ValidString(*f.text) || strings.ContainsFunc(*f.text, csvfile.Control)
		if n := utf8.RuneCountInString(*f.text); n == 0 || n > longOfficial || bad {
			return o, fault.New(fault.Invalid, "form.official.text", "most", longOfficial).At(f.name)
		}
	}
	for _, f := range [][2]string{{"from", o.From}, {"to", o.To}} {
		if _, err := time.Parse(time.DateOnly, f[1]); err != nil {
			return o, fault.New(fault.Invalid, "form.official.day").At(f[0])
		}
	}
	if o.To < o.From || o.To < today {
		return o, fault.New(fault.Invalid, "form.official.to").At("to")
	}
	return o, nil
}

// into writes what the county says into the text of a form, and leaves everything else as it stands.
func (o Official) into(text []byte) ([]byte, error) {
	var d yaml.Node
	if err := yaml.Unmarshal(text, &d); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "form.damaged", "form", "")
	}
	root := d.Content[0]
	for _, f := range []struct {
		key   string
		value any
	}{{"number", o.Number}, {"authority", map[string]string{"zh": o.Authority.Zh, "en": o.Authority.En}}, {"approval", o.Approval}, {"from", o.From}, {"to", o.To}} {
		value := &yaml.Node{}
		if err := value.Encode(f.value); err != nil {
			return nil, err
		}
		if i := slices.IndexFunc(root.Content, func(n *yaml.Node) bool { return n.Value == f.key }); i >= 0 && i%2 == 0 {
			root.Content[i+1] = value
			continue
		}
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: f.key}, value)
	}
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	err := e.Encode(&d)
	return b.Bytes(), err
}
