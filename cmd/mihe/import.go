package main

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/record/fact"
)

type importCommand struct {
	File        string `arg:"" optional:"" help:"${help_file}" placeholder:"FILE"`
	DryRun      bool   `help:"${help_dry_run}"`
	Persons     bool   `help:"${help_persons}" xor:"what"`
	Orders      bool   `help:"${help_orders}" xor:"what"`
	Assessments bool   `help:"${help_assessments}" xor:"what"`
	Layout      string `help:"${help_layout}" placeholder:"FILE"`
	Template    string `help:"${help_template}" enum:"csv,xlsx," default:"" placeholder:"csv|xlsx"`
}

// importResult is what import prints with --json.
type importResult struct {
	Read      int64            `json:"read"`
	Stored    int64            `json:"stored"`
	Unchanged int64            `json:"unchanged"`
	Rejected  []importRejected `json:"rejected"`
	More      int64            `json:"more_rejected,omitempty"` // beyond those listed
}

type importRejected struct {
	Line   int    `json:"line"`
	Column string `json:"column"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
}

// templateResult is the template with --json.
type templateResult struct {
	Format string `json:"format"`
	Text   string `json:"text,omitempty"`
	Base64 string `json:"base64,omitempty"` // of a format that is no text

	content []byte // what Base64 writes
}

// Run stores a file of observations, of persons, of work orders, or of assessments, or nothing of it.
func (c *importCommand) Run(ctx context.Context, p *program) (err error) {
	switch {
	case c.Template != "" && c.Persons:
		return p.personsTemplate(c.Template)
	case c.Template != "":
		return p.template(c.Template)
	}
	if c.File == "" {
		return usage{errors.New(p.t("cmd.import.no_file"))}
	}
	info, err := os.Stat(c.File)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a file that can be read twice") // a row is stored only when all have been checked
	}
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", c.File)
	}
	a, err := p.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	switch {
	case c.Persons:
		return c.persons(ctx, p, a)
	case c.Orders:
		return c.orders(ctx, p, a)
	case c.Assessments:
		return c.assessments(ctx, p, a)
	}
	progress := p.newProgress()
	report, err := a.Facts.Import(ctx, access.Operator(), fact.ImportFile{
		Name: filepath.Base(c.File), Size: info.Size(),
		Open: func() (io.ReadCloser, error) { return os.Open(c.File) },
	}, fact.ImportOptions{DryRun: c.DryRun, Progress: p.importing(progress)})
	progress.end()
	if err != nil && len(report.Rejected) == 0 {
		return err
	}
	if e := p.showImport(report, c.DryRun); e != nil {
		return e
	}
	if err != nil {
		return reported{err}
	}
	return nil
}

// template prints an import file with two example lines.
func (p *program) template(format string) error {
	if format == "csv" {
		return p.showTemplate(templateResult{Format: format, Text: string(fact.TemplateCSV(app.Examples...))})
	}
	content, err := fact.TemplateXLSX(p.t, app.Examples...)
	if err != nil {
		return err
	}
	return p.showTemplate(templateResult{Format: format, Base64: base64.StdEncoding.EncodeToString(content), content: content})
}

func (p *program) showTemplate(r templateResult) error {
	return p.show(r, func() error { return p.write(r.Text + string(r.content)) })
}

// importing tells how many rows have been checked and stored.
func (p *program) importing(g *progress) func(fact.Step, int64) {
	return func(step fact.Step, rows int64) {
		key := "cmd.import.checking"
		if step == fact.Storing {
			key = "cmd.import.storing"
		}
		g.say(p.t(key), p.t("cmd.import.rows", "rows", rows))
	}
}

func (p *program) showImport(r fact.Report, dry bool) error {
	out := importResult{Read: r.Read, Stored: r.Stored, Unchanged: r.Unchanged, Rejected: p.rejected(r.Rejected), More: r.More}
	key := "cmd.import.stored"
	if dry {
		key = "cmd.import.checked"
	}
	return p.showImported(out, key)
}

// rejected puts what is wrong with a file into words.
func (p *program) rejected(list []csvfile.Problem) []importRejected {
	out := []importRejected{}
	for _, x := range list {
		out = append(out, importRejected{x.Line, x.Column, x.Text, p.t(x.Key, x.Args...)})
	}
	return out
}

// showImported shows what became of a file; key says it when nothing is wrong.
func (p *program) showImported(out importResult, key string) error {
	return p.show(out, func() error {
		for _, x := range out.Rejected {
			if err := p.line("%s", p.t("cmd.import.rejected", "line", x.Line, "column", x.Column, "text", x.Text, "reason", x.Reason)); err != nil {
				return err
			}
		}
		if len(out.Rejected) > 0 {
			key = "cmd.import.nothing"
		}
		return p.line("%s", p.t(key, "read", out.Read, "stored", out.Stored, "unchanged", out.Unchanged, "rejected", int64(len(out.Rejected))+out.More))
	})
}
