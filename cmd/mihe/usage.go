package main

import (
	"errors"
	"regexp"
	"strings"

	"mihe/internal/base/fault"
)

// usage is a command line that cannot be understood.
type usage struct{ error }

// Unwrap keeps what exactly was not understood.
func (u usage) Unwrap() error { return u.error }

// languageError names a language that we do not speak.
type languageError string

func (l languageError) Error() string { return "--lang " + string(l) }

// misread are the ways in which the parser says that it does not understand a command line, each with the key under which
// the person reads it. The parser's errors have no types of their own, only these sentences.
var misread = []struct {
	says *regexp.Regexp // its groups are the placeholders of the words
	key  string
}{
	{regexp.MustCompile(`^unknown flag (?P<what>\S+?)(?:, did you mean (?:one of )?(?P<near>.+)\?)?$`), "flag"},
	{regexp.MustCompile(`^unexpected argument (?P<what>.+?)(?:, did you mean (?:one of )?(?P<near>.+)\?)?$`), "argument"},
	{regexp.MustCompile(`^missing flags: (?P<what>--\S+) or (?P<near>--\S+)$`), "either"},
	{regexp.MustCompile(`^(?P<what>--\S+) and (?P<near>--\S+) can't be used together$`), "together"},
	{regexp.MustCompile(`^missing flags: (?P<what>.+)$`), "lacking"},
	{regexp.MustCompile(`^missing positional arguments (?P<what>.+)$`), "lacking"},
	{regexp.MustCompile(`^expected (?:one of )?(?P<what>["<].+)$`), "next"},
	{regexp.MustCompile(`^(?P<flag>--\S+): expected \S+ value but got `), "empty"},
	{regexp.MustCompile(`^(?P<flag>--\S+): expected a valid \d+ bit u?int but got (?P<what>.+)$`), "whole"},
	{regexp.MustCompile(`^(?P<flag>--\S+): expected a float but got (?P<what>"[^"]*")`), "number"},
	{regexp.MustCompile(`^(?P<flag>--\S+): expected duration but got (?P<what>.+)$`), "duration"},
	{regexp.MustCompile(`^(?P<flag>--\S+): bool value must be .+ but got (?P<what>.+)$`), "switch"},
	{regexp.MustCompile(`^(?P<flag>[-<]\S+) must be one of (?P<near>.+) but got (?P<what>.+)$`), "choice"},
}

// misunderstood says in the person's language why a command line was not understood; in the parser's own words when it
// says something new.
func (p *program) misunderstood(err error) string {
	if own, ok := fault.As(err); ok { // ours, with words of its own
		return p.t(own.Key, own.Args...)
	}
	if unknown, ok := errors.AsType[languageError](err); ok {
		return p.t("cmd.usage.choice", "flag", "--lang", "what", string(unknown), "near", "zh-CN, en")
	}
	for _, m := range misread {
		found := m.says.FindStringSubmatch(err.Error())
		if found == nil {
			continue
		}
		key, args := "cmd.usage."+m.key, []any{}
		for i, name := range m.says.SubexpNames() {
			if name != "" {
				args = append(args, name, strings.ReplaceAll(found[i], ",\"\"", ""))
			}
			if name == "near" && found[i] != "" && p.words.Has(key+".near") {
				key += ".near"
			}
		}
		return p.t(key, args...)
	}
	return err.Error()
}
