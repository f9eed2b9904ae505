package evidencedb

import (
	"database/sql"
	"maps"
	"slices"
	"strconv"
	"strings"

	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

const statementColumns = `id, about_kind, about_id, person, region, way, says, at_ms, claimed_ms, deliverer, files, by_actor, by_person, means, place, seq`

func scanStatement(r scanner) (s evidence.Statement, err error) {
	var at, sums string
	err = r.Scan(&s.ID, &s.About.Kind, &s.About.ID, &s.Person, &at, &s.Way, &s.Says, &s.AtMs, &s.ClaimedMs, &s.Deliverer, &sums, &s.By, &s.ByPerson,
		&s.Card, &s.Position, &s.Seq)
	if err == nil {
		s.Files = strings.Fields(sums)
		s.Region, err = place(s.ID, at)
	}
	return s, err
}

func statements(q store.Queryer, query string, args ...any) ([]evidence.Statement, error) {
	rows, err := q.Query(query, args...)
	return store.All(rows, err, func(r *sql.Rows) (evidence.Statement, error) { return scanStatement(r) })
}

// manyAtOnce is how many things one statement asks for.
const manyAtOnce = 250

// inParts calls each with the things of one kind at a time, no more than manyAtOnce, and with the condition that finds them: node is
// $1, the kind $2.
func inParts(about []evidence.About, each func(condition string, args []any) error) error {
	byKind, kinds := map[string][]any{}, []string{}
	for _, a := range about {
		if byKind[a.Kind] == nil {
			kinds = append(kinds, a.Kind)
		}
		byKind[a.Kind] = append(byKind[a.Kind], a.ID)
	}
	for _, kind := range kinds {
		for part := range slices.Chunk(byKind[kind], manyAtOnce) {
			var b strings.Builder
			b.WriteString(`node = $1 AND about_kind = $2 AND about_id IN (`)
			for i := range part {
				if i > 0 {
					b.WriteByte(',')
				}
				b.WriteString("$" + strconv.Itoa(i+3))
			}
			b.WriteByte(')')
			if err := each(b.String(), append([]any{kind}, part...)); err != nil {
				return err
			}
		}
	}
	return nil
}

// Said returns the statements about things in the order of the ledger.
func (Store) Said(q store.Queryer, node int64, about []evidence.About) (map[evidence.About][]evidence.Statement, error) {
	all := map[evidence.About][]evidence.Statement{}
	err := inParts(about, func(condition string, args []any) error {
		list, err := statements(q, `SELECT `+statementColumns+` FROM evidence_statement WHERE `+condition+` ORDER BY seq`, append([]any{node}, args...)...)
		for _, s := range list {
			all[s.About] = append(all[s.About], s)
		}
		return err
	})
	return all, err
}

// Weighed returns of the statements about things only what a standing rests on, in the order of the ledger: a month of a county is
// 100,000 statements, and most of the time would go into what nobody weighs.
func (Store) Weighed(q store.Queryer, node int64, about []evidence.About) (map[evidence.About][]evidence.Statement, error) {
	all := make(map[evidence.About][]evidence.Statement, len(about))
	err := inParts(about, func(condition string, args []any) error {
		rows, err := q.Query(`
			SELECT about_id, way, says, deliverer, by_person, seq FROM evidence_statement WHERE `+condition+` ORDER BY seq`, append([]any{node}, args...)...)
		list, err := store.All(rows, err, func(r *sql.Rows) (s evidence.Statement, err error) {
			return s, r.Scan(&s.About.ID, &s.Way, &s.Says, &s.Deliverer, &s.ByPerson, &s.Seq)
		})
		for _, s := range list {
			s.About.Kind, _ = args[0].(string)
			all[s.About] = append(all[s.About], s)
		}
		return err
	})
	return all, err
}

// SaidOf returns the statements about all things of a person, in the order of the ledger.
func (Store) SaidOf(q store.Queryer, node int64, person string) ([]evidence.Statement, error) {
	return statements(q, `SELECT `+statementColumns+` FROM evidence_statement WHERE node = $1 AND person = $2 ORDER BY seq`, node, person)
}

// Used returns the statements that codes of a sheet from a number on were used for.
func (Store) Used(q store.Queryer, node int64, means string, from int64) ([]evidence.Statement, error) {
	return statements(q, `
		SELECT `+statementColumns+` FROM evidence_statement
		WHERE node = $1 AND means = $2 AND place >= $3 AND place > 0 ORDER BY place`, node, means, from)
}

// AddStatement adds a statement.
func (Store) AddStatement(tx *store.Tx, node int64, s evidence.Statement) error {
	_, err := tx.Exec(`
		INSERT INTO evidence_statement (node, `+statementColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		node, s.ID, s.About.Kind, s.About.ID, s.Person, s.Region.String(), string(s.Way), string(s.Says), s.AtMs, s.ClaimedMs, s.Deliverer,
		strings.Join(s.Files, " "), s.By, s.ByPerson, s.Card, s.Position, s.Seq)
	return err
}

func suspicions(q store.Queryer, query string, args ...any) ([]evidence.Suspicion, error) {
	rows, err := q.Query(query, args...)
	return store.All(rows, err, func(r *sql.Rows) (s evidence.Suspicion, err error) {
		return s, r.Scan(&s.ID, &s.About.Kind, &s.About.ID, &s.Person, &s.Reason, &s.Means, &s.AtMs, &s.Seq)
	})
}

// Suspicions returns what was found about things, in the order of the ledger. There are few: those about everything between the first and the last thing
// of a kind are read at once.
func (Store) Suspicions(q store.Queryer, node int64, about []evidence.About) (map[evidence.About][]evidence.Suspicion, error) {
	all, wanted := map[evidence.About][]evidence.Suspicion{}, make(map[evidence.About]bool, len(about))
	first, last := map[string]string{}, map[string]string{}
	for _, a := range about {
		wanted[a] = true
		if from, there := first[a.Kind]; !there || a.ID < from {
			first[a.Kind] = a.ID
		}
		last[a.Kind] = max(last[a.Kind], a.ID)
	}
	for _, kind := range slices.Sorted(maps.Keys(first)) {
		list, err := suspicions(q, `
			SELECT id, about_kind, about_id, person, reason, means, at_ms, seq FROM evidence_suspicion
			WHERE node = $1 AND about_kind = $2 AND about_id >= $3 AND about_id <= $4 ORDER BY seq`, node, kind, first[kind], last[kind])
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			if wanted[s.About] {
				all[s.About] = append(all[s.About], s)
			}
		}
	}
	return all, nil
}

// LastSuspicions returns suspicions from the newest on.
func (Store) LastSuspicions(q store.Queryer, node, before int64, limit int) ([]evidence.Suspicion, error) {
	return suspicions(q, `
		SELECT id, about_kind, about_id, person, reason, means, at_ms, seq FROM evidence_suspicion
		WHERE node = $1 AND ($2 = 0 OR seq < $2) ORDER BY seq DESC, about_kind, about_id LIMIT $3`, node, before, limit)
}

// AddSuspicion adds what was found about a thing.
func (Store) AddSuspicion(tx *store.Tx, node int64, s evidence.Suspicion) error {
	_, err := tx.Exec(`
		INSERT INTO evidence_suspicion (node, seq, about_kind, about_id, id, person, reason, means, at_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (node, seq, about_kind, about_id) DO NOTHING`,
		node, s.Seq, s.About.Kind, s.About.ID, s.ID, s.Person, string(s.Reason), s.Means, s.AtMs)
	return err
}
