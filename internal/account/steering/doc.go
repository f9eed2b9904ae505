// Package steering holds the national plan (数字经济促进共同富裕实施方案, 发改数据〔2023〕1770号): its goals, its chapters and its
// 17 actions, each with the official text and the targets that the text or related papers set. It serves action 14
// (组织领导): whoever steers must see what was asked, word for word, beside what has been measured.
//
// Limits, told honestly: the English is a working translation and the Chinese text is authoritative. Figures from
// related papers came mostly through reposts and nobody has checked them; they say so. Which goal an action serves is
// our reading. Tasks that cite a gap come with a later release; until then the package is read-only.
package steering
