package data

// FestivalRow is the day of a year's Spring Festival, the first of the first month of the Chinese calendar.
type FestivalRow struct{ Year, Day, Source string }

// Festivals lists the Spring Festivals of 2010 to 2030, by year. The standard computes them from astronomy, so later
// years are known before anybody announces them.
func Festivals() ([]FestivalRow, error) {
	return table("festivals.csv", func(f []string) FestivalRow { return FestivalRow{f[0], f[1], f[2]} })
}

// Warnings returns the dated rules of early warning, as YAML (read by account/indicator).
func Warnings() ([]byte, error) { return files.ReadFile("warnings.yaml") }
