package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// env is an environment for tests.
func env(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

func TestLanguage(t *testing.T) {
	for _, tc := range []struct {
		args []string
		vars map[string]string
		want i18n.Lang
	}{
		{nil, nil, i18n.ZhCN},
		{nil, map[string]string{"LANG": "en_GB.UTF-8"}, i18n.En},
		{nil, map[string]string{"LANG": "en_GB.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, i18n.ZhCN},
		{nil, map[string]string{"LANG": "fr_FR.UTF-8"}, i18n.ZhCN},
		{nil, map[string]string{"LANG": "zh_CN.UTF-8", "MIHE_LANG": "en"}, i18n.En},
		{[]string{"gap", "--lang", "zh-CN"}, map[string]string{"MIHE_LANG": "en"}, i18n.ZhCN},
		{[]string{"--lang=en"}, nil, i18n.En},
	} {
		p := newProgram(nil, nil, env(tc.vars))
		if got := p.language(tc.args); got != tc.want {
			t.Errorf("language(%v, %v) = %s, want %s", tc.args, tc.vars, got, tc.want)
		}
	}
}

// A wrong command line is exit 2 with words on stderr; stdout stays empty, or holds one JSON value where JSON was asked.
func TestUsage(t *testing.T) {
	for _, args := range [][]string{
		{},
		{"nonsense"},
		{"verify", "extra"},
		{"gap"},
		{"gap", "bath"},
		{"import"},
		{"--lang", "klingon", "routes"},
		{"import", "--template", "ods"},
		{"serve", "extra"},
		{"routes", "--unknown"},
	} {
		var out, talk bytes.Buffer
		if code := run(context.Background(), args, &out, &talk, env(nil)); code != exitUsage || out.Len() > 0 || talk.Len() == 0 {
			t.Errorf("mihe %v: exit %d, stdout %q, stderr %q; want 2, nothing, words", args, code, &out, &talk)
		}
		out.Reset()
		if code := run(context.Background(), append(args, "--json"), &out, &talk, env(nil)); code != exitUsage {
			t.Errorf("mihe %v --json: exit %d, want 2", args, code)
		}
		var got failure
		d := json.NewDecoder(&out)
		if err := d.Decode(&got); err != nil || got.Error.Kind != "usage" || d.More() {
			t.Errorf("mihe %v --json: %v, %+v; want one value of kind usage", args, err, got)
		}
	}
}

func TestFinishTellsTheExitCode(t *testing.T) {
	for name, tc := range map[string]struct {
		err  error
		want int
	}{
		"done":        {nil, 0},
		"usage":       {usage{errors.New("x")}, 2},
		"bad input":   {fault.New(fault.Invalid, "indicator.no_data", "id", "x"), 3},
		"denied":      {fault.New(fault.Denied, "access.denied", "right", "x"), 4},
		"not found":   {fault.New(fault.NotFound, "indicator.unknown", "id", "x"), 4},
		"away":        {fault.New(fault.Unavailable, "cmd.stdout"), 5},
		"a defect":    {errors.New("x"), 5},
		"interrupted": {context.Canceled, 5},
	} {
		var out, talk bytes.Buffer
		p := newProgram(&out, &talk, env(nil))
		if code := p.run(context.Background(), []string{"version", "--json"}); code != 0 {
			t.Fatalf("version: exit %d", code)
		}
		if got := p.finish(tc.err); got != tc.want {
			t.Errorf("%s: exit %d, want %d", name, got, tc.want)
		}
	}
}

// closed is a standard output that nobody reads any more.
type closed struct{}

func (closed) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestClosedStdoutIsUnavailable(t *testing.T) {
	for _, args := range [][]string{{"routes"}, {"routes", "--json"}, {"version"}, {"import", "--template", "csv"}, {"import", "--template", "xlsx"}} {
		var talk bytes.Buffer
		if code := run(context.Background(), args, closed{}, &talk, env(nil)); code != exitUnavailable || talk.Len() == 0 {
			t.Errorf("mihe %v into a closed pipe: exit %d, stderr %q; want 5 and words", args, code, &talk)
		}
	}
}

// An import that was stopped has not been done; a board that was stopped has.
func TestStoppedIsDoneOnlyForAServer(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	dir := t.TempDir()
	var out, talk bytes.Buffer
	if code := run(ctx, []string{"indicators", "--data", dir}, &out, &talk, env(nil)); code != exitUnavailable || out.Len() > 0 {
		t.Errorf("indicators, stopped: exit %d, stdout %.60q; want 5 and nothing", code, &out)
	}
	if code := run(ctx, []string{"serve", "--listen", "127.0.0.1:0", "--data", dir}, &out, &talk, env(nil)); code != exitDone {
		t.Errorf("serve, stopped: exit %d, stderr %q; want 0", code, &talk)
	}
}

func TestTableLinesUp(t *testing.T) {
	got := table{
		head: []string{"group", "value"}, right: []bool{false, true},
		rows: [][]string{{"东部", "9.5"}, {"west", "10.25"}},
	}.String()
	want := "group  value\n────────────\n东部     9.5\nwest   10.25\n"
	if got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestProgressWritesOverItselfOnlyInATerminal(t *testing.T) {
	show := func(terminal bool) string {
		var w bytes.Buffer
		g := progress{w: &w, terminal: terminal}
		for _, far := range []string{"1 %", "50 %"} {
			g.say("Loading", far)
		}
		g.say("Storing", "2 %")
		g.end()
		return w.String()
	}
	if got, want := show(true), "\rLoading 1 %\rLoading 50 %\rStoring 2 %\n"; got != want {
		t.Errorf("in a terminal %q, want %q", got, want)
	}
	if got, want := show(false), "Loading\nStoring\n"; got != want {
		t.Errorf("in a log %q, want %q", got, want)
	}
	if isTerminal(&strings.Builder{}) {
		t.Error("a builder is no terminal")
	}
}
