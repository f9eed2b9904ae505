package partydb

import (
	"database/sql"
	"strings"

	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// PutOffer adds an offer, or ends one.
func (Store) PutOffer(tx *store.Tx, node int64, o party.Offer) error {
	_, err := tx.Exec(`
		INSERT INTO party_offer (node, mandate, given_by, name, what, until_on, code_key, made_ms, expires_ms, ended_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (node, mandate) DO UPDATE SET ended_ms = $10`,
		node, o.ID, o.For, o.Name, strings.Join(o.What, " "), o.Until, o.Key, o.MadeMs, o.ExpiresMs, o.EndedMs)
	return err
}

// Offers returns what a person offered, by id.
func (Store) Offers(q store.Queryer, node int64, person string) ([]party.Offer, error) {
	rows, err := q.Query(`
		SELECT mandate, given_by, name, what, until_on, code_key, made_ms, expires_ms, ended_ms FROM party_offer
		WHERE node = $1 AND given_by = $2 ORDER BY mandate`, node, person)
	return store.All(rows, err, scanOffer)
}

// OfferByKey returns the offer that a code and a name find.
func (Store) OfferByKey(q store.Queryer, node int64, key string) (o party.Offer, found bool, err error) {
	rows, err := q.Query(`
		SELECT mandate, given_by, name, what, until_on, code_key, made_ms, expires_ms, ended_ms FROM party_offer
		WHERE node = $1 AND code_key = $2 ORDER BY mandate`, node, key)
	list, err := store.All(rows, err, scanOffer)
	if err != nil || len(list) == 0 {
		return o, false, err
	}
	return list[0], true, nil
}

func scanOffer(r *sql.Rows) (o party.Offer, err error) {
	var what string
	err = r.Scan(&o.ID, &o.For, &o.Name, &what, &o.Until, &o.Key, &o.MadeMs, &o.ExpiresMs, &o.EndedMs)
	o.What = strings.Fields(what)
	return o, err
}
