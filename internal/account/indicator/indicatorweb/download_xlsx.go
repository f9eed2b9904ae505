package indicatorweb

import (
	"slices"
	"strconv"
	"strings"

	"mihe/internal/account/indicator"
	"mihe/internal/base/web"
	"mihe/standard/xlsx"
)

// xlsx answers a comparison as a spreadsheet in the page's language: the rows of the CSV download, what is measured and
// how, and the sources. Programs read the CSV: here the columns are named for people.
func (h *handlers) xlsx(ind *indicator.Indicator) func(*web.Request) (web.File, error) {
	return func(r *web.Request) (web.File, error) {
		g, err := h.asked(r, ind.ID)
		if err != nil {
			return web.File{}, err
		}
		definition, err := h.definitionSheet(r.Page, g)
		if err != nil {
			return web.File{}, err
		}
		body, err := xlsx.Write(xlsx.Workbook{
			Title: web.Unmarked(Title(r.Page, g)), Tables: []xlsx.Table{dataSheet(r.Page, g), definition, sourceSheet(r.Page, g)},
		})
		return web.File{Name: fileName(g, "xlsx"), Type: xlsx.MediaType, Body: body}, err
	}
}

// dataSheet holds the rows of the CSV download, with numbers as numbers.
func dataSheet(p web.Page, g *indicator.Gap) xlsx.Table {
	t := xlsx.Table{Name: p.T("indicator.xlsx.data"), Rows: func(yield func([]xlsx.Value) bool) {
		for _, row := range csvRows(p, g) {
			if !yield(numbered(g.Indicator, row)) {
				return
			}
		}
	}}
	for _, name := range csvHead {
		t.Columns = append(t.Columns, xlsx.Column{Title: p.T("indicator.column." + name), Width: columnWidth(name)})
	}
	return t
}

// numbered makes numbers of the cells whose columns hold them. What is shown is rounded as on the page; the cell keeps
// every digit of the CSV.
func numbered(ind *indicator.Indicator, row []string) []xlsx.Value {
	cells := make([]xlsx.Value, len(row))
	for i, text := range row {
		cells[i] = xlsx.Text(text)
		decimals := 0
		switch csvHead[i] {
		case "value", "plain", "published":
			decimals = ind.Decimals
		case "completeness":
			decimals = 4
		case "numerator", "denominator", "population", "units", "band":
		default:
			continue
		}
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			cells[i] = xlsx.Number(v, decimals)
		}
	}
	return cells
}

func columnWidth(name string) float64 {
	switch name {
	case "indicator", "name", "name_en":
		return 24
	case "why", "sources":
		return 40
	}
	return 14
}

// definitionSheet says what the page says of the comparison beside its numbers.
func (h *handlers) definitionSheet(p web.Page, g *indicator.Gap) (xlsx.Table, error) {
	parts, err := h.aboutOf(p, g.Indicator, g)
	rows := [][]xlsx.Value{
		line(p.T("indicator.xlsx.question"), web.Unmarked(Title(p, g))), line(p.T("indicator.xlsx.answer"), Lead(p, g)),
		line(p.T("indicator.column.unit"), Unit(p, g.Indicator)), line(p.T("indicator.column.period"), p.Period(g.Question.Period)),
	}
	if g.Internal {
		rows = slices.Insert(rows, 0, line(p.T("indicator.internal"), p.T("indicator.internal.notice")))
	}
	for _, f := range slices.Concat(parts...) {
		if f.Term == p.T("indicator.about.source") {
			continue // they have a sheet of their own
		}
		var says []string
		for _, s := range f.Says {
			says = append(says, web.Unmarked(s.Text))
		}
		rows = append(rows, line(f.Term, strings.Join(says, "\n")))
	}
	return xlsx.Table{Name: p.T("indicator.xlsx.definition"), Rows: slices.Values(rows), Columns: []xlsx.Column{
		{Title: p.T("indicator.xlsx.item"), Width: 24, Wrap: true}, {Title: p.T("indicator.xlsx.says"), Width: 90, Wrap: true},
	}}, err
}

// sourceSheet names every source with publisher, vintage and who typed it in.
func sourceSheet(p web.Page, g *indicator.Gap) xlsx.Table {
	t := xlsx.Table{Name: p.T("indicator.xlsx.sources"), Rows: func(yield func([]xlsx.Value) bool) {
		for _, s := range g.Sources {
			if !yield(line(p.Name(s.Title).Text, p.Name(s.Publisher).Text, s.Vintage, s.DigitisedBy)) {
				return
			}
		}
	}}
	for _, key := range []string{"title", "publisher", "vintage", "digitised"} {
		t.Columns = append(t.Columns, xlsx.Column{Title: p.T("indicator.xlsx.source." + key), Width: 40, Wrap: true})
	}
	return t
}

func line(texts ...string) []xlsx.Value {
	row := make([]xlsx.Value, len(texts))
	for i, text := range texts {
		row[i] = xlsx.Text(text)
	}
	return row
}
