package repotest

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strings"
)

func documentRules() []rule {
	code := "package fact\ntype Level struct{ Value, Plain int }\nfunc (l Level) Band() {}\ntype Reader interface{ Cells() }\nconst Missing = 1\n"
	glossary := func(name string) map[string]string {
		return map[string]string{"internal/fact/a.go": code, "docs/glossary.md": "| x | `" + name + "` |"}
	}
	return []rule{
		{"links in the documents lead somewhere", documentLinks, []control{
			{"lost", map[string]string{"README.md": "See [the words](docs/glossary.md)."}, "docs/glossary.md"},
			{"found", map[string]string{"docs/a.md": "See [b](b.md#part) and [home](../README.md), [web](https://example.org).", "docs/b.md": "", "README.md": ""}, ""},
		}},
		{"the glossary and the map name symbols that exist", documentSymbols, []control{
			{"a symbol", glossary("fact.Gone"), "fact.Gone"},
			{"a field", glossary("Level.Gone"), "Level.Gone"},
			{"a field of a package's type", glossary("fact.Level.Gone"), "fact.Level.Gone"},
			{"all there", glossary("fact.Level`, `Level.Plain`, `Level.Band`, `fact.Reader.Cells`, `fact.Missing`, `fact.import.*`, `a.yaml"), ""},
		}},
	}
}

var markdownLink = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func documentLinks(tr tree) []string {
	var found []string
	for _, p := range tr.with(".md") {
		for _, m := range markdownLink.FindAllStringSubmatch(tr.files[p], -1) {
			target, _, _ := strings.Cut(m[1], "#")
			if target == "" || strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			if full := path.Join(path.Dir(p), target); !tr.holds(full) {
				found = append(found, p+": the link to "+m[1]+" leads nowhere")
			}
		}
	}
	return found
}

// holds tells whether p is a file or a folder of the tree.
func (tr tree) holds(p string) bool {
	if _, ok := tr.files[p]; ok {
		return true
	}
	return slices.ContainsFunc(tr.paths, func(q string) bool { return strings.HasPrefix(q, p+"/") })
}

// symbol is how a document names a type, a function, a field or a method: `fact.Batch`, `Level.Plain`.
var symbol = regexp.MustCompile("`((?:[a-z0-9]+\\.)?[A-Z]\\w*(?:\\.[A-Z]\\w*)?)`")

// documentSymbols looks up what the glossary and ARCHITECTURE.md call by a dotted name.
func documentSymbols(tr tree) []string {
	known := tr.symbols()
	var found []string
	for _, p := range []string{"ARCHITECTURE.md", "docs/glossary.md"} {
		for _, m := range symbol.FindAllStringSubmatch(tr.files[p], -1) {
			if strings.Contains(m[1], ".") && !known[m[1]] {
				found = append(found, p+": there is no "+m[1])
			}
		}
	}
	return found
}

// symbols returns the exported names of all packages as pkg.Name, pkg.Type.Member and Type.Member.
func (tr tree) symbols() map[string]bool {
	known := map[string]bool{}
	member := func(f goFile, owner, name string) {
		known[owner+"."+name] = true
		known[f.name+"."+owner+"."+name] = true
	}
	for _, f := range tr.gos {
		for _, d := range f.ast.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					known[f.name+"."+d.Name.Name] = true
				} else {
					member(f, receiver(d.Recv.List[0].Type), d.Name.Name)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					declared(f, s, known, member)
				}
			}
		}
	}
	return known
}

func declared(f goFile, s ast.Spec, known map[string]bool, member func(f goFile, owner, name string)) {
	switch s := s.(type) {
	case *ast.ValueSpec:
		for _, n := range s.Names {
			known[f.name+"."+n.Name] = true
		}
	case *ast.TypeSpec:
		known[f.name+"."+s.Name.Name] = true
		var fields *ast.FieldList
		switch t := s.Type.(type) {
		case *ast.StructType:
			fields = t.Fields
		case *ast.InterfaceType:
			fields = t.Methods
		default:
			return
		}
		for _, field := range fields.List {
			for _, n := range field.Names {
				member(f, s.Name.Name, n.Name)
			}
			if len(field.Names) == 0 {
				member(f, s.Name.Name, receiver(field.Type))
			}
		}
	}
}

// receiver is the name of a type behind a pointer, type parameters or a package.
func receiver(t ast.Expr) string {
	switch x := t.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.SelectorExpr:
		return x.Sel.Name
	case *ast.Ident:
		return x.Name
	}
	return ""
}
