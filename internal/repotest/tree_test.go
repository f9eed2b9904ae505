package repotest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tree is a repository read once: every text file with its bytes, and every Go file parsed.
type tree struct {
	fset  *token.FileSet
	files map[string]string // path from the root, slashes -> content
	paths []string          // sorted
	gos   []goFile          // in the order of paths
}

type goFile struct {
	path, dir string
	name      string // of the package, without _test
	test      bool   // a _test.go file
	generated bool
	ast       *ast.File
}

// skipped are folders that hold nothing of the project: version control, what programs and browsers write.
var skipped = map[string]bool{".git": true, "node_modules": true, "mihe-data": true, "dist": true, "shots": true}

var generatedLine = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

// readTree reads all of fsys. Files that are not text (pictures, archives) are left out.
func readTree(t testing.TB, fsys fs.FS) tree {
	t.Helper()
	tr := tree{fset: token.NewFileSet(), files: map[string]string{}}
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped[d.Name()]:
			return fs.SkipDir
		case !d.Type().IsRegular() || skipped[d.Name()]: // .git is a file in a second work tree
			return nil
		}
		raw, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		if text := string(raw); !strings.Contains(text[:min(len(text), 8000)], "\x00") {
			tr.files[p] = text
			tr.paths = append(tr.paths, p)
		}
		return nil
	})
	if err != nil {
		t.Fatalf("reading the tree: %v", err)
	}
	slices.Sort(tr.paths)
	for _, p := range tr.paths {
		if strings.HasSuffix(p, ".go") && !inTestdata(p) {
			tr.gos = append(tr.gos, tr.parse(t, p))
		}
	}
	return tr
}

func (tr tree) parse(t testing.TB, p string) goFile {
	t.Helper()
	f, err := parser.ParseFile(tr.fset, p, tr.files[p], parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatalf("parsing %s: %v", p, err)
	}
	return goFile{
		path: p, dir: path.Dir(p), name: strings.TrimSuffix(f.Name.Name, "_test"),
		test: strings.HasSuffix(p, "_test.go"), generated: generatedLine.MatchString(tr.files[p]), ast: f,
	}
}

// line is "path:line" of a position, for a finding.
func (tr tree) line(pos token.Pos) string {
	p := tr.fset.Position(pos)
	return p.Filename + ":" + itoa(p.Line)
}

// with returns the paths that end in suffix, outside testdata.
func (tr tree) with(suffix string) []string {
	var found []string
	for _, p := range tr.paths {
		if strings.HasSuffix(p, suffix) && !inTestdata(p) {
			found = append(found, p)
		}
	}
	return found
}

func inTestdata(p string) bool { return slices.Contains(strings.Split(p, "/"), "testdata") }
