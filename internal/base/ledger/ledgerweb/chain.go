package ledgerweb

import (
	"time"

	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// unsignedFor is how long an entry may wait for a checkpoint before the page warns. One is made every minute (trust.md R11),
// so a day means that nobody signs.
const unsignedFor = 24 * time.Hour

// Chain is the state of a node's chain.
type Chain struct {
	Seq    int64
	Head   ledger.Hash
	Signed []ledger.Checkpoint // the newest
	Good   bool                // their signatures hold, and they sign the entry that is there
	Late   bool                // an entry has waited too long for a checkpoint
}

func (s *Service) chain(q store.Queryer) (c Chain, err error) {
	if c.Seq, c.Head, err = s.Store.Head(q, s.Node.Number); err != nil {
		return c, err
	}
	if c.Signed, err = s.Store.Signed(q, s.Node.Number); err != nil {
		return c, err
	}
	signed := int64(0)
	if len(c.Signed) > 0 {
		signed = c.Signed[0].Seq
		last, err := s.at(q, signed)
		if err != nil {
			return c, err
		}
		c.Good = last != nil
		for _, one := range c.Signed {
			c.Good = c.Good && one.Holds() && one.Head == last.Head
		}
	}
	waits, err := s.at(q, signed+1)
	c.Late = waits != nil && s.Now().UnixMilli()-waits.AtMs > unsignedFor.Milliseconds()
	return c, err
}

// at returns the entry of a number, or nil when there is none.
func (s *Service) at(q store.Queryer, seq int64) (*ledger.Logged, error) {
	list, err := s.Store.Page(q, s.Node.Number, ledgerdb.Filter{Before: seq + 1}, 1)
	if err != nil || len(list) == 0 || list[0].Seq != seq {
		return nil, err
	}
	return &list[0], nil
}
