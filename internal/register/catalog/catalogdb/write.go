package catalogdb

import (
	"mihe/internal/base/ledger"
	"mihe/internal/base/store"
	"mihe/internal/register/catalog"
)

// SetEntry replaces a thing by what was entered last.
func (Store) SetEntry(tx *store.Tx, node int64, e catalog.Entry) error {
	var what any
	switch e.Sort {
	case catalog.SortProvider:
		what = e.Provider
	case catalog.SortLocation:
		what = e.Location
	case catalog.SortService:
		what = e.Service
	}
	body, err := ledger.EncodeBody(what)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO catalog_entry (node, sort, id, seq, at_ms, person, body) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (node, sort, id) DO UPDATE SET seq = $4, at_ms = $5, person = $6, body = $7`,
		node, e.Sort, e.ID, e.Seq, e.AtMs, e.Person, string(body))
	return err
}

// SetCapacity replaces what was declared for an offer in a unit.
func (Store) SetCapacity(tx *store.Tx, node int64, c catalog.Capacity, seq int64) error {
	_, err := tx.Exec(`
		INSERT INTO catalog_capacity (node, offer, unit, capacity, funded, vacancy, waiting, status, as_of_on, source, declared_by,
			account, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (node, offer, unit) DO UPDATE SET capacity = $4, funded = $5, vacancy = $6, waiting = $7, status = $8,
			as_of_on = $9, source = $10, declared_by = $11, account = $12, at_ms = $13, seq = $14`,
		node, c.Offer, c.Unit, c.Capacity, c.Funded, c.Vacancy, c.Waiting, c.Status, c.AsOf, c.Source, c.DeclaredBy, c.Account, c.AtMs, seq)
	return err
}

// SetAgent says whether an account acts for a provider.
func (Store) SetAgent(tx *store.Tx, node int64, a catalog.Agent) error {
	if !a.Acts {
		_, err := tx.Exec(`DELETE FROM catalog_agent WHERE node = $1 AND provider = $2 AND account = $3`, node, a.Provider, a.Account)
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO catalog_agent (node, provider, account) VALUES ($1, $2, $3)
		ON CONFLICT (node, provider, account) DO NOTHING`, node, a.Provider, a.Account)
	return err
}

// SetPublication adds a step of publication, which is the last one of its service from here on.
func (Store) SetPublication(tx *store.Tx, node int64, t catalog.Taken) error {
	body := []byte{}
	if t.Bundle != nil {
		var err error
		if body, err = ledger.EncodeBody(t.Bundle); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(`UPDATE catalog_publication SET latest = 0 WHERE node = $1 AND service = $2 AND latest = 1`, node, t.Service); err != nil {
		return err
	}
	_, err := tx.Exec(`
		INSERT INTO catalog_publication (node, service, seq, state, entered, latest, reason, actor, at_ms, body)
		VALUES ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)`,
		node, t.Service, t.Seq, string(t.State), t.Entered, t.Reason, t.Actor, t.AtMs, string(body))
	return err
}

// Clear removes what is computed from the records.
func (Store) Clear(tx *store.Tx, node int64) error {
	for _, statement := range []string{
		`DELETE FROM catalog_entry WHERE node = $1`, `DELETE FROM catalog_capacity WHERE node = $1`,
		`DELETE FROM catalog_agent WHERE node = $1`, `DELETE FROM catalog_publication WHERE node = $1`,
	} {
		if _, err := tx.Exec(statement, node); err != nil {
			return err
		}
	}
	return nil
}
