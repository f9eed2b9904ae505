// Package region is the administrative map of China as a dated tree (行政区划): which units exist on a day, what
// contains what, what became of a code that is gone, and how to find a unit by name, pinyin or code.
//
// It serves every action of the plan: scopes, roll-ups, gaps between regions. Containment is asked of the tree,
// never of a code's prefix. Nothing is edited in place: renames, mergers and splits are dated successions, and a
// part of a split carries no share, because none is known.
//
// No list of townships (乡级) is shipped: a node imports its own, and the demonstration's are made up and say 合成. A
// township lies in the county that its list names, whatever the digits of its code; a change is a later version with
// a day of its own, never an edit.
//
// Limits. The tree is the one official statistics use, from the census of 2020-11-01 (2,994 county rows, of which
// 2,947 have a census row) to the list of 2023-06-30 (2,978); it also gives the 2,990 and 2,984 rows of the lists
// of 2021-10-31 and 2022-10-31. Earlier days get the tree of the census, later days that of 2023. A change that
// was approved before the census but counted by it in the old units takes effect on the day after it. Where only
// two lists show a change, it takes effect with the later list. Transfers of townships are those that documents
// or the lists show by name, so two figures under one code may still cover different ground. The Production and
// Construction Corps is not a unit. Of townships only the days are known, not what became of their ground: they are
// not rolled up, and one whose county is gone is unknown until a list under the new code is imported. A file holds at
// most 5,000 rows; the tree was tried with 38,714, about as many as the country has.
package region
