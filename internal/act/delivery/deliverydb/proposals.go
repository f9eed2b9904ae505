package deliverydb

import (
	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
)

// Proposal returns a proposal of the node, or NotFound.
func (Store) Proposal(q store.Queryer, node int64, id string) (delivery.Proposal, error) {
	return one[delivery.Proposal](q, "proposal", id, `SELECT body FROM delivery_proposal WHERE node = $1 AND id = $2`, node)
}

// PutProposal writes a proposal over what was known of it.
func (Store) PutProposal(tx *store.Tx, node int64, p delivery.Proposal) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_proposal (node, id, provider, on_day, seq, body)
		VALUES ($1, $2, $3, $4, (SELECT COUNT(*) FROM delivery_proposal WHERE node = $1 AND provider = $3 AND on_day = $4), $5)
		ON CONFLICT (node, id) DO UPDATE SET body = excluded.body`, node, p.ID, p.Provider, p.On, body)
	return err
}

// Proposals returns those of a provider's day in the order in which they were made, or those of all its days when on is empty.
func (Store) Proposals(q store.Queryer, node int64, provider, on string) ([]delivery.Proposal, error) {
	if on == "" {
		return all[delivery.Proposal](q, `SELECT body FROM delivery_proposal WHERE node = $1 AND provider = $2 ORDER BY on_day, seq`, node, provider)
	}
	return all[delivery.Proposal](q, `
		SELECT body FROM delivery_proposal WHERE node = $1 AND provider = $2 AND on_day = $3 ORDER BY seq`, node, provider, on)
}
