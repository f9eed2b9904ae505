package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"mihe/internal/app"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// The exit codes of the contract.
const (
	exitDone        = 0
	exitUsage       = 2
	exitBadInput    = 3
	exitNotFound    = 4
	exitUnavailable = 5
)

// commands is the command line; the help texts stand in words, since they are read in two languages.
type commands struct {
	Data string `help:"${help_data}" env:"MIHE_DATA" default:"./mihe-data" placeholder:"DIR"`
	DB   string `help:"${help_db}" name:"db" placeholder:"DSN"`
	JSON bool   `help:"${help_json}" name:"json"`
	Lang string `help:"${help_lang}" placeholder:"zh-CN|en"`

	Demo       demoCommand       `cmd:"" help:"${help_demo}"`
	Serve      serveCommand      `cmd:"" help:"${help_serve}"`
	Import     importCommand     `cmd:"" help:"${help_import}"`
	Indicators indicatorsCommand `cmd:"" help:"${help_indicators}"`
	Gap        gapCommand        `cmd:"" help:"${help_gap}"`
	Routes     routesCommand     `cmd:"" help:"${help_routes}"`
	Version    versionCommand    `cmd:"" help:"${help_version}"`
}

// program is one run: where it writes, in which language, with which words.
type program struct {
	stdout, stderr io.Writer
	getenv         func(string) string
	words          *i18n.Catalog
	lang           i18n.Lang
	cli            commands
}

func newProgram(stdout, stderr io.Writer, getenv func(string) string) *program {
	return &program{stdout: stdout, stderr: stderr, getenv: getenv}
}

// exited carries the exit code that kong asks for out of Parse, so that tests never end the process.
type exited int

func (p *program) run(ctx context.Context, args []string) (code int) {
	defer func() {
		if e, ok := recover().(exited); ok {
			code = int(e)
		}
	}()
	var err error
	if p.words, err = app.Words(words); err != nil {
		_, _ = fmt.Fprintln(p.stderr, err) // nothing is left to tell if stderr is gone
		return exitUnavailable
	}
	p.lang = p.language(args)
	parser, err := kong.New(&p.cli, kong.Name("mihe"), kong.Description(p.t("cmd.about")), p.help(),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(c int) { panic(exited(c)) }), kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p))
	if err != nil {
		_, _ = fmt.Fprintln(p.stderr, err)
		return exitUnavailable
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		p.say("cmd.usage", "problem", err.Error())
		return exitUsage
	}
	return p.finish(parsed.Run(ctx, p))
}

// language is what --lang asks for, else MIHE_LANG or the locale; Chinese when none of them names one of ours.
func (p *program) language(args []string) i18n.Lang {
	for i, a := range args {
		if value, ok := strings.CutPrefix(a, "--lang="); ok {
			l, _ := i18n.Parse(value)
			return l
		}
		if a == "--lang" && i+1 < len(args) {
			l, _ := i18n.Parse(args[i+1])
			return l
		}
	}
	for _, name := range []string{"MIHE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if l, known := i18n.Parse(p.getenv(name)); known {
			return l
		}
	}
	return i18n.ZhCN
}

// help hands the help texts to the parser.
func (p *program) help() kong.Vars {
	vars := kong.Vars{}
	for _, name := range []string{
		"data", "db", "json", "lang", "demo", "serve", "import", "indicators", "gap", "routes", "version",
		"no_serve", "listen", "dry_run", "template", "file", "id", "by", "within", "period",
	} {
		vars["help_"+name] = p.t("cmd.help." + name)
	}
	return vars
}

func (p *program) t(key string, args ...any) string { return p.words.Text(p.lang, key, args...) }

// say talks to the person on stderr.
func (p *program) say(key string, args ...any) {
	_, _ = fmt.Fprintln(p.stderr, p.t(key, args...)) // talk is not data: a closed stderr loses nothing
}

// print writes one JSON value to stdout.
func (p *program) print(v any) error {
	enc := json.NewEncoder(p.stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fault.Wrap(err, fault.Unavailable, "cmd.stdout")
	}
	return nil
}

// reported is a failure whose details are already on stdout and stderr.
type reported struct{ error }

// Unwrap keeps the kind of the failure visible.
func (r reported) Unwrap() error { return r.error }

// finish tells the person what went wrong and returns the exit code.
func (p *program) finish(err error) int {
	if err == nil || errors.Is(err, context.Canceled) {
		return exitDone
	}
	if _, done := errors.AsType[reported](err); !done {
		text := p.explain(err)
		_, _ = fmt.Fprintln(p.stderr, text)
		if p.cli.JSON {
			if e := p.print(failure{failureText{fault.KindOf(err).String(), text}}); e != nil {
				return exitUnavailable
			}
		}
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		return exitBadInput
	case fault.NotFound, fault.Denied:
		return exitNotFound
	default:
		return exitUnavailable
	}
}

// failure is what --json prints when a command fails.
type failure struct {
	Error failureText `json:"error"`
}

type failureText struct {
	Kind    string `json:"kind"`
	Message string `json:"message"`
}

// explain is the message of a classified failure in the person's language, or the plain error for an internal one: on
// a command line the person is also the operator.
func (p *program) explain(err error) string {
	if e, ok := fault.As(err); ok && p.words.Has(e.Key) {
		text := p.t(e.Key, e.Args...)
		if e.Kind == fault.Internal || e.Kind == fault.Unavailable {
			if cause := errors.Unwrap(e); cause != nil {
				text += " (" + cause.Error() + ")"
			}
		}
		return text
	}
	return p.t("cmd.failed", "problem", err.Error())
}

// open opens the data folder with progress on stderr.
func (p *program) open(ctx context.Context) (*app.App, error) {
	shown := false
	a, err := app.Open(ctx, app.Config{
		Folder: p.cli.Data, Database: p.cli.DB,
		Progress: func(done, total int64) {
			shown = true
			_, _ = fmt.Fprintf(p.stderr, "\r%s %3d%%", p.t("cmd.loading"), min(100, 100*done/total))
		},
	}, p.words)
	if shown {
		_, _ = fmt.Fprintf(p.stderr, "\r%s 100%%\n", p.t("cmd.loading"))
	}
	return a, err
}
