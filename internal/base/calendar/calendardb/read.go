package calendardb

import (
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"mihe/internal/base/calendar"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/base/store"
)

// Over returns the shipped calendar with the version in force of every imported year laid over it.
func (Store) Over(q store.Queryer, shipped *calendar.Calendar) (*calendar.Calendar, error) {
	rows, err := q.Query(`
		SELECT d.year, d.day_on, d.kind, d.name_zh, d.name_en, d.source
		FROM calendar_day d
		JOIN (SELECT year, MAX(version) AS version FROM calendar_year GROUP BY year) v
			ON v.year = d.year AND v.version = d.version
		ORDER BY d.year, d.day_on`)
	days, err := store.All(rows, err, scanDay)
	if err != nil {
		return nil, err
	}
	c := shipped
	for len(days) > 0 {
		y := calendar.Year{Number: days[0].year}
		for len(days) > 0 && days[0].year == y.Number {
			y.Entries = append(y.Entries, days[0].entry)
			days = days[1:]
		}
		c = c.With(y)
	}
	return c, nil
}

// dated is an entry with the year it belongs to.
type dated struct {
	year  int
	entry calendar.Entry
}

func scanDay(r *sql.Rows) (d dated, err error) {
	var name i18n.Name
	err = r.Scan(&d.year, &d.entry.Date, &d.entry.Kind, &name.Zh, &name.En, &d.entry.Source)
	d.entry.Name = name
	return d, err
}

// Versions lists every import by year and version, those in force and those superseded.
func (s Store) Versions(q store.Queryer) ([]Version, error) {
	rows, err := q.Query(`
		SELECT year, version, imported_ms, actor, name, sha256
		FROM calendar_year ORDER BY year, version`)
	return store.All(rows, err, scanVersion)
}

// versions lists the imports of one year.
func (Store) versions(q store.Queryer, year int) ([]Version, error) {
	rows, err := q.Query(`
		SELECT year, version, imported_ms, actor, name, sha256
		FROM calendar_year WHERE year = $1 ORDER BY version`, year)
	return store.All(rows, err, scanVersion)
}

func scanVersion(r *sql.Rows) (v Version, err error) {
	return v, r.Scan(&v.Year, &v.Number, &v.AtMs, &v.Actor, &v.Name, &v.SHA256)
}

// File returns the exact bytes that one version was imported from.
func (Store) File(q store.Queryer, year int, version int64) ([]byte, error) {
	var text, want string
	err := q.QueryRow(`
		SELECT file_base64, sha256 FROM calendar_year
		WHERE year = $1 AND version = $2`, year, version).Scan(&text, &want)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.NotFound, "calendar.version.unknown", "year", year, "version", version)
	}
	if err != nil {
		return nil, err
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("calendar %d version %d: %w", year, version, err)
	}
	if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != want {
		return nil, fmt.Errorf("calendar %d version %d: the stored file is not the one that was imported", year, version)
	}
	return raw, nil
}
