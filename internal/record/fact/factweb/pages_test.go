package factweb_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/csvfile"
	"mihe/internal/base/i18n"
	"mihe/internal/record/fact"
	"mihe/internal/record/fact/facttest"
)

const good = "broadband_share,520526,2023,,,61.25,,county bulletin 2023,\n"

func TestImportPageNamesEveryColumnAndWhatIsWanted(t *testing.T) {
	s := newSite(t)
	for _, lang := range i18n.Langs {
		doc, _ := s.get(t, "/import?lang="+string(lang))
		said := text(doc.Find("main"))
		for _, c := range append(fact.Columns[:], "digital_campus") {
			if !strings.Contains(said, c) {
				t.Errorf("%s: the page does not name %q", lang, c)
			}
		}
		form := doc.Find(`form[method=post][enctype="multipart/form-data"]`)
		if form.Find("input[type=file][name=file]").Length() != 1 || form.Find("input[name=dry][checked]").Length() != 1 {
			t.Errorf("%s: the form has no file, or does not begin with a check", lang)
		}
		if doc.Find(`a[href^="/import/template.csv"], a[href^="/import/template.xlsx"]`).Length() != 2 {
			t.Errorf("%s: a template is missing", lang)
		}
	}
}

func TestTemplatesAreTheOnesTheCommandPrints(t *testing.T) {
	s := newSite(t)
	row := fact.TemplateRow{Indicator: "broadband_share", Region: "520526", Period: "2025", Value: "61.5"}
	w := s.do(http.MethodGet, "/import/template.csv", nil)
	if want := fact.TemplateCSV(row); !bytes.Equal(w.Body.Bytes(), want) || !strings.Contains(w.Header().Get("Content-Disposition"), "mihe-template.csv") {
		t.Errorf("template = %q (%s), want %q", w.Body, w.Header().Get("Content-Disposition"), want)
	}
	// The spreadsheet is read as it is, and its example refused.
	w = s.do(http.MethodGet, "/import/template.xlsx", nil)
	if path := s.imported(t, w.Body.String(), true); path != "" {
		if doc, _ := s.get(t, path+"?lang=en"); !strings.Contains(text(doc.Find("main")), "This is an example row of the template") {
			t.Errorf("the template's example: %s", text(doc.Find("main")))
		}
	}
}

func TestAnImportFromFormToFigure(t *testing.T) {
	s := newSite(t)
	content := facttest.Header + good
	checked, _ := s.get(t, s.imported(t, content, true)+"?lang=en")
	if v := facttest.Version(t, s.facts); v != 0 || !strings.Contains(text(checked.Find(".lead")), "Rows that would be stored: 1;") {
		t.Errorf("only checked: version %d, %q", v, text(checked.Find(".lead")))
	}
	path := s.imported(t, content, false)
	done, w := s.get(t, path+"?lang=en")
	if v := facttest.Version(t, s.facts); v != 1 || !strings.Contains(text(done.Find(".lead")), "Rows imported: 1") {
		t.Errorf("imported: version %d, %q", v, text(done.Find(".lead")))
	}
	if status := done.Find(`[role=status][aria-live=polite]`); status.Length() != 1 || w.Header().Get("Cache-Control") != "private, no-store" {
		t.Error("the state is not announced, or the page may be kept")
	}
	if han := unmarkedHan(done.Find("main")); han != "" {
		t.Errorf("Chinese without lang on the English page: %q", han)
	}
	mine, _ := s.get(t, "/import?lang=en")
	if got := mine.Find("section[aria-labelledby=mine] tbody tr").Length(); got != 2 {
		t.Errorf("%d of one's own imports are listed, want 2", got)
	}
}

// unmarkedHan finds Chinese on an English page that does not say so.
func unmarkedHan(s *goquery.Selection) string {
	c := s.Clone()
	c.Find("[lang]").Remove()
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) {
			return r
		}
		return -1
	}, c.Text())
}

func TestARunningImportReloadsItselfAndCanBeStopped(t *testing.T) {
	s := newSite(t)
	s.hold = make(chan struct{})
	path := s.send(t, "x.csv", facttest.Header+good, false).Header().Get("Location")
	doc, w := s.get(t, path)
	action, there := doc.Find("form[method=post] button").Parent().Filter(`[action*="/cancel"]`).Attr("action")
	if w.Header().Get("Refresh") != "2" || !there || doc.Find("script, meta[http-equiv]").Length() != 0 {
		t.Fatalf("a running import: Refresh %q, cancel at %q", w.Header().Get("Refresh"), action)
	}
	stop := s.do(http.MethodPost, action, nil)
	if stop.Code != http.StatusSeeOther || stop.Header().Get("Location") != path {
		t.Errorf("POST %s: %d to %s", action, stop.Code, stop.Header().Get("Location"))
	}
	close(s.hold)
	for range 1000 {
		if doc, w = s.get(t, path+"?lang=en"); w.Header().Get("Refresh") == "" {
			break
		}
	}
	if got := text(doc.Find(".tag").First()); got != "stopped" || facttest.Version(t, s.facts) != 0 {
		t.Errorf("after stopping: %q at version %d", got, facttest.Version(t, s.facts))
	}
	if again := s.do(http.MethodPost, path+"/cancel", nil); again.Code != http.StatusSeeOther {
		t.Errorf("stopping twice: %d", again.Code)
	}
}

func TestARefusedFileIsExplainedAndGivenBack(t *testing.T) {
	s := newSite(t)
	content := facttest.Header + good + strings.Repeat("nope,520526,2023,,,x,,bulletin,\n", 150)
	path := s.imported(t, content, false)
	doc, _ := s.get(t, path+"?lang=en")
	if rows := doc.Find("section[aria-labelledby=rejected] tbody tr"); rows.Length() != 200 || text(rows.First().Find("th")) != "3" {
		t.Errorf("%d faults are shown, the first on line %s; want 200 from line 3", rows.Length(), text(rows.First().Find("th")))
	}
	if said := text(doc.Find("section[aria-labelledby=rejected] .meta")); !strings.Contains(said, "300 in all") {
		t.Errorf("the page says %q, want that there are 300", said)
	}
	errors := s.do(http.MethodGet, path+"/errors.csv?lang=en", nil).Body.String()
	if n := strings.Count(errors, "\n"); n != 301 {
		t.Errorf("the download has %d lines, want 301", n)
	}
	marked := s.do(http.MethodGet, path+"/marked.csv?lang=en", nil)
	if got := marked.Body.String(); marked.Code != http.StatusOK || strings.Count(got, "There is no indicator of this id") != 150 ||
		!strings.Contains(got, csvfile.MarkTitle) || !strings.Contains(marked.Header().Get("Content-Disposition"), "mihe-marked.csv") {
		t.Errorf("marked: %d %.300q", marked.Code, got)
	}
	for _, wrong := range []string{"/marked.xlsx", "/marked.txt", "/x"} {
		if w := s.do(http.MethodGet, path+wrong, nil); w.Code != http.StatusNotFound {
			t.Errorf("GET %s: %d, want 404", wrong, w.Code)
		}
	}
	// Corrected where it is marked, the file is accepted with the marks still in it.
	corrected := strings.ReplaceAll(marked.Body.String(), "nope,520526,2023,,,x", "growth,520526,2023,,,1")
	lines := strings.SplitAfter(corrected, "\r\n")
	again := s.imported(t, strings.Join(lines[:3], ""), false)
	if doc, _ := s.get(t, again+"?lang=en"); !strings.Contains(text(doc.Find(".lead")), "Rows imported: 2") {
		t.Errorf("the corrected file: %s", text(doc.Find("main")))
	}
	// A spreadsheet comes back as a spreadsheet; what is no table at all cannot be marked.
	template, err := fact.TemplateXLSX(func(key string, _ ...any) string { return key }, fact.TemplateRow{Indicator: "nope", Region: "520526"})
	if err != nil {
		t.Fatal(err)
	}
	sheet := s.imported(t, string(template), true)
	if w := s.do(http.MethodGet, sheet+"/marked.xlsx", nil); w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("a marked spreadsheet: %d", w.Code)
	}
	if doc, _ := s.get(t, s.imported(t, "%PDF-1.7", true)); doc.Find(`a[href*="marked"]`).Length() != 0 {
		t.Error("a PDF is offered marked")
	}
}

func TestAFormThatIsNotAcceptedComesBack(t *testing.T) {
	s := newSite(t)
	for name, tc := range map[string]struct {
		file, content, says string
	}{
		"no file":   {"", "", "请先选一个文件"},
		"too large": {"x.csv", strings.Repeat("x", limit+1), "超过 1 MB"},
		"far too":   {"x.csv", strings.Repeat("x", 2*limit), "超过 1 MB"},
	} {
		w := s.send(t, tc.file, tc.content, true)
		doc, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		field := doc.Find("input[name=file]")
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(text(doc.Find(".errmsg")), tc.says) || field.AttrOr("aria-invalid", "") != "true" {
			t.Errorf("%s: %d %q", name, w.Code, text(doc.Find(".errmsg")))
		}
	}
	w := s.do(http.MethodPost, "/import", bytes.NewBufferString("file=x"), "Content-Type", "application/x-www-form-urlencoded")
	if w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a form without parts: %d", w.Code)
	}
	for _, cut := range []string{"", "--x\r\n", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc"} {
		w := s.do(http.MethodPost, "/import", bytes.NewBufferString(cut), "Content-Type", "multipart/form-data; boundary=x")
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("a form that breaks off after %q: %d", cut, w.Code)
		}
	}
	if jobs, err := s.jobs.Mine(context.Background(), account(t, "user-a"), 10); err != nil || len(jobs) != 0 {
		t.Errorf("forms that were not accepted began %d imports, %v", len(jobs), err)
	}
}

func TestAnotherAccountSeesNothing(t *testing.T) {
	s := newSite(t)
	path := s.imported(t, facttest.Header+"x\n", false)
	for _, p := range []string{path, path + "/errors.csv", path + "/marked.csv"} {
		if w := s.do(http.MethodGet, p, nil, "Account", "user-b"); w.Code != http.StatusNotFound {
			t.Errorf("GET %s by another account: %d, want 404", p, w.Code)
		}
		if w := s.do(http.MethodGet, p, nil, "Account", "reader"); w.Code != http.StatusForbidden {
			t.Errorf("GET %s without the right: %d, want 403", p, w.Code)
		}
		if w := s.do(http.MethodGet, p, nil, "Account", ""); w.Code != http.StatusUnauthorized {
			t.Errorf("GET %s by a visitor: %d, want 401", p, w.Code)
		}
	}
	if w := s.do(http.MethodPost, path+"/cancel", nil, "Account", "user-b"); w.Code != http.StatusNotFound {
		t.Errorf("stopping it by another account: %d, want 404", w.Code)
	}
}

func TestWhoLoadedWhat(t *testing.T) {
	s := newSite(t)
	if _, _, err := s.common.Load(context.Background(), access.Operator(), "shipped", facttest.Seq(facttest.Observation()), nil); err != nil {
		t.Fatal(err)
	}
	for i := range 52 {
		vintage := strings.Replace(good, ",\n", fmt.Sprintf(",v%d\n", i), 1)
		file := facttest.File(fmt.Sprintf("%d 号.csv", i), facttest.Header+vintage)
		if i == 51 {
			file = facttest.File("elsewhere.csv", facttest.Header+strings.Replace(vintage, "520526", "520527", 1))
		}
		if _, err := s.facts.Import(context.Background(), account(t, "user-a"), file, fact.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	doc, _ := s.get(t, "/import/batches?lang=en")
	own, common := doc.Find("section[aria-labelledby=own] tbody tr"), doc.Find("section[aria-labelledby=common] tbody tr")
	if own.Length() != 50 || common.Length() != 1 || !strings.HasPrefix(text(own.First()), "elsewhere.csv") {
		t.Errorf("%d own and %d common batches, the first %q; want 50 and 1", own.Length(), common.Length(), text(own.First()))
	}
	if got := text(own.Eq(1)); !strings.Contains(got, "user-a") || !strings.Contains(got, "v50") || !strings.Contains(got, "1 waiting") {
		t.Errorf("a batch says %q, want account, vintage and publication", got)
	}
	if han := unmarkedHan(doc.Find("main")); han != "" {
		t.Errorf("Chinese without lang: %q", han)
	}
	if second, _ := s.get(t, "/import/batches?page=2"); second.Find("section[aria-labelledby=own] tbody tr").Length() != 2 {
		t.Error("the second page does not hold the other two")
	}
	if w := s.do(http.MethodGet, "/import/batches?page=3", nil); w.Code != http.StatusNotFound {
		t.Errorf("a page beyond the last: %d", w.Code)
	}
	if got := text(common.First()); !strings.Contains(got, "whoever runs the program") || strings.Contains(got, "operator") {
		t.Errorf("who loaded it is not said in words: %q", got)
	}
	batch, _ := s.get(t, "/import/batches/1?lang=en")
	if got := text(batch.Find("main")); !strings.Contains(got, "broadband_share") || !strings.Contains(got, "county bulletin 2023") || !strings.Contains(got, "威宁彝族回族苗族自治县") || !strings.Contains(got, "520526@county") {
		t.Errorf("the batch says %q", got)
	}
	// A reader of one county neither lists nor opens what concerns another, and is not told how many there are.
	r := s.do(http.MethodGet, "/import/batches?lang=en", nil, "Account", "reader")
	if body := r.Body.String(); r.Code != http.StatusOK || strings.Contains(body, "elsewhere") || !strings.Contains(body, "51 batches") {
		t.Errorf("a reader of one county: %d", r.Code)
	}
	for path, want := range map[string]int{"/import/batches/52": 404, "/import/batches/51": 200, "/import/batches/99": 404, "/import/batches/x": 404} {
		if w := s.do(http.MethodGet, path, nil, "Account", "reader"); w.Code != want {
			t.Errorf("GET %s by a reader of one county: %d, want %d", path, w.Code, want)
		}
	}
}

// slowly gives a little at a time.
type slowly struct {
	rest []byte
	wait time.Duration
}

func (s *slowly) Read(b []byte) (int, error) {
	if len(s.rest) == 0 {
		return 0, io.EOF
	}
	time.Sleep(s.wait)
	n := copy(b, s.rest[:min(len(s.rest), 100)])
	s.rest = s.rest[n:]
	return n, nil
}

// A server gives other requests little time; a file over a slow line gets more, and its sender an answer.
func TestASlowUploadArrives(t *testing.T) {
	s := newSite(t)
	server := httptest.NewUnstartedServer(s)
	server.Config.ReadTimeout, server.Config.WriteTimeout = 200*time.Millisecond, 200*time.Millisecond
	server.Start()
	defer server.Close()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("file", "x.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write([]byte(facttest.Header + good + strings.Repeat(" ", 800)))
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, server.URL+"/import", &slowly{b.Bytes(), 60 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Account", "user-a")
	r.Header.Set("Content-Type", form.FormDataContentType())
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	began := time.Now()
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusSeeOther {
		t.Errorf("after %s: %s", time.Since(began), answer.Status)
	}
	if took := time.Since(began); took < 400*time.Millisecond {
		t.Errorf("the upload took %s, so no limit was passed", took)
	}
}
