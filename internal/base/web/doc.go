// Package web is how Mihe meets a browser (网页): the recording mux, one answer for every failure, two languages, large
// print, the security headers, a cache of public pages, and the components every page is made of (layout, numbers,
// charts with a text alternative and a data table, forms). It serves all 17 actions and knows none of them.
//
// Pages work without script; none is sent in this release. Every length is in rem, so large print is one class. A
// route without a right does not start the program.
//
// A page is registered with Page, which keeps its rendering for every reader and therefore shows it nothing of any of
// them, or with Handle, which may ask for any right and answers by itself (Request.Render, JSON). Components take plain
// structs with positions in [0, 1] and figures already written out; what a component shows, its caller's table repeats
// in words. A name in another language is put into a sentence with Mark, and every component marks it up.
//
// API registers an operation of the JSON API on the same mux, under the same rights and limits; Describe publishes what
// there is of them as OpenAPI 3.1. A program that only wants figures needs no account: downloads are described too.
//
// Limits, told honestly: of several faults in a document only the first by name is told. The cache belongs to one process and is dropped whole when the data changes; a cold page takes
// about 7 ms to render and pack on one core; on browsers without CSS subgrid (before 2023) the bars of a chart start
// where a fixed column for names ends.
package web
