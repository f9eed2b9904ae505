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

// What the mathematics says of its input is told in the reader's language, with lines counted as the file counts them.
func TestRefusalsInTheReadersLanguage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "f.csv")
	if err := os.WriteFile(file, []byte("id,v,w\n1,0.5,0\n2,0.5,-1\n3,10,0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		args []string
		zh   string
	}{
		{[]string{"gini", "--value", "w"}, "有负数 -1"},
		{[]string{"coupling", "--id", "id", "--columns", "v,v2"}, "v2"},
		{[]string{"coupling", "--id", "id", "--columns", "v,w"}, "第 3 行第 2 个子系统是 -1，不在 0 到 1 之间"},
	} {
		var out, talk bytes.Buffer
		args := append([]string{"measure", tc.args[0], "--in", file}, tc.args[1:]...)
		if code := run(context.Background(), args, &out, &talk, env(nil)); code != exitBadInput || out.Len() > 0 || !strings.Contains(talk.String(), tc.zh) {
			t.Errorf("mihe %v: exit %d, %q; want 3 and %q", args, code, &talk, tc.zh)
		}
	}
}
