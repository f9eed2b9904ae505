package fact

import (
	"context"
	"errors"
	"io"
	"os"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
)

// Marked gives the file of one of the actor's jobs back with what is wrong in it, in the reader's language: say is the
// catalogue of words. It is made in a file that has no name any more when it is returned.
func (s *Jobs) Marked(ctx context.Context, who access.Actor, id string, form Marks, say func(key string, args ...any) string,
) (f *os.File, err error) {
	j, err := s.Get(ctx, who, id)
	if err != nil {
		return nil, err
	}
	if form == NoMarks || j.Marks != form {
		return nil, fault.New(fault.NotFound, "fact.job.absent")
	}
	rejected, err := s.Rejected(ctx, who, id)
	if err != nil {
		return nil, err
	}
	original, err := s.uploads.open(j.SHA256)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, original.Close()) }()
	f, err = os.CreateTemp(s.Folder, "part-*")
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "fact.upload.store")
	}
	err = os.Remove(f.Name())
	if err == nil {
		err = s.mark(f, original, j, rejected, say)
	}
	if err == nil {
		_, err = f.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

func (s *Jobs) mark(w io.Writer, original io.Reader, j Job, rejected []Rejection, say func(key string, args ...any) string) error {
	if j.Marks == MarksCSV {
		look, err := s.Facts.look(s.file(j))
		if err != nil {
			return err
		}
		return csvfile.Mark(w, original, look, rejected, say)
	}
	content, err := io.ReadAll(io.LimitReader(original, s.Limit))
	if err != nil {
		return err
	}
	marked, err := MarkXLSX(content, Report{Rejected: rejected, Markable: true}, say)
	if err == nil {
		_, err = w.Write(marked)
	}
	return err
}
