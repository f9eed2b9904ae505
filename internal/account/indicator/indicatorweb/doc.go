// Package indicatorweb shows indicators and places (指标页、地区页): the list of indicators, one page per indicator with
// its gap, map, trend, distribution and source, the same as XLSX, CSV and JSON, and one page per region. It serves action 16
// of the plan, and the tasks of all others cite its pages.
//
// Provinces and counties stand in the order of their codes, in bands with fixed cut points; nothing is sorted by
// level. Limits: a list of more than 400 units is not printed on one page, it offers the provinces instead; pages are
// for visitors, so they show nothing that is not public.
package indicatorweb
