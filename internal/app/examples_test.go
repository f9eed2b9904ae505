package app

import (
	"bytes"
	"context"
	"io"
	"testing"

	"mihe/internal/base/access"
	"mihe/internal/record/fact"
)

// Whoever imports the template as it stands must not be told that it is wrong.
func TestTheTemplatesExamplesAreImportable(t *testing.T) {
	a := open(t)
	text := fact.TemplateCSV(Examples...)
	report, err := a.Facts.Import(context.Background(), access.Operator(), fact.ImportFile{
		Name: "template.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil },
	}, fact.ImportOptions{DryRun: true})
	if err != nil || report.New != int64(len(Examples)) {
		t.Errorf("importing the template: %v, %+v", err, report)
	}
}
