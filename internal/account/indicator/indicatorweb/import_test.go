package indicatorweb_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/record/fact"
)

const campuses = `indicator,region,period,sex,residence,value,state,source,vintage
digital_campus,110000,2025,,,90.5,,"Bulletin =1+1",2025
digital_campus,520000,2025,,,61.5,,"Bulletin =1+1",2025
digital_campus,620000,2025,,,,suppressed,"Bulletin =1+1",2025
`

// One source of truth: an imported figure moves page, CSV and JSON together.
func TestAnImportMovesPageAndDownloads(t *testing.T) {
	s := newSite(t)
	if got := text(s.page(t, "/indicators/digital_campus?lang=en").Find("main")); !strings.Contains(got, "Nothing has been approved for publication yet") {
		t.Fatalf("before the import: %q", got)
	}
	report, err := s.Facts.Import(context.Background(), access.Operator(), fact.ImportFile{
		Name: "campuses.csv", Size: int64(len(campuses)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(campuses)), nil },
	}, fact.ImportOptions{})
	if err != nil {
		t.Fatalf("import: %v, %+v", err, report.Rejected)
	}
	doc := s.page(t, "/indicators/digital_campus?lang=zh-CN")
	if got := text(doc.Find(".lead")); !strings.Contains(got, "北京市 90.5%，贵州省 61.5%，差 29.0 个百分点") {
		t.Errorf("lead = %q", got)
	}
	if doc.Find(".synth").Length() != 0 {
		t.Error("a figure of 2025 is marked as older than the plan")
	}
	if n := doc.Find(".tiles a").Length(); n != 2 {
		t.Errorf("%d tiles carry a figure, want 2", n)
	}
	doc.Find(`section[aria-labelledby="m"] tbody tr`).Each(func(_ int, row *goquery.Selection) {
		if got := cells(row); strings.HasPrefix(got, "甘肃省") && !strings.Contains(got, "人数太少") {
			t.Errorf("a withheld figure is shown as %q", got)
		}
	})
	if got := s.fetch("/indicators/digital_campus.json").Body.Bytes(); !bytes.Contains(got, []byte(`"value": 90.5`)) {
		t.Errorf("JSON: %s", got)
	}
	got := s.fetch("/indicators/digital_campus.csv?lang=en").Body.String()
	if !strings.Contains(got, ",90.5,percent,") || !strings.Contains(got, "too few people; the source withholds it") {
		t.Errorf("CSV: %s", got)
	}
}
