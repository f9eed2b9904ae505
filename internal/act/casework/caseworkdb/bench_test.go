package caseworkdb_test

import (
	"context"
	"fmt"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkdb"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/base/store/storetest"
)

// many is how many open cases the benchmark's node has: every elder of a county of half a million people has one.
const many = 60_000

// filled is a database with open cases of two owners, spread over fifteen townships of three counties.
func filled(b *testing.B) *store.DB {
	b.Helper()
	db := storetest.Open(b, caseworktest.Migrations()...)
	for from := 0; from < many; from += 5_000 {
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for i := from; i < from+5_000; i++ {
				c := casework.Case{ID: fmt.Sprintf("case_%026d", i), Machine: "sample", Item: "meal_aid", Person: fmt.Sprintf("person_%d", i)}
				c.Owner = []access.Right{casework.CanHandle, casework.CanDecide}[i%2]
				county, town := fmt.Sprintf("52052%d", i%3), fmt.Sprintf("52052%d9%02d", i%3, i%15)
				c.In = casework.Places{Province: "520000", Prefecture: "520500", County: region.Code(county), Township: region.Code(town)}
				c.LimitOn = fmt.Sprintf("2026-%02d-%02d", 1+i/7%12, 1+i/11%28)
				if err := (caseworkdb.Store{}).Put(tx, caseworktest.Node, c, int64(i+1)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return db
}

// A page of 26 from the middle of the queues of two owners, seen from a township, a county and the whole node.
func BenchmarkQueue(b *testing.B) {
	db := filled(b)
	for name, places := range map[string][]region.Key{
		"township": {{Code: "520520900", Level: region.Township}}, "county": {{Code: "520521", Level: region.County}}, "node": nil,
	} {
		b.Run(name, func(b *testing.B) {
			f := casework.Filter{After: "2026-06-15 case_00000000000000000000000000", Limit: 26}
			for _, owner := range []access.Right{casework.CanHandle, casework.CanDecide} {
				f.Turns = append(f.Turns, casework.Owned{Owner: owner, Places: places})
			}
			for b.Loop() {
				err := db.Read(context.Background(), func(q store.Queryer) error {
					list, err := caseworkdb.Store{}.Queue(q, caseworktest.Node, f)
					if err == nil && len(list) != f.Limit {
						b.Fatalf("%d cases", len(list))
					}
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
