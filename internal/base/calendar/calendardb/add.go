package calendardb

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"

	"mihe/internal/base/calendar"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/store"
)

// Add stores an imported year as the next version of it; by says when, who and from which file. The file that is in force
// already changes nothing: then added is false and v is the version in force. The caller checks the right and appends to
// the ledger in the same transaction.
func (s Store) Add(tx *store.Tx, y calendar.Year, by Version) (v Version, added bool, err error) {
	if y.File == nil {
		return v, false, fmt.Errorf("calendar %d: only a year that was read from a file can be stored", y.Number)
	}
	sum := sha256.Sum256(y.File)
	v = by
	v.Year, v.Number, v.Name, v.SHA256 = y.Number, 1, csvfile.FileName(by.Name), hex.EncodeToString(sum[:])
	held, err := s.versions(tx, y.Number)
	if err != nil {
		return v, false, err
	}
	if n := len(held); n > 0 {
		if held[n-1].SHA256 == v.SHA256 {
			return held[n-1], false, nil
		}
		v.Number = held[n-1].Number + 1
	}
	if _, err = tx.Exec(`
		INSERT INTO calendar_year (year, version, imported_ms, actor, name, sha256, file_base64)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		v.Year, v.Number, v.AtMs, v.Actor, v.Name, v.SHA256, base64.StdEncoding.EncodeToString(y.File)); err != nil {
		return v, false, err
	}
	return v, true, addDays(tx, v, y.Entries)
}

func addDays(tx *store.Tx, v Version, entries []calendar.Entry) error {
	for _, e := range entries {
		if _, err := tx.Exec(`
			INSERT INTO calendar_day (year, version, day_on, kind, name_zh, name_en, source)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			v.Year, v.Number, e.Date, string(e.Kind), e.Name.Zh, e.Name.En, e.Source); err != nil {
			return err
		}
	}
	return nil
}
