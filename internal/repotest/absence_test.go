package repotest

import (
	"fmt"
	"go/ast"
	"path"
	"regexp"
	"strings"
)

func absenceRules() []rule {
	text := func(s string) map[string]string { return map[string]string{"docs/a.md": s + "\n"} }
	code := func(s string) map[string]string {
		return map[string]string{"internal/fact/a.go": "package fact\n" + s + "\n"}
	}
	return []rule{
		{"nothing names one machine", machinePaths, []control{
			{"a folder", text("see /wor" + "k/x"), "docs/a.md:1"},
			{"a temporary one", map[string]string{".ci/run": "cd \"/tm" + "p/x\"\n"}, ".ci/run:1"},
			{"a home", text("`/hom" + "e/someone/x`"), "docs/a.md:1"},
			{"a page", text("GET /network/x and https://example.org/work/x"), ""},
		}},
		{"nothing is left unfinished in sight", unfinished, []control{
			{"a mark", code("// TO" + "DO: later"), "a.go:2"},
			{"finished", code("// Todo lists are not ours."), ""},
		}},
		{"what is never built is not begun", neverBuilt, []control{
			{"a type", code("type Leader" + "board struct{}"), "a.go:2"},
			{"a field", code("type T struct{ sign_in_count int }"), "a.go:2"},
			{"a call", code("var x = cadre.Rank" + "Officials()"), "a.go:2"},
			{"a column", map[string]string{"x/factdb/migrations/0001_a.sql": "CREATE TABLE fact_x (reward_" + "points BIGINT);"}, "0001_a.sql"},
			{"points of a line", code("type Line struct{ Points []string }\nfunc rank() {}"), ""},
		}},
	}
}

var machinePath = regexp.MustCompile(`(^|[\s"'` + "`" + `(=:,])/(work|tmp|root|home)/`)

func machinePaths(tr tree) []string {
	return tr.grep(machinePath, "names a folder of one machine", func(p string) bool { return p == "LICENSE" })
}

// unfinishedMark is spelled in pieces, or this file would find itself.
var unfinishedMark = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X|HA` + `CK)\b|sub` + `agent`)

func unfinished(tr tree) []string {
	return tr.grep(unfinishedMark, "finish it, or file it where others see it", func(p string) bool {
		return path.Base(p) == "go.sum" || p == ".golangci.yml" || strings.HasPrefix(p, "data/")
	})
}

// grep reports the lines of all files that match, but for those left out.
func (tr tree) grep(re *regexp.Regexp, why string, leave func(string) bool) []string {
	var found []string
	for _, p := range tr.paths {
		if leave(p) || !re.MatchString(tr.files[p]) {
			continue
		}
		for i, line := range strings.Split(tr.files[p], "\n") {
			if hit := re.FindString(line); hit != "" {
				found = append(found, fmt.Sprintf("%s:%d: %q: %s", p, i+1, strings.TrimSpace(hit), why))
			}
		}
	}
	return found
}

// never names, without underscores and in lower case, what ARCHITECTURE.md says is deliberately absent: points,
// streaks, sign-in counts, rankings of officials or villagers, forced positions and selfies, typed progress.
var never = regexp.MustCompile(`leaderboard|leaguetable|streak|(signin|checkin)count|(reward|bonus|award|loyalty|credit|merit)points?|` +
	`pointsbalance|rank(ing)?(of)?(officials?|cadres?|villagers?)|(officials?|cadres?|villagers?)rank|selfie|forcegps|gpstrack|(typed|entered|manual)progress|progresspercent`)

func neverBuilt(tr tree) []string {
	var found []string
	for _, f := range tr.gos {
		if f.dir == "internal/repotest" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && never.MatchString(plainName(id.Name)) {
				found = append(found, tr.line(id.Pos())+": "+id.Name+" is something we never build")
			}
			return true
		})
	}
	for _, m := range tr.migrations() {
		if hit := never.FindString(plainName(m.words)); hit != "" {
			found = append(found, m.at+": "+hit+" is something we never build")
		}
	}
	return found
}

func plainName(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
