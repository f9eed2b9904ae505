// Package calendar knows China's working days (工作日): weekends, the days off of the State Council's yearly holiday
// notices, and the make-up days worked in exchange (调休). Deadlines of every action of the plan are counted with it.
//
// A year's notice appears late in the year before and follows no formula, so a year is data: 2020 to 2026 are shipped
// (data/calendar.csv), a new one is imported. A day in a year without data is refused and never guessed.
//
// How a period runs: the day it starts on does not count, the day after is day one (Civil Code, 民法典, article 201);
// periods of administrative licensing are in working days (行政许可法, article 82). Other laws count otherwise, and
// whoever sets a deadline says which it is.
//
// Limits. The country's days only: regional holidays (article 4 of the measures), half days (article 3) and
// arrangements of single employers are not in it. A notice may still move the last days of the year before it, as the one
// for 2019 did. The shipped notices were read as reprinted, none on the page of the office itself (see
// data/calendar_sources.csv); three outside calendars agree with each of the 2,557 days.
package calendar
