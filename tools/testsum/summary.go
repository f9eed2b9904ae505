package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// event is one line of go test -json (see go doc test2json); ImportPath is set on build output.
type event struct {
	Action, Package, Test, Output, ImportPath, FailedBuild string
	Elapsed                                                float64
}

// summary collects events. Output is kept until its test or package has ended, then printed or forgotten.
type summary struct {
	out                     io.Writer
	allowed                 []allowed
	output                  map[string][]string // package.Test -> lines
	parents                 map[string]bool     // tests that have subtests
	ended                   map[string]string   // package.Test -> pass, fail, skip; of the package still running
	passed, failed, skipped int
	unlisted                int
	skips                   []string
}

func newSummary(out io.Writer, skips []allowed) *summary {
	return &summary{
		out: out, allowed: skips,
		output: map[string][]string{}, parents: map[string]bool{}, ended: map[string]string{},
	}
}

func (s *summary) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.out, format+"\n", args...) // if stdout is gone, so is the reader
}

func (s *summary) read(in io.Reader) error {
	r := bufio.NewReaderSize(in, 1<<20)
	for {
		line, err := r.ReadBytes('\n')
		var e event
		switch {
		case len(line) == 0:
		case json.Unmarshal(line, &e) != nil:
			s.say("%s", strings.TrimRight(string(line), "\n"))
		default:
			s.take(e)
		}
		switch err {
		case nil:
		case io.EOF:
			return nil
		default:
			return err
		}
	}
}

func (s *summary) take(e event) {
	id := e.Package + "." + e.Test
	switch e.Action {
	case "run":
		if i := strings.LastIndex(e.Test, "/"); i >= 0 {
			s.parents[e.Package+"."+e.Test[:i]] = true
		}
	case "output":
		s.output[id] = append(s.output[id], e.Output)
	case "build-output":
		s.say("%s", strings.TrimRight(e.Output, "\n"))
	case "pass", "fail", "skip":
		if e.Test == "" {
			s.endPackage(e)
		} else {
			s.ended[id] = e.Action
		}
	}
}

// endPackage counts the package's tests, prints what failed and forgets the rest.
func (s *summary) endPackage(e event) {
	passed, failed := s.passed, s.failed
	ids := make([]string, 0, len(s.ended))
	for id := range s.ended {
		if strings.HasPrefix(id, e.Package+".") {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		s.endTest(id, s.ended[id])
		delete(s.ended, id)
	}
	if e.Action == "fail" && s.failed == failed { // it did not build, or died outside a test
		s.failed++
		s.print(e.Package + ".")
	}
	if e.Action != "skip" { // skip: a package without tests
		s.say("%-4s %-44s %6.1fs %5d passed", map[string]string{"pass": "ok", "fail": "FAIL"}[e.Action], e.Package, e.Elapsed, s.passed-passed)
	}
	for id := range s.output {
		if strings.HasPrefix(id, e.Package+".") {
			delete(s.output, id)
		}
	}
}

func (s *summary) endTest(id, action string) {
	if action == "fail" {
		s.print(id)
	}
	if s.parents[id] && action != "skip" {
		return
	}
	switch action {
	case "pass":
		s.passed++
	case "fail":
		s.failed++
	case "skip":
		s.skipped++
		s.skip(id)
	}
}

func (s *summary) print(id string) {
	for _, line := range s.output[id] {
		_, _ = io.WriteString(s.out, line) // as in say
	}
}

// skipLine is how t.Skip prints: the file, the line, the words.
var skipLine = regexp.MustCompile(`^\s+\S+\.go:\d+: (.+)`)

func (s *summary) skip(id string) {
	reason := "no reason given"
	for _, line := range s.output[id] {
		if m := skipLine.FindStringSubmatch(line); m != nil {
			reason = m[1]
		}
	}
	i := slices.IndexFunc(s.allowed, func(a allowed) bool { return a.test.MatchString(id) })
	if i < 0 {
		s.unlisted++
		s.skips = append(s.skips, fmt.Sprintf("SKIP %s: %s (NOT LISTED)", id, reason))
		return
	}
	s.skips = append(s.skips, fmt.Sprintf("skip %s: %s (%s)", id, reason, s.allowed[i].reason))
}

// close counts packages that never ended and prints the skips.
func (s *summary) close() {
	for id, action := range s.ended {
		s.endTest(id, action)
	}
	for _, line := range s.skips {
		s.say("%s", line)
	}
	if s.unlisted > 0 {
		s.say("%d skipped tests are not listed as allowed", s.unlisted)
	}
	if s.passed+s.failed == 0 {
		s.say("no test ran")
	}
	s.say("%s", s.line())
}

func (s *summary) line() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", s.passed, s.failed, s.skipped)
}

func (s *summary) exit() int {
	if s.failed > 0 || s.unlisted > 0 || s.passed == 0 {
		return 1
	}
	return 0
}
