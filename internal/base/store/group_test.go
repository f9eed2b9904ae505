package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mihe/internal/base/store"
)

// bad are members of a group that must hurt nobody but themselves. Each stands between two innocent ones and writes
// line 2; stored tells whether it may keep it.
var bad = []struct {
	name   string
	stored bool
	fn     func(ctx context.Context, cancel context.CancelFunc) func(tx *store.Tx) error
}{
	{"slow", true, func(ctx context.Context, _ context.CancelFunc) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { // its visitor loses patience long before it is done
			<-ctx.Done()
			time.Sleep(slowness)
			return add(2)(tx)
		}
	}},
	{"cancelled", true, func(_ context.Context, cancel context.CancelFunc) func(tx *store.Tx) error {
		return func(tx *store.Tx) error {
			cancel()
			return add(2)(tx)
		}
	}},
	{"failing", false, func(context.Context, context.CancelFunc) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return errors.Join(add(2)(tx), errors.New("refused by its own rule")) }
	}},
	{"failing in the database", false, func(context.Context, context.CancelFunc) func(tx *store.Tx) error {
		return func(tx *store.Tx) error { return errors.Join(add(2)(tx), add(2)(tx)) }
	}},
}

const slowness = 100 * time.Millisecond

// grouping runs the members as one group and returns what each was told.
type grouping func(t *testing.T, db *store.DB, ctxs []context.Context, fns []func(tx *store.Tx) error) []error

func oneGroup(t *testing.T, db *store.DB, ctxs []context.Context, fns []func(tx *store.Tx) error) []error {
	t.Helper()
	store.LongGroups(db)
	release := hold(t, db)
	waiting := make([]<-chan error, len(fns))
	for i := range fns {
		waiting[i] = enqueue(ctxs[i], db, fns[i])
	}
	if err := release(); err != nil {
		t.Fatal(err)
	}
	outcome := make([]error, len(fns))
	for i := range waiting {
		outcome[i] = within(t, fmt.Sprint("member ", i), waiting[i])
	}
	return outcome
}

func naive(_ *testing.T, db *store.DB, ctxs []context.Context, fns []func(tx *store.Tx) error) []error {
	return store.Naive(db, ctxs, fns)
}

// hurt returns what the bad member at index did to the others.
func hurt(t *testing.T, db *store.DB, index int, grouped grouping) (harm []string) {
	t.Helper()
	patient, cancel := context.WithTimeout(context.Background(), 5*slowness) // ends while the slow one runs, not before
	defer cancel()
	all := context.Background()
	began := time.Now()
	outcome := grouped(t, db, []context.Context{all, patient, all}, []func(tx *store.Tx) error{
		add(1), bad[index].fn(patient, cancel), add(3),
	})
	for i, err := range outcome {
		if i != 1 && err != nil {
			harm = append(harm, fmt.Sprintf("member %d was told %v", i, err))
		}
	}
	want := []int{1, 3}
	if bad[index].stored {
		want = []int{1, 2, 3}
	}
	if diff := cmp.Diff(want, ids(t, db)); diff != "" {
		harm = append(harm, "stored (-want +got):\n"+diff)
	}
	if stored := outcome[1] == nil; stored != bad[index].stored {
		harm = append(harm, fmt.Sprintf("the bad member itself was told %v", outcome[1]))
	}
	if took := time.Since(began); took > 6*slowness+time.Second {
		harm = append(harm, fmt.Sprintf("it took %v", took))
	}
	return harm
}

func TestBadMemberHurtsNobodyElse(t *testing.T) {
	for i, b := range bad {
		t.Run(b.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB) {
				for _, harm := range hurt(t, db, i, oneGroup) {
					t.Error(harm)
				}
			})
		})
	}
}

// The control: in a group without care each of them does.
func TestBadMemberHurtsANaiveGroup(t *testing.T) {
	for i, b := range bad {
		t.Run(b.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *store.DB) {
				if harm := hurt(t, db, i, naive); len(harm) == 0 || !strings.HasPrefix(harm[0], "member") {
					t.Errorf("no other member was hurt: %v", harm)
				}
			})
		})
	}
}
