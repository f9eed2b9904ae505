package web

import (
	"slices"

	"github.com/a-h/templ"

	"mihe/internal/base/access"
)

// MenuItem is one entry of the main menu: where it leads, the key of its words, and the right without which nobody is
// shown the way; Also is asked, too, where it is set. Neighbours of one Group, the key of its words, fold away under it where there are more than one.
type MenuItem struct {
	Href, Key string
	Right     access.Right
	Also      access.Right
	Group     string
}

// fold is what stands on one place of the menu: a single entry, or several under the name of their group.
type fold []MenuItem

// name is the key of what the entries stand under; empty, an entry stands by itself.
func (f fold) name() string {
	if len(f) < 2 {
		return ""
	}
	return f[0].Group
}

// here tells whether a page belongs to one of the entries.
func (f fold) here(v View) bool {
	return slices.ContainsFunc(f, func(item MenuItem) bool { return item.Href == v.Menu })
}

// folded puts the entries of a menu in their groups.
func folded(menu []MenuItem) []fold {
	var list []fold
	for _, item := range menu {
		if last := len(list) - 1; last >= 0 && item.Group != "" && list[last][0].Group == item.Group {
			list[last] = append(list[last], item)
			continue
		}
		list = append(list, fold{item})
	}
	return list
}

// offered are the entries of the menu that the reader may follow.
func (p Page) offered(menu []MenuItem) []MenuItem {
	var list []MenuItem
	for _, item := range menu {
		if p.who.Check(item.Right) == nil && (item.Also == access.None || p.who.Check(item.Also) == nil) {
			list = append(list, item)
		}
	}
	return list
}

// here marks the entry of the main menu that a page belongs to.
func here(p Page, item MenuItem, v View) templ.Attributes {
	switch {
	case item.Href != v.Menu:
		return nil
	case item.Href == p.Path:
		return templ.Attributes{"aria-current": "page"}
	}
	return templ.Attributes{"aria-current": "true"}
}
