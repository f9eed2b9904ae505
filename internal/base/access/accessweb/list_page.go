package accessweb

import (
	"net/http"
	"strconv"
	"strings"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/web"
)

// accountsOnPage is how many accounts a page shows: as many names as one look needs.
const accountsOnPage = 25

// listView is a page of accounts.
type listView struct {
	User, Role, State string
	Place             placeField
	Roles, States     []web.Option
	Table             web.Table
	Total             int
	Pages             web.Pages
	Ways              []web.Link
}

func (h *Pages) list(w http.ResponseWriter, r *web.Request) error {
	p, q := r.Page, r.URL.Query()
	v := listView{User: q.Get("user"), Role: q.Get("role"), State: q.Get("state"), Place: newPlaceField(p, p.T("access.page.home"))}
	v.Place.Required = false
	v.Roles = append([]web.Option{{Label: web.Plain(p.T("access.page.any"))}}, h.roleOptions(p)...)
	v.States = []web.Option{{Label: web.Plain(p.T("access.page.any"))}}
	for _, s := range []access.State{access.Active, access.Disabled, access.Erased} {
		v.States = append(v.States, web.Option{Value: string(s), Label: web.Plain(state(p, s))})
	}
	f := access.Filter{User: v.User, Role: access.Role(v.Role), State: access.State(v.State)}
	nowhere := false
	if strings.TrimSpace(q.Get("place")) != "" {
		var k region.Key
		if k, v.Place, nowhere = h.choose(r, q, v.Place); nowhere {
			f.At = k
		}
		nowhere = !nowhere
	}
	now, err := pageNumber(q.Get("page"))
	if err != nil {
		return err
	}
	if !nowhere {
		var page []access.Listed
		if page, v.Total, err = h.Accounts.List(r.Context(), r.Who, f, (now-1)*accountsOnPage, accountsOnPage); err != nil {
			return err
		}
		v.Table = h.listTable(p, page)
	}
	v.Pages = web.Pages{Name: "page", Now: now, Last: max(now, (v.Total+accountsOnPage-1)/accountsOnPage)}
	if r.Who.Check(access.ManageAccount) == nil {
		v.Ways = append(v.Ways, web.Link{Label: p.T("access.page.make"), Href: p.Link("/accounts/new")})
	}
	v.Ways = append(v.Ways, web.Link{Label: p.T("access.page.machines"), Href: p.Link("/machines")})
	return r.Render(w, http.StatusOK, web.View{
		Title: p.T("access.page.list"), Menu: "/accounts", Body: listPage(p, v),
		Crumbs: []web.Crumb{{Text: web.Plain(p.T("access.page.list"))}},
	})
}

// pageNumber reads a page's number, from 1.
func pageNumber(s string) (int, error) {
	if s == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100_000 {
		return 0, fault.New(fault.Invalid, "access.page.form")
	}
	return n, nil
}

func (h *Pages) roleOptions(p web.Page) []web.Option {
	var list []web.Option
	for _, r := range h.Accounts.Policy.Roles() {
		list = append(list, web.Option{Value: string(r), Label: web.Plain(role(p, r))})
	}
	return list
}

func (h *Pages) listTable(p web.Page, page []access.Listed) web.Table {
	t := web.Table{Caption: p.T("access.page.list"), Head: []string{
		p.T("access.page.name"), p.T("access.page.user"), p.T("access.page.home"), p.T("access.page.roles"), p.T("access.page.state"), p.T("access.page.factor"),
	}}
	for _, l := range page {
		var roles []string
		for _, m := range l.Mandates {
			roles = append(roles, p.T("access.page.role_at", "role", role(p, m.Role), "place", web.Mark(h.place(p, m.At))))
		}
		factor := "access.page.no"
		if l.HasFactor {
			factor = "access.page.yes"
		}
		t.Rows = append(t.Rows, web.Row{Head: person(p, l), Href: p.Link("/accounts/" + l.ID), Cells: []string{
			web.Mark(p.Typed(l.UserName)), web.Mark(h.place(p, l.Home)), strings.Join(roles, p.T("access.page.joint")), standing(p, l), p.T(factor),
		}})
	}
	return t
}

// standing is the state of an account, and that it waits for a second administrator.
func standing(p web.Page, l access.Listed) string {
	if l.Waits == nil {
		return state(p, l.State)
	}
	return state(p, l.State) + p.T("access.page.joint") + p.T("access.page.waits.mark")
}
