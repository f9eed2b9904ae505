package party

import (
	"context"
	"crypto/sha256"
	"errors"
	"maps"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/store"
)

// Lesson is what a file of another system tells of persons who are in the register. It brings nobody in.
type Lesson struct {
	Name   string
	SHA256 string // of the file
	AsOn   string // YYYY-MM-DD: the day that it speaks of
	Lines  []Taught
	// Take returns what of a line is known from now on of a person of whom something is known already; none where nothing changes. It is shown
	// no names, and is called outside of any transaction.
	Take func(ctx context.Context, line int, k Known) (Facts, error)
}

// Taught is a line about one person.
type Taught struct {
	Line   int
	Number string // citizen number, checked
}

// Learned is what became of a lesson.
type Learned struct {
	Changed, Unchanged int64
	Unknown            []int // lines about nobody who is registered where the actor keeps the register
}

// Learn adds to what is known of persons as one batch, which becomes visible by its last row, or not at all. What the file is silent about stays.
// A lesson that says nothing new is not recorded. A person whom two numbers of the file lead to is told of by the first.
func (s *Service) Learn(ctx context.Context, who access.Actor, l Lesson) (done Learned, err error) {
	if err := who.Check(CanImport); err != nil {
		return done, err
	}
	in := loading{Service: s, who: who, r: Register{Name: l.Name, SHA256: l.SHA256, AsOn: l.AsOn}, sum: sha256.New(), numbers: map[string]bool{}}
	err = s.DB.Write(ctx, func(tx *store.Tx) error {
		if in.seen, err = s.Store.Newest(tx, s.Node); err != nil {
			return err
		}
		in.batch, err = s.Store.NextBatch(tx, s.Node, l.Name, who.ID, s.nowMs())
		return err
	})
	if err != nil {
		return done, err
	}
	for part := range slices.Chunk(l.Lines, chunkRows) {
		if err = in.learn(ctx, part, l.Take, &done); err != nil {
			break
		}
	}
	if in.done.Changed = done.Changed; err == nil {
		err = in.publish(ctx)
	}
	if err != nil || done.Changed == 0 {
		err = errors.Join(err, s.abandon(context.WithoutCancel(ctx), in.batch))
	}
	if err != nil {
		return Learned{}, err
	}
	return done, nil
}

// learn brings some lines.
func (l *loading) learn(ctx context.Context, lines []Taught, take func(context.Context, int, Known) (Facts, error), done *Learned) error {
	persons, err := l.taught(ctx, lines, done)
	if err != nil {
		return err
	}
	var ids []string
	for _, p := range persons {
		ids = append(ids, p.ID)
	}
	held, err := l.Keys.Hold(ctx, ids)
	if err != nil {
		return err
	}
	var fresh []version
	t := tokens{}
	for _, one := range lines {
		p, found := persons[one.Line]
		if !found {
			continue
		}
		if !held.Has(p.ID) { // erased since
			done.Unknown = append(done.Unknown, one.Line)
			continue
		}
		was, err := open(held, p)
		if err != nil {
			return err
		}
		facts, err := take(ctx, one.Line, Known{ID: was.ID, Region: was.Region, Facts: maps.Clone(was.Facts), AsOn: was.AsOn})
		if err == nil {
			err = facts.Check()
		}
		if err != nil {
			return err
		}
		next := was.with(Known{ID: was.ID, Region: was.Region, Names: was.Names, Facts: facts})
		if next.same(was) {
			done.Unchanged++
			continue
		}
		done.Changed++
		if p, err = seal(held, next, l.batch); err != nil {
			return err
		}
		digest(l.sum, p)
		t.of(next.Names) // a version is found by its own tokens
		fresh = append(fresh, version{p, next.Names})
	}
	f, err := l.tokens(ctx, t)
	if err != nil {
		return err
	}
	return l.DB.Write(ctx, func(tx *store.Tx) error {
		for _, v := range fresh {
			if err := l.Store.AddPerson(tx, l.Node, v.Person); err != nil {
				return err
			}
			err := f.each(v.names, func(purpose, token string) error { return l.Store.AddToken(tx, l.Node, purpose, token, v.ID, l.batch) })
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// taught finds the persons of lines, each once in a lesson. Whom the actor may not keep is as unknown as who is not there.
func (l *loading) taught(ctx context.Context, lines []Taught, done *Learned) (map[int]Person, error) {
	t := tokens{}
	for _, one := range lines {
		t.add(numberToken, one.Number)
	}
	f, err := l.tokens(ctx, t)
	if err != nil {
		return nil, err
	}
	persons := map[int]Person{}
	return persons, l.DB.Read(ctx, func(q store.Queryer) error {
		ids, err := l.Store.ByTokens(q, l.Node, numberToken, slices.Collect(maps.Values(f[numberToken])))
		if err != nil {
			return err
		}
		for _, one := range lines {
			p, found, err := l.answering(q, ids[f[numberToken][one.Number]])
			switch {
			case err != nil:
				return err
			case !found || l.numbers[p.ID] || !l.who.May(CanImport, p.Region):
				done.Unknown = append(done.Unknown, one.Line)
			default:
				l.numbers[p.ID], persons[one.Line] = true, p
			}
		}
		return nil
	})
}

// answering is the version in force of an id that a token led to, of whom a duplicate was found to be.
func (l *loading) answering(q store.Queryer, id string) (p Person, found bool, err error) {
	if id == "" {
		return p, false, nil
	}
	st, err := l.Store.Standing(q, l.Node, id)
	if err != nil || st.Erased {
		return p, false, err
	}
	if st.Into != "" {
		id = st.Into
	}
	return l.Store.Person(q, l.Node, id)
}
