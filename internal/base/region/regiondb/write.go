package regiondb

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
)

// Add stores what a file brought, with the file; by says when, who and from which file. seen is the Version that list
// was compared with: when another import came between, Add is a Conflict and the comparison must be made again. A file
// that brings nothing is not recorded: then added is false. The caller checks the right and appends to the ledger in
// the same transaction.
func (s Store) Add(tx *store.Tx, seen int64, by Import, file []byte, list []region.TownshipUnit) (
	im Import, added bool, err error,
) {
	if len(list) == 0 {
		return im, false, nil
	}
	now, err := s.Version(tx)
	if err != nil {
		return im, false, err
	}
	if now != seen {
		return im, false, fault.New(fault.Conflict, "region.changed")
	}
	sum := sha256.Sum256(file)
	im = by
	im.Number, im.Name, im.Added, im.SHA256 = seen+1, csvfile.FileName(by.Name), int64(len(list)), hex.EncodeToString(sum[:])
	_, err = tx.Exec(`
		INSERT INTO region_import (import, imported_ms, actor, name, added, sha256, file_base64)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		im.Number, im.AtMs, im.Actor, im.Name, im.Added, im.SHA256, base64.StdEncoding.EncodeToString(file))
	if store.IsUnique(err) { // two processes saw the same version
		err = fault.Wrap(err, fault.Conflict, "region.changed")
	}
	if err != nil {
		return im, false, err
	}
	for _, t := range list {
		if err := addTownship(tx, im.Number, t); err != nil {
			return im, false, err
		}
	}
	return im, true, nil
}

func addTownship(tx *store.Tx, number int64, t region.TownshipUnit) error {
	synthetic := int64(0)
	if t.Synthetic {
		synthetic = 1
	}
	_, err := tx.Exec(`
		INSERT INTO region_township (code, from_on, import, until_on, name_zh, name_en, parent, kind, synthetic, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(t.Code), t.From, number, t.Until, t.Name.Zh, t.Name.En, string(t.Parent), t.Type, synthetic, t.Source)
	return err
}
