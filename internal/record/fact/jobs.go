package fact

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/store"
)

// Turns bounds how many imports a process runs at a time, over all its nodes.
type Turns struct{ free chan struct{} }

// NewTurns allows n imports at a time.
func NewTurns(n int) *Turns { return &Turns{make(chan struct{}, n)} }

// maxWaiting is how many imports of one node may wait for the one that runs.
const maxWaiting = 10

// JobsConfig is what Jobs needs.
type JobsConfig struct {
	Facts  *Service
	Store  JobStore
	Folder string        // where the uploads of this node lie
	Limit  int64         // the largest file, in bytes
	Keep   time.Duration // how long files, and what was wrong with them, are kept
	Turns  *Turns        // shared by the nodes of a process
	// Again looks up what an account may do by now: minutes may pass between the form and the import.
	Again func(ctx context.Context, who access.Actor) (access.Actor, error)
	Log   *slog.Logger
}

// Jobs runs the imports that people of one node begin on a page, one at a time. What it knows survives in the database:
// the job of a program that was killed is marked as interrupted by the next Recover, and nothing of it is ever visible.
type Jobs struct {
	JobsConfig
	uploads uploads
	turn    chan struct{}   // of the node
	base    context.Context //nolint:containedctx // ends with the program, not with a request
	stop    context.CancelFunc
	running sync.WaitGroup

	mu   sync.Mutex
	live map[string]*live
}

// live is a job of this process.
type live struct {
	mu     sync.Mutex
	job    Job
	cancel context.CancelFunc
}

// NewJobs returns Jobs that accept work until Close.
func NewJobs(c JobsConfig) *Jobs {
	base, stop := context.WithCancel(context.Background())
	return &Jobs{
		JobsConfig: c, uploads: uploads{c.Folder, c.Limit}, turn: make(chan struct{}, 1), base: base, stop: stop, live: map[string]*live{},
	}
}

// Close stops what runs, leaves nothing of it visible, and waits for it to end.
func (s *Jobs) Close() {
	s.stop()
	s.running.Wait()
}

// Put stores an uploaded file and returns its sum, which Begin takes.
func (s *Jobs) Put(who access.Actor, r io.Reader) (sum string, err error) {
	if err := who.Check(CanImport); err != nil {
		return "", err
	}
	return s.uploads.put(r)
}

// Begin queues the import of a stored file. The ID of the job is that of the import.
func (s *Jobs) Begin(ctx context.Context, who access.Actor, name, sum string, dryRun bool) (Job, error) {
	if err := who.Check(CanImport); err != nil {
		return Job{}, err
	}
	id, err := s.Facts.newImport()
	if err != nil {
		return Job{}, err
	}
	j := Job{
		ID: id, Actor: who.ID, Name: csvfile.FileName(name), SHA256: sum, DryRun: dryRun, State: JobWaiting,
		BegunMs: s.Facts.Now().UnixMilli(),
	}
	work, cancel := context.WithCancel(s.base)
	l := &live{job: j, cancel: cancel}
	if err := s.enter(l); err != nil {
		cancel()
		return Job{}, err
	}
	if err := s.write(ctx, func(tx *store.Tx) error { return s.Store.AddJob(tx, s.Facts.Node, j) }); err != nil {
		s.leave(l)
		return Job{}, err
	}
	go func() {
		defer s.leave(l)
		s.run(work, who, l)
	}()
	return j, nil
}

// enter takes a place in the queue.
func (s *Jobs) enter(l *live) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.base.Err() != nil {
		return fault.New(fault.Unavailable, "store.closed")
	}
	if len(s.live) > maxWaiting {
		return fault.New(fault.Unavailable, "fact.job.queue", "max", maxWaiting).At("file")
	}
	s.live[l.job.ID] = l
	s.running.Add(1)
	return nil
}

func (s *Jobs) leave(l *live) {
	l.cancel()
	s.mu.Lock()
	delete(s.live, l.job.ID)
	s.mu.Unlock()
	s.running.Done()
}

func (s *Jobs) find(id string) *live {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live[id]
}

// Get returns one of the actor's own jobs as it stands this moment.
func (s *Jobs) Get(ctx context.Context, who access.Actor, id string) (Job, error) {
	l := s.find(id) // before the database is asked: what ends in between is then seen ended
	var j Job
	err := s.Facts.DB.Read(ctx, func(q store.Queryer) error {
		found, ok, err := s.Store.Job(q, s.Facts.Node, id)
		if err == nil && (!ok || found.Actor != who.ID) {
			return fault.New(fault.NotFound, "fact.job.absent")
		}
		j = found
		return err
	})
	switch {
	case err != nil || j.State.Ended():
	case l != nil:
		j = l.now()
	default:
		j.State = JobInterrupted // nobody works on it, and how it ended could not be written down
	}
	return j, err
}

// Mine returns the actor's latest jobs, the last first.
func (s *Jobs) Mine(ctx context.Context, who access.Actor, limit int) (list []Job, err error) {
	if err := who.Check(CanImport); err != nil {
		return nil, err
	}
	err = s.Facts.DB.Read(ctx, func(q store.Queryer) (err error) {
		list, err = s.Store.JobsOf(q, s.Facts.Node, who.ID, limit)
		return err
	})
	return list, err
}

// Rejected returns what was wrong with the file of one of the actor's jobs.
func (s *Jobs) Rejected(ctx context.Context, who access.Actor, id string) (list []Rejection, err error) {
	if _, err := s.Get(ctx, who, id); err != nil {
		return nil, err
	}
	err = s.Facts.DB.Read(ctx, func(q store.Queryer) error {
		raw, err := s.Store.Rejected(q, s.Facts.Node, id)
		if err == nil {
			list, err = unpackRejected(raw)
		}
		return err
	})
	return list, err
}

// Open returns the file of one of the actor's jobs, for as long as it is kept.
func (s *Jobs) Open(ctx context.Context, who access.Actor, id string) (io.ReadCloser, error) {
	j, err := s.Get(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return s.uploads.open(j.SHA256)
}

// Cancel stops one of the actor's jobs. Until the last step it leaves nothing visible; after it there is nothing to
// stop, and the job says that it is done.
func (s *Jobs) Cancel(ctx context.Context, who access.Actor, id string) error {
	if _, err := s.Get(ctx, who, id); err != nil {
		return err
	}
	if l := s.find(id); l != nil {
		l.cancel()
	}
	return nil
}

// write is a Write that a reader who goes away does not undo half-way.
func (s *Jobs) write(ctx context.Context, fn func(tx *store.Tx) error) error {
	return s.Facts.DB.Write(context.WithoutCancel(ctx), fn)
}

// now is the job as it stands.
func (l *live) now() Job {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.job
}

// change changes the job and returns it.
func (l *live) change(fn func(j *Job)) Job {
	l.mu.Lock()
	defer l.mu.Unlock()
	fn(&l.job)
	return l.job
}
