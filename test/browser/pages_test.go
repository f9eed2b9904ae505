package browser

import (
	"net/http"
	"os"
	"strconv"
)

// page is one address that is looked at. Its name is that of its screenshots.
type page struct {
	name, path string
	status     int  // what it is answered with; 0 is 200
	contrast   bool // looked at in high contrast, too
}

// pages are the public pages, with every kind of comparison and every kind of answer: figures, no data yet, refused, gone,
// not found. TestEveryPageIsListed fails when a route is registered that none of them shows.
var pages = []page{
	{name: "overview", path: "/", contrast: true},
	{name: "indicators", path: "/indicators"},
	{name: "bath", path: "/indicators/bath", contrast: true},
	{name: "bath-province", path: "/indicators/bath?by=province"},
	{name: "bath-economic-region", path: "/indicators/bath?by=economic_region"},
	{name: "bath-prefecture", path: "/indicators/bath?by=prefecture&within=520000"},
	{name: "bath-county", path: "/indicators/bath?by=county&within=520500"},
	{name: "bath-urbanisation", path: "/indicators/bath?by=urbanisation_band"},
	{name: "bath-unit-type", path: "/indicators/bath?by=unit_type"},
	{name: "income", path: "/indicators/income"},
	{name: "income-economic-region", path: "/indicators/income?by=economic_region"},
	{name: "income-urban-rural", path: "/indicators/income_urban_rural?by=urban_rural"},
	{name: "illiteracy-sex", path: "/indicators/illiteracy_15_plus?by=sex"},
	{name: "tap-water", path: "/indicators/tap_water"},
	{name: "no-data", path: "/indicators/digital_campus"},
	{name: "refused", path: "/indicators/income?by=county", status: http.StatusUnprocessableEntity},
	{name: "unknown-indicator", path: "/indicators/nonsense", status: http.StatusNotFound},
	{name: "regions", path: "/regions"},
	{name: "regions-found", path: "/regions?q=hz"},
	{name: "regions-not-found", path: "/regions?q=nowhere"},
	{name: "region-province", path: "/regions/520000"},
	{name: "region-county", path: "/regions/520526", contrast: true},
	{name: "region-gone", path: "/regions/330103"},
	{name: "actions", path: "/actions"},
	{name: "action", path: "/actions/12"},
	{name: "import", path: "/import", contrast: true},
	{name: "not-found", path: "/nothing/here", status: http.StatusNotFound},
}

// want is the status the page is answered with.
func (p page) want() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}

// views are how the page is looked at and photographed.
func (p page) views() []view {
	list := views(normal, large)
	if p.contrast {
		list = append(list, view{"zh-CN", phone, contrast}, view{"en", desk, contrast})
	}
	return list
}

// axeViews are how axe, which takes seconds where a look takes tenths, sees the i-th page: on a quick run both languages,
// both widths and large print, the last in turns.
func (p page) axeViews(i int) []view {
	if scale, err := strconv.Atoi(os.Getenv("MIHE_SCALE")); err == nil && scale > 1 {
		return p.views()
	}
	turns := views(large)
	list := []view{{"zh-CN", phone, normal}, {"en", desk, normal}, turns[i%len(turns)]}
	if p.contrast {
		list = append(list, view{"zh-CN", phone, contrast})
	}
	return list
}
