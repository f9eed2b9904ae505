package evidencedb

import (
	"database/sql"

	"mihe/internal/base/store"
	"mihe/internal/record/evidence"
)

const fileColumns = `sha256, id, bytes, type, person, region, by_actor, at_ms, seq`

func scanFile(r scanner) (f evidence.File, err error) {
	var at string
	err = r.Scan(&f.SHA256, &f.ID, &f.Bytes, &f.Type, &f.Person, &at, &f.By, &f.AtMs, &f.Seq)
	if err == nil {
		f.Region, err = place(f.ID, at)
	}
	return f, err
}

// File returns a file by its hash.
func (Store) File(q store.Queryer, node int64, sha256 string) (evidence.File, bool, error) {
	f, err := scanFile(q.QueryRow(`SELECT `+fileColumns+` FROM evidence_file WHERE node = $1 AND sha256 = $2`, node, sha256))
	ok, err := found(err)
	return f, ok, err
}

// FilesOf returns the files that show a person, in the order of the ledger.
func (Store) FilesOf(q store.Queryer, node int64, person string) ([]evidence.File, error) {
	rows, err := q.Query(`SELECT `+fileColumns+` FROM evidence_file WHERE node = $1 AND person = $2 ORDER BY seq`, node, person)
	return store.All(rows, err, func(r *sql.Rows) (evidence.File, error) { return scanFile(r) })
}

// AddFile adds a file that lies in the folder.
func (Store) AddFile(tx *store.Tx, node int64, f evidence.File) error {
	_, err := tx.Exec(`
		INSERT INTO evidence_file (node, `+fileColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		node, f.SHA256, f.ID, f.Bytes, f.Type, f.Person, f.Region.String(), f.By, f.AtMs, f.Seq)
	return err
}
