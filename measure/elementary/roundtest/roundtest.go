// Package roundtest holds a package of measures to rounded products, so that its answers have the same bits on every
// processor. For tests only.
package roundtest

import (
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"
)

// Products fails the test for every product of floating-point numbers in the package of folder dir that the compiler
// may fuse with an addition. On arm64 and loong64 (and amd64 from GOAMD64=v3) it may turn x*y + z into one rounding, also
// across statements and inlined calls; float64(x*y) forbids it. So every product must stand inside float64(...), inside a
// quotient or in a comparison. It also fails when it sees fewer products than atLeast: then it looked at the wrong thing.
// Cost: the package and what it imports are type-checked from source, about a second.
func Products(t *testing.T, dir string, atLeast int) {
	t.Helper()
	files := token.NewFileSet()
	pkg, err := build.ImportDir(dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	var syntax []*ast.File
	for _, name := range pkg.GoFiles {
		file, err := parser.ParseFile(files, dir+"/"+name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		syntax = append(syntax, file)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	check := types.Config{Importer: importer.ForCompiler(files, "source", nil)}
	if _, err := check.Check(pkg.Name, files, syntax, info); err != nil {
		t.Fatal(err)
	}
	products := 0
	for _, file := range syntax {
		var open []ast.Node
		ast.Inspect(file, func(n ast.Node) bool {
			if n == nil {
				open = open[:len(open)-1]
				return true
			}
			if a, ok := n.(*ast.AssignStmt); ok && a.Tok == token.MUL_ASSIGN && floating(info, a.Lhs[0]) {
				t.Errorf("%s: *= is a product that may be fused", files.Position(n.Pos()))
			}
			if b, ok := n.(*ast.BinaryExpr); ok && b.Op == token.MUL && floating(info, b) {
				products++
				if !rounded(open) {
					t.Errorf("%s: write float64(…) around the product", files.Position(b.OpPos))
				}
			}
			open = append(open, n)
			return true
		})
	}
	if products < atLeast {
		t.Errorf("looked at %d products only", products)
	}
}

// floating reports whether x is a floating-point number that the program computes; a constant is exact.
func floating(info *types.Info, x ast.Expr) bool {
	of := info.Types[x]
	if of.Value != nil || of.Type == nil {
		return false
	}
	basic, ok := of.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsFloat != 0
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
