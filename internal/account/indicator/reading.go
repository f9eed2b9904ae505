package indicator

import (
	"context"
	"errors"
	"sync"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// reading is everything known of one data version: it is filled as questions come and dropped when the version moves.
// Every column is read in a snapshot that still shows the version, so an answer never mixes two.
type reading struct {
	s       *Service
	version int64
	index   *index
	list    func() []Summary // computed once
	// snapshot, when set, is what every column is read from: this reading lives no longer than the snapshot.
	snapshot store.Queryer

	columns       memo[columnKey, *column]
	frames        memo[frameKey, *extent]
	gaps          memo[Question, *Gap]
	surveys       memo[Question, *survey]
	distributions memo[Question, *Distribution]
	profiles      memo[region.Key, *Profile]
	warnings      memo[struct{}, *Warnings] // the one answer there is
	advances      memo[Aim, *Advance]

	mu   sync.Mutex
	held map[periodsKey][]string
}

// Rough sizes in bytes of what the memos keep, measured with a heap profile over the shipped facts.
const (
	levelBytes = 300 // a Level with its numbers
	pointBytes = 24  // one group of a trend's point
	spotBytes  = 16
	tallyBytes = 88
)

func newReading(s *Service, version int64, x *index) *reading {
	r := &reading{s: s, version: version, index: x, held: map[periodsKey][]string{}}
	r.list = sync.OnceValue(r.summaries)
	r.columns.weigh = func(c *column) int { return 9 * len(c.value) }
	r.columns.room = 2 * memoRoom // what every other answer is made of
	r.frames.weigh = func(e *extent) int { return levelBytes*len(e.groups) + 16*len(e.of) }
	r.gaps.weigh = func(g *Gap) int { return len(g.Groups) * (levelBytes + pointBytes*len(g.Trend)) }
	r.surveys.weigh = func(s *survey) int { return tallyBytes * len(s.tallies) }
	r.surveys.room = 2 * memoRoom // every indicator by county, for whoever reads one place after another
	r.distributions.weigh = func(d *Distribution) int {
		n := 0
		for _, row := range d.Rows {
			n += levelBytes + spotBytes*len(row.Spots)
		}
		return n
	}
	r.warnings.weigh = func(w *Warnings) int { return levelBytes * len(w.Watched) }
	r.advances.weigh = func(*Advance) int { return levelBytes }
	r.advances.room = memoRoom / 32 // few aims, each by place
	r.profiles.weigh = func(p *Profile) int { return 4 * levelBytes * (1 + len(p.Standings) + len(p.Children)) }
	return r
}

// errMoved says that newer data was published while an answer was being computed from older data.
var errMoved = errors.New("newer data was published meanwhile")

// askAttempts: data moves with imports, which are rare; when it moves this often during one answer, the answer is
// computed apart.
const askAttempts = 3

// ask checks that the actor may ask this service, and computes an answer from one data version. When the version moves on the way
// it starts again from the newer one; when it keeps moving, the answer is computed in a snapshot of its own, from which
// nothing is kept. The computation is shared between callers, so it outlives the request of the first.
func ask[T any](ctx context.Context, s *Service, who access.Actor, fn func(context.Context, *reading) (T, error)) (answer T, err error) {
	if err := who.Check(s.right); err != nil {
		return answer, err
	}
	for range askAttempts {
		r, err := s.reading(ctx)
		if err != nil {
			return answer, err
		}
		answer, err = fn(context.WithoutCancel(ctx), r)
		if !errors.Is(err, errMoved) {
			return answer, err
		}
	}
	err = s.db.Read(ctx, func(q store.Queryer) error {
		r, err := s.read(q)
		if err != nil {
			return err
		}
		r.snapshot = q
		answer, err = fn(ctx, r)
		return err
	})
	return answer, err
}

// reading returns what is known of the newest data version.
func (s *Service) reading(ctx context.Context) (*reading, error) {
	version, err := s.Version(ctx)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// A caller that looked before the last publication builds what another has built since; that is rare and harmless.
	if s.current != nil && s.current.version == version {
		return s.current, nil
	}
	var r *reading
	err = s.db.Read(context.WithoutCancel(ctx), func(q store.Queryer) (err error) {
		r, err = s.read(q)
		return err
	})
	if err != nil {
		return nil, err
	}
	s.current = r
	return r, nil
}

// read builds a reading of the version that a snapshot shows.
func (s *Service) read(q store.Queryer) (*reading, error) {
	version, err := s.facts.Version(q, s.node)
	if err != nil {
		return nil, err
	}
	list, err := s.facts.Holdings(q, s.node)
	if err != nil {
		return nil, err
	}
	return newReading(s, version, newIndex(list)), nil
}

// periodsKey names the periods of an indicator that permit a grouping; both come from closed lists.
type periodsKey struct {
	ind *Indicator
	by  By
}

// periods lists, in order, the periods at which ind can be grouped by; an empty by asks for any grouping.
func (r *reading) periods(ind *Indicator, by By) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := periodsKey{ind, by}
	list, known := r.held[key]
	if !known {
		list = r.index.periodsFor(ind, r.s.reg.variables, by)
		r.held[key] = list
	}
	return list
}
