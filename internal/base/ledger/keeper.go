package ledger

import (
	"context"
	"time"

	"mihe/internal/base/fault"
	"mihe/internal/base/keyring"
	"mihe/internal/base/store"
)

// Keeper signs the head of a node's chain: at most once a minute while entries come, and once when the program ends.
type Keeper struct {
	Log        *Log
	DB         *store.DB
	Keys       *keyring.Keys
	Algorithms []string    // of keyring; each signs
	Failed     func(error) // is told of a checkpoint that could not be made; the next minute tries again
}

// every is the longest time an entry waits for a signature (trust.md R11), and last is how long the one at the end may
// take.
const (
	every = time.Minute
	last  = 10 * time.Second
)

// Run signs until ctx ends, and then once more.
func (k *Keeper) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			k.try(ctx)
		case <-ctx.Done():
			ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), last)
			defer cancel()
			k.try(ending)
			return
		}
	}
}

func (k *Keeper) try(ctx context.Context) {
	if _, err := k.Sign(ctx); err != nil {
		k.Failed(err)
	}
}

// Sign signs the present head with every algorithm and keeps the signatures beside the chain, with the public keys they
// need. Without new entries it does nothing and returns none.
func (k *Keeper) Sign(ctx context.Context) (signed []Checkpoint, err error) {
	var c Checkpoint
	var before []Checkpoint
	err = k.DB.Read(ctx, func(q store.Queryer) (err error) {
		if c.Seq, c.Head, err = k.Log.Store.Head(q, k.Log.Node); err != nil {
			return err
		}
		before, err = k.Log.Store.Signed(q, k.Log.Node)
		return err
	})
	if err != nil || c.Seq == 0 || len(before) > 0 && before[0].Seq >= c.Seq {
		return nil, err
	}
	c.Node, c.AtMs = k.Log.NodeID, k.Log.Now().UnixMilli()
	for _, algorithm := range k.Algorithms {
		one, err := k.signWith(ctx, c, algorithm)
		if err != nil {
			return nil, err
		}
		signed = append(signed, one)
	}
	keys, err := k.Keys.Publics(ctx)
	if err != nil {
		return nil, err
	}
	return signed, k.DB.Write(ctx, func(tx *store.Tx) error { return k.Log.Store.Keep(tx, k.Log.Node, keys, signed) })
}

func (k *Keeper) signWith(ctx context.Context, c Checkpoint, algorithm string) (Checkpoint, error) {
	s, err := k.Keys.Signer(ctx, algorithm)
	if err != nil {
		return c, err
	}
	c.Algorithm, c.Key, c.Public = algorithm, s.Public().Key, s.Public().Bytes
	c.Signature, err = s.Sign(c.Text())
	return c, err
}

// Check returns nil when the keyring knows this node and every key that has signed its chain. A keyring that lacks one
// belongs to another database or is older than this one, and persons would look erased who are not: Unavailable.
func (k *Keeper) Check(ctx context.Context) error {
	if err := k.Keys.Ready(ctx); err != nil {
		return err
	}
	held, err := k.Keys.Publics(ctx)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, p := range held {
		known[p.Key] = true
	}
	return k.DB.Read(ctx, func(q store.Queryer) error {
		used, err := k.Log.Store.Keys(q, k.Log.Node)
		for _, key := range used {
			if !known[key] {
				return fault.New(fault.Unavailable, "ledger.foreign_keyring")
			}
		}
		return err
	})
}
