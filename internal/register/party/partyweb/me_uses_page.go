package partyweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/access/accessweb"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// usesOnPage is how many uses a page shows.
const usesOnPage = 50

// uses shows every use of the reader's data, also the lists that the reader was on.
func (h handlers) uses(w http.ResponseWriter, r *web.Request) error {
	p, before := r.Page, int64(0)
	if s := r.URL.Query().Get("before"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 1 {
			return fault.New(fault.Invalid, "party.persons.unread")
		}
		before = n
	}
	list, err := h.Persons.OwnUses(r.Context(), r.Who, before, usesOnPage)
	if err != nil {
		return err
	}
	more := ""
	if len(list) == usesOnPage {
		more = p.Link("/me/uses", "before", strconv.FormatInt(list[len(list)-1].Seq, 10))
	}
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("party.me.uses"), Menu: "/me", Body: usesPage(p, accessweb.UsesTable(p, r.Who, list), more),
		Crumbs: below(p, "party.me.uses"),
	})
}

// below is the path to a page under the reader's own.
func below(p web.Page, key string) []web.Crumb {
	return []web.Crumb{{Href: "/me", Text: web.Plain(p.T("party.me.title"))}, {Text: web.Plain(p.T(key))}}
}
