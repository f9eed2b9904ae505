package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Whatever is wrong with a command line is said in the reader's language: a Chinese message holds no English word but names
// that the person typed or may type.
func TestUsageInTheReadersLanguage(t *testing.T) {
	names := regexp.MustCompile(`"[^"]*"|--?[a-z-]+(=[A-Za-z.]+)?|<[a-z-]+>|mihe|GROUPING|true|false|10s|5m|zh-CN|, en|\.\.\.`)
	for _, tc := range []struct {
		args []string
		zh   string // a part of the message
	}{
		{[]string{}, "后面要写其中一个：\"demo\""},
		{[]string{"foo"}, "不认识“foo”"},
		{[]string{"serv"}, "是不是 \"serve\"？"},
		{[]string{"gap", "bath"}, "还缺 --by=GROUPING"},
		{[]string{"gap"}, "还缺"},
		{[]string{"routes", "--unknown"}, "没有 --unknown 这个选项"},
		{[]string{"gap", "x", "--b", "y"}, "没有 --b 这个选项，是不是"},
		{[]string{"gap", "x", "--by"}, "--by 后面要写一个值"},
		{[]string{"measure", "lisa", "--in", "f", "--seed", "x"}, "--seed 要写整数，不能是 \"x\""},
		{[]string{"measure", "atkinson", "--in", "f", "--value", "v", "--epsilon", "x"}, "--epsilon 要写数字，不能是 \"x\"。"},
		{[]string{"export"}, "和"},
		{[]string{"import", "--orders", "--assessments", "f"}, "不能一起用"},
		{[]string{"import", "--template", "doc"}, "--template 只能写 \"csv\",\"xlsx\"，不能是 \"doc\""},
		{[]string{"routes", "--json=maybe"}, "--json 只能写 true 或 false"},
		{[]string{"--lang", "klingon", "routes"}, "--lang 只能写 zh-CN, en，不能是 klingon"},
	} {
		var out, talk bytes.Buffer
		if code := run(context.Background(), tc.args, &out, &talk, env(nil)); code != exitUsage || !strings.Contains(talk.String(), tc.zh) {
			t.Errorf("mihe %v: exit %d, %q; want 2 and %q", tc.args, code, &talk, tc.zh)
		}
		said := talk.String()
		for _, typed := range tc.args {
			said = strings.ReplaceAll(said, typed, "")
		}
		if left := regexp.MustCompile(`[A-Za-z]{3,}`).FindString(names.ReplaceAllString(said, "")); left != "" {
			t.Errorf("mihe %v: the Chinese message %q holds the English word %q", tc.args, &talk, left)
		}
	}
}

// What the mathematics says of its input is told in the reader's language, without a word of another, and names the lines,
// columns, units and periods of the file.
func TestRefusalsInTheReadersLanguage(t *testing.T) {
	files := map[string]string{
		"f": "id,v,w\n\n1,0.5,0\n2,0.5,-1\n3,10,0\n", "one": "id,v,w\n1,5,2\n", "gap": "id,v,w\n1,1,2\n2,,3\n3,2,4\n",
		"twice": "id,v,w\n甲,1,2\n甲,2,1\n", "wide": "id,v,w\n1,1e-308,1\n2,1.5e308,1\n", "none": "id,v,w\n1,1,0\n2,2,0\n", "ragged": "id,v\n1,2,3\n",
		"panel": "id,t,v\n甲,2000,1\n乙,2000,2\n甲,2001,1\n乙,2001,-4\n", "still": "id,t,v\n甲,2000,1\n乙,2000,1\n丙,2000,1\n甲,2001,1\n乙,2001,2\n丙,2001,3\n",
		"map": "id,v\n甲,1\n乙,2\n丙,4\n", "loop": "from,to\n甲,甲\n", "again": "from,to\n甲,乙\n甲,乙\n", "below": "from,to,weight\n甲,乙,-1\n",
		"edges": "from,to\n甲,乙\n乙,甲\n",
	}
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	panel := []string{"--id", "id", "--period", "t", "--value", "v"}
	beside := func(edges string) []string {
		return []string{"--id", "id", "--value", "v", "--neighbours", filepath.Join(dir, edges)}
	}
	for _, tc := range []struct {
		statistic, file string
		args            []string
		zh              string
	}{
		{"gini", "f", []string{"--value", "w"}, "有负数 -1"},
		{"gini", "f", []string{"--value", "v", "--weight", "w"}, "第 4 行是 -1"},
		{"gini", "wide", []string{"--value", "v"}, "从 1e-308 到 1.5e+308"},
		{"gini", "none", []string{"--value", "v", "--weight", "w"}, "没有一个权重大于零"},
		{"gini", "ragged", []string{"--value", "v"}, "第 2 行，“1,2,3”"},
		{"mld", "none", []string{"--value", "w"}, "全部是零"},
		{"atkinson", "none", []string{"--value", "v", "--epsilon=-1"}, "给的是 -1"},
		{"coupling", "f", []string{"--id", "id", "--columns", "v,w"}, "第 4 行，w 列是 -1，不在 0 到 1 之间"},
		{"critic", "gap", []string{"--id", "id", "--columns", "v,w"}, "第 3 行，v 列是空的"},
		{"topsis", "one", []string{"--id", "id", "--columns", "v,w"}, "每一列都只有一个值"},
		{"pca", "one", []string{"--id", "id", "--columns", "v,w"}, "每一列都只有一个值"},
		{"entropy", "twice", []string{"--id", "id", "--columns", "v,w"}, "第 3 行，id 列，“甲”：这个编号出现了两次"},
		{"entropy", "f", []string{"--id", "id", "--columns", "v,w", "--normalise", "none"}, "w 列里有 -1"},
		{"topsis", "f", []string{"--id", "id", "--columns", "v", "--weights=-1"}, "v 的权重是 -1"},
		{"sigma", "panel", panel, "乙 在 2001 是 -4"},
		{"beta", "panel", panel, "乙 在 2001 是 -4"},
		{"beta", "still", panel, "第一期各单位完全一样"},
		{"clubs", "still", panel, "只有 2 期，至少要 5 期"},
		{"markov", "still", panel, "分界点 1 和 1"},
		{"markov", "still", append([]string{"--classes", "0"}, panel...), "给的是 0 级"},
		{"moran", "map", beside("loop"), "甲 连到自己"},
		{"geary", "map", beside("again"), "甲 到 乙 写了两次"},
		{"lisa", "map", beside("below"), "甲 到 乙 的权重是 -1"},
		{"lisa", "map", append([]string{"--level", "2"}, beside("edges")...), "给的是 2"},
		{"lisa", "map", append([]string{"--permutations", "0"}, beside("edges")...), "至少 1"},
	} {
		var out, talk bytes.Buffer
		args := append([]string{"measure", tc.statistic, "--in", filepath.Join(dir, tc.file)}, tc.args...)
		if code := run(context.Background(), args, &out, &talk, env(nil)); code != exitBadInput || out.Len() > 0 || !strings.Contains(talk.String(), tc.zh) {
			t.Errorf("mihe %v: exit %d, %q; want 3 and %q", args, code, &talk, tc.zh)
		}
		if english := regexp.MustCompile(`[a-z]{3,}`).FindString(talk.String()); english != "" {
			t.Errorf("mihe %v: %q holds %q", args, &talk, english)
		}
	}
}
