package repotest

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func sqlRules() []rule {
	query := func(text string) map[string]string {
		return map[string]string{"internal/fact/a.go": "package fact\nconst q = `" + text + "`\n"}
	}
	return []rule{
		{"placeholders are $1..$n, first uses ascending", placeholders, []control{
			{"question mark", query("SELECT a FROM t WHERE b = ?"), "not ?"},
			{"swapped", query("SELECT a FROM t WHERE b = $2 AND c = $1"), "$2 before $1"},
			{"a gap", query("UPDATE t SET a = $1 WHERE b = $3"), "$3 before $2"},
			{"in a migration", map[string]string{"x/migrations/0001_a.sql": "INSERT INTO t VALUES ($2)"}, "$2 before $1"},
			{"joined", map[string]string{"internal/fact/a.go": "package fact\nconst q = \"SELECT a FROM t\" +\n\" WHERE b = $2\"\n"}, "$2 before $1"},
			{"used again", query("SELECT a FROM t WHERE b = $1 AND (c = $2 OR d = $1) AND e = '?'"), ""},
			{"prose", query("Select the county? Then say so."), ""},
		}},
		{"queries use what both databases share", sharedSQL, []control{
			{"star", query("SELECT * FROM t"), "SELECT *"},
			{"like", query("SELECT a FROM t WHERE b LIKE $1"), "LIKE"},
			{"clock", query("UPDATE t SET at_ms = now() WHERE node = $1"), "NOW"},
			{"an upsert across nodes", query("INSERT INTO fact_cell (node, id) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING"), "ON CONFLICT"},
			{"shared", query("INSERT INTO fact_cell (node, id) VALUES ($1, $2) ON CONFLICT (node, id) DO NOTHING"), ""},
		}},
	}
}

// sqlText is one piece of SQL: where it begins and its words, comments and quoted text taken out.
type sqlText struct{ at, words string }

var sqlStart = regexp.MustCompile(`^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|REPLACE)\s`)

var sqlNoise = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|"[^"]*"`)

// queries returns the SQL in string literals of Go outside tests, joined where they are joined with +.
func (tr tree) queries() []sqlText {
	var list []sqlText
	for _, f := range tr.gos {
		if f.generated || f.dir == "internal/repotest" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok {
				return true
			}
			text, ok := literal(e)
			if ok && sqlStart.MatchString(text) {
				list = append(list, sqlText{tr.line(e.Pos()), sqlNoise.ReplaceAllString(text, " ")})
			}
			return !ok
		})
	}
	return list
}

// literal is the text of a string literal or of several joined with +; a part that is no literal leaves a blank.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, ok := literal(e.X)
		if !ok {
			return "", false
		}
		right, _ := literal(e.Y)
		return left + " " + right, true
	}
	return "", false
}

// migrations returns the SQL files of migrations folders.
func (tr tree) migrations() []sqlText {
	var list []sqlText
	for _, p := range tr.with(".sql") {
		if strings.Contains(p, "migrations/") {
			list = append(list, sqlText{p, sqlNoise.ReplaceAllString(tr.files[p], " ")})
		}
	}
	return list
}

var placeholder = regexp.MustCompile(`\$(\d+)`)

func placeholders(tr tree) []string {
	var found []string
	for _, q := range append(tr.queries(), tr.migrations()...) {
		if strings.Contains(q.words, "?") {
			found = append(found, q.at+": write $1, $2, not ?")
		}
		highest := 0
		for _, m := range placeholder.FindAllStringSubmatch(q.words, -1) {
			n, err := strconv.Atoi(m[1])
			if err != nil || n > highest+1 {
				found = append(found, fmt.Sprintf("%s: $%s before $%d", q.at, m[1], highest+1))
				break
			}
			highest = max(highest, n)
		}
	}
	return found
}

// unshared are words that mean different things on the two databases, or that the schema does without.
var unshared = regexp.MustCompile(`(?i)\b(LIKE|ILIKE|GLOB|NOW|CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_TIME|STRFTIME|DATETIME|JULIANDAY|` +
	`RANDOM|MERGE|ROWID|LASTVAL|LAST_INSERT_ROWID|IFNULL|NVL|JSON_EXTRACT|JSONB|GROUP_CONCAT|STRING_AGG)\b`)

var (
	starred  = regexp.MustCompile(`(?i)\bSELECT\s+(DISTINCT\s+)?\*`)
	conflict = regexp.MustCompile(`(?is)\bINSERT\s+INTO\s+(\w+).*?\bON\s+CONFLICT\s*\(([^)]*)\)`)
)

// sharedSQL looks at queries outside tests and outside base/store, which alone knows the dialects.
func sharedSQL(tr tree) []string {
	var found []string
	for _, q := range tr.queries() {
		path, _, _ := strings.Cut(q.at, ":")
		if strings.HasSuffix(path, "_test.go") || strings.HasPrefix(path, "internal/base/store/") {
			continue
		}
		if starred.MatchString(q.words) {
			found = append(found, q.at+": SELECT * hides which columns are read")
		}
		if word := unshared.FindString(q.words); word != "" {
			found = append(found, q.at+": "+strings.ToUpper(word)+" is not shared by the two databases")
		}
		for _, m := range conflict.FindAllStringSubmatch(q.words, -1) {
			if ownedByNode(m[1]) && !slices.Contains(columns(m[2]), "node") {
				found = append(found, q.at+": ON CONFLICT ("+m[2]+") of "+m[1]+" does not contain node")
			}
		}
	}
	return found
}

// columns splits "node, id" into its names, lower-case, without what follows a name.
func columns(list string) []string {
	var names []string
	for c := range strings.SplitSeq(list, ",") {
		if words := strings.Fields(c); len(words) > 0 {
			names = append(names, strings.ToLower(words[0]))
		}
	}
	return names
}
