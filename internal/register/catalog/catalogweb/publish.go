package catalogweb

import (
	"net/http"
	"strconv"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// stepView is the steps of publication that a reader may take.
type stepView struct {
	Publish, Withdraw string // addresses
	Entered           string // number of the entry that is being looked at
	Offers            bool   // there is something to publish
	Public            bool   // and something to withdraw
	Reason            web.Field
	Wrong             string
}

// publish answers POST /services/{id}/publish.
func (h *handlers) publish(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "catalog.page.unread")
	}
	id := r.PathValue("id")
	entered, err := strconv.ParseInt(r.PostFormValue("entered"), 10, 64)
	if err != nil {
		entered = 0 // no entry has this number: it counts as moved
	}
	err = h.Register.Publish(r.Context(), r.Who, id, entered)
	return h.stepped(w, r, id, err)
}

// withdraw answers POST /services/{id}/withdraw.
func (h *handlers) withdraw(w http.ResponseWriter, r *web.Request) error {
	if err := r.ParseForm(); err != nil {
		return fault.Wrap(err, fault.Invalid, "catalog.page.unread")
	}
	id := r.PathValue("id")
	return h.stepped(w, r, id, h.Register.Withdraw(r.Context(), r.Who, id, r.PostFormValue("reason")))
}

// stepped leads back to the service, or shows it with what was wrong.
func (h *handlers) stepped(w http.ResponseWriter, r *web.Request, id string, err error) error {
	if err == nil {
		return r.SeeOther(w, "/services/"+id)
	}
	e, ok := fault.As(err)
	if !ok {
		return err
	}
	status := map[fault.Kind]int{fault.Conflict: http.StatusConflict, fault.Denied: http.StatusForbidden, fault.Invalid: http.StatusUnprocessableEntity}[e.Kind]
	if status == 0 {
		return err
	}
	return h.again(w, r, status, web.Unmarked(r.Page.T(e.Key, e.Args...)), r.PostFormValue("reason"), err)
}
