package fact

import (
	"context"
	"errors"
	"io"

	"mihe/internal/base/csvfile"
	"mihe/internal/base/fault"
	"mihe/internal/base/sheetfile"
)

// form is the spreadsheet that Import takes and TemplateXLSX makes.
var form = sheetfile.Form{ID: "observations", Version: 1}

// spreadsheet reads a file of which sniffing found that it is one, or a zip file. It is held in memory from here on, so that nothing
// can change under the reader.
func (k *checker) spreadsheet(ctx context.Context, r io.Reader, touched func() error, name string, report *Report, o ImportOptions,
) (stop bool, err error) {
	content, err := sheetfile.Read(r)
	if err != nil {
		return false, fault.Wrap(err, fault.Unavailable, "fact.import.open")
	}
	lines, problem := sheetfile.Open(content, form)
	if problem != nil {
		if problem.Text == "" {
			problem.Text = csvfile.FileName(name)
		}
		k.faults.put(*problem)
		return true, nil
	}
	defer func() { err = errors.Join(err, lines.Close()) }()
	if err := touched(); err != nil {
		return false, err
	}
	report.Markable = true
	if stop, err = k.all(ctx, lines, report, o); stop || err != nil {
		return stop, err
	}
	for _, p := range lines.Merged() {
		k.faults.put(p)
	}
	return false, nil
}

// MarkXLSX gives a refused spreadsheet back with its faulty cells red and, to the right of the table, the reasons in the reader's
// language: say is the catalogue of words. What is given back can be corrected and imported. It works on a file whose report is
// Markable; for any other it returns an error that is Invalid and says why.
func MarkXLSX(original []byte, report Report, say func(key string, args ...any) string) ([]byte, error) {
	return sheetfile.Mark(original, form, report.Rejected, say)
}
