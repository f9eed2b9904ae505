package partyweb

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"mihe/internal/base/web"
	"mihe/internal/register/party"
)

// sendTime is how long a file may take to arrive and to be stored.
const sendTime = 10 * time.Minute

// send answers POST /import/persons: it checks a file, or stores all of it. A file with faults comes back with each at its cell.
func (h handlers) send(w http.ResponseWriter, r *web.Request) error {
	defer r.Patient(w, sendTime)()
	p := r.Page
	u, err := r.Upload("file", fileLimit+around)
	v := importView{DryRun: r.FormValue("dry") != ""}
	switch {
	case errors.Is(err, web.ErrNoFile):
		v.Wrong = p.T("party.persons.import.none")
	case errors.Is(err, web.ErrLongFile):
		v.DryRun, v.Wrong = true, p.T("party.persons.import.long", "max", fileLimit>>20)
	case err != nil:
		return err
	}
	if v.Wrong != "" {
		return h.importForm(w, r, http.StatusUnprocessableEntity, v)
	}
	var report party.Report
	if v.DryRun {
		report, err = h.Persons.Check(r.Who, u.Raw, h.placeOf)
	} else {
		report, err = h.Persons.Import(r.Context(), r.Who, u.Name, u.Raw, h.placeOf)
	}
	if len(report.Problems) > 0 {
		v.Faults = faultsTable(p, report.Problems)
		if report.More > 0 {
			v.More = p.T("party.persons.import.more", "all", strconv.Itoa(len(report.Problems)+report.More), "shown", strconv.Itoa(len(report.Problems)))
		}
	}
	if err != nil {
		e, status, ok := web.Refusal(err)
		if !ok {
			return err
		}
		v.Failed = p.T(e.Key, e.Args...)
		return h.importForm(w, r, status, v)
	}
	switch {
	case v.DryRun:
		v.DryRun, v.Done = false, p.T("party.persons.import.checked", "rows", strconv.Itoa(report.Rows))
		return h.importForm(w, r, http.StatusOK, v)
	case report.Loaded.New+report.Loaded.Changed == 0:
		return r.SeeOther(w, "/import/persons", "done", "same")
	}
	return r.SeeOther(w, "/import/persons", "done", "stored")
}
