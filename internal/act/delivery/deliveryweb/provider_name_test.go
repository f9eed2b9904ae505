package deliveryweb_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"mihe/internal/base/i18n"
)

// A provider is called by its English name on English pages, and where it has none its Chinese one is marked as Chinese.
func TestAProviderIsCalledInTheReadersLanguage(t *testing.T) {
	s := newOffice(t)
	s.visit("2026-03-04", true)
	s.later("2026-04-02")
	for _, name := range []i18n.Name{{Zh: "（合成）服务中心 0", En: "(synthetic) service centre 0"}, {Zh: "（合成）服务中心 0"}} {
		s.names = map[string]i18n.Name{orgA: name}
		for path, who := range map[string]string{"/settlements?month=2026-03": "", "/settlements/of/" + orgA + "/2026-03": "", "/settlements/own": "acct_a", "/me/visits": "elder"} {
			actor := s.settler()
			switch who {
			case "acct_a":
				actor = s.agent(who)
			case "elder":
				actor = s.resident(s.elder)
			}
			doc := s.wants(actor, http.MethodGet, path, nil, http.StatusOK)
			chinese := doc.Find(`main [lang="zh-CN"]`).FilterFunction(func(_ int, e *goquery.Selection) bool { return strings.Contains(e.Text(), name.Zh) }).Length() > 0
			if english := name.En != "" && strings.Contains(doc.Find("main").Text(), name.En); english != (name.En != "") || chinese == english {
				t.Errorf("%s of %+v: English %v, marked as Chinese %v: %s", path, name, english, chinese, doc.Find("main").Text())
			}
		}
	}
}
