package evidenceweb

import (
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"

	"mihe/internal/base/ident"
	"mihe/internal/base/web"
)

// keysView is what is to be written to a tag, shown once.
type keysView struct {
	Back, Name, Number string
	Address            string // of a tap, with noughts where the tag puts its message
	Meta, File         string
}

// tag answers POST /persons/{id}/confirming/tag: it makes keys for a tag and shows them, once.
func (h handlers) tag(w http.ResponseWriter, r *web.Request) error {
	id, f, err := posted(r)
	if err != nil {
		return err
	}
	made, err := h.Evidence.EnrolTag(r.Context(), r.Who, id, f.Get("uid"))
	if err != nil {
		return h.refused(w, r, tagForm, err)
	}
	name, err := h.name(r, id)
	if err != nil {
		return err
	}
	at := url.URL{Scheme: "https", Host: r.Host, Path: "/t", RawQuery: "p=" + strings.Repeat("0", 32) + "&m=" + strings.Repeat("0", 16)}
	p := r.Page
	return r.Render(w, http.StatusCreated, web.View{Title: p.T("evidence.page.tag.made"), Menu: "/persons", Body: keysPage(p, keysView{
		Back: p.Link(back(id)), Name: name, Number: ident.Number(made.ID), Address: at.String(), Meta: hex.EncodeToString(made.Meta[:]), File: hex.EncodeToString(made.File[:]),
	})})
}
