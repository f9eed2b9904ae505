package selfcheck

import (
	"mihe/internal/base/i18n"
	"mihe/internal/decide/rule"
)

// rules looks at what each version of a rule set reads, sets and gives. A proposal holds for nobody yet.
func (k *look) rules() {
	for _, r := range k.Rules {
		k.looked(RuleNever)
		w := Look
		if r.Adopted {
			w = Offence
		}
		doc := r.Set.Document()
		at := func(part i18n.Name) Place { return Place{ARule, doc.ID + "/" + r.Set.Version(), doc.Title, part} }
		k.named(RuleNever, w, at(i18n.Name{}), never, doc.ID, doc.Title.Zh, doc.Title.En)
		one := func(id string, title i18n.Name, d rule.Domain) {
			texts := []string{id, title.Zh, title.En}
			for _, o := range d.Options {
				texts = append(texts, o.ID, o.Title.Zh, o.Title.En)
			}
			k.named(RuleNever, w, at(title), never, texts...)
		}
		for _, f := range doc.Facts {
			one(f.ID, f.Title, f.Domain)
		}
		for _, p := range doc.Parameters {
			one(p.ID, p.Title, p.Domain)
		}
		for _, s := range doc.Steps {
			one(s.ID, s.Title, s.Domain)
		}
	}
}
