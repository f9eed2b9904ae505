package data

// RegionRow is one version of one division: the same code and level stand in several rows when its name or type
// changed. From and Until are dates, half-open; an empty one means not stated. Status is empty, "succeeded"
// (another row or code continues it) or "unresolved" (it left the list and nothing shipped says where to).
type RegionRow struct {
	Code, Level, NameZh, NameEn, ShortZh, Type, Parent, Economic string
	From, Until, Status, Source                                  string
}

// SuccessionRow is one dated passage of territory, or of a name, from one code to another. Basis says what kind of day
// On is: approval, announcement, edition (the first official list that shows the change) or census (approved
// earlier, but the census of 2020-11-01 still counted the old unit). Status is "verified" or "unverified". Note
// is for maintainers and is not shown.
type SuccessionRow struct {
	From, To, Level, Kind, On, Basis, Document, DocumentOn, Link, Source, Status, Note string
}

// UncodedRow is a zone or island group that the census counted without a code. Code2020 and Code2023 are its codes
// in the division lists of those years; Code2023 is empty when no unit of that list bears its name.
type UncodedRow struct{ NameZh, Province, Prefecture, Population, Code2020, Code2023, Source string }

// EconomicRegionRow is one of the four economic regions.
type EconomicRegionRow struct{ ID, NameZh, NameEn, Source string }

// PinyinRow is the reading of a character, or of a run of characters, as place names read it: syllables separated
// by spaces, v for ü. Also holds a reading that people type as well, or is empty.
type PinyinRow struct{ Text, Pinyin, Also string }

// TileRow places a province on the tile grid. InSeries is "1" when the shipped series cover it.
type TileRow struct{ Code, NameZh, ShortZh, OneZh, ISO, Col, Row, InSeries string }

// Regions lists every version of every division, from the nation down, by level, code and date.
func Regions() ([]RegionRow, error) {
	return table("regions.csv", func(f []string) RegionRow {
		return RegionRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11]}
	})
}

// RegionSuccessions lists what became of codes and territories, by date.
func RegionSuccessions() ([]SuccessionRow, error) {
	return table("region_successions.csv", func(f []string) SuccessionRow {
		return SuccessionRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7], f[8], f[9], f[10], f[11]}
	})
}

// RegionUncoded lists the 42 zones and island groups that the census counted without a code.
func RegionUncoded() ([]UncodedRow, error) {
	return table("region_uncoded.csv", func(f []string) UncodedRow {
		return UncodedRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6]}
	})
}

// EconomicRegions lists the four economic regions in their usual order.
func EconomicRegions() ([]EconomicRegionRow, error) {
	return table("region_economic.csv", func(f []string) EconomicRegionRow {
		return EconomicRegionRow{f[0], f[1], f[2], f[3]}
	})
}

// RegionPinyin lists how the characters in names of divisions are read.
func RegionPinyin() ([]PinyinRow, error) {
	return table("region_pinyin.csv", func(f []string) PinyinRow { return PinyinRow{f[0], f[1], f[2]} })
}

// RegionSources lists the sources of the files about divisions; the census is in Sources.
func RegionSources() ([]Source, error) {
	return table("region_sources.csv", func(f []string) Source {
		return Source{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
	})
}

// Tiles lists the tile grid: 31 provinces and three that are not in the series.
func Tiles() ([]TileRow, error) {
	return table("tiles.csv", func(f []string) TileRow { return TileRow{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]} })
}
