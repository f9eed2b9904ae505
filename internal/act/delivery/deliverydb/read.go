package deliverydb

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"mihe/internal/base/fault"
	"mihe/internal/base/ident"
	"mihe/internal/base/store"
)

// one reads the body of one thing of a kind, or NotFound. PostgreSQL is not asked for texts that it cannot hold.
func one[T any](q store.Queryer, kind, id, query string, node int64) (v T, err error) {
	if err := ident.Check(kind, id); err != nil {
		return v, fault.Wrap(err, fault.NotFound, "access.absent")
	}
	v, found, err := maybe[T](q, query, node, id)
	if err == nil && !found {
		err = fault.New(fault.NotFound, "access.absent")
	}
	return v, err
}

// maybe reads the body of what may not be there.
func maybe[T any](q store.Queryer, query string, args ...any) (v T, found bool, err error) {
	var body string
	err = q.QueryRow(query, args...).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return v, false, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(body), &v)
	}
	return v, err == nil, err
}

// all reads the bodies that a query finds.
func all[T any](q store.Queryer, query string, args ...any) ([]T, error) {
	rows, err := q.Query(query, args...)
	return store.All(rows, err, func(r *sql.Rows) (v T, err error) {
		var body string
		if err := r.Scan(&body); err != nil {
			return v, err
		}
		return v, json.Unmarshal([]byte(body), &v)
	})
}

// encode is the body of a row.
func encode(v any) (string, error) {
	body, err := json.Marshal(v)
	return string(body), err
}

// listed are the placeholders for ids, which come after so many others, and the ids as arguments.
func listed(after int, ids []string) (in string, args []any) {
	places := make([]string, len(ids))
	for i, id := range ids {
		places[i] = "$" + strconv.Itoa(after+i+1)
		args = append(args, id)
	}
	return strings.Join(places, ","), args
}

// flag is how a truth stands in a column.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
