package selfcheck

import (
	"slices"

	"mihe/internal/base/i18n"
	"mihe/internal/record/form"
	"mihe/internal/register/catalog"
)

// services looks at the directory as it was entered last. What visitors cannot read is no offence yet.
func (k *look) services() {
	for _, l := range k.Services {
		k.looked(ServiceMaterial, ServiceNever)
		s, w := l.Service, Offence
		if l.State == catalog.Internal {
			w = Look
		}
		at := func(part i18n.Name) Place { return Place{AService, s.ID, s.Name, part} }
		for _, d := range s.Documents {
			if word, held := k.answered(d); held {
				k.found(ServiceMaterial, w, at(d), word, materials)
			}
		}
		texts := []i18n.Name{s.Name, s.About, s.Eligible, s.Apply}
		for _, c := range s.Costs {
			texts = append(texts, c.For)
		}
		if s.Device != nil {
			texts = append(texts, s.Device.Terms)
		}
		k.named(ServiceNever, Look, at(i18n.Name{}), append(slices.Clone(never), placePhoto), both(texts)...)
	}
}

// answered tells whether a register holds what a paper would prove, and by which word.
func (k *look) answered(paper i18n.Name) (string, bool) {
	for _, m := range k.words.Materials {
		held := slices.ContainsFunc(k.Elements, func(h form.Held) bool { return h.Element == m.Element })
		if word, found := stands(m.Words, []string{paper.Zh, paper.En}); found && held {
			return word, true
		}
	}
	return "", false
}

// both are the texts of names in either language.
func both(names []i18n.Name) (texts []string) {
	for _, n := range names {
		texts = append(texts, n.Zh, n.En)
	}
	return texts
}
