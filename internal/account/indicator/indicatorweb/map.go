package indicatorweb

import (
	"strings"

	"mihe/data"
	"mihe/internal/account/indicator"
	"mihe/internal/base/i18n"
	"mihe/internal/base/web"
)

// provinceMap is the tile map of a comparison by province with its key and table.
type provinceMap struct {
	Label string
	Tiles []web.Tile
	Key   []web.Band
	Note  string
	Table web.Table
	// Economic are the four regions beside the map, where the data permits them.
	Economic      []web.Bar
	EconomicLabel string
}

// provinceMapOf builds the map of g, which must be grouped by province. drill tells whether county data exist, so that
// a tile leads to the province's counties; else it leads to the province's own page.
func (h *handlers) provinceMapOf(p web.Page, g *indicator.Gap, drill bool) (*provinceMap, error) {
	grid, err := h.tiles()
	if err != nil {
		return nil, err
	}
	m := &provinceMap{
		Label: p.T("indicator.map.label", "indicator", p.Name(g.Indicator.Name).Text),
		Note:  sentence(p, p.T("indicator.map.note."+string(g.Indicator.Direction)), onTiles(p, g).note),
		Table: levelTable(p, g, p.T("indicator.map.table"), regionHref(p)),
		Key:   key(p, g, grid),
	}
	for _, t := range grid {
		m.Tiles = append(m.Tiles, tile(p, g, t, drill))
	}
	return m, nil
}

// tile places one province. English names are too long for a tile, so English pages show the ISO letters and the key
// spells them out.
func tile(p web.Page, g *indicator.Gap, row data.TileRow, drill bool) web.Tile {
	t := web.Tile{Short: row.ShortZh, One: row.OneZh, Col: row.Col, Row: row.Row}
	if p.Lang == i18n.En {
		t.Short = letters(row)
		t.One = t.Short
	}
	l := Group(g, row.Code)
	if l.Value == nil {
		t.Value, t.Said = none, p.T("indicator.map.no_data", "name", p.Name(l.Name).Text)
		if l.Code == "" {
			t.Value, t.Said = p.T("indicator.map.outside"), p.T("indicator.map.outside.said")
		}
		if l.Withheld() {
			t.Said, t.Href = p.T("indicator.map.withheld", "name", p.Name(l.Name).Text, "why", p.Say(*l.Why)), tileHref(p, g, row, drill)
		}
		return t
	}
	t.Band = g.Indicator.Band(*l.Value)
	t.Value = onTiles(p, g).write(*l.Value)
	t.Said = p.T("indicator.map.said", "level", Amount(p, g.Indicator, *l.Value), "name", p.Name(l.Name).Text, "band", BandName(p, t.Band))
	t.Href = tileHref(p, g, row, drill)
	return t
}

// tileHref leads into a province: to its counties where there are figures of them.
func tileHref(p web.Page, g *indicator.Gap, row data.TileRow, drill bool) string {
	if drill {
		return link(p, g.Indicator, indicator.Question{By: indicator.ByCounty, Within: row.Code, Period: g.Question.Period})
	}
	return p.Link("/regions/" + row.Code)
}

// tileScale is how figures are written on tiles: five digits are too wide for a phone, so large ones are counted in 万
// or thousands.
type tileScale struct {
	note     string
	divisor  float64
	decimals int
}

func onTiles(p web.Page, g *indicator.Gap) tileScale {
	if g.Spread.High == nil || *g.Spread.High < 10000 {
		return tileScale{divisor: 1, decimals: g.Indicator.Decimals}
	}
	if p.Lang == i18n.En {
		return tileScale{note: p.T("indicator.map.scale"), divisor: 1e3, decimals: 1}
	}
	return tileScale{note: p.T("indicator.map.scale"), divisor: 1e4, decimals: 2}
}

func (s tileScale) write(v float64) string { return i18n.Number(v/s.divisor, s.decimals) }

// letters are the last two of the province's ISO 3166-2 code.
func letters(row data.TileRow) string { return strings.TrimPrefix(row.ISO, "CN-") }

// key lists the bands with the provinces in each, by division code.
func key(p web.Page, g *indicator.Gap, grid []data.TileRow) []web.Band {
	places := make([][]string, 6)
	for _, row := range grid {
		l := Group(g, row.Code)
		if l.Value == nil {
			continue
		}
		name := row.ShortZh
		if p.Lang == i18n.En {
			name = p.T("indicator.map.key.name", "name", p.Name(l.Name).Text, "letters", letters(row))
		}
		band := g.Indicator.Band(*l.Value)
		places[band] = append(places[band], name)
	}
	var list []web.Band
	for n := 1; n <= 5; n++ {
		b := web.Band{Number: n, Name: BandName(p, n), Range: BandRange(p, g.Indicator, n), Places: p.T("indicator.map.key.none")}
		if len(places[n]) > 0 {
			b.Places = p.T("indicator.map.key.places", "count", len(places[n]), "list", strings.Join(places[n], p.T("indicator.comma")))
		}
		list = append(list, b)
	}
	return list
}
