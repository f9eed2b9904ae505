package main

import (
	"fmt"
	"regexp"
	"strings"
)

// allowed is one line of the list of allowed skips: which tests may be skipped, and why.
type allowed struct {
	test   *regexp.Regexp // over "package.Test/Subtest"
	reason string
}

// parseAllowed reads lines of three fields: a regular expression over package.Test, a condition and the reason. The
// condition is "-", or the name of a variable: then the skip is allowed only while that variable is empty. Lines
// that begin with # and empty lines are notes.
func parseAllowed(text string, getenv func(string) string) ([]allowed, error) {
	var list []allowed
	for i, line := range strings.Split(text, "\n") {
		fields := strings.Fields(line)
		if len(fields) == 0 || strings.HasPrefix(fields[0], "#") {
			continue
		}
		if len(fields) < 4 {
			return nil, fmt.Errorf("line %d: want a pattern, a condition and a reason of some words", i+1)
		}
		re, err := regexp.Compile("^(?:" + fields[0] + ")$")
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if fields[1] == "-" || getenv(fields[1]) == "" {
			list = append(list, allowed{re, strings.Join(fields[2:], " ")})
		}
	}
	return list, nil
}
