package factweb

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// uploadTime is how long a file may take to arrive: 64 MB over a line of 2 Mbit/s take under five minutes.
const uploadTime = 10 * time.Minute

// sent is what the form held.
type sent struct {
	name, sum string
	dry       bool
}

// post answers POST /import: it stores the file while it arrives, begins the import and leads to its page.
func (h handlers) post(w http.ResponseWriter, r *web.Request) error {
	defer r.Patient(w, uploadTime)()
	s, err := h.receive(r)
	if err == nil && s.sum == "" {
		err = fault.New(fault.Invalid, "fact.page.send.none").At("file")
	}
	if err == nil {
		j, e := h.Jobs.Begin(r.Context(), r.Who, s.name, s.sum, s.dry)
		if err = e; err == nil {
			return r.SeeOther(w, "/import/"+j.ID)
		}
	}
	f, ok := fault.As(err)
	if !ok || f.Field != "file" {
		return err
	}
	return h.form(w, r, http.StatusUnprocessableEntity, importView{Wrong: r.Page.T(f.Key, f.Args...), DryRun: s.dry})
}

// receive reads the parts of the form one after the other; the file goes to disk and never into memory.
func (h handlers) receive(r *web.Request) (s sent, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return s, fault.Wrap(err, fault.Invalid, "fact.page.send.none").At("file")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil {
			err = h.part(r, part, &s)
		} else {
			err = broken(err)
		}
		if err != nil {
			return s, err
		}
	}
}

// broken says that the form did not arrive whole; a body over the limit stays what it is.
func broken(err error) error {
	if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fault.Wrap(err, fault.Invalid, "fact.upload.large", "max", tooLarge.Limit>>20).At("file")
	}
	return fault.Wrap(err, fault.Invalid, "fact.upload.broken").At("file")
}

func (h handlers) part(r *web.Request, part *multipart.Part, s *sent) (err error) {
	switch part.FormName() {
	case "dry":
		s.dry = true
	case "file":
		if part.FileName() == "" {
			return nil // none was chosen
		}
		s.name = part.FileName()
		s.sum, err = h.Jobs.Put(r.Who, part)
		if tooLarge, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return broken(tooLarge)
		}
	}
	return err
}
