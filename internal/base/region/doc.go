// Package region is the administrative map of China as a dated tree (行政区划): which units exist on a day, what
// contains what, what became of a code that is gone, and how to find a unit by name, pinyin or code.
//
// Containment is asked of the tree, never of a code's prefix. The shipped list has no townships.
package region
