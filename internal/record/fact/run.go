package fact

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
)

// run waits for the job's turn, imports, and writes down how it ended.
func (s *Jobs) run(ctx context.Context, who access.Actor, l *live) {
	var rejected []Rejection
	err := s.wait(ctx)
	if err == nil {
		rejected, err = s.taken(ctx, who, l)
	} else if s.base.Err() == nil {
		err = s.stopped(ctx, who, l, err)
	}
	j := l.now()
	s.end(ctx, &j, rejected, err) // seen once it is written with everything that was wrong
	if err := s.finish(j, rejected); err != nil {
		s.Log.ErrorContext(ctx, "the end of an import could not be written", "import", j.ID, "cause", err)
	}
}

// taken works in the turn it has. A file that brings our own code down fails its import, not the program of all nodes.
func (s *Jobs) taken(ctx context.Context, who access.Actor, l *live) (rejected []Rejection, err error) {
	defer s.give()
	defer func() {
		if p := recover(); p != nil {
			s.Log.ErrorContext(ctx, "an import broke down", "import", l.now().ID, "panic", p, "stack", string(debug.Stack()))
			err = fmt.Errorf("broken down: %v", p)
		}
	}()
	return s.work(ctx, who, l)
}

// wait takes the node's turn and then one of the process.
func (s *Jobs) wait(ctx context.Context) error {
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case s.Turns.free <- struct{}{}:
		return nil
	case <-ctx.Done():
		<-s.turn
		return ctx.Err()
	}
}

func (s *Jobs) give() {
	<-s.Turns.free
	<-s.turn
}

// stopped tells the ledger of a job that was cancelled while it waited.
func (s *Jobs) stopped(ctx context.Context, who access.Actor, l *live, cause error) error {
	j := l.now()
	if j.DryRun {
		return cause
	}
	b := Batch{Name: j.Name, SHA256: j.SHA256, Actor: who.ID}
	if err := s.Facts.turnedAway(ctx, who, b, Report{}, cause, j.ID); err != nil {
		return err
	}
	return cause
}

// tellEvery is how often progress is written down: whoever looks here sees it at once.
const tellEvery = 2 * time.Second

// work imports the file as whoever began it, with the rights they hold by now.
func (s *Jobs) work(ctx context.Context, who access.Actor, l *live) ([]Rejection, error) {
	again, err := s.Again(ctx, who)
	if err != nil {
		return nil, err
	}
	again.Request, again.Channel = who.Request, who.Channel
	j := l.now()
	told := time.Time{}
	report, err := s.Facts.Import(ctx, again, s.file(j), ImportOptions{
		DryRun: j.DryRun, ID: j.ID,
		Progress: func(step Step, rows int64) {
			j := l.change(func(j *Job) { j.progress(step, rows) })
			if now := time.Now(); now.Sub(told) > tellEvery {
				told = now
				_ = s.write(ctx, func(tx *store.Tx) error { return s.Store.SetJob(tx, s.Facts.Node, j) }) // told again soon
			}
		},
		Steps: Steps{
			Begun: func(tx *store.Tx, batch int64) error {
				return s.Store.SetJob(tx, s.Facts.Node, l.change(func(j *Job) { j.Batch, j.State = batch, JobStoring }))
			},
			Published: func(tx *store.Tx, b Batch, report Report) error {
				j := l.now()
				j.count(report)
				j.State, j.Record, j.EndedMs = JobDone, b.Record, s.Facts.Now().UnixMilli()
				return s.Store.SetJob(tx, s.Facts.Node, j)
			},
		},
	})
	l.change(func(j *Job) {
		j.count(report)
		j.Marks = s.marks(*j, report)
	})
	return report.Rejected, err
}

// marks tells in which form a refused file can be given back.
func (s *Jobs) marks(j Job, r Report) Marks {
	switch {
	case len(r.Rejected) == 0:
		return NoMarks
	case r.Markable:
		return MarksXLSX
	}
	look, err := s.Facts.look(s.file(j))
	if err != nil || look.Wrong != "" {
		return NoMarks
	}
	return MarksCSV
}

func (s *Jobs) file(j Job) ImportFile {
	return ImportFile{Name: j.Name, Open: func() (io.ReadCloser, error) { return s.uploads.open(j.SHA256) }}
}

func (j *Job) progress(step Step, rows int64) {
	if step == Checking {
		j.State, j.Read = JobChecking, rows
	} else {
		j.State, j.Stored = JobStoring, rows
	}
}

func (j *Job) count(r Report) {
	j.Read, j.Fresh, j.Stored, j.Unchanged, j.Faults = r.Read, r.New, r.Stored, r.Unchanged, int64(len(r.Rejected))+r.More
}

// end says how the job ended. What was published stays published, whoever asked for it to stop meanwhile.
func (s *Jobs) end(ctx context.Context, j *Job, rejected []Rejection, err error) {
	j.EndedMs = s.Facts.Now().UnixMilli()
	switch {
	case err == nil:
		j.State = JobDone
	case len(rejected) > 0:
		j.State = JobRefused
	case s.base.Err() != nil:
		j.State = JobInterrupted
	case ctx.Err() != nil:
		j.State = JobCancelled
	default:
		j.State = JobFailed
		problem := i18n.Msg("fact.job.internal")
		if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
			problem = i18n.Msg(f.Key, f.Args...)
		} else {
			s.Log.ErrorContext(ctx, "an import failed", "import", j.ID, "cause", err)
		}
		j.Problem = &problem
	}
	if j.State != JobDone {
		j.Stored, j.Fresh, j.Unchanged = 0, 0, 0
	}
}

// finish writes the end down. A job that was published has been written with its batch; that row stays as it is.
func (s *Jobs) finish(j Job, rejected []Rejection) error {
	raw, err := packRejected(rejected)
	if err != nil {
		return err
	}
	return s.Facts.write(context.Background(), func(tx *store.Tx) error {
		if err := s.Store.SetJob(tx, s.Facts.Node, j); err != nil || len(rejected) == 0 {
			return err
		}
		return s.Store.SetRejected(tx, s.Facts.Node, j.ID, raw)
	})
}
