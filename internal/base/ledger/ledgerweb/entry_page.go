package ledgerweb

import (
	"net/http"
	"strings"

	"mihe/internal/base/web"
)

// entry shows one entry with everything that is needed to check it by hand.
func (h handlers) entry(w http.ResponseWriter, r *web.Request) error {
	seq, err := number(r.PathValue("seq"))
	if err != nil {
		return err
	}
	e, err := h.Ledger.Entry(r.Context(), r.Who, seq)
	if err != nil {
		return err
	}
	title := r.Page.T("ledger.entry.title", "seq", e.Seq)
	return r.Render(w, http.StatusOK, web.View{
		Title: title, Menu: "/ledger", Body: entryPage(r.Page, title, e, h.facts(r.Page, e)),
		Crumbs: []web.Crumb{{Href: "/ledger", Text: web.Plain(r.Page.T("ledger.list.title"))}, {Text: web.Plain(title)}},
	})
}

// facts are what an entry says, in words; what it leaves empty is left out.
func (h handlers) facts(p web.Page, e Entry) [][]web.Fact {
	done := facts{p: p}
	done.add("at", web.Plain(instant(e.AtMs)))
	done.add("what", web.Plain(kind(p, e.Logged)), web.Plain(e.Kind))
	done.add("actor", doer(p, e.Actor)...)
	done.add("on_behalf_of", web.Plain(e.OnBehalfOf))
	done.add("region", h.place(p, e.Region))
	done.add("channel", web.Plain(orKey(p, "ledger.channel."+e.Channel, e.Channel)))
	done.add("request", web.Plain(e.Request))
	about := facts{p: p}
	about.add("why", web.Plain(why(p, e.Logged)))
	about.add("subjects", web.Plain(strings.Join(e.Subjects, " ")))
	if e.Record != nil {
		about.add("record", web.Plain(e.Record.Kind), web.Plain(e.Record.ID), web.Plain("SHA-256 "+e.Record.SHA256.String()))
	}
	about.add("caused_by", web.Plain(e.CausedBy))
	audience, _, _ := strings.Cut(string(e.Audience), ":")
	about.add("audience", web.Plain(p.T("ledger.audience."+audience)))
	return [][]web.Fact{done.list, about.list}
}

type facts struct {
	p    web.Page
	list []web.Fact
}

func (f *facts) add(term string, says ...web.Text) {
	if says[0].Text != "" {
		f.list = append(f.list, web.Fact{Term: f.p.T("ledger.entry." + term), Says: says})
	}
}
