package indicatorweb_test

import (
	"bytes"
	"context"
	"fmt"
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

// A county's figure is not the nation's: wherever the nation would stand, it is said why it does not.
func TestALevelOverTooFewPeopleSaysWhyEverywhere(t *testing.T) {
	s := newSite(t)
	rows := "indicator,region,period,sex,residence,value,state,source,vintage\ndigital_campus,520526,2025,,,61.5,,bulletin,2025\n"
	if report, err := s.Facts.Import(context.Background(), access.Operator(), fact.ImportFile{
		Name: "one.csv", Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(rows)), nil },
	}, fact.ImportOptions{}); err != nil {
		t.Fatalf("import: %v, %+v", err, report.Rejected)
	}
	// 1,280,116 of 1,409,778,724 residents in the census are 0.0908 %; of Guizhou's 38,562,148 they are 3.3196 %.
	const nation, guizhou = "figures for only 0.09% of the people", "figures for only 3.31% of the people"
	doc := s.page(t, "/indicators/digital_campus?lang=en")
	if got := text(doc.Find(".lead")); !strings.Contains(got, nation) || strings.Contains(got, "61.5") {
		t.Errorf("lead = %q", got)
	}
	if got := text(doc.Find(`section[aria-labelledby="m"] tbody`)); !strings.Contains(got, guizhou) || strings.Contains(got, "61.5") {
		t.Errorf("the provinces = %q", got)
	}
	// The tile of the province leads to its counties all the same, and says why it has no level.
	tile := doc.Find(`.tiles a[href*="within=520000"]`)
	if said, _ := tile.Attr("aria-label"); tile.Length() != 1 || !strings.Contains(said+text(tile), guizhou) {
		t.Errorf("%d tiles of Guizhou, %q", tile.Length(), said+text(tile))
	}
	if got := text(s.page(t, "/regions/520526?lang=en").Find("main")); !strings.Contains(got, nation) || !strings.Contains(got, guizhou) {
		t.Errorf("the county's page does not say why nothing stands beside its figure: %q", got)
	}
	if got := s.fetch("/indicators/digital_campus.json?lang=en").Body.String(); !strings.Contains(got, nation) || strings.Contains(got, "61.5") {
		t.Errorf("JSON: %s", got)
	}
	if got := s.fetch("/indicators/digital_campus.csv?lang=zh-CN").Body.String(); !strings.Contains(got, "只占全部人数（或户数）的 0.09%") || strings.Contains(got, "61.5") {
		t.Errorf("CSV: %s", got)
	}
	book, _ := s.workbook(t, "/indicators/digital_campus.xlsx?lang=en")
	sheet, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(sheet); !strings.Contains(got, nation) || !strings.Contains(got, guizhou) || strings.Contains(got, "61.5") {
		t.Errorf("XLSX: %s", got)
	}
	// The control: among counties it stands.
	if got := s.fetch("/indicators/digital_campus.csv?by=county&within=520500").Body.String(); !strings.Contains(got, ",61.5,percent,") {
		t.Errorf("CSV by county: %s", got)
	}
}
