package casework_test

import (
	"slices"
	"testing"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/region"
)

// Two townships of the county were there from the start; the first is abolished, the second passes to the county beside it, on 1 February.
// Whoever finds a case in the queue can open it and go on with it, and nobody else finds it.
func TestACaseFollowsItsPlace(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		first := w.Open(t)
		second := w.Open(t, func(o *casework.Opening) { o.Item, o.Place = "other", caseworktest.NextTown })
		before := region.SyntheticTownships(caseworktest.County, 2, 1, "2020-01-01")
		gone, moved := before[0], before[1]
		gone.Until = "2026-02-01"
		moved.Parent, moved.From = caseworktest.Sibling.Code, "2026-02-01"
		w.Townships(gone, before[1], moved)

		finds := func(day string, want map[region.Key][]string) {
			t.Helper()
			w.Set(day)
			for at, ids := range want {
				who := w.Officer(caseworktest.Handler, at)
				list, _, err := w.Cases.Queue(t.Context(), who, casework.Ask{})
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for _, e := range list {
					got = append(got, e.ID)
				}
				slices.Sort(got)
				slices.Sort(ids)
				if !slices.Equal(got, ids) {
					t.Errorf("%s: the queue of %v has %v, want %v", day, at, got, ids)
				}
				for _, c := range []casework.Case{first, second} {
					_, _, err := w.Cases.View(t.Context(), who, c.ID, "")
					if in := slices.Contains(ids, c.ID); in != (err == nil) || !in && fault.KindOf(err) != fault.NotFound {
						t.Errorf("%s: %v opens %s: %v", day, at, c.ID, err)
					}
				}
			}
		}
		a, b := first.ID, second.ID
		finds("2026-01-30", map[region.Key][]string{
			caseworktest.Town: {a}, caseworktest.NextTown: {b}, caseworktest.County: {a, b}, caseworktest.Sibling: nil, caseworktest.City: {a, b}, caseworktest.Outside: nil,
		})
		after := map[region.Key][]string{
			caseworktest.Town: nil, caseworktest.NextTown: {b}, caseworktest.County: {a}, caseworktest.Sibling: {b}, caseworktest.City: {a, b}, caseworktest.Outside: nil,
		}
		finds("2026-02-01", after)
		// A step taken afterwards leaves the case where it was written down, and changes nothing of that.
		for id, at := range map[string]region.Key{a: caseworktest.County, b: caseworktest.Sibling} {
			c := w.Get(t, id)
			if _, err := w.Cases.Act(t.Context(), w.Officer(caseworktest.Handler, at), id, casework.Deed{Step: "accept", Seen: c.Actions}); err != nil {
				t.Errorf("%v goes on with it: %v", at, err)
			}
		}
		finds("2026-02-02", after)
		if err := w.Cases.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		finds("2026-02-02", after)
		// Somebody still registered in the township that is gone applies all the same; the county has the case.
		c, err := w.Cases.Open(t.Context(), w.Resident(w.Elder), casework.Opening{
			Machine: "sample", Item: "third", Person: w.Elder, Place: caseworktest.Town, Way: casework.Way{Channel: access.Web},
		})
		if err != nil || c.Place != caseworktest.County {
			t.Errorf("opened at %v: %v", c.Place, err)
		}
	})
}

// Pages of a queue go on where the last one ended, with what the place has gained among the rest.
func TestPagesWithWhatWasGained(t *testing.T) {
	each(t, func(t *testing.T, w *caseworktest.World) {
		var want []string
		for i := range 5 {
			w.Set([]string{"2026-01-05", "2026-01-06"}[i%2])
			place := []region.Key{caseworktest.Sibling, caseworktest.NextTown}[i%2]
			want = append(want, w.Open(t, func(o *casework.Opening) { o.Item, o.Place = string(rune('a'+i)), place }).ID)
		}
		towns := region.SyntheticTownships(caseworktest.County, 2, 1, "2020-01-01")
		moved := towns[1]
		moved.Parent, moved.From = caseworktest.Sibling.Code, "2026-01-07"
		w.Townships(append(towns, moved)...)
		w.Set("2026-01-08")
		who, after := w.Officer(caseworktest.Handler, caseworktest.Sibling), ""
		var got []string
		for {
			list, next, err := w.Cases.Queue(t.Context(), who, casework.Ask{After: after, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				got = append(got, e.ID)
			}
			if after = next; after == "" {
				break
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("the pages have %v, want %v", got, want)
		}
	})
}
