package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// The exit codes of the contract.
const (
	exitDone        = 0
	exitFinding     = 1
	exitUsage       = 2
	exitBadInput    = 3
	exitNotFound    = 4
	exitUnavailable = 5
)

// commands is the command line; the help texts stand in words, since they are read in two languages.
type commands struct {
	Data string `help:"${help_data}" placeholder:"DIR"`
	DB   string `help:"${help_db}" name:"db" placeholder:"DSN"`
	Node string `help:"${help_node}" placeholder:"SLUG"`
	JSON bool   `help:"${help_json}" name:"json"`
	Lang string `help:"${help_lang}" placeholder:"zh-CN|en"`

	Demo       demoCommand       `cmd:"" help:"${help_demo}"`
	Serve      serveCommand      `cmd:"" help:"${help_serve}"`
	Import     importCommand     `cmd:"" help:"${help_import}"`
	Export     exportCommand     `cmd:"" help:"${help_export}"`
	Indicators indicatorsCommand `cmd:"" help:"${help_indicators}"`
	Gap        gapCommand        `cmd:"" help:"${help_gap}"`
	Evaluate   evaluateCommand   `cmd:"" help:"${help_evaluate}"`
	Measure    measureCommand    `cmd:"" help:"${help_measure}"`
	Solve      solveCommand      `cmd:"" help:"${help_solve}"`
	Rule       ruleCommand       `cmd:"" help:"${help_rule}"`
	Explain    explainCommand    `cmd:"" help:"${help_explain}"`
	Account    accountCommand    `cmd:"" help:"${help_account}"`
	Backup     backupCommand     `cmd:"" help:"${help_backup}"`
	Restore    restoreCommand    `cmd:"" help:"${help_restore}"`
	Doctor     doctorCommand     `cmd:"" help:"${help_doctor}"`
	Verify     verifyCommand     `cmd:"" help:"${help_verify}"`
	Config     configCommand     `cmd:"" help:"${help_config}"`
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
	settings       app.Settings
}

func newProgram(stdout, stderr io.Writer, getenv func(string) string) *program {
	return &program{stdout: stdout, stderr: stderr, getenv: getenv}
}

// exited carries the exit code that kong asks for out of Parse, so that tests never end the process.
type exited int

func (p *program) run(ctx context.Context, args []string) (code int) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exited:
			code = int(e)
		default:
			panic(e) // a defect of ours must be seen
		}
	}()
	var err error
	if p.words, err = app.Words(words); err != nil {
		_, _ = fmt.Fprintln(p.stderr, err) // nothing is left to tell if stderr is gone
		return exitUnavailable
	}
	p.lang = p.language(args)
	parser, err := kong.New(&p.cli, kong.Name("mihe"), kong.Description(p.t("cmd.about")), p.help(),
		kong.Writers(p.stdout, p.stderr), kong.Exit(func(c int) { panic(exited(c)) }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(p))
	if err != nil {
		_, _ = fmt.Fprintln(p.stderr, err)
		return exitUnavailable
	}
	parsed, err := parser.Parse(args)
	if err == nil {
		err = p.checkLanguage()
	}
	if err != nil {
		p.cli.JSON = slices.Contains(args, "--json") // parsing may have ended before it
		return p.finish(usage{err})
	}
	if strings.HasPrefix(parsed.Command(), "rule ") {
		return p.finish(parsed.Run()) // its --data is a file: no folder is opened, so none is looked into
	}
	if p.settings, err = app.Configure(p.flags(), p.getenv); err != nil {
		return p.finish(err)
	}
	return p.finish(parsed.Run())
}

// flags are the settings that the command line names.
func (p *program) flags() map[string]string {
	return map[string]string{
		"data": p.cli.Data, "db": p.cli.DB, "listen": cmp.Or(p.cli.Demo.Listen, p.cli.Serve.Listen),
	}
}

// checkLanguage refuses a language that we do not speak, which language would pass over in silence.
func (p *program) checkLanguage() error {
	if _, known := i18n.Parse(p.cli.Lang); p.cli.Lang != "" && !known {
		return languageError(p.cli.Lang)
	}
	return nil
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
		"data", "db", "node", "json", "lang", "demo", "serve", "import", "indicators", "gap", "backup", "restore", "verify", "doctor", "rebuild", "config", "routes", "version",
		"evaluate", "evaluate_method", "evaluate_in", "evaluate_out", "measure", "measure_gini", "measure_theil", "measure_mld", "measure_atkinson", "measure_dagum",
		"measure_in", "measure_value", "measure_weight", "measure_group", "measure_epsilon",
		"measure_entropy", "measure_critic", "measure_topsis", "measure_pca", "measure_coupling",
		"measure_moran", "measure_geary", "measure_lisa", "measure_neighbours", "measure_standardise", "measure_permutations", "measure_seed",
		"measure_control", "measure_level", "measure_sigma", "measure_beta", "measure_clubs", "measure_markov", "measure_period", "measure_classes",
		"measure_cuts", "rule", "rule_eval", "rule_rule", "rule_batch", "explain", "explain_decision", "explain_recompute",
		"measure_id", "measure_columns", "measure_negative", "measure_normalise", "measure_weights", "measure_variant",
		"solve", "solve_in", "solve_flow", "solve_site", "solve_stable", "solve_route", "solve_replay", "solve_check", "solve_problem", "solve_solution",
		"solve_seconds", "solve_iterations", "solve_seed", "solve_workers", "solve_as",
		"account", "account_add", "account_list", "account_disable", "user", "role", "region", "name",
		"backup_to", "restore_from", "head", "write_head", "lose", "no_serve", "listen", "dry_run", "persons", "orders", "layout", "export", "export_orders", "assessments", "export_assessments", "export_from", "export_to", "template", "file", "id", "by", "within", "period",
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

// finding is a verification that found something, which is already on stdout.
type finding struct{ error }

// finish tells the person what went wrong and returns the exit code.
func (p *program) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if _, found := errors.AsType[finding](err); found {
		return exitFinding
	}
	kind, code := kindOf(err)
	if _, done := errors.AsType[reported](err); done {
		return code
	}
	text := p.explain(err)
	_, _ = fmt.Fprintln(p.stderr, text) // talk is not data
	if p.cli.JSON {
		if e := p.print(failure{failureText{kind, text}}); e != nil {
			return exitUnavailable
		}
	}
	return code
}

// kindOf is how an error is called in JSON, and its exit code.
func kindOf(err error) (kind string, code int) {
	if _, ok := errors.AsType[usage](err); ok {
		return "usage", exitUsage
	}
	k := fault.KindOf(err)
	switch k {
	case fault.Invalid, fault.Conflict:
		return k.String(), exitBadInput
	case fault.NotFound, fault.Denied:
		return k.String(), exitNotFound
	default:
		return k.String(), exitUnavailable
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
	if _, ok := errors.AsType[usage](err); ok {
		return p.t("cmd.usage", "problem", p.misunderstood(err))
	}
	if errors.Is(err, context.Canceled) {
		return p.t("cmd.interrupted")
	}
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

// open opens the data folder with progress on stderr. A folder without records is begun, and that is said: the name may be
// mistyped.
func (p *program) open(ctx context.Context) (*app.App, error) {
	if !app.Begun(p.settings) {
		p.say("cmd.begin", "folder", p.settings.Get("data"))
	}
	return p.openFirst(ctx, access.NewNode{})
}

// openBegun is open for what makes no sense where nothing is kept yet.
func (p *program) openBegun(ctx context.Context) (*app.App, error) {
	if err := p.begun(); err != nil {
		return nil, err
	}
	return p.open(ctx)
}

// begun refuses a folder in which nothing is kept yet.
func (p *program) begun() error {
	if app.Begun(p.settings) {
		return nil
	}
	return fault.New(fault.NotFound, "cmd.not_begun", "folder", p.settings.Get("data")).At("data")
}

// openFirst is open, with the node that an empty folder begins with.
func (p *program) openFirst(ctx context.Context, first access.NewNode) (*app.App, error) {
	progress := p.newProgress()
	defer progress.end()
	return app.Open(ctx, app.Config{
		Folder: p.settings.Get("data"), Database: p.settings.Get("db"), Node: p.cli.Node, First: first, Settings: p.settings,
		Progress: func(done, total int64) {
			progress.say(p.t("cmd.loading"), fmt.Sprintf("%3d%%", min(100, 100*done/total)))
		},
	}, p.words)
}
