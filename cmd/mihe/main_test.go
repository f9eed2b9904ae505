package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary answer as the command "mihe" in the scripts.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"mihe": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr, os.Getenv)) },
	})
}

// TestScripts runs the whole program the way people do: commands, files and expected output in one readable file.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("MIHE_LANG", "en")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"json": jsonPath, "exits": exits},
	})
}

// exits runs a command and wants its exit code: exits 3 mihe gap ...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if e, ok := err.(interface{ ExitCode() int }); ok {
		got = e.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// jsonPath compares one value of the last command's JSON with a text: json gap.ratio 2.558669 (numbers to six digits),
// json groups.0.code east.
func jsonPath(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: json PATH VALUE")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &v))
	got := lookup(ts, v, args[0])
	if (got == args[1]) == neg {
		ts.Fatalf("%s = %s, want %s (negated: %v)", args[0], got, args[1], neg)
	}
}

func lookup(ts *testscript.TestScript, v any, path string) string {
	for part := range split(path) {
		switch at := v.(type) {
		case map[string]any:
			child, ok := at[part]
			if !ok {
				ts.Fatalf("no %q in %s", part, path)
			}
			v = child
		case []any:
			if part == "len" {
				return strconv.Itoa(len(at))
			}
			i, err := strconv.Atoi(part)
			ts.Check(err)
			if i >= len(at) {
				ts.Fatalf("%s has %d entries", path, len(at))
			}
			v = at[i]
		default:
			ts.Fatalf("%q leads nowhere", path)
		}
	}
	switch x := v.(type) {
	case float64:
		return strconv.FormatFloat(x, 'g', 7, 64)
	case nil:
		return "null"
	default:
		return fmt.Sprint(x)
	}
}

// split yields the parts of a dotted path.
func split(path string) func(func(string) bool) {
	return func(yield func(string) bool) {
		start := 0
		for i := 0; i <= len(path); i++ {
			if i == len(path) || path[i] == '.' {
				if !yield(path[start:i]) {
					return
				}
				start = i + 1
			}
		}
	}
}
