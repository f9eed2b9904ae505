package ledgerweb

import (
	"context"

	"mihe/internal/base/access"
	"mihe/internal/base/ledger"
	"mihe/internal/base/ledger/ledgerdb"
	"mihe/internal/base/store"
)

// The bounds of one page: how many entries it shows, how many are read at a time, and how many are looked through for
// somebody who may see few of them.
const (
	pageSize  = 50
	batchSize = 250
	pageReach = 5_000
)

// Found is a page of entries, the newest first. Next is where to go on, 0 at the end; Searched is how many entries were
// looked through, when that was the reason to stop.
type Found struct {
	Entries  []ledger.Logged
	Next     int64
	Searched int
}

// List returns the entries that the filter chooses and the actor may see, a page at a time, and the state of the chain.
func (s *Service) List(ctx context.Context, who access.Actor, f ledgerdb.Filter) (found Found, c Chain, err error) {
	if err := who.Check(access.ReadLedger); err != nil {
		return Found{}, Chain{}, err
	}
	if err := s.looked(ctx, who, "ledger.page.read"); err != nil {
		return Found{}, Chain{}, err
	}
	err = s.DB.Read(ctx, func(q store.Queryer) error {
		if c, err = s.chain(q); err != nil {
			return err
		}
		found, err = s.page(q, who, f)
		return err
	})
	return found, c, err
}

// page walks back from f.Before until a page is full, the chain ends, or enough has been looked through.
func (s *Service) page(q store.Queryer, who access.Actor, f ledgerdb.Filter) (found Found, err error) {
	for read := 0; read < pageReach; {
		batch, err := s.Store.Page(q, s.Node.Number, f, batchSize)
		if err != nil {
			return Found{}, err
		}
		for _, l := range batch {
			if !s.sees(who, l) {
				continue
			}
			if len(found.Entries) == pageSize { // one more than fits: there is a next page
				found.Next = found.Entries[pageSize-1].Seq
				return found, nil
			}
			found.Entries = append(found.Entries, l)
		}
		if len(batch) < batchSize {
			return found, nil
		}
		read += len(batch)
		f.Before = batch[len(batch)-1].Seq
	}
	found.Next, found.Searched = f.Before, pageReach
	return found, nil
}
