package deliveryweb

import (
	"errors"
	"net/http"
	"strconv"

	"mihe/internal/act/delivery"
	"mihe/internal/base/web"
)

// The bounds of a bank's file: a settlement has far fewer payments.
const (
	returnLimit = 4 << 20
	around      = 64 << 10 // of the form around it
)

// bankReturn answers POST /settlements/{id}/return: it reads what the bank says became of the payments, every row or none.
func (h office) bankReturn(w http.ResponseWriter, r *web.Request) error {
	p := r.Page
	u, err := r.Upload("file", returnLimit+around)
	switch {
	case errors.Is(err, web.ErrNoFile):
		return h.showSettlement(w, r, http.StatusUnprocessableEntity, unfit{field: "file", says: p.T("delivery.office.return.none")})
	case errors.Is(err, web.ErrLongFile):
		return h.showSettlement(w, r, http.StatusUnprocessableEntity, unfit{field: "file", says: p.T("delivery.office.return.long", "max", returnLimit>>20)})
	case err != nil:
		return err
	}
	got, err := h.Deliveries.TakeReturn(r.Context(), r.Who, r.PathValue("id"), r.FormValue("layout"), u.Raw)
	if err != nil {
		e, status, ok := web.Refusal(err)
		if !ok {
			return err
		}
		return h.showSettlement(w, r, status, unfit{e.Field, p.T(e.Key, e.Args...), got.Problems})
	}
	if got.Same {
		return h.turned(w, r, nil, "same")
	}
	return h.turned(w, r, nil, "returned")
}

// recovered answers POST /settlements/{id}/recovered: what a payee owed is back.
func (h office) recovered(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	n, _ := strconv.Atoi(posted(r, "payment")) // what is no number is no payment
	_, err := h.Deliveries.Report(r.Context(), r.Who, r.PathValue("id"), []delivery.Fated{{N: n, State: delivery.Recovered}})
	return h.turned(w, r, err, "recovered")
}
