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
	words := func(file, s string) map[string]string {
		return map[string]string{"internal/fact/" + file: `{"fact.a": "` + s + "\"}\n"}
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
			{"counts of reading", code("type T struct{ Read" + "Rate float64 }"), "a.go:2"},
			{"what somebody says of themselves", code("const OwnWord" + "KPI = 1"), "a.go:2"},
			{"a list of hardship", map[string]string{"x/factdb/migrations/0001_a.sql": "CREATE TABLE fact_x (hardship_" + "posted_ms BIGINT);"}, "0001_a.sql"},
			{"points of a line", code("type Line struct{ Points []string }\nfunc rank() {}"), ""},
		}},
		{"no page offers what is never built", neverOffered, []control{
			{"points", words("zh-CN.json", "本月积"+"分：{n}"), "zh-CN.json:1"},
			{"signing in every day", words("zh-CN.json", "今日打"+"卡"), "zh-CN.json:1"},
			{"counts of signing in", words("zh-CN.json", "本月登录"+"次数"), "zh-CN.json:1"},
			{"counts of reading", words("en.json", "Read"+" rate: {n}"), "en.json:1"},
			{"a list of hardship", words("zh-CN.json", "困难户"+"名单公示"), "zh-CN.json:1"},
			{"a picture that must be there", map[string]string{"internal/fact/factweb/a.templ": "<input type=\"file\" required accept=\"ima" + "ge/*\"/>"}, "a.templ:1"},
			{"an app", words("en.json", "Download our a"+"pp"), "en.json:1"},
			{"a camera", map[string]string{"internal/fact/factweb/a.templ": "<input type=\"file\" cap" + "ture=\"user\"/>"}, "a.templ:1"},
			{"a position", map[string]string{"internal/base/web/static/a.js": "navigator.geo" + "location.watchPosition(f)"}, "a.js:1"},
			{"progress that is typed", map[string]string{"internal/fact/factweb/a.templ": "<input name=\"prog" + "ress\"/>"}, "a.templ:1"},
			{"percentage points", words("zh-CN.json", "{n} 个百分点"), ""},
			{"a file", map[string]string{"internal/fact/factweb/a.templ": "<input type=\"file\" name=\"file\"/>"}, ""},
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
// streaks, sign-in counts, counts of reading, rankings of officials or villagers, forced positions and selfies, typed progress, hardship that
// is posted, figures that are somebody's own word.
var never = regexp.MustCompile(`leaderboard|leaguetable|streak|(signin|checkin)count|(reward|bonus|award|loyalty|credit|merit)points?|` +
	`pointsbalance|rank(ing)?(of)?(officials?|cadres?|villagers?)|(officials?|cadres?|villagers?)rank|selfie|forcegps|gpstrack|(typed|entered|manual)progress|progresspercent|` +
	`readrate|(login|read|visit|like)counter|hardship(list|posted|posting)|poorhouseholds?list|ownwordkpi|selfreportedkpi`)

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

// offered are the words by which a page would offer what is never built, spelled in pieces as above; demanded is the markup and script that
// would take pictures or positions, or let progress be typed.
var (
	offered = regexp.MustCompile(`积` + `分|打` + `卡|签` + `到|排行` + `榜|红黑` + `榜|光荣` + `榜|勋` + `章|自` + `拍|刷` + `脸|人脸` + `识别|实时` + `定位|小` + `程序|登录` + `次数|在线` + `时长|阅读` + `率|已读` + `率|困难户` + `名单|贫困户` + `名单|` +
		`(?i)leader` + `board|read` + ` rate|list of poor` + ` households|streak|self` + `ie|earn [a-z ]*points|download [a-z ]*app\b|mini-` + `program`)
	demanded = regexp.MustCompile(`<input[^>]*\bcap` + `ture|<input[^>]*\brequired[^>]*accept="ima` + `ge|navigator\.geo` + `location|getUser` + `Media|<(input|textarea|select)[^>]*name="(prog` + `ress|perc` + `ent(age)?|completion)"`)
)

func neverOffered(tr tree) []string {
	found := tr.grep(offered, "is something we never build", func(p string) bool {
		return path.Base(p) != "zh-CN.json" && path.Base(p) != "en.json"
	})
	return append(found, tr.grep(demanded, "is something we never build", func(p string) bool {
		return !strings.HasSuffix(p, ".templ") && !strings.HasSuffix(p, ".js") && !strings.HasSuffix(p, ".html")
	})...)
}

func plainName(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
