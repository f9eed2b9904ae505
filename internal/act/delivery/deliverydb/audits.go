package deliverydb

import (
	"mihe/internal/act/delivery"
	"mihe/internal/base/store"
)

// Audit returns an audit of the node, or NotFound.
func (Store) Audit(q store.Queryer, node int64, id string) (delivery.Audit, error) {
	a, err := one[delivery.Audit](q, "audit", id, `SELECT body FROM delivery_audit WHERE node = $1 AND id = $2`, node)
	a.Place = placed(a.At)
	return a, err
}

// Audits returns all audits, the last month first, then by place.
func (Store) Audits(q store.Queryer, node int64) ([]delivery.Audit, error) {
	list, err := all[delivery.Audit](q, `SELECT body FROM delivery_audit WHERE node = $1 ORDER BY month DESC, place`, node)
	for i := range list {
		list[i].Place = placed(list[i].At)
	}
	return list, err
}

// AuditOf finds the audit of a place and month.
func (Store) AuditOf(q store.Queryer, node int64, place, month string) (delivery.Audit, bool, error) {
	a, found, err := maybe[delivery.Audit](q, `SELECT body FROM delivery_audit WHERE node = $1 AND place = $2 AND month = $3`, node, place, month)
	a.Place = placed(a.At)
	return a, found, err
}

// PutAudit writes an audit over what was known of it.
func (Store) PutAudit(tx *store.Tx, node int64, a delivery.Audit) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_audit (node, id, place, month, body) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (node, id) DO UPDATE SET body = excluded.body`, node, a.ID, a.At, a.Month, body)
	return err
}

// Checks returns the last call to each person of an audit, by visit.
func (Store) Checks(q store.Queryer, node int64, audit string) ([]delivery.Check, error) {
	return all[delivery.Check](q, `SELECT body FROM delivery_check WHERE node = $1 AND audit = $2 ORDER BY visit`, node, audit)
}

// PutCheck writes the last call to a person.
func (Store) PutCheck(tx *store.Tx, node int64, c delivery.Check) error {
	body, err := encode(c)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_check (node, audit, visit, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (node, audit, visit) DO UPDATE SET body = excluded.body`, node, c.Audit, c.Visit, body)
	return err
}

// Answers returns the answers to anomalies of a month.
func (Store) Answers(q store.Queryer, node int64, month string) ([]delivery.Answer, error) {
	return all[delivery.Answer](q, `SELECT body FROM delivery_answer WHERE node = $1 AND month = $2 ORDER BY anomaly`, node, month)
}

// PutAnswer writes the answer to an anomaly, which has one.
func (Store) PutAnswer(tx *store.Tx, node int64, a delivery.Answer) error {
	body, err := encode(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO delivery_answer (node, anomaly, month, body) VALUES ($1, $2, $3, $4)`, node, a.Key, a.Month, body)
	return err
}
