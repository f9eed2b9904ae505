package app

import (
	"context"

	"mihe/internal/account/selfcheck"
	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
)

// mostFindings is how many findings of one check doctor tells one by one; the page tells all.
const mostFindings = 10

// selfCheckLevels says how bad a finding of the self-check is.
var selfCheckLevels = map[selfcheck.Weight]Level{selfcheck.Offence: Bad, selfcheck.Look: Warn}

// selfChecked is the section of the self-check (减负自检): a line for each check that found nothing, and for each finding of the others.
func selfChecked(ctx context.Context, n *Node) (list []Finding, err error) {
	r, err := n.SelfCheck.Report(ctx, access.System("doctor", selfcheck.CanRead))
	if err != nil {
		return nil, err
	}
	add := func(level Level, detail ...any) {
		list = append(list, Finding{Check: "selfcheck", Node: n.Slug, Level: level, Detail: detail})
	}
	for _, one := range r.Results {
		what := i18n.Msg("selfcheck.check." + string(one.Check))
		if len(one.Findings) == 0 {
			add(Good, "what", what, "looked", one.Looked)
		}
		for i, f := range one.Findings {
			more := i18n.Msg("app.doctor.selfcheck.no_more")
			if i == mostFindings-1 && len(one.Findings) > mostFindings {
				more = i18n.Msg("app.doctor.selfcheck.more", "n", len(one.Findings)-mostFindings)
			}
			if i < mostFindings {
				add(selfCheckLevels[f.Weight], "what", what, "kind", i18n.Msg("selfcheck.kind."+string(f.At.Kind)), "title", f.At.Title, "part", part(f.At),
					"word", found(f.Word), "clause", f.Clause.Text, "more", more)
			}
		}
	}
	return list, nil
}

// part is the place inside the thing, and found the word that was found there, where there is one.
func part(p selfcheck.Place) i18n.Message {
	if p.Part == (i18n.Name{}) {
		return i18n.Msg("app.doctor.selfcheck.no_more")
	}
	return i18n.Msg("app.doctor.selfcheck.part", "part", p.Part)
}

func found(word string) i18n.Message {
	if word == "" {
		return i18n.Msg("app.doctor.selfcheck.no_more")
	}
	return i18n.Msg("app.doctor.selfcheck.word", "word", word)
}
