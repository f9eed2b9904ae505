package accessdb

import (
	"database/sql"
	"fmt"

	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Nodes lists all nodes by number.
func (Store) Nodes(q store.Queryer) ([]access.Node, error) {
	rows, err := q.Query(`
		SELECT node, id, slug, host, name_zh, name_en, region, synthetic, created_ms
		FROM access_node ORDER BY node`)
	return store.All(rows, err, scanNode)
}

func scanNode(r *sql.Rows) (n access.Node, err error) {
	var at string
	var synthetic int64
	if err := r.Scan(&n.Number, &n.ID, &n.Slug, &n.Host, &n.Name.Zh, &n.Name.En, &at, &synthetic, &n.CreatedMs); err != nil {
		return n, err
	}
	n.Synthetic = synthetic == 1
	n.Region, err = key(at)
	return n, err
}

// AddNode adds one.
func (Store) AddNode(tx *store.Tx, n access.Node) error {
	_, err := tx.Exec(`
		INSERT INTO access_node (node, id, slug, host, name_zh, name_en, region, synthetic, created_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		n.Number, n.ID, n.Slug, n.Host, n.Name.Zh, n.Name.En, n.Region.String(), store.Flag(n.Synthetic), n.CreatedMs)
	return err
}

// key reads a region as it was written.
func key(text string) (region.Key, error) {
	k, ok := region.ParseKey(text)
	if !ok {
		return k, fmt.Errorf("%q is no region", text)
	}
	return k, nil
}
