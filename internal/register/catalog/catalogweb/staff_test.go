package catalogweb_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"mihe/internal/base/region"
	"mihe/internal/register/catalog"
	"mihe/internal/register/party/partytest"
)

// A clerk enters somebody with a paper, puts it right and ends the post; what is refused comes back with what was typed.
func TestAClerkKeepsTheStaffOfTheProvider(t *testing.T) {
	s := newSite(t)
	at := region.Key{Code: "520521901", Level: region.Township}
	names := partytest.Row(1, at).Names
	partytest.Load(t, s.people, "a", partytest.Row(1, at), partytest.Row(2, at))
	d := s.ask(t, http.MethodGet, "/staff?lang=en", clerk, nil, http.StatusOK)
	path, found := d.Find("tbody a").Attr("href")
	if path, _, _ = strings.Cut(path, "?"); !found || d.Find("tbody tr").Length() != 1 {
		t.Fatalf("the clerk sees %d providers", d.Find("tbody tr").Length())
	}
	if d := s.ask(t, http.MethodGet, "/staff", "other", nil, http.StatusOK); d.Find("tbody tr").Length() != 0 {
		t.Error("whoever acts for nobody sees providers")
	}
	s.ask(t, http.MethodGet, path, "other", nil, http.StatusForbidden)
	s.ask(t, http.MethodGet, path, "registrar", nil, http.StatusOK)
	if href := s.ask(t, http.MethodGet, path+"?print=large", clerk, nil, http.StatusOK).Find(".crumb a").AttrOr("href", ""); href != "/staff?print=large" {
		t.Errorf("the way back in large print is %s", href)
	}

	form := url.Values{
		"number": {names.Number}, "name": {"nobody"}, "kind": {"carer"}, "base": {"520521902"}, "language": {"zh", "hmn"}, "from": {"2026-01-01"},
		"days0": {"MO", "TU", "WE", "TH", "SU"}, "opens0": {"08:00"}, "closes0": {"16:30"},
		"paper1": {"care_worker"}, "level1": {"4"}, "paper_until1": {"2026-06-01"}, "paper_number1": {"A-778899"},
	}
	d = s.ask(t, http.MethodPost, path+"?lang=en", clerk, form, http.StatusUnprocessableEntity)
	kept := d.Find(`input[name="language"]:checked`).Length() == 2 && d.Find(`input[name="days0"]:checked`).Length() == 5 &&
		d.Find(`select[name="paper1"] option[selected]`).AttrOr("value", "") == "care_worker" && d.Find(`select[name="base"] option[selected]`).AttrOr("value", "") == "520521902"
	if d.Find("#e-number").Length() != 1 || !kept || d.Find("table").Length() != 0 {
		t.Errorf("a wrong name: %d messages, typed kept %v", d.Find(".errmsg").Length(), kept)
	}
	wrong := maps.Clone(form)
	wrong["name"], wrong["level1"] = []string{names.Name}, []string{"0"}
	if d = s.ask(t, http.MethodPost, path, clerk, wrong, http.StatusUnprocessableEntity); d.Find(".errmsg").Length() != 1 {
		t.Errorf("a paper without its level: %d messages", d.Find(".errmsg").Length())
	}
	form.Set("name", names.Name)
	s.ask(t, http.MethodPost, path, clerk, form, http.StatusSeeOther)
	s.ask(t, http.MethodPost, path, clerk, form, http.StatusConflict)

	d = s.ask(t, http.MethodGet, path+"?lang=en", clerk, nil, http.StatusOK)
	row := d.Find("tbody tr").First()
	for _, says := range []string{names.Name, "carer", "level 4 (ran out on 1 June 2026)", "Chinese, Miao", "Monday–Thursday, Sunday 08:00–16:30", "since 1 January 2026"} {
		if !strings.Contains(strings.Join(strings.Fields(row.Text()), " "), says) {
			t.Errorf("the row does not say %q: %s", says, row.Text())
		}
	}
	html, _ := d.Html()
	if strings.Contains(html, "778899") || strings.Contains(html, names.Number) {
		t.Error("a number is shown")
	}
	one, _, _ := strings.Cut(row.Find("a").AttrOr("href", ""), "?")
	d = s.ask(t, http.MethodGet, one+"?lang=en", clerk, nil, http.StatusOK)
	if d.Find(`input[name="days0"]:checked`).Length() != 5 || d.Find(`select[name="paper0"] option[selected]`).AttrOr("value", "") != "care_worker" || d.Find(`input[name="paper_number0"]`).AttrOr("value", "x") != "" {
		t.Error("the form is not filled in with what is held, or shows a number")
	}
	fixed := url.Values{
		"base": {"520521901"}, "language": {"zh"}, "from": {"2026-01-01"}, "days0": {"MO"}, "opens0": {"08:00"}, "closes0": {"12:00"},
		"paper0": {"care_worker"}, "level0": {"4"}, "paper_until0": {"2031-06-01"},
	}
	if d = s.ask(t, http.MethodPost, one, clerk, fixed, http.StatusUnprocessableEntity); d.Find("#e-reason").Length() != 1 {
		t.Error("a correction without a reason")
	}
	fixed.Set("reason", "renewed")
	s.ask(t, http.MethodPost, one, "other", fixed, http.StatusForbidden)
	s.ask(t, http.MethodPost, one, clerk, fixed, http.StatusSeeOther)
	if text := s.ask(t, http.MethodGet, path+"?lang=en", clerk, nil, http.StatusOK).Find("tbody tr").Text(); !strings.Contains(text, "until 1 June 2031") {
		t.Errorf("after the correction: %s", text)
	}
	if d = s.ask(t, http.MethodPost, one+"/end", clerk, url.Values{"until": {"2025-01-01"}, "reason": {"left"}}, http.StatusUnprocessableEntity); d.Find("#e-end-until").Length() != 1 {
		t.Error("an end before the beginning")
	}
	s.ask(t, http.MethodPost, one+"/end", clerk, url.Values{"until": {"2026-12-01"}, "reason": {"left"}}, http.StatusSeeOther)
	d = s.ask(t, http.MethodGet, path+"?lang=en", clerk, nil, http.StatusOK)
	if d.Find("tbody a").Length() != 0 || !strings.Contains(d.Find("tbody tr").Text(), "Ended") {
		t.Errorf("after the end: %s", d.Find("tbody tr").Text())
	}
	s.ask(t, http.MethodGet, strings.Replace(one, "post_", "post_0", 1), clerk, nil, http.StatusNotFound)
	if !slices.Contains(catalog.Languages, "hmn") {
		t.Error("the control: Miao is no language of the directory")
	}
}
