package web

import (
	"mime"
	"net/http"

	"mihe/internal/base/access"
)

// Request is one request with who sent it and how they want to see the answer.
type Request struct {
	*http.Request
	Who  access.Actor
	Page Page

	mux *Mux
}

// Handler answers a request by itself; an error it returns is answered by the mux.
type Handler func(w http.ResponseWriter, r *Request) error

// Render answers with a page made for this request alone: a form that comes back with status 422, a page of somebody's
// own. It is never kept, here or on the way.
func (r *Request) Render(w http.ResponseWriter, status int, v View) error {
	body, err := r.mux.html(r, v)
	if err != nil {
		return err
	}
	if v.Script != nil {
		w.Header().Set("Content-Security-Policy", scripted)
	}
	w.Header().Set("Cache-Control", "private, no-store")
	reply(w, r.Request, status, htmlType, body)
	return nil
}

// Send answers with a file made for this request alone. It is never kept, here or on the way.
func (r *Request) Send(w http.ResponseWriter, f File) error {
	w.Header().Set("Cache-Control", "private, no-store")
	if f.Name != "" {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	reply(w, r.Request, http.StatusOK, f.Type, f.Body)
	return nil
}

// SeeOther sends the reader to a page of ours after a form was accepted, so that a reload does nothing twice.
func (r *Request) SeeOther(w http.ResponseWriter, path string, args ...string) error {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r.Request, r.Page.Link(path, args...), http.StatusSeeOther)
	return nil
}
