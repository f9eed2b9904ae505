package deliverydb

import (
	"cmp"
	"database/sql"
	"slices"

	"mihe/internal/act/delivery"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// placed reads a region's key that a body has as a text.
func placed(at string) region.Key {
	k, _ := region.ParseKey(at) // empty where it is none: outside every actor's regions
	return k
}

// Plan returns a plan of the node, or NotFound.
func (Store) Plan(q store.Queryer, node int64, id string) (delivery.Plan, error) {
	p, err := one[delivery.Plan](q, "plan", id, `SELECT body FROM delivery_plan WHERE node = $1 AND id = $2`, node)
	p.Place = placed(p.At)
	return p, err
}

// PutPlan writes a plan over what was known of it.
func (Store) PutPlan(tx *store.Tx, node int64, p delivery.Plan) error {
	body, err := encode(p)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_plan (node, id, person, body) VALUES ($1, $2, $3, $4)
		ON CONFLICT (node, id) DO UPDATE SET body = excluded.body`, node, p.ID, p.Person, body)
	return err
}

// Plans returns all plans of the node, by identifier.
func (Store) Plans(q store.Queryer, node int64) ([]delivery.Plan, error) {
	return plans(q, `SELECT body FROM delivery_plan WHERE node = $1 ORDER BY id`, node)
}

// PlansOf returns the plans of a person, by identifier.
func (Store) PlansOf(q store.Queryer, node int64, person string) ([]delivery.Plan, error) {
	return plans(q, `SELECT body FROM delivery_plan WHERE node = $1 AND person = $2 ORDER BY id`, node, person)
}

func plans(q store.Queryer, query string, args ...any) ([]delivery.Plan, error) {
	list, err := all[delivery.Plan](q, query, args...)
	for i := range list {
		list[i].Place = placed(list[i].At)
	}
	return list, err
}

// Visit returns a visit of the node, or NotFound.
func (Store) Visit(q store.Queryer, node int64, id string) (delivery.Visit, error) {
	v, err := one[delivery.Visit](q, "visit", id, `SELECT body FROM delivery_visit WHERE node = $1 AND id = $2`, node)
	v.Place = placed(v.At)
	return v, err
}

// PutVisit writes a visit over what was known of it, and into the days of its posts.
func (Store) PutVisit(tx *store.Tx, node int64, v delivery.Visit) error {
	body, err := encode(v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO delivery_visit (node, id, plan, person, provider, month, from_ms, body, took, whole, share_fen, counted_ms, place, accepted)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (node, id) DO UPDATE SET month = excluded.month, from_ms = excluded.from_ms, body = excluded.body, took = excluded.took,
			whole = excluded.whole, share_fen = excluded.share_fen, counted_ms = excluded.counted_ms, place = excluded.place, accepted = excluded.accepted`,
		node, v.ID, v.Plan, v.Person, v.Provider, v.Month(), v.FromMs, body, flag(v.Took()), flag(v.Whole()), int64(v.Share), v.CountedMs(), v.At, acceptedOf(v))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM delivery_turn WHERE node = $1 AND visit = $2`, node, v.ID); err != nil {
		return err
	}
	for _, post := range v.Posts {
		if _, err := tx.Exec(`INSERT INTO delivery_turn (node, post, on_day, visit) VALUES ($1, $2, $3, $4)`, node, post, v.On, v.ID); err != nil {
			return err
		}
	}
	return nil
}

// acceptedOf is the carer whose reports made a missed visit one that took place, or empty.
func acceptedOf(v delivery.Visit) string {
	if v.Accepted == nil {
		return ""
	}
	return v.Accepted.Carer
}

func visits(q store.Queryer, query string, args ...any) ([]delivery.Visit, error) {
	list, err := all[delivery.Visit](q, query, args...)
	for i := range list {
		list[i].Place = placed(list[i].At)
	}
	return list, err
}

// VisitsOf returns the visits to a person, the last first, up to limit.
func (Store) VisitsOf(q store.Queryer, node int64, person string, limit int) ([]delivery.Visit, error) {
	return visits(q, `
		SELECT body FROM delivery_visit WHERE node = $1 AND person = $2 ORDER BY from_ms DESC, id DESC LIMIT $3`, node, person, int64(limit))
}

// VisitsBetween returns the visits to a person that begin from one instant on and before another, in the order of time.
func (Store) VisitsBetween(q store.Queryer, node int64, person string, fromMs, untilMs int64) ([]delivery.Visit, error) {
	return visits(q, `
		SELECT body FROM delivery_visit WHERE node = $1 AND person = $2 AND from_ms >= $3 AND from_ms < $4 ORDER BY from_ms, id`,
		node, person, fromMs, untilMs)
}

// OfPlan returns the visits of a plan in a month, or all of them when month is empty.
func (Store) OfPlan(q store.Queryer, node int64, plan, month string) ([]delivery.Visit, error) {
	if month == "" {
		return visits(q, `SELECT body FROM delivery_visit WHERE node = $1 AND plan = $2 ORDER BY id`, node, plan)
	}
	return visits(q, `SELECT body FROM delivery_visit WHERE node = $1 AND plan = $2 AND month = $3 ORDER BY id`, node, plan, month)
}

// OfPosts returns the visits of posts on a day, in the order of time. One of two posts of the same person stands once.
func (Store) OfPosts(q store.Queryer, node int64, posts []string, on string) (list []delivery.Visit, err error) {
	for _, post := range posts {
		some, err := visits(q, `
			SELECT v.body FROM delivery_turn t JOIN delivery_visit v ON v.node = t.node AND v.id = t.visit
			WHERE t.node = $1 AND t.post = $2 AND t.on_day = $3 ORDER BY v.from_ms, v.id`, node, post, on)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	slices.SortFunc(list, func(a, b delivery.Visit) int { return cmp.Or(cmp.Compare(a.FromMs, b.FromMs), cmp.Compare(a.ID, b.ID)) })
	return slices.CompactFunc(list, func(a, b delivery.Visit) bool { return a.ID == b.ID }), nil
}

// AcceptedOf returns the visits from a month on that were accepted by what a carer had reported too late, in the order of time.
func (Store) AcceptedOf(q store.Queryer, node int64, carer, month string) ([]delivery.Visit, error) {
	return visits(q, `
		SELECT body FROM delivery_visit WHERE node = $1 AND accepted = $2 AND accepted <> '' AND month >= $3 ORDER BY from_ms, id`, node, carer, month)
}

// OfProvider returns the visits of a provider from one month to another, both included, by identifier.
func (Store) OfProvider(q store.Queryer, node int64, provider, from, to string) ([]delivery.Visit, error) {
	return visits(q, `
		SELECT body FROM delivery_visit WHERE node = $1 AND provider = $2 AND month >= $3 AND month <= $4 ORDER BY id`, node, provider, from, to)
}

// PageOfProvider returns so many visits of a provider's month, by time, after as many as are skipped.
func (Store) PageOfProvider(q store.Queryer, node int64, provider, month string, limit, skip int) ([]delivery.Visit, error) {
	return visits(q, `
		SELECT body FROM delivery_visit WHERE node = $1 AND provider = $2 AND month = $3 ORDER BY from_ms, id LIMIT $4 OFFSET $5`,
		node, provider, month, int64(limit), int64(skip))
}

// CountOfProvider counts the visits of a provider's month, and those of them that took place.
func (Store) CountOfProvider(q store.Queryer, node int64, provider, month string) (all, took int, err error) {
	err = q.QueryRow(`
		SELECT COUNT(*), COALESCE(SUM(took), 0) FROM delivery_visit WHERE node = $1 AND month = $2 AND provider = $3`, node, month, provider).Scan(&all, &took)
	return all, took, err
}

// TookOf returns what is added up of a provider's month: of each visit that took place, by identifier.
func (Store) TookOf(q store.Queryer, node int64, provider, month string) ([]delivery.Tally, error) {
	rows, err := q.Query(`
		SELECT id, whole, share_fen FROM delivery_visit WHERE node = $1 AND month = $2 AND provider = $3 AND took = 1 ORDER BY id`, node, month, provider)
	return store.All(rows, err, func(r *sql.Rows) (t delivery.Tally, err error) {
		var whole int
		err = r.Scan(&t.Visit, &whole, &t.Share)
		t.Whole = whole == 1
		return t, err
	})
}

// TookIn counts the visits of a month that took place, by provider.
func (Store) TookIn(q store.Queryer, node int64, month string) (map[string]int, error) {
	by := map[string]int{}
	rows, err := q.Query(`
		SELECT provider, COUNT(*) FROM delivery_visit WHERE node = $1 AND month = $2 AND took = 1 GROUP BY provider ORDER BY provider`, node, month)
	_, err = store.All(rows, err, func(r *sql.Rows) (provider string, err error) {
		var n int
		err = r.Scan(&provider, &n)
		by[provider] = n
		return provider, err
	})
	return by, err
}

// Busy returns the providers of whom visits of a month took place, by identifier. It jumps from one to the next and does not read what lies between.
func (Store) Busy(q store.Queryer, node int64, month string) ([]string, error) {
	rows, err := q.Query(`
		WITH RECURSIVE busy (provider) AS (
			SELECT MIN(provider) FROM delivery_visit WHERE node = $1 AND month = $2
			UNION ALL
			SELECT (SELECT MIN(v.provider) FROM delivery_visit v WHERE v.node = $1 AND v.month = $2 AND v.provider > busy.provider)
			FROM busy WHERE busy.provider IS NOT NULL
		)
		SELECT provider FROM busy WHERE EXISTS (
			SELECT 1 FROM delivery_visit v WHERE v.node = $1 AND v.month = $2 AND v.provider = busy.provider AND v.took = 1
		) ORDER BY provider`, node, month)
	return store.All(rows, err, func(r *sql.Rows) (id string, err error) { return id, r.Scan(&id) })
}

// PlacesIn returns the places in which visits of a month took place, by their keys. It jumps as Busy does.
func (Store) PlacesIn(q store.Queryer, node int64, month string) ([]region.Key, error) {
	rows, err := q.Query(`
		WITH RECURSIVE seen (place) AS (
			SELECT MIN(place) FROM delivery_visit WHERE node = $1 AND month = $2
			UNION ALL
			SELECT (SELECT MIN(v.place) FROM delivery_visit v WHERE v.node = $1 AND v.month = $2 AND v.place > seen.place)
			FROM seen WHERE seen.place IS NOT NULL
		)
		SELECT place FROM seen WHERE EXISTS (
			SELECT 1 FROM delivery_visit v WHERE v.node = $1 AND v.month = $2 AND v.place = seen.place AND v.took = 1
		) ORDER BY place`, node, month)
	return store.All(rows, err, func(r *sql.Rows) (region.Key, error) {
		var at string
		err := r.Scan(&at)
		return placed(at), err
	})
}

// TookAt counts the visits of a month that took place in a place, without those of the places below it.
func (Store) TookAt(q store.Queryer, node int64, month string, place region.Key) (n int, err error) {
	err = q.QueryRow(`SELECT COUNT(*) FROM delivery_visit WHERE node = $1 AND month = $2 AND place = $3 AND took = 1`, node, month, place.String()).Scan(&n)
	return n, err
}

// InMonth returns all visits of a month, by identifier.
func (Store) InMonth(q store.Queryer, node int64, month string) ([]delivery.Visit, error) {
	return visits(q, `SELECT body FROM delivery_visit WHERE node = $1 AND month = $2 ORDER BY id`, node, month)
}

// CountedAfter returns the visits of a month that came to count as having taken place after an instant, by identifier.
func (Store) CountedAfter(q store.Queryer, node int64, month string, afterMs int64) ([]delivery.Visit, error) {
	return visits(q, `SELECT body FROM delivery_visit WHERE node = $1 AND month = $2 AND counted_ms > $3 ORDER BY id`, node, month, afterMs)
}

// AddMove writes what a device reported.
func (Store) AddMove(tx *store.Tx, node int64, m delivery.Moved, seq int64) error {
	body, err := encode(m)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO delivery_move (node, id, digest, visit, outcome, seq, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		node, m.ID, m.Digest, m.Visit, string(m.Outcome), seq, body)
	return err
}

// Moves returns what was reported under an identifier of a device.
func (Store) Moves(q store.Queryer, node int64, id string) ([]delivery.Moved, error) {
	return all[delivery.Moved](q, `SELECT body FROM delivery_move WHERE node = $1 AND id = $2 ORDER BY seq`, node, id)
}

// Conflicts returns the reports about visits that did not fit, in their order.
func (Store) Conflicts(q store.Queryer, node int64, visits []string) ([]delivery.Moved, error) {
	if len(visits) == 0 {
		return nil, nil
	}
	in, args := listed(2, visits)
	return all[delivery.Moved](q, `SELECT body FROM delivery_move WHERE node = $1 AND outcome = $2 AND visit IN (`+in+`) ORDER BY seq`,
		append([]any{node, string(delivery.Conflict)}, args...)...)
}
