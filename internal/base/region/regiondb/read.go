package regiondb

import (
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Version returns the number of the last import, and 0 before the first. It moves whenever All would answer otherwise.
func (Store) Version(q store.Queryer) (version int64, err error) {
	err = q.QueryRow(`SELECT COALESCE(MAX(import), 0) FROM region_import`).Scan(&version)
	return version, err
}

// All returns every version of every township in the order of the imports, as region.Tree.SetTownships and
// ParseTownships take them.
func (Store) All(q store.Queryer) ([]region.TownshipUnit, error) {
	rows, err := q.Query(`
		SELECT code, from_on, until_on, name_zh, name_en, parent, kind, synthetic, source
		FROM region_township ORDER BY import, code, from_on`)
	return store.All(rows, err, func(r *sql.Rows) (t region.TownshipUnit, err error) {
		var synthetic int64
		err = r.Scan(&t.Code, &t.From, &t.Until, &t.Name.Zh, &t.Name.En, &t.Parent, &t.Type, &synthetic, &t.Source)
		t.Synthetic = synthetic == 1
		return t, err
	})
}

// Imports returns the files that brought townships, the last first.
func (Store) Imports(q store.Queryer) ([]Import, error) {
	rows, err := q.Query(`SELECT import, imported_ms, actor, name, added, sha256 FROM region_import ORDER BY import DESC`)
	return store.All(rows, err, func(r *sql.Rows) (im Import, err error) {
		return im, r.Scan(&im.Number, &im.AtMs, &im.Actor, &im.Name, &im.Added, &im.SHA256)
	})
}

// File returns the exact bytes of an imported file.
func (Store) File(q store.Queryer, number int64) ([]byte, error) {
	var text, want string
	err := q.QueryRow(`SELECT file_base64, sha256 FROM region_import WHERE import = $1`, number).Scan(&text, &want)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "region.import.unknown", "number", number)
	}
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("import %d of townships: %w", number, err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != want {
		return nil, fmt.Errorf("import %d of townships: the stored file is not the one that was imported", number)
	}
	return raw, nil
}
