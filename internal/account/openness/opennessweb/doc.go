// Package opennessweb is the pages on which it is decided what the public may see (信息公开, 保密审查): the list of all series
// with their state, one step for many of them at once, and the history of each.
package opennessweb
