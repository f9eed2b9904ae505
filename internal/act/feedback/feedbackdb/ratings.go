package feedbackdb

import (
	"database/sql"
	"encoding/json"
	"errors"

	"mihe/internal/act/feedback"
	"mihe/internal/base/store"
)

// found tells whether a row was there.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }

func scanRating(r scanner) (one feedback.Rating, err error) {
	var body []byte
	if err := r.Scan(&body); err != nil {
		return one, err
	}
	return one, json.Unmarshal(body, &one)
}

// Rating returns the rating of an item.
func (Store) Rating(q store.Queryer, node int64, a feedback.About) (feedback.Rating, bool, error) {
	r, err := scanRating(q.QueryRow(`
		SELECT r.body FROM feedback_rating a JOIN feedback_record r ON r.node = a.node AND r.seq = a.seq
		WHERE a.node = $1 AND a.about_kind = $2 AND a.about_id = $3`, node, a.Kind, a.ID))
	ok, err := found(err)
	return r, ok, err
}

// RatingsOf lists those of a person, the oldest first.
func (Store) RatingsOf(q store.Queryer, node int64, person string) ([]feedback.Rating, error) {
	rows, err := q.Query(`
		SELECT r.body FROM feedback_rating a JOIN feedback_record r ON r.node = a.node AND r.seq = a.seq
		WHERE a.node = $1 AND a.person = $2 ORDER BY a.seq`, node, person)
	return store.All(rows, err, func(r *sql.Rows) (feedback.Rating, error) { return scanRating(r) })
}

// Levels counts the ratings of a provider from one instant until another, by level.
func (Store) Levels(q store.Queryer, node int64, provider string, fromMs, untilMs int64) (levels [5]int, err error) {
	rows, err := q.Query(`
		SELECT level, COUNT(*) FROM feedback_rating
		WHERE node = $1 AND provider = $2 AND at_ms >= $3 AND at_ms < $4 GROUP BY level ORDER BY level`, node, provider, fromMs, untilMs)
	_, err = store.All(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var level, n int
		if err := r.Scan(&level, &n); err != nil {
			return none, err
		}
		levels[level-1] = n
		return none, nil
	})
	return levels, err
}

// AddRating adds a rating.
func (Store) AddRating(tx *store.Tx, node int64, r feedback.Rating, seq int64) error {
	_, err := tx.Exec(`
		INSERT INTO feedback_rating (node, about_kind, about_id, person, provider, level, at_ms, seq)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, node, r.About.Kind, r.About.ID, r.Person, r.Provider, r.Level, r.AtMs, seq)
	return err
}
