package inequality_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math"
	"os"
	"strings"
	"testing"

	"mihe/measure/inequality"
)

// On arm64 and loong64 the compiler may fuse x*y + z into one rounding, also across statements and inlined calls;
// float64(x*y) forbids it. So every product here stands inside float64(...), inside a quotient or in a comparison.
func TestProductsAreRounded(t *testing.T) {
	files := token.NewFileSet()
	source := func(f fs.FileInfo) bool { return !strings.HasSuffix(f.Name(), "_test.go") }
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	products := 0
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !strings.HasSuffix(entry.Name(), ".go") || !source(info) {
			continue
		}
		file, err := parser.ParseFile(files, entry.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		var open []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				open = open[:len(open)-1]
				return true
			}
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.MUL_ASSIGN {
				t.Errorf("%s: *= is a product that may be fused", files.Position(n.Pos()))
			}
			if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.MUL {
				products++
				if !rounded(open) {
					t.Errorf("%s: write float64(…) around the product", files.Position(b.OpPos))
				}
			}
			open = append(open, n)
			return true
		})
	}
	if products < 40 {
		t.Errorf("looked at %d products only", products)
	}
}

// rounded reports whether the innermost node that is neither a product nor a parenthesis rounds its operand.
func rounded(open []ast.Node) bool {
	for i := len(open) - 1; i >= 0; i-- {
		switch n := open[i].(type) {
		case *ast.ParenExpr:
			continue
		case *ast.BinaryExpr:
			switch n.Op {
			case token.MUL:
				continue
			case token.QUO, token.LSS, token.LEQ, token.GTR, token.GEQ:
				return true
			default:
				return false
			}
		case *ast.CallExpr:
			name, ok := n.Fun.(*ast.Ident)
			return ok && name.Name == "float64"
		default:
			return false
		}
	}
	return false
}

// The bits of the answers on fixed data: the same on amd64 (with and without GOAMD64=v3), arm64 and loong64. A change of
// algorithm may change the last digit and then changes this table; a change of machine may not.
func TestSameBitsEverywhere(t *testing.T) {
	x, w, group := incomes(997)
	d := must[inequality.Dagum[int]](t)(inequality.DagumDecompose(x, w, group))
	l := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilL(x, w, group))
	v := must[inequality.Decomposition[int]](t)(inequality.DecomposeTheilT(x, w, group))
	got := map[string]float64{
		"Gnb": d.NetBetween, "Gt": d.Transvariation, "Gw": d.Within, "D of the last pair": d.Pairs[len(d.Pairs)-1].D,
		"L between": l.Between, "L within": l.Within, "T between": v.Between, "T within": v.Within,
		"T between of group 7": v.Groups[7].Between,
		"Palma":                must[float64](t)(inequality.Palma(x, w)),
		"small sample":         must[float64](t)(inequality.GiniSmallSample(x)),
		"Atkinson(1e6)":        must[float64](t)(inequality.Atkinson(x, w, 1e6)),
	}
	for _, f := range indices() {
		got[f.name] = must[float64](t)(f.of(x, w))
	}
	want := map[string]uint64{}
	for name, value := range got {
		if bits := math.Float64bits(value); bits != want[name] {
			t.Errorf("%q: %#x, // %v", name, bits, value)
		}
	}
}
