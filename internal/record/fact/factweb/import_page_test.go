package factweb

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/access"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
	"mihe/internal/record/fact"
)

func site(t *testing.T) http.Handler {
	t.Helper()
	words, err := i18n.Load(web.Words, Words)
	if err != nil {
		t.Fatal(err)
	}
	m := web.NewMux(web.Config{
		Words: words, Log: slog.New(slog.DiscardHandler), Version: func(context.Context) (int64, error) { return 1, nil },
	})
	Routes(m, Deps{
		Wanted: func(context.Context, access.Actor) ([]Wanted, error) {
			return []Wanted{{ID: "digital_campus", Name: i18n.Name{Zh: "数字校园", En: "digital campuses"}, Action: "A10"}}, nil
		},
		Examples: []fact.TemplateRow{{Indicator: "digital_campus", Region: "520526", Period: "2025", Value: "61.5", Source: "example"}},
	})
	h, err := m.Build()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, path string) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	site(t).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	return w
}

func TestImportPageNamesEveryColumnAndWhatIsWanted(t *testing.T) {
	for _, lang := range i18n.Langs {
		doc, err := goquery.NewDocumentFromReader(get(t, "/import?lang="+string(lang)).Body)
		if err != nil {
			t.Fatal(err)
		}
		text := doc.Find("main").Text()
		for _, c := range append(fact.Columns[:], "digital_campus") {
			if !strings.Contains(text, c) {
				t.Errorf("%s: the page does not name %q", lang, c)
			}
		}
		if strings.Contains(text, "⟦") || doc.Find("h1").Length() != 1 || doc.Find(`a[href^="/import/template.csv"]`).Length() != 1 {
			t.Errorf("%s: a word, the heading or the template is missing", lang)
		}
	}
}

func TestTemplateIsTheOneTheCommandPrints(t *testing.T) {
	w := get(t, "/import/template.csv")
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	want := fact.TemplateCSV(fact.TemplateRow{Indicator: "digital_campus", Region: "520526", Period: "2025", Value: "61.5", Source: "example"})
	if !bytes.Equal(body, want) {
		t.Errorf("template = %q, want %q", body, want)
	}
	if got := w.Header().Get("Content-Disposition"); !strings.Contains(got, "mihe-template.csv") {
		t.Errorf("Content-Disposition = %q", got)
	}
}
