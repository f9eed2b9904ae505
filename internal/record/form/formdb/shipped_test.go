package formdb_test

import (
	"context"
	"testing"

	"mihe/data"
	"mihe/internal/base/access"
	"mihe/internal/base/access/accesstest"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/record/form"
)

// official is what a made-up office says of a form.
func official() form.Official {
	return form.Official{
		Number: "\u6837\u8868: 03 # x", Authority: i18n.Name{Zh: "\u6837\u672c\u53bf\u6c11\u653f\u5c40", En: "a made-up office"}, Approval: "'sample' \u301401\u3015 \"2\"",
		From: "2026-01-01", To: "2099-12-31",
	}
}

// Every shipped form can be registered by whoever may, with what they say and what the text asks, and can be filled from then on. A second
// edition takes its place.
func TestShippedFormsAreRegistered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		texts, err := data.Forms()
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			w.Shipped = append(w.Shipped, text)
			plain, err := form.Read(text)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range plain.Fields {
				if f.Source != "" {
					w.Held = append(w.Held, form.Held{Element: f.Element, Source: f.Source})
				}
			}
		}
		may := who(t, accesstest.City, form.CanRegister)
		list, err := w.ShippedForms(ctx, may)
		if err != nil || len(list) != len(texts) {
			t.Fatalf("%d listed, %v", len(list), err)
		}
		for _, f := range list {
			if f.InUse != nil || f.Number != "" {
				t.Errorf("%s is registered before anybody did", f.ID)
			}
			o := official()
			l, err := w.RegisterShipped(ctx, may, f.ID, o)
			if err != nil {
				t.Fatal(err)
			}
			if l.Number != o.Number || l.Authority != o.Authority || l.Approval != o.Approval || l.From != o.From || l.To != o.To || len(l.Fields) != len(f.Fields) || l.Title != f.Title {
				t.Errorf("%s: registered %+v", f.ID, l)
			}
			if blank, err := w.Blank(ctx, f.ID); err != nil || blank.Version() != l.Version() {
				t.Errorf("%s cannot be filled: %v", f.ID, err)
			}
			if _, err := w.RegisterShipped(ctx, may, f.ID, o); fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s twice: %v", f.ID, err)
			}
			o.From = "2098-01-01"
			if _, err := w.RegisterShipped(ctx, may, f.ID, o); at(err) != "from" {
				t.Errorf("%s: an edition that begins later closes the form: %v", f.ID, err)
			}
			o.From, o.Number = "2026-01-02", "another"
			if next, err := w.RegisterShipped(ctx, may, f.ID, o); err != nil || next.Number != "another" {
				t.Errorf("%s: the next edition: %v", f.ID, err)
			}
		}
		list, err = w.ShippedForms(ctx, may)
		for _, f := range list {
			if f.InUse == nil || f.InUse.Number != "another" {
				t.Errorf("%s is not in use: %v", f.ID, err)
			}
		}
	})
}

// What is missing or wrong is said at its field, and nothing is registered.
func TestWhatAnOfficialMustSay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		texts, err := data.Forms()
		if err != nil {
			t.Fatal(err)
		}
		w.Shipped = [][]byte{texts["eldercare-ability"]}
		const id = "eldercare_ability"
		may := who(t, accesstest.City, form.CanRegister)
		for field, change := range map[string]func(*form.Official){
			"number": func(o *form.Official) { o.Number = "  " }, "authority_zh": func(o *form.Official) { o.Authority.Zh = "" },
			"authority_en": func(o *form.Official) { o.Authority.En = "a\x00b" }, "approval": func(o *form.Official) { o.Approval = "" },
			"from": func(o *form.Official) { o.From = "soon" }, "to": func(o *form.Official) { o.To = "2025-12-31" },
		} {
			o := official()
			change(&o)
			if _, err := w.RegisterShipped(ctx, may, id, o); at(err) != field {
				t.Errorf("%s: %v", field, err)
			}
		}
		o := official()
		o.From, o.To = "2020-01-01", "2020-12-31"
		if _, err := w.RegisterShipped(ctx, may, id, o); at(err) != "to" {
			t.Errorf("days that are over: %v", err)
		}
		if _, err := w.RegisterShipped(ctx, may, "visit", official()); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("a form that does not come with the program: %v", err)
		}
		if _, err := w.RegisterShipped(ctx, who(t, accesstest.City, form.CanRead), id, official()); fault.KindOf(err) != fault.Denied || err == nil {
			t.Errorf("without the right: %v", err)
		}
		if _, err := w.RegisterShipped(ctx, access.Actor{}, id, official()); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("nobody: %v", err)
		}
		if _, err := w.Blank(ctx, id); fault.KindOf(err) != fault.NotFound || err == nil {
			t.Errorf("something was registered: %v", err)
		}
	})
}

func at(err error) string {
	e, ok := fault.As(err)
	if !ok || e.Kind != fault.Invalid {
		return ""
	}
	return e.Field
}
