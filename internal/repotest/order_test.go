package repotest

import (
	"path"
	"slices"
	"strings"
)

// module is the path our own imports begin with.
const module = "mihe/"

// order lists the rooms as ARCHITECTURE.md does, from what everyone may import to what nobody may. A room may
// import the rooms before it and itself; folders whose name ends in /* are rooms of one folder each.
//
// i18n stands right after fault: it imports nothing, and the rooms after it name things in two languages
// (docs/adr/0007).
var order = []string{
	"data",
	"measure", "solve", "standard",
	"internal/base/fault", "internal/base/i18n", "internal/base/csvfile", "internal/base/sheetfile", "internal/base/ident", "internal/base/money", "internal/base/calendar",
	"internal/base/region", "internal/base/store", "internal/base/keyring", "internal/base/ledger",
	"internal/base/access", "internal/base/web",
	"internal/register/party", "internal/register/catalog",
	"internal/record/fact", "internal/record/evidence", "internal/record/consent", "internal/record/form",
	"internal/decide/rule", "internal/decide/match",
	"internal/act/notify", "internal/act/exchange", "internal/act/casework", "internal/act/booking",
	"internal/act/delivery", "internal/act/credential", "internal/act/feedback",
	"internal/account/indicator", "internal/account/evaluation", "internal/account/steering", "internal/account/openness",
	"internal/account/selfcheck",
	"internal/programme/*",
	"internal/federate",
	"internal/app",
	"cmd/*",
	"test/*", "internal/repotest", "tools/*",
}

// place is where a folder stands: the room's rank in order, the room's folder, and which part of the room it is.
type place struct {
	rank int
	room string // internal/record/fact
	part string // "", db, web, test or another folder inside the room
}

// locate finds the line of order that describes a folder.
func locate(dir string) (place, bool) {
	for i, line := range order {
		room, every := strings.CutSuffix(line, "/*")
		if every {
			name, ok := strings.CutPrefix(dir, room+"/")
			if !ok {
				continue
			}
			first, _, _ := strings.Cut(name, "/")
			room += "/" + first
		}
		if dir == room || strings.HasPrefix(dir, room+"/") {
			return place{rank: 2 * i, room: room, part: partOf(dir, room)}.moved(), true
		}
	}
	return place{}, false
}

// partOf is db, web or test for fact/factdb, fact/factweb, fact/facttest; "" for fact; the folder's name else. A folder
// inside a room may have such parts of its own: access/nodeadmin/nodeadminweb is web.
func partOf(dir, room string) string {
	if dir == room {
		return ""
	}
	inner, outer := path.Base(dir), path.Base(path.Dir(dir))
	if part, ok := strings.CutPrefix(inner, outer); ok {
		return part
	}
	return inner
}

// moved applies the rule of pure cores: a room may stand before store, and then its db and web packages count as
// standing just after store and web.
func (p place) moved() place {
	for part, after := range map[string]string{"db": "internal/base/store", "web": "internal/base/web"} {
		if rank := 2 * slices.Index(order, after); p.part == part && p.rank < rank {
			p.rank = rank + 1
		}
	}
	return p
}

// helper tells whether a folder holds a test helper: a package that only tests import.
func (p place) helper() bool { return strings.HasSuffix(p.part, "test") }
