// Package web is how Mihe meets a browser (网页): the recording mux, one answer for every failure, two languages, large
// print, the security headers, a cache of public pages, and the components every page is made of (layout, numbers,
// charts with a text alternative and a data table, forms). It serves all 17 actions and knows none of them.
//
// Pages work without script; none is sent in this release. Every length is in rem, so large print is one class. A
// route without a right does not start the program.
package web
