package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"mihe/internal/base/ledger"
)

// Attack changes a copy as somebody could who can write the database.
type Attack struct {
	Family string
	// Outside tells that the attack leaves a chain without fault: only a checkpoint kept elsewhere shows it.
	Outside bool
	do      func(s *Scene, r *rand.Rand, c *Copy)
}

// Attacks are all families.
var Attacks = []Attack{
	{"flip a header", false, func(_ *Scene, r *rand.Rand, c *Copy) { flip(r, &pick(r, c.Entries).Header) }},
	{"flip a leaf", false, func(_ *Scene, r *rand.Rand, c *Copy) { flip(r, &pick(r, c.Entries).Leaf) }},
	{"flip a head", false, func(_ *Scene, r *rand.Rand, c *Copy) { flip(r, &pick(r, c.Entries).Head) }},
	{"flip a column", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		e := pick(r, c.Entries)
		flip(r, []*any{&e.Kind, &e.Actor, &e.AtMs}[r.IntN(3)])
	}},
	{"flip a record", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		x := pick(r, c.Records)
		flip(r, []*any{&x.Body, &x.Kind, &x.ID}[r.IntN(3)])
	}},
	{"flip a subject", false, func(_ *Scene, r *rand.Rand, c *Copy) { flip(r, &pick(r, c.Subjects).Subject) }},
	{"flip a checkpoint", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		p := pick(r, c.Checkpoints)
		flip(r, []*any{&p.Head, &p.Signature, &p.AtMs, &p.Key, &p.Algorithm}[r.IntN(5)])
	}},
	{"flip a key", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		k := pick(r, c.PublicKeys)
		fields := []*any{&k.Key, &k.Public, &k.Algorithm, &k.Introduced, &k.Introduction}
		flip(r, fields[r.IntN(len(fields)-2*count(k.Introduced == ""))])
	}},
	{"flip the end", false, func(_ *Scene, r *rand.Rand, c *Copy) { flip(r, []*any{&c.End.Seq, &c.End.Head}[r.IntN(2)]) }},
	{"delete an entry", false, func(_ *Scene, r *rand.Rand, c *Copy) { c.Entries = without(r, c.Entries) }},
	{"delete a record", false, func(_ *Scene, r *rand.Rand, c *Copy) { c.Records = without(r, c.Records) }},
	{"delete a subject", false, func(_ *Scene, r *rand.Rand, c *Copy) { c.Subjects = without(r, c.Subjects) }},
	{"swap two entries", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		a, b := pick(r, c.Entries), pick(r, c.Entries)
		*a, *b = *b, *a
		a.Seq, b.Seq = b.Seq, a.Seq
	}},
	{"swap two records", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		a, b := pick(r, c.Records), pick(r, c.Records)
		a.Seq, b.Seq = b.Seq, a.Seq
	}},
	{"insert an entry", false, insertEntry},
	{"insert a record", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		used := map[any]bool{}
		for _, x := range c.Records {
			used[x.Seq] = true
		}
		seq := int64(0)
		for used[seq] || seq == 0 && r.IntN(9) > 0 {
			seq = r.Int64N(int64(len(c.Entries)) + 2)
		}
		c.Records = append(c.Records, ledger.RawRecord{Room: "note", Seq: seq, Kind: "note.line", ID: "line_x", Body: "{}"})
	}},
	{"insert a subject", false, func(_ *Scene, r *rand.Rand, c *Copy) {
		c.Subjects = append(c.Subjects, ledger.RawSubject{Seq: r.Int64N(int64(len(c.Entries)) + 2), Subject: "person_x"})
	}},
	{"insert a checkpoint", true, insertCheckpoint},
	{"truncate", true, func(_ *Scene, r *rand.Rand, c *Copy) { c.cut(r.Int64N(int64(len(c.Entries)))) }},
	{"roll back", true, func(s *Scene, r *rand.Rand, c *Copy) { *c = *s.Older[r.IntN(len(s.Older))].Clone() }},
	{"fork", true, func(_ *Scene, r *rand.Rand, c *Copy) { c.fork(r) }},
	{"fork, signed by a stranger", true, func(s *Scene, r *rand.Rand, c *Copy) {
		from := c.fork(r)
		if r.IntN(2) == 0 {
			from, c.PublicKeys = 1, nil
		}
		c.resign(s.alien, from)
	}},
	{"fork, signed with the node's own keys", true, func(s *Scene, r *rand.Rand, c *Copy) { c.resign(s.own, c.fork(r)) }},
}

// Make attacks a copy of the whole chain. The same seed makes the same attack.
func (s *Scene) Make(a Attack, seed uint64) *Copy {
	for r := rand.New(rand.NewPCG(seed, 1)); ; {
		c := s.Whole.Clone()
		if a.do(s, r, c); !c.Equal(s.Whole) {
			return c
		}
	}
}

func pick[T any](r *rand.Rand, rows []T) *T { return &rows[r.IntN(len(rows))] }

func without[T any](r *rand.Rand, rows []T) []T {
	i := r.IntN(len(rows))
	return slices.Delete(rows, i, i+1)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// flip changes one bit of a value.
func flip(r *rand.Rand, v *any) {
	switch x := (*v).(type) {
	case int64:
		*v = x ^ 1<<r.IntN(40)
	case string:
		b := []byte(x)
		b[r.IntN(len(b))] ^= 1 << r.IntN(8)
		*v = string(b)
	default:
		panic(fmt.Sprintf("nothing to flip in %T", x))
	}
}

// insertEntry puts a copy of some entry at some place; those behind it move on by one, or it stands at the end.
func insertEntry(_ *Scene, r *rand.Rand, c *Copy) {
	e := *pick(r, c.Entries)
	at := 1 + r.Int64N(int64(len(c.Entries))+1)
	for i := range c.Entries {
		if n := c.Entries[i].Seq.(int64); n >= at {
			c.Entries[i].Seq = n + 1
		}
	}
	e.Seq = at
	c.Entries = slices.Insert(c.Entries, int(at-1), e)
	c.End.Seq = int64(len(c.Entries))
}

// insertCheckpoint adds the checkpoint of a stranger over a head as it is.
func insertCheckpoint(s *Scene, r *rand.Rand, c *Copy) {
	at := 1 + r.Int64N(int64(len(c.Entries)))
	for at%each == 0 { // there the node's own stand
		at--
	}
	c.signAt(s.alien, at)
	c.list(s.alien)
}

// cut leaves the first n entries and makes everything else fit.
func (c *Copy) cut(n int64) {
	c.Entries = c.Entries[:n]
	c.Records = slices.DeleteFunc(c.Records, func(x ledger.RawRecord) bool { return x.Seq.(int64) > n })
	c.Subjects = slices.DeleteFunc(c.Subjects, func(x ledger.RawSubject) bool { return x.Seq.(int64) > n })
	c.Checkpoints = slices.DeleteFunc(c.Checkpoints, func(x ledger.RawCheckpoint) bool { return x.Seq.(int64) > n })
	if c.End = nil; n > 0 {
		c.End = &ledger.RawHead{Seq: n, Head: c.Entries[n-1].Head}
	}
}
