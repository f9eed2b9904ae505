package main

import (
	"context"
	"encoding/base64"
	"errors"
	"os"
	"path/filepath"

	"mihe/internal/app"
	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/sheetfile"
	"mihe/internal/register/party"
)

// persons stores a register of persons and households, or nothing of it.
func (c *importCommand) persons(ctx context.Context, p *program, a *app.App) error {
	content, err := readFile(c.File)
	if err != nil {
		return fault.Wrap(err, fault.NotFound, "cmd.import.unreadable", "file", c.File)
	}
	var report party.Report
	key := "cmd.import.stored"
	if c.DryRun {
		key = "cmd.import.persons.checked"
		report, err = a.Persons.Check(access.Operator(), content, a.PlaceOf)
	} else {
		report, err = a.Persons.Import(ctx, access.Operator(), filepath.Base(c.File), content, a.PlaceOf)
	}
	if err != nil && len(report.Problems) == 0 {
		return err
	}
	out := importResult{
		Read: int64(report.Rows), Stored: report.Loaded.New + report.Loaded.Changed, Unchanged: report.Loaded.Unchanged,
		Rejected: p.rejected(report.Problems), More: int64(report.More),
	}
	if e := p.showImported(out, key); e != nil {
		return e
	}
	if err != nil {
		return reported{err}
	}
	return nil
}

// readFile reads a file whole, or a little more than the largest that may be imported.
func readFile(name string) (content []byte, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return sheetfile.Read(f)
}

// personsTemplate prints an empty register to fill in.
func (p *program) personsTemplate(format string) error {
	if format == "csv" {
		return p.showTemplate(templateResult{Format: format, Text: string(party.TemplateCSV())})
	}
	content, err := party.TemplateXLSX(p.t)
	if err != nil {
		return err
	}
	return p.showTemplate(templateResult{Format: format, Base64: base64.StdEncoding.EncodeToString(content), content: content})
}
