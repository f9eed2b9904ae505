package ledgertest

import (
	"encoding/hex"
	"math/rand/v2"
	"slices"

	"mihe/internal/base/keyring"
	"mihe/internal/base/ledger"
)

// fork changes, removes or adds one entry and writes everything from there on anew, so that it fits. Checkpoints from
// there on are gone. It returns the number of the entry.
func (c *Copy) fork(r *rand.Rand) (at int64) {
	at = 1 + r.Int64N(int64(len(c.Entries)))
	tail := c.headers(at)
	bodies := map[string]any{} // of the records, by name
	for _, x := range c.Records {
		bodies[x.ID.(string)] = x.Body
	}
	switch r.IntN(3) {
	case 0:
		change(r, &tail[0], bodies)
	case 1:
		tail = tail[1:]
	case 2:
		added := tail[0]
		added.Record, added.Request = nil, "never made"
		tail = slices.Insert(tail, 0, added)
	}
	c.cut(at - 1)
	for _, h := range tail {
		c.add(h, bodies)
	}
	return at
}

// change makes an entry say something else.
func change(r *rand.Rand, h *ledger.Header, bodies map[string]any) {
	switch {
	case h.Record != nil && r.IntN(2) == 0:
		forged := *h.Record
		body := bodies[forged.ID].(string) + " "
		bodies[forged.ID], forged.SHA256 = body, ledger.HashOf([]byte(body))
		h.Record = &forged
	case len(h.Subjects) > 0 && r.IntN(2) == 0:
		h.Subjects = h.Subjects[1:]
	default:
		h.Actor = "somebody else"
	}
}

// headers reads the entries from a number on.
func (c *Copy) headers(from int64) (all []ledger.Header) {
	for _, e := range c.Entries[from-1:] {
		h, err := ledger.ParseHeader([]byte(e.Header.(string)))
		if err != nil {
			panic(err) // nobody has attacked it yet
		}
		all = append(all, h)
	}
	return all
}

// add appends an entry with everything that belongs to it, as the ledger itself would.
func (c *Copy) add(h ledger.Header, bodies map[string]any) {
	h.Seq = int64(len(c.Entries)) + 1
	raw, err := h.Bytes()
	if err != nil {
		panic(err) // it was a header before
	}
	c.AddRaw(h, string(raw))
	for _, s := range h.Subjects {
		c.Subjects = append(c.Subjects, ledger.RawSubject{Seq: h.Seq, Subject: s})
	}
	if h.Record != nil {
		c.Records = append(c.Records, ledger.RawRecord{
			Room: "note", Seq: h.Seq, Kind: h.Record.Kind, ID: h.Record.ID, Body: bodies[h.Record.ID],
		})
	}
}

// AddRaw appends a row with the hashes that fit header, and moves the end. h fills the columns.
func (c *Copy) AddRaw(h ledger.Header, header string) {
	before := ledger.Hash{}
	if n := len(c.Entries); n > 0 {
		before, _ = ledger.ParseHash(c.Entries[n-1].Head.(string))
	}
	leaf := ledger.LeafOf([]byte(header))
	head := ledger.HeadOf(before, leaf).String()
	c.Entries = append(c.Entries, ledger.RawEntry{
		Seq: h.Seq, Kind: h.Kind, Actor: h.Actor, AtMs: h.AtMs, Header: header, Leaf: leaf.String(), Head: head,
	})
	c.End = &ledger.RawHead{Seq: h.Seq, Head: head}
}

// resign signs the heads where the whole chain has checkpoints, from a number on, and lists the keys.
func (c *Copy) resign(with map[string]*keyring.Signer, from int64) {
	n := int64(len(c.Entries))
	c.Checkpoints = slices.DeleteFunc(c.Checkpoints, func(x ledger.RawCheckpoint) bool { return x.Seq.(int64) >= from })
	for at := int64(each); at <= n; at += each {
		if at >= from {
			c.signAt(with, at)
		}
	}
	if n >= from && n%each != 0 {
		c.signAt(with, n)
	}
	c.list(with)
}

func (c *Copy) signAt(with map[string]*keyring.Signer, at int64) {
	e := c.Entries[at-1]
	head, _ := ledger.ParseHash(e.Head.(string))
	for _, algorithm := range keyring.Algorithms {
		s := with[algorithm]
		p := ledger.Checkpoint{Node: NodeID, Seq: at, Head: head, AtMs: e.AtMs.(int64), Algorithm: algorithm, Key: s.Public().Key}
		signature, err := s.Sign(p.Text())
		if err != nil {
			panic(err) // the key is in memory
		}
		c.Checkpoints = append(c.Checkpoints, ledger.RawCheckpoint{
			Seq: at, Algorithm: algorithm, Head: e.Head, AtMs: e.AtMs, Key: p.Key, Signature: hex.EncodeToString(signature),
		})
	}
}

// list adds the public keys that are not listed.
func (c *Copy) list(with map[string]*keyring.Signer) {
	for _, algorithm := range keyring.Algorithms {
		p := with[algorithm].Public()
		if slices.ContainsFunc(c.PublicKeys, func(k ledger.RawKey) bool { return k.Key == p.Key }) {
			continue
		}
		introduced, introduction := p.Introduced, hex.EncodeToString(p.Introduction)
		if introduced != "" && !slices.ContainsFunc(c.PublicKeys, func(k ledger.RawKey) bool { return k.Key == introduced }) {
			introduced, introduction = "", ""
		}
		c.PublicKeys = append(c.PublicKeys, ledger.RawKey{
			Key: p.Key, Algorithm: algorithm, Public: hex.EncodeToString(p.Bytes), Introduced: introduced, Introduction: introduction,
		})
	}
}
