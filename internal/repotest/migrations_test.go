package repotest

import (
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

func migrationRules() []rule {
	const head = "-- +goose Up\n"
	file := func(sql string) map[string]string {
		return map[string]string{"internal/fact/factdb/migrations/0001_a.sql": head + sql}
	}
	table := func(body string) map[string]string { return file("CREATE TABLE fact_cell (" + body + ");") }
	const sound = "node BIGINT NOT NULL, id TEXT NOT NULL, share DOUBLE PRECISION, PRIMARY KEY (node, id)"
	return []rule{
		{"columns have types both databases share", columnTypes, []control{
			{"integer", table("node INTEGER NOT NULL, PRIMARY KEY (node)"), "INTEGER"},
			{"boolean", table("node BIGINT, open BOOLEAN NOT NULL, PRIMARY KEY (node)"), "BOOLEAN"},
			{"added later", file("ALTER TABLE fact_cell ADD COLUMN at TIMESTAMP;"), "TIMESTAMP"},
			{"no type", table("node, PRIMARY KEY (node)"), "no type"},
			{"double alone", table("node BIGINT, x DOUBLE, PRIMARY KEY (node)"), "DOUBLE"},
			{"the four", table(sound + ", state SMALLINT NOT NULL DEFAULT 0, CHECK (state IN (0, 1))"), ""},
		}},
		{"migrations keep to plain tables", plainTables, []control{
			{"trigger", file("CREATE TRIGGER t AFTER INSERT ON fact_cell BEGIN SELECT 1; END;"), "TRIGGER"},
			{"counter", table("node BIGINT PRIMARY KEY AUTOINCREMENT"), "AUTOINCREMENT"},
			{"default clock", table(sound + ", at TEXT DEFAULT CURRENT_TIMESTAMP"), "CURRENT_TIMESTAMP"},
			{"collation", table("node BIGINT, name TEXT COLLATE NOCASE, PRIMARY KEY (node, name)"), "COLLATE"},
			{"way back", file("SELECT 1;\n-- +goose Down\nDROP TABLE fact_cell;"), "forward only"},
			{"a comment", file("-- no TRIGGER here, LIKE everywhere\nCREATE TABLE fact_cell (" + sound + ");"), ""},
		}},
		{"keys of a node's tables contain node", nodeKeys, []control{
			{"key", table("node BIGINT, id TEXT, PRIMARY KEY (id)"), "PRIMARY KEY (id)"},
			{"no key", table("node BIGINT, id TEXT"), "no primary key"},
			{"second place", table("id TEXT, node BIGINT, PRIMARY KEY (id, node)"), "begin with node"},
			{"unique", table(sound + ", UNIQUE (id)"), "UNIQUE (id)"},
			{"foreign", table(sound + ", FOREIGN KEY (id) REFERENCES fact_load (id)"), "FOREIGN KEY (id)"},
			{"inline", table(sound + ", code TEXT UNIQUE"), "code"},
			{"index", file("CREATE TABLE fact_cell (" + sound + ");\nCREATE UNIQUE INDEX u ON fact_cell (id);"), "UNIQUE INDEX"},
			{"shared to a node's", map[string]string{"internal/region/regiondb/migrations/0001_a.sql": head +
				"CREATE TABLE region_unit (code TEXT, node BIGINT, id TEXT, PRIMARY KEY (code), FOREIGN KEY (node, id) REFERENCES fact_cell (node, id));"}, "shared"},
			{"shared", map[string]string{"internal/region/regiondb/migrations/0001_a.sql": head +
				"CREATE TABLE region_unit (code TEXT, level SMALLINT, PRIMARY KEY (code, level));"}, ""},
			{"a node's", file("CREATE TABLE fact_cell (" + sound + ", UNIQUE (node, share));\nCREATE INDEX i ON fact_cell (share);"), ""},
		}},
		{"migrations are named and numbered", migrationNames, []control{
			{"name", map[string]string{"x/factdb/migrations/one.sql": head}, "NNNN_name"},
			{"gap", map[string]string{"x/factdb/migrations/0001_a.sql": head, "x/factdb/migrations/0003_b.sql": head}, "0002"},
			{"one dialect", map[string]string{"x/factdb/migrations/0001_a.sqlite.sql": head}, "postgres"},
			{"drift", map[string]string{
				"x/factdb/migrations/0001_a.sqlite.sql":   head + "CREATE TABLE fact_cell (" + sound + ") WITHOUT ROWID;",
				"x/factdb/migrations/0001_a.postgres.sql": head + "CREATE TABLE fact_cell (" + sound + ", more TEXT);",
			}, "differ"},
			{"foreign room", map[string]string{"x/factdb/migrations/0001_a.sql": head + "CREATE TABLE region_unit (" + sound + ");"}, "room"},
			{"in order", map[string]string{
				"x/factdb/migrations/0001_a.sqlite.sql":   head + "CREATE TABLE fact_cell (" + sound + ") WITHOUT ROWID;",
				"x/factdb/migrations/0001_a.postgres.sql": head + "CREATE TABLE fact_cell (\n" + sound + "\n);",
				"x/factdb/migrations/0002_b.sql":          head,
			}, ""},
		}},
	}
}

// sharedTables begin the names of tables that no node owns; every other table is a node's.
var sharedTables = []string{"region", "indicator", "calendar", "code", "store"}

func ownedByNode(table string) bool {
	room, _, _ := strings.Cut(strings.ToLower(table), "_")
	return !slices.Contains(sharedTables, room) && !strings.HasSuffix(table, "_migration")
}

// sqlTable is one CREATE TABLE: its name and the parts between its brackets, spaces evened out.
type sqlTable struct {
	name  string
	parts []string
}

var (
	createTable = regexp.MustCompile(`(?is)\bCREATE\s+(?:\w+\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(\w+)\s*\(`)
	addColumn   = regexp.MustCompile(`(?is)\bALTER\s+TABLE\s+\w+\s+ADD\s+(?:COLUMN\s+)?([^;]+);`)
	uniqueIndex = regexp.MustCompile(`(?is)\bCREATE\s+UNIQUE\s+INDEX\s+(?:IF\s+NOT\s+EXISTS\s+)?\w+\s+ON\s+(\w+)\s*\(([^)]*)\)`)
)

func tables(sql string) []sqlTable {
	var list []sqlTable
	for _, m := range createTable.FindAllStringSubmatchIndex(sql, -1) {
		list = append(list, sqlTable{strings.ToLower(sql[m[2]:m[3]]), split(sql[m[1]:])})
	}
	return list
}

// split cuts the text up to the closing bracket at its outer commas.
func split(body string) []string {
	var parts []string
	depth, start := 0, 0
	for i, c := range body {
		switch {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case c == ',' && depth == 0, c == ')':
			parts = append(parts, strings.Join(strings.Fields(body[start:i]), " "))
			if c == ')' {
				return parts
			}
			start = i + 1
		}
	}
	return parts // the bracket never closed: the database will say so
}

var constraint = regexp.MustCompile(`(?i)^(?:CONSTRAINT \w+ )?(PRIMARY KEY|UNIQUE|FOREIGN KEY|CHECK)\s*\(([^)]*)\)`)

var sharedType = regexp.MustCompile(`^(TEXT|BIGINT|SMALLINT|DOUBLE PRECISION)( |$)`)

func columnTypes(tr tree) []string {
	var found []string
	for _, m := range tr.migrations() {
		var parts []string
		for _, t := range tables(m.words) {
			parts = append(parts, t.parts...)
		}
		for _, a := range addColumn.FindAllStringSubmatch(m.words, -1) {
			parts = append(parts, strings.Join(strings.Fields(a[1]), " "))
		}
		for _, part := range parts {
			column, kind, _ := strings.Cut(part, " ")
			switch {
			case constraint.MatchString(part):
			case kind == "":
				found = append(found, m.at+": column "+column+" has no type")
			case !sharedType.MatchString(strings.ToUpper(kind)):
				found = append(found, fmt.Sprintf("%s: column %s is %s; the shared types are TEXT, BIGINT, SMALLINT, DOUBLE PRECISION", m.at, column, kind))
			}
		}
	}
	return found
}

var unplain = regexp.MustCompile(`(?i)\b(TRIGGER|AUTOINCREMENT|SERIAL|BIGSERIAL|IDENTITY|SEQUENCE|INHERITS|POLICY|COLLATE|GENERATED|MERGE|` +
	`ENUM|DOMAIN|VIEW|FUNCTION|PROCEDURE|CURRENT_TIMESTAMP|CURRENT_DATE|NOW|RANDOM|LIKE|ILIKE)\b`)

func plainTables(tr tree) []string {
	var found []string
	for _, m := range tr.migrations() {
		for _, word := range unplain.FindAllString(m.words, -1) {
			found = append(found, m.at+": "+strings.ToUpper(word)+" has no place in a migration")
		}
		if strings.Contains(tr.files[m.at], "+goose Down") {
			found = append(found, m.at+": migrations go forward only")
		}
	}
	return found
}

func nodeKeys(tr tree) []string {
	var found []string
	for _, m := range tr.migrations() {
		for _, t := range tables(m.words) {
			say := func(text string) { found = append(found, m.at+": "+t.name+": "+text) }
			if ownedByNode(t.name) {
				t.checkKeys(say)
			} else {
				t.checkShared(say)
			}
		}
		for _, x := range uniqueIndex.FindAllStringSubmatch(m.words, -1) {
			if ownedByNode(x[1]) && !slices.Contains(columns(x[2]), "node") {
				found = append(found, m.at+": UNIQUE INDEX on "+x[1]+" does not contain node")
			}
		}
	}
	return found
}

var inlineKey = regexp.MustCompile(`(?i)\b(PRIMARY KEY|UNIQUE|REFERENCES)\b`)

// checkKeys wants node first in the primary key and somewhere in every other key.
func (t sqlTable) checkKeys(say func(string)) {
	primary := false
	for _, part := range t.parts {
		c := constraint.FindStringSubmatch(part)
		if c == nil {
			if key := inlineKey.FindString(part); key != "" {
				say("the column " + part + " alone makes a key without node")
			}
			continue
		}
		kind, names := strings.ToUpper(c[1]), columns(c[2])
		switch {
		case kind == "CHECK":
		case !slices.Contains(names, "node"):
			say(kind + " (" + c[2] + ") does not contain node")
		case kind == "PRIMARY KEY" && names[0] != "node":
			say("the primary key should begin with node")
		}
		primary = primary || kind == "PRIMARY KEY"
	}
	if !primary {
		say("no primary key")
	}
}

var references = regexp.MustCompile(`(?i)\bREFERENCES (\w+)`)

func (t sqlTable) checkShared(say func(string)) {
	for _, part := range t.parts {
		if r := references.FindStringSubmatch(part); r != nil && ownedByNode(r[1]) {
			say("a shared table may not point at " + r[1] + ", which a node owns")
		}
	}
}

var migrationName = regexp.MustCompile(`^(\d{4})_[a-z0-9_]+(?:\.(sqlite|postgres))?\.sql$`)

// migrationNames wants NNNN_name.sql without gaps, both dialects or neither with the same tables and columns, and
// tables that carry their room's name.
func migrationNames(tr tree) []string {
	var found []string
	numbers := map[string]map[string]bool{} // folder -> numbers
	for _, m := range tr.migrations() {
		dir, base := path.Split(m.at)
		name := migrationName.FindStringSubmatch(base)
		if name == nil {
			found = append(found, m.at+": should be NNNN_name.sql, or the same with .sqlite and .postgres")
			continue
		}
		if numbers[dir] == nil {
			numbers[dir] = map[string]bool{}
		}
		numbers[dir][name[1]] = true
		found = append(found, tr.otherDialect(m, name[2])...)
		room := strings.TrimSuffix(path.Base(path.Dir(path.Clean(dir))), "db")
		for _, t := range tables(m.words) {
			if t.name != room && !strings.HasPrefix(t.name, room+"_") {
				found = append(found, fmt.Sprintf("%s: %s does not carry the name of its room, %s", m.at, t.name, room))
			}
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(numbers)) {
		for i := range len(numbers[dir]) {
			if n := fmt.Sprintf("%04d", i+1); !numbers[dir][n] {
				found = append(found, dir+": "+n+" is missing")
			}
		}
	}
	return found
}

func (tr tree) otherDialect(m sqlText, dialect string) []string {
	other := map[string]string{"sqlite": "postgres", "postgres": "sqlite"}[dialect]
	if other == "" {
		return nil
	}
	twin := strings.TrimSuffix(m.at, dialect+".sql") + other + ".sql"
	text, ok := tr.files[twin]
	if !ok {
		return []string{m.at + ": the " + other + " file does not stand beside it"}
	}
	here, there := tables(m.words), tables(sqlNoise.ReplaceAllString(text, " "))
	if !slices.EqualFunc(here, there, func(a, b sqlTable) bool { return a.name == b.name && slices.Equal(a.parts, b.parts) }) {
		return []string{m.at + ": tables or columns differ from " + path.Base(twin)}
	}
	return nil
}
