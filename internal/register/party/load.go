package party

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"iter"
	"maps"
	"slices"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Row is one person of a register, as a file or a program hands it in; it has been checked.
type Row struct {
	Household string // the register's number of the household, or empty
	Region    region.Key
	Names     Names
	Facts     Facts
}

// Register is what is loaded at once. Rows are walked through once.
type Register struct {
	Name   string
	SHA256 string // of the file, so that the same one changes nothing
	AsOn   string // YYYY-MM-DD: the day that it speaks of
	Rows   iter.Seq[Row]
}

// Loaded is what became of a register.
type Loaded struct {
	New, Changed, Unchanged, Households int64
}

// chunkRows is how many persons one transaction brings. With their tokens they are about 5,000 rows.
const chunkRows = 800

// Load brings a register in as one batch, which becomes visible by its last row, or not at all. A person whose number is
// known gets a version of its own when anything differs: what the register is silent about stays as it was. A register of
// which every row is known changes nothing and is not recorded.
func (s *Service) Load(ctx context.Context, who access.Actor, r Register) (Loaded, error) {
	if err := who.Check(CanImport); err != nil {
		return Loaded{}, err
	}
	if r.SHA256 == "" {
		return Loaded{}, fmt.Errorf("register %q has no sum", r.Name)
	}
	l := loading{Service: s, who: who, r: r, sum: sha256.New(), households: map[string]Household{}, numbers: map[string]bool{}}
	err := s.DB.Write(ctx, func(tx *store.Tx) error {
		same, found, err := s.Store.Batch(tx, s.Node, r.SHA256)
		if err != nil || found {
			l.done.Unchanged = same.Persons
			return err
		}
		if l.seen, err = s.Store.Newest(tx, s.Node); err != nil {
			return err
		}
		l.batch, err = s.Store.NextBatch(tx, s.Node, r.Name, who.ID, s.nowMs())
		return err
	})
	if err != nil || l.batch == 0 {
		return l.done, err
	}
	if err = l.all(ctx); err == nil {
		err = l.publish(ctx)
	}
	if err != nil || l.done.New+l.done.Changed == 0 {
		err = errors.Join(err, s.abandon(context.WithoutCancel(ctx), l.batch))
	}
	return l.done, err
}

// abandon removes what a batch has stored, a part at a time.
func (s *Service) abandon(ctx context.Context, batch int64) error {
	const part = 1000
	for more := true; more; {
		err := s.DB.Write(ctx, func(tx *store.Tx) (err error) {
			more, err = s.Store.Abandon(tx, s.Node, batch, part)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// loading is a register on its way.
type loading struct {
	*Service
	who        access.Actor
	r          Register
	batch      int64
	seen       int64 // the newest file when it began
	sum        hash.Hash
	done       Loaded
	households map[string]Household // by token
	numbers    map[string]bool      // beginnings of tokens, so that nobody comes twice
}

func (l *loading) all(ctx context.Context) error {
	part := make([]Row, 0, chunkRows)
	for row := range l.r.Rows {
		if part = append(part, row); len(part) == chunkRows {
			if err := l.chunk(ctx, part); err != nil {
				return err
			}
			part = part[:0]
		}
	}
	return l.chunk(ctx, part)
}

// chunk brings some rows.
func (l *loading) chunk(ctx context.Context, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	t := tokens{}
	for _, row := range rows {
		if err := l.who.CheckAt(CanImport, row.Region); err != nil {
			return err
		}
		t.of(row.Names)
		if row.Household != "" {
			t.add(householdToken, row.Household)
		}
	}
	f, err := l.tokens(ctx, t)
	if err != nil {
		return err
	}
	for _, row := range rows {
		const enough = 32 // 128 bits tell 500,000 tokens apart
		begins := f[numberToken][row.Names.Number][:enough]
		if l.numbers[begins] {
			return fault.New(fault.Invalid, "party.import.twice")
		}
		l.numbers[begins] = true
	}
	homes, err := l.homes(ctx, rows, f)
	if err != nil {
		return err
	}
	persons, err := l.known(ctx, rows, f)
	if err != nil {
		return err
	}
	versions, err := l.versions(ctx, rows, persons, f)
	if err != nil {
		return err
	}
	return l.DB.Write(ctx, func(tx *store.Tx) error {
		for _, h := range homes {
			if err := l.Store.AddHousehold(tx, l.Node, h.Household); err != nil {
				return err
			}
			if err := l.Store.AddToken(tx, l.Node, householdToken, h.token, h.ID, l.batch); err != nil {
				return err
			}
		}
		for _, v := range versions {
			if err := l.Store.AddPerson(tx, l.Node, v.Person); err != nil {
				return err
			}
			err := f.each(v.names, func(purpose, token string) error {
				return l.Store.AddToken(tx, l.Node, purpose, token, v.ID, l.batch)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

type home struct {
	Household
	token string
}

// homes finds the households of rows, and returns those that are new or have changed.
func (l *loading) homes(ctx context.Context, rows []Row, f found) (fresh []home, err error) {
	err = l.DB.Read(ctx, func(q store.Queryer) error {
		ids, err := l.Store.ByTokens(q, l.Node, householdToken, slices.Collect(maps.Values(f[householdToken])))
		if err != nil {
			return err
		}
		for _, row := range rows {
			token := f[householdToken][row.Household]
			if _, seen := l.households[token]; row.Household == "" || seen {
				continue
			}
			h, was, err := l.household(q, ids[token])
			if err != nil {
				return err
			}
			h.Region, h.Kind, h.Residence, h.Batch = row.Region, row.Facts[HomeKind].Value, row.Facts[Residence].Value, l.batch
			l.households[token] = h
			if h.Region != was.Region || h.Kind != was.Kind || h.Residence != was.Residence {
				fresh = append(fresh, home{h, token})
				l.done.Households++
			}
		}
		return nil
	})
	return fresh, err
}

// household is the one of an id, or a new one where there is none.
func (l *loading) household(q store.Queryer, id string) (h, was Household, err error) {
	if id != "" {
		was, _, err = l.Store.Household(q, l.Node, id)
		return was, was, err
	}
	h.ID, err = ident.New(householdKind, l.Now(), l.Random)
	return h, was, err
}

// known finds the persons of rows who are in the register already, by their place in rows.
func (l *loading) known(ctx context.Context, rows []Row, f found) (map[int]Person, error) {
	persons := map[int]Person{}
	err := l.DB.Read(ctx, func(q store.Queryer) error {
		ids, err := l.Store.ByTokens(q, l.Node, numberToken, slices.Collect(maps.Values(f[numberToken])))
		if err != nil {
			return err
		}
		for i, row := range rows {
			id := ids[f[numberToken][row.Names.Number]]
			if id == "" {
				continue
			}
			p, found, err := l.Store.Person(q, l.Node, id)
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("person %s is found and not there", id)
			}
			// Whom the actor may not keep is not moved into the actor's place by a file.
			if err := l.who.CheckAt(CanImport, p.Region); err != nil {
				return fault.Wrap(err, fault.Denied, "party.import.elsewhere")
			}
			persons[i] = p
		}
		return nil
	})
	return persons, err
}

type version struct {
	Person
	names Names
}

// versions seals what is new or has changed.
func (l *loading) versions(ctx context.Context, rows []Row, known map[int]Person, f found) (list []version, err error) {
	ids, fresh := make([]string, len(rows)), []string{}
	for i := range rows {
		if p, found := known[i]; found {
			ids[i] = p.ID
			continue
		}
		if ids[i], err = ident.New(personKind, l.Now(), l.Random); err != nil {
			return nil, err
		}
		fresh = append(fresh, ids[i])
	}
	if err := l.Keys.CreateAll(ctx, fresh); err != nil {
		return nil, err
	}
	held, err := l.Keys.Hold(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		next := Known{ID: ids[i], Region: row.Region, Names: row.Names, Facts: row.Facts}
		if row.Household != "" {
			next.Household = l.households[f[householdToken][row.Household]].ID
		}
		if before, found := known[i]; found {
			was, err := open(held, before)
			if err != nil {
				return nil, err
			}
			if next = was.with(next); next.same(was) {
				l.done.Unchanged++
				continue
			}
			l.done.Changed++
		} else {
			l.done.New++
		}
		p, err := seal(held, next, l.batch)
		if err != nil {
			return nil, err
		}
		digest(l.sum, p)
		list = append(list, version{p, next.Names})
	}
	return list, nil
}

// with is what is known after something newer was said: what it is silent about stays.
func (k Known) with(next Known) Known {
	facts := maps.Clone(k.Facts)
	maps.Copy(facts, next.Facts)
	next.Facts = facts
	if next.Names.Phone == "" {
		next.Names.Phone = k.Names.Phone
	}
	if next.Names.Address == "" {
		next.Names.Address = k.Names.Address
	}
	if next.Household == "" {
		next.Household = k.Household
	}
	return next
}

func (k Known) same(o Known) bool {
	return k.Region == o.Region && k.Household == o.Household && k.Names == o.Names && maps.Equal(k.Facts, o.Facts)
}

// digest adds a version to the sum over a batch: each text with its length before it.
func digest(sum hash.Hash, p Person) {
	for _, text := range []string{p.ID, p.Household, p.Region.String(), p.Names, p.Facts} {
		_, _ = fmt.Fprintf(sum, "%d:%s", len(text), text) // a hash accepts everything
	}
}

// The fields of a person that this room seals, as Seal and Grant.Open name them.
const (
	namesField  = "person-names"
	factsField  = "person-facts"
	reasonField = "person-reason"
	paperField  = "person-paper"
	holderField = "person-holder"
)

// sealer seals and opens; *keyring.Held is one.
type sealer interface {
	Seal(subject, field string, plain []byte) (string, error)
	Unseal(subject, field, sealed string) ([]byte, error)
}

func seal(keys sealer, k Known, batch int64) (Person, error) {
	p := Person{ID: k.ID, Household: k.Household, Region: k.Region, Cohort: cohortOf(k.Facts[Born].Value), Batch: batch}
	names, err := json.Marshal(k.Names)
	if err != nil {
		return p, err
	}
	facts, err := json.Marshal(k.Facts)
	if err != nil {
		return p, err
	}
	if p.Names, err = keys.Seal(k.ID, namesField, names); err != nil {
		return p, err
	}
	p.Facts, err = keys.Seal(k.ID, factsField, facts)
	return p, err
}

func open(keys sealer, p Person) (Known, error) {
	k := Known{ID: p.ID, Household: p.Household, Region: p.Region, AsOn: p.AsOn}
	names, err := keys.Unseal(p.ID, namesField, p.Names)
	if err != nil {
		return k, err
	}
	facts, err := keys.Unseal(p.ID, factsField, p.Facts)
	if err != nil {
		return k, err
	}
	return k, errors.Join(json.Unmarshal(names, &k.Names), json.Unmarshal(facts, &k.Facts))
}

// publish makes the batch visible, unless another file became visible since it was compared.
func (l *loading) publish(ctx context.Context) error {
	if l.done.New+l.done.Changed == 0 {
		return nil
	}
	b := Batch{
		Number: l.batch, Name: l.r.Name, SHA256: l.r.SHA256, AsOn: l.r.AsOn, Persons: l.done.New + l.done.Changed,
		Households: l.done.Households, Actor: l.who.ID, AtMs: l.nowMs(),
	}
	body := batchBody{b.Number, b.Name, b.SHA256, hex.EncodeToString(l.sum.Sum(nil)), b.AsOn, b.Persons, b.Households, "", b.AtMs}
	return l.DB.Write(ctx, func(tx *store.Tx) error {
		newest, err := l.Store.Newest(tx, l.Node)
		if err == nil && newest != l.seen {
			err = fault.New(fault.Conflict, "party.import.moved")
		}
		if err != nil {
			return err
		}
		if b.Seq, err = l.record(tx, l.who.Entry("party.batch.published", l.Home), batchRecord, body); err != nil {
			return err
		}
		return l.Store.Publish(tx, l.Node, b)
	})
}
