package nodeadminweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// postCalendar imports the working days of one year.
func (h handlers) postCalendar(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Upload(calendarForm, calendarBody)
	if key := lacking(err); key != "" {
		return h.again(w, r, calendarForm, rejection{Wrong: key})
	}
	if err != nil {
		return err
	}
	report, err := h.Admin.ImportYear(r.Context(), r.Who, u.Name, u.Raw)
	switch {
	case len(report.Problems) > 0:
		return h.again(w, r, calendarForm, rejection{Name: u.Name, Problems: report.Problems, Count: len(report.Problems)})
	case err != nil:
		return err
	case !report.Added:
		return r.SeeOther(w, "/settings", "done", "same")
	}
	return r.SeeOther(w, "/settings", "done", calendarForm)
}
