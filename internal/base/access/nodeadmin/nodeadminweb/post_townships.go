package nodeadminweb

import (
	"net/http"

	"mihe/internal/base/web"
)

// postTownships imports a list of townships.
func (h handlers) postTownships(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Upload(townshipsForm, townshipsBody)
	if key := lacking(err); key != "" {
		return h.again(w, r, townshipsForm, rejection{Wrong: key})
	}
	if err != nil {
		return err
	}
	report, err := h.Admin.ImportTownships(r.Context(), r.Who, u.Name, u.Raw)
	switch file := report.File; {
	case len(file.Problems) > 0:
		return h.again(w, r, townshipsForm, rejection{Name: u.Name, Problems: file.Problems, Count: len(file.Problems) + file.More})
	case err != nil:
		return err
	case !report.Added:
		return r.SeeOther(w, "/settings", "done", "same")
	}
	return r.SeeOther(w, "/settings", "done", townshipsForm)
}
