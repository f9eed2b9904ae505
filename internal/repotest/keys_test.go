package repotest

import (
	"fmt"
	"go/ast"
	"go/token"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// keyShape is what a key looks like: room.page.item.
var keyShape = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[A-Za-z0-9_-]+)+$`)

// fileEnding is how names that look like keys but are files end.
var fileEnding = regexp.MustCompile(`\.(csv|json|xlsx|yaml|db|sql|txt|go|html|css|js|svg|png|ico|md|tmp|lock|log|webmanifest)$`)

// keyUse is what the shipped code says: whole keys, which may also be beginnings that something is added to ("count" +
// ".many"), beginnings that show it ("fact.import."), and every literal, which may be what is added.
type keyUse struct {
	whole    map[string]string // key -> where
	begun    map[string]bool
	literals map[string]bool
}

// keysUsed compares the keys in the sources with those in the catalogues. A key counts as used when it is written
// out; when its beginning is ("fact.import." + x) and the rest is made of literals too; or when words-from-data.txt
// names its beginning and says which data holds the rest.
func keysUsed(tr tree) []string {
	defined, rooms := tr.definedKeys()
	use := tr.keyUse()
	fromData, found := tr.wordsFromData(defined)
	for _, k := range slices.Sorted(maps.Keys(use.whole)) {
		room, _, _ := strings.Cut(k, ".")
		begins := slices.ContainsFunc(slices.Collect(maps.Keys(defined)), func(d string) bool { return strings.HasPrefix(d, k+".") })
		if defined[k] == "" && rooms[room] && !begins && !fileEnding.MatchString(k) {
			found = append(found, use.whole[k]+": the key "+k+" has no words")
		}
	}
	for _, k := range slices.Sorted(maps.Keys(defined)) {
		listed := slices.ContainsFunc(fromData, func(begin string) bool { return strings.HasPrefix(k, begin) })
		if !listed && !use.says(k) {
			found = append(found, defined[k]+": the key "+k+" is not used")
		}
	}
	return found
}

// definedKeys returns each key with its folder, and the first parts of all keys.
func (tr tree) definedKeys() (defined map[string]string, rooms map[string]bool) {
	defined, rooms = map[string]string{}, map[string]bool{}
	for _, dir := range tr.wordFolders() {
		c, err := readCatalogue(tr.files[dir+"/zh-CN.json"])
		if err != nil {
			continue // reported by the rule about both languages
		}
		for _, k := range c.keys {
			defined[k] = dir
			room, _, _ := strings.Cut(k, ".")
			rooms[room] = true
		}
	}
	return defined, rooms
}

func (tr tree) keyUse() keyUse {
	u := keyUse{map[string]string{}, map[string]bool{}, map[string]bool{}}
	for _, f := range tr.gos {
		if f.test || f.dir == "internal/repotest" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(lit.Value); err == nil {
				u.note(s, tr.line(lit.Pos()))
			}
			return true
		})
	}
	return u
}

func (u keyUse) note(s, at string) {
	switch {
	case strings.HasSuffix(s, ".") && keyShape.MatchString(s+"x"):
		u.begun[s] = true
	case keyShape.MatchString(s):
		u.begun[s] = true
		if !strings.HasSuffix(s, "_") {
			u.whole[s] = at
		}
	}
	u.literals[s] = true
}

// says tells whether the code writes the key out or can build it from a beginning and literals.
func (u keyUse) says(key string) bool {
	if u.whole[key] != "" {
		return true
	}
	for i := range key {
		if u.begun[key[:i]] && u.ends(key[i:]) {
			return true
		}
	}
	return false
}

// ends tells whether the rest of a key is a literal, or several one after the other, full stops between them or not.
func (u keyUse) ends(rest string) bool {
	if u.literals[rest] {
		return true
	}
	for i := 1; i < len(rest); i++ {
		piece := rest[:i]
		if (piece == "." || i > 1 && u.literals[piece]) && u.ends(rest[i:]) {
			return true
		}
	}
	return false
}

// wordsFromData reads the list of beginnings whose endings stand in data files, and reports lines that help no key.
func (tr tree) wordsFromData(defined map[string]string) (begins, found []string) {
	const list = "internal/repotest/words-from-data.txt"
	for i, line := range strings.Split(tr.files[list], "\n") {
		pattern, reason, _ := strings.Cut(strings.TrimSpace(line), " ")
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		begin, every := strings.CutSuffix(pattern, "*")
		serves := slices.ContainsFunc(slices.Collect(maps.Keys(defined)), func(k string) bool { return strings.HasPrefix(k, begin) })
		at := fmt.Sprintf("%s:%d", path.Clean(list), i+1)
		switch {
		case !every || len(strings.Fields(reason)) < 2:
			found = append(found, at+": write a beginning, * and the reason")
		case !serves:
			found = append(found, at+": no key begins with "+begin)
		default:
			begins = append(begins, begin)
		}
	}
	return begins, found
}
