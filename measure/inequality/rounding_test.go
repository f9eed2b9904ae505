package inequality_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math"
	"os"
	"slices"
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
	for _, n := range slices.Backward(open) {
		switch n := n.(type) {
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
	want := map[string]uint64{
		"Atkinson(0.25)":         0x3fb6d25bbf1dd128, // 0.08914731422357092
		"Atkinson(0.75)":         0x3fcfa67be5a18795, // 0.2472681876416202
		"Atkinson(1)":            0x3fd4183f7c2bf404, // 0.3139799797643834
		"Atkinson(1e6)":          0x3fe97df4dcb9b2b2, // 0.7966255484621654
		"Atkinson(2)":            0x3fdfebf68d10b1cc, // 0.4987770440664263
		"CoefficientOfVariation": 0x3feeb38be9bf3ef5, // 0.9594173016903073
		"D of the last pair":     0x3fdc58a861fcabdf, // 0.4429112393287919
		"Gini":                   0x3fde072d32b52362, // 0.4691880221549153
		"Gnb":                    0x3fb73105002ec44c, // 0.09059172872982052
		"Gt":                     0x3fd745511a5c4a2e, // 0.3636057622362924
		"Gw":                     0x3f8eb35b09a5044c, // 0.014990531188802468
		"L between":              0x3f8d44ecf0fa8518, // 0.014291621307452249
		"L within":               0x3fd73421a1830665, // 0.36255684635771096
		"Palma":                  0x400591effae5888e, // 2.696258506898693
		"T between of group 7":   0x3f59c7d90c4db32e, // 0.0015735263452498305
		"T between":              0x3f8ca76b13dfdb97, // 0.01399120001222602
		"T within":               0x3fd695bd14bc2150, // 0.3528893187035651
		"TheilL":                 0x3fd81e49090ada8e, // 0.3768484676651632
		"TheilT":                 0x3fd77af86d5b202d, // 0.36688051871579114
		"small sample":           0x3fddb48a9acc26c7, // 0.46414437405529124
	}
	for name, value := range got {
		if bits := math.Float64bits(value); bits != want[name] {
			t.Errorf("%q: %#x, // %v", name, bits, value)
		}
	}
}
