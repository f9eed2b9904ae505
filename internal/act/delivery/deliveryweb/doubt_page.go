package deliveryweb

import (
	"net/http"

	"mihe/internal/act/delivery"
	"mihe/internal/base/web"
)

// doubtsPath is where the persons of visits in doubt are called.
const doubtsPath = anomaliesPath + "/visits/"

// doubt answers GET /anomalies/visits/{visit}: it opens the name and the telephone number of this one person, which the ledger keeps.
func (h inspect) doubt(w http.ResponseWriter, r *web.Request) error {
	return h.showDoubt(w, r, http.StatusOK, "")
}

// doubted answers POST /anomalies/visits/{visit}.
func (h inspect) doubted(w http.ResponseWriter, r *web.Request) error {
	if err := taken(r); err != nil {
		return err
	}
	c, err := h.Deliveries.Doubted(r.Context(), r.Who, r.PathValue("visit"))
	if err != nil {
		return err
	}
	says := delivery.Says(posted(r, "says"))
	if err = h.Deliveries.Called(r.Context(), r.Who, c.Visit.ID, says); err == nil {
		return r.SeeOther(w, anomaliesPath, "month", c.Visit.Month(), "done", string(says))
	}
	e, status, ok := web.Refusal(err)
	if !ok {
		return err
	}
	wrong := r.Page.T(e.Key, e.Args...)
	if e.Field == "says" {
		wrong = r.Page.T("delivery.inspect.choose")
	}
	return h.showDoubt(w, r, status, wrong)
}

func (h inspect) showDoubt(w http.ResponseWriter, r *web.Request, status int, wrong string) error {
	p := r.Page
	c, err := h.Deliveries.Doubted(r.Context(), r.Who, r.PathValue("visit"))
	if err != nil {
		return err
	}
	return h.renderCall(w, r, status, wrong, c, callView{
		Path: p.Link(doubtsPath + c.Visit.ID), Back: web.Link{Label: p.T("delivery.inspect.back.anomalies"), Href: p.Link(anomaliesPath, "month", c.Visit.Month())},
	}, anomaliesPath)
}
