package data

// CalendarRow is one day that departs from the week: Kind is off or work (a make-up day). Names are those of the
// holiday whose paragraph of the notice names the day; Source is the notice's number, see CalendarSources.
type CalendarRow struct{ Date, Kind, NameZh, NameEn, Source string }

// HolidayRow is one holiday of all citizens (article 2 of the measures on annual festivals and memorial days,
// 全国年节及纪念日放假办法). Word is what every way of writing its name contains.
type HolidayRow struct{ ID, Word string }

// Calendar lists the days off and the make-up working days of 2020 to 2026, by date. Where a later notice changed a
// day, only the later one is listed.
func Calendar() ([]CalendarRow, error) {
	return table("calendar.csv", func(f []string) CalendarRow { return CalendarRow{f[0], f[1], f[2], f[3], f[4]} })
}

// CalendarHolidays lists the holidays that every year has, in the order of the measures.
func CalendarHolidays() ([]HolidayRow, error) {
	return table("calendar_holidays.csv", func(f []string) HolidayRow { return HolidayRow{f[0], f[1]} })
}

// CalendarSources lists the notices the calendar is from; the note says where each was read.
func CalendarSources() ([]Source, error) {
	return table("calendar_sources.csv", func(f []string) Source {
		return Source{f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]}
	})
}
