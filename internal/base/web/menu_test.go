package web

import (
	"slices"
	"testing"
)

// Neighbours of a group fold under its name; an entry that is left alone in its group, or has none, stands by itself, and the order is kept.
func TestTheMenuFolds(t *testing.T) {
	menu := []MenuItem{{Href: "/"}, {Href: "/a", Group: "g"}, {Href: "/b", Group: "g"}, {Href: "/c", Group: "h"}, {Href: "/d"}, {Href: "/e"}}
	var names, order []string
	var sizes []int
	for _, f := range folded(menu) {
		names, sizes = append(names, f.name()), append(sizes, len(f))
		for _, item := range f {
			order = append(order, item.Href)
		}
	}
	if want := []string{"", "g", "", "", ""}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
	if want := []int{1, 2, 1, 1, 1}; !slices.Equal(sizes, want) {
		t.Errorf("sizes %v, want %v", sizes, want)
	}
	if want := []string{"/", "/a", "/b", "/c", "/d", "/e"}; !slices.Equal(order, want) {
		t.Errorf("order %q, want %q", order, want)
	}
}

// The group of the page that is shown is marked, no other.
func TestTheMenuSaysWhereThePageIs(t *testing.T) {
	f := fold{{Href: "/a"}, {Href: "/b"}}
	if !f.here(View{Menu: "/b"}) || f.here(View{Menu: "/c"}) || f.here(View{}) {
		t.Error("a group is marked that does not hold the page, or the one that does is not")
	}
}
