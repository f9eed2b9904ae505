package repotest

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

func importRules() []rule {
	const pkg = "package x\n"
	return []rule{
		{"every folder has a line in the order", foldersInOrder, []control{
			{"no line", map[string]string{"internal/base/misc/a.go": pkg}, "internal/base/misc"},
			{"described", map[string]string{"internal/record/fact/factdb/a.go": pkg, "data/a.go": pkg}, ""},
		}},
		{"imports point back only", arrows, []control{
			{"upward", goTree("internal/base/region", "mihe/internal/record/fact"), "may not import mihe/internal/record/fact"},
			{"beside", goTree("internal/record/fact", "mihe/internal/record/form"), "may not import"},
			{"pure core on store", goTree("internal/base/region", "mihe/internal/base/store"), "may not import"},
			{"its own db", goTree("internal/record/fact", "mihe/internal/record/fact/factdb"), "its own factdb"},
			{"db after store", goTree("internal/base/region/regiondb", "mihe/internal/base/store", "mihe/internal/base/region"), ""},
			{"a part on web", goTree("internal/base/access/nodeadmin", "mihe/internal/base/web"), "may not import"},
			{"web of a part", goTree("internal/base/access/nodeadmin/nodeadminweb", "mihe/internal/base/web", "mihe/internal/base/access/nodeadmin"), ""},
			{"downward", goTree("internal/app", "mihe/internal/account/indicator", "mihe/data"), ""},
		}},
		{"programmes never import each other", programmesApart, []control{
			{"a neighbour", goTree("internal/programme/village", "mihe/internal/programme/education"), "internal/programme/education"},
			{"itself", goTree("internal/programme/village/villagedb", "mihe/internal/programme/village"), ""},
		}},
		{"test helpers are imported by tests only", helpersInTests, []control{
			{"shipped", goTree("internal/app", "mihe/internal/base/store/storetest"), "storetest"},
			{"in a test", map[string]string{
				"internal/app/a_test.go": "package app\nimport _ \"mihe/internal/base/store/storetest\"\n",
			}, ""},
		}},
		{"tables are read by their own room", tablesAtHome, []control{
			{"another room", goTree("internal/account/indicator", "mihe/internal/record/fact/factdb"), "factdb"},
			{"app", goTree("internal/app", "mihe/internal/record/fact/factdb"), ""},
			{"a test helper", goTree("internal/account/indicator/indicatortest", "mihe/internal/record/fact/factdb"), ""},
		}},
		{"pure rooms stay pure", purity, []control{
			{"SQL in a formula", goTree("measure/inequality", "database/sql"), "database/sql"},
			{"HTTP in a core", goTree("internal/record/fact", "net/http"), "net/http"},
			{"a checker with a solver", goTree("solve/check/flowcheck", "mihe/solve/flow"), "mihe/solve/flow"},
			{"a checker with a problem", goTree("solve/check/flowcheck", "mihe/solve/flow/flowproblem"), ""},
			{"a problem with its solver", goTree("solve/flow/flowproblem", "mihe/solve/flow"), "mihe/solve/flow"},
			{"HTTP at the edge", goTree("internal/record/fact/factweb", "net/http"), ""},
		}},
		{"no C and no registries at start", noHiddenStart, []control{
			{"cgo", goTree("internal/app", "C"), "C code"},
			{"init", map[string]string{"internal/app/a.go": "package app\nfunc init() {}\n"}, "init"},
			{"plain", map[string]string{"internal/app/a.go": "package app\nfunc start() {}\n"}, ""},
		}},
	}
}

// goTree is one file in dir that imports paths.
func goTree(dir string, paths ...string) map[string]string {
	var b strings.Builder
	b.WriteString("package x\n")
	for _, p := range paths {
		fmt.Fprintf(&b, "import _ %q\n", p)
	}
	return map[string]string{dir + "/a.go": b.String()}
}

func foldersInOrder(tr tree) []string {
	var found []string
	for _, f := range tr.gos {
		if _, ok := locate(f.dir); !ok {
			found = append(found, f.dir+": no line of the order of imports describes this folder")
		}
	}
	return slices.Compact(found)
}

// imported is one import of a file: where it stands, the path, and our own folder it names ("" for a library).
type imported struct {
	at, path, dir string
}

func (tr tree) imports(f goFile) []imported {
	var list []imported
	for _, spec := range f.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has accepted it, so it is quoted
		}
		dir, own := strings.CutPrefix(p, module)
		if !own {
			dir = ""
		}
		list = append(list, imported{tr.line(spec.Pos()), p, dir})
	}
	return list
}

// eachOwn calls visit for every import of one of our folders by another, both with a place in the order.
func (tr tree) eachOwn(visit func(f goFile, from, to place, i imported)) {
	for _, f := range tr.gos {
		from, ok := locate(f.dir)
		if !ok {
			continue
		}
		for _, i := range tr.imports(f) {
			if to, ok := locate(i.dir); ok && i.dir != f.dir {
				visit(f, from, to, i)
			}
		}
	}
}

// arrows lets a package import what stands before it and its own room. A core does not know its own edges; a test
// may.
func arrows(tr tree) []string {
	var found []string
	tr.eachOwn(func(f goFile, from, to place, i imported) {
		switch {
		case from.room == to.room && !f.test && from.part == "" && (to.part == "db" || to.part == "web"):
			found = append(found, i.at+": the core may not import its own "+i.dir[strings.LastIndex(i.dir, "/")+1:])
		case from.room != to.room && to.rank >= from.rank:
			found = append(found, fmt.Sprintf("%s: %s may not import %s, which does not stand before it", i.at, f.dir, i.path))
		}
	})
	return found
}

func programmesApart(tr tree) []string {
	var found []string
	tr.eachOwn(func(_ goFile, from, to place, i imported) {
		const programmes = "internal/programme/"
		if strings.HasPrefix(from.room, programmes) && strings.HasPrefix(to.room, programmes) && from.room != to.room {
			found = append(found, i.at+": a programme reaches another through a fact or a case, not by importing "+i.dir)
		}
	})
	return found
}

func helpersInTests(tr tree) []string {
	var found []string
	tr.eachOwn(func(f goFile, from, to place, i imported) {
		if to.helper() && !f.test && !from.helper() && !strings.HasPrefix(f.dir, "test/") {
			found = append(found, i.at+": "+i.path+" is a test helper and would ship")
		}
	})
	return found
}

func tablesAtHome(tr tree) []string {
	var found []string
	tr.eachOwn(func(f goFile, from, to place, i imported) {
		wiring := from.room == "internal/app" || from.helper() || strings.HasPrefix(f.dir, "test/")
		if to.part == "db" && from.room != to.room && !wiring && !f.test {
			found = append(found, i.at+": only its own room and app know "+i.path)
		}
	})
	return found
}

// impure are libraries that the middle does not know: rules say what is true, edges translate.
var impure = []string{"database/sql", "net/http", "github.com/a-h/templ"}

func purity(tr tree) []string {
	var found []string
	for _, f := range tr.gos {
		if f.test {
			continue
		}
		at, _ := locate(f.dir)
		pure := at.room == "measure" || at.room == "solve" || at.room == "standard"
		core := at.part == "" && strings.HasPrefix(f.dir, "internal/") &&
			!slices.Contains([]string{"internal/base/store", "internal/base/keyring", "internal/base/web", "internal/app", "internal/federate"}, at.room)
		for _, i := range tr.imports(f) {
			switch {
			case isChecker(f.dir) && strings.HasPrefix(i.dir, "solve/") && !isChecker(i.dir) && !strings.HasSuffix(i.dir, "problem"):
				found = append(found, i.at+": a checker imports no solver, not "+i.path)
			case at.room == "solve" && strings.HasSuffix(f.dir, "problem") && strings.HasPrefix(i.dir, "solve/") &&
				!strings.HasSuffix(i.dir, "problem"):
				found = append(found, i.at+": a problem knows no solver, not "+i.path)
			case pure && at.room != "standard" && slices.Contains(append(impure, "os", "net"), i.path),
				core && slices.Contains(impure, i.path):
				found = append(found, i.at+": a pure core may not import "+i.path)
			}
		}
	}
	return found
}

// isChecker says that a folder judges solutions. What a problem and a solution are it reads from the problem's own
// package, which holds no algorithm.
func isChecker(dir string) bool {
	return dir == "solve/check" || strings.HasPrefix(dir, "solve/check/")
}

func noHiddenStart(tr tree) []string {
	var found []string
	for _, f := range tr.gos {
		for _, i := range tr.imports(f) {
			if i.path == "C" {
				found = append(found, i.at+": C code does not cross-build")
			}
		}
		for _, d := range f.ast.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
				found = append(found, tr.line(fn.Pos())+": init hides what app should wire in sight")
			}
		}
	}
	return found
}
