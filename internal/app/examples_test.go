package app

import (
	"bytes"
	"context"
	"io"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
)

// Whoever imports the template as it stands is told that its examples are no facts, and of no other fault.
func TestTheTemplatesExamplesAreRefusedAsExamplesOnly(t *testing.T) {
	a := open(t)
	words, err := Words()
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := fact.TemplateXLSX(func(key string, args ...any) string { return words.Text(i18n.ZhCN, key, args...) }, Examples...)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"template.csv": fact.TemplateCSV(Examples...), "template.xlsx": sheet} {
		report, err := a.Facts.Import(context.Background(), access.Operator(), fact.ImportFile{
			Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil },
		}, fact.ImportOptions{DryRun: true})
		if fault.KindOf(err) != fault.Invalid || len(report.Rejected) != len(Examples) {
			t.Errorf("importing %s: %v, %+v", name, err, report)
		}
		for _, p := range report.Rejected {
			if p.Key != "fact.import.source.example" {
				t.Errorf("importing %s: %+v", name, p)
			}
		}
	}
}
