package partydb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/register/party"
)

// PutPost adds a post or replaces what is known of it.
func (Store) PutPost(tx *store.Tx, node int64, p party.Post) error {
	papers, err := json.Marshal(p.Qualifications)
	shifts, err2 := json.Marshal(p.Shifts)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	_, err = tx.Exec(`
		INSERT INTO party_post (node, post, seq, person, organisation, kind, base, qualifications, languages, shifts, from_on, until_on, ended_ms)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (node, post) DO UPDATE SET seq = $3, kind = $6, base = $7, qualifications = $8, languages = $9, shifts = $10,
			from_on = $11, until_on = $12, ended_ms = $13`,
		node, p.ID, p.Seq, p.Person, p.Organisation, p.Kind, p.Base.String(), string(papers), strings.Join(p.Languages, " "), string(shifts),
		p.From, p.Until, p.EndedMs)
	return err
}

// Post returns a post.
func (Store) Post(q store.Queryer, node int64, id string) (p party.Post, found bool, err error) {
	rows, err := q.Query(`
		SELECT post, seq, person, organisation, kind, base, qualifications, languages, shifts, from_on, until_on, ended_ms FROM party_post
		WHERE node = $1 AND post = $2`, node, id)
	list, err := store.All(rows, err, scanPost)
	if err != nil || len(list) == 0 {
		return p, false, err
	}
	return list[0], true, nil
}

// PostsOf returns the posts of a person, by id.
func (Store) PostsOf(q store.Queryer, node int64, person string) ([]party.Post, error) {
	rows, err := q.Query(`
		SELECT post, seq, person, organisation, kind, base, qualifications, languages, shifts, from_on, until_on, ended_ms FROM party_post
		WHERE node = $1 AND person = $2 ORDER BY post`, node, person)
	return store.All(rows, err, scanPost)
}

// PostsAt returns the posts of an organisation, by id.
func (Store) PostsAt(q store.Queryer, node int64, organisation string) ([]party.Post, error) {
	rows, err := q.Query(`
		SELECT post, seq, person, organisation, kind, base, qualifications, languages, shifts, from_on, until_on, ended_ms FROM party_post
		WHERE node = $1 AND organisation = $2 ORDER BY post`, node, organisation)
	return store.All(rows, err, scanPost)
}

// DropPosts forgets the posts of a person who was erased.
func (Store) DropPosts(tx *store.Tx, node int64, person string) error {
	_, err := tx.Exec(`DELETE FROM party_post WHERE node = $1 AND person = $2`, node, person)
	return err
}

func scanPost(r *sql.Rows) (p party.Post, err error) {
	var base, papers, languages, shifts string
	err = r.Scan(&p.ID, &p.Seq, &p.Person, &p.Organisation, &p.Kind, &base, &papers, &languages, &shifts, &p.From, &p.Until, &p.EndedMs)
	if err != nil {
		return p, err
	}
	p.Base, _ = region.ParseKey(base) // written by PutPost
	p.Languages = strings.Fields(languages)
	return p, errors.Join(json.Unmarshal([]byte(papers), &p.Qualifications), json.Unmarshal([]byte(shifts), &p.Shifts))
}
