package fact

import (
	"bytes"
	"encoding/json"

	"mihe/internal/base/i18n"
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
)

// JobState is how far an import by page has come.
type JobState string

// The states. The last five are ends.
const (
	JobWaiting     JobState = "waiting"
	JobChecking    JobState = "checking"
	JobStoring     JobState = "storing"
	JobDone        JobState = "done"
	JobRefused     JobState = "refused"     // the file has faults
	JobCancelled   JobState = "cancelled"   // by whoever began it
	JobInterrupted JobState = "interrupted" // the program was stopped
	JobFailed      JobState = "failed"      // something else went wrong
)

// Ended tells whether nothing more will happen.
func (s JobState) Ended() bool { return s != JobWaiting && s != JobChecking && s != JobStoring }

// Marks says in which form a file can be given back with what is wrong in it.
type Marks string

// The forms. A file that could not be read at all is not marked.
const (
	NoMarks   Marks = ""
	MarksCSV  Marks = "csv"
	MarksXLSX Marks = "xlsx"
)

// Job is one import by page.
type Job struct {
	ID        string
	Actor     string
	Name      string // of the file
	SHA256    string // of its bytes, and the name of the upload
	DryRun    bool
	State     JobState
	Read      int64 // rows
	Fresh     int64 // rows not held before; of a dry run those that would be stored
	Stored    int64
	Unchanged int64
	Faults    int64         // how many were found; not all of them may be listed
	Marks     Marks         // whether the file can be given back with them
	Batch     int64         // number of the load, once rows are being stored
	Record    string        // of the published batch
	Problem   *i18n.Message // why it failed
	BegunMs   int64
	EndedMs   int64
}

// JobStore keeps the jobs of a node; every query names it. factdb.Store is the only implementation.
type JobStore interface {
	// AddJob keeps a new job.
	AddJob(tx *store.Tx, node int64, j Job) error
	// SetJob replaces what changes of a job that has not ended.
	SetJob(tx *store.Tx, node int64, j Job) error
	// SetRejected keeps what was wrong with the file.
	SetRejected(tx *store.Tx, node int64, id string, rejected []byte) error
	// Job returns one job, and false when there is none.
	Job(q store.Queryer, node int64, id string) (Job, bool, error)
	// Rejected returns what SetRejected kept.
	Rejected(q store.Queryer, node int64, id string) ([]byte, error)
	// JobsOf returns the latest jobs of an actor, the last first.
	JobsOf(q store.Queryer, node int64, actor string, limit int) ([]Job, error)
	// Unfinished returns the jobs that have not ended.
	Unfinished(q store.Queryer, node int64) ([]Job, error)
	// Uploads returns the sums of the files that jobs begun at an instant or later came from.
	Uploads(q store.Queryer, node, sinceMs int64) ([]string, error)
	// Forget drops what was wrong with files of jobs that were begun before an instant: it shows what stood in rows.
	Forget(tx *store.Tx, node, beforeMs int64) error
}

// kept is a Rejection as it is stored.
type kept struct {
	Line   int    `json:"line"`
	Column string `json:"column,omitempty"`
	Text   string `json:"text,omitempty"`
	Key    string `json:"key"`
	Args   []any  `json:"args,omitempty"`
}

func packRejected(list []Rejection) ([]byte, error) {
	out := make([]kept, len(list))
	for i, r := range list {
		out[i] = kept(r)
	}
	return ledger.EncodeBody(out)
}

// unpackRejected reads what packRejected wrote. Numbers come back as they were written.
func unpackRejected(raw []byte) ([]Rejection, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var in []kept
	err := d.Decode(&in)
	list := make([]Rejection, len(in))
	for i, k := range in {
		list[i] = Rejection(k)
	}
	return list, err
}
