// Package repotest holds the rules about the repository itself (仓库规则), written as tests: the order of imports, what a
// folder must say about itself, the SQL two databases share, words in two languages, and what is never built.
//
// It serves every action of the plan by keeping the house in the order ARCHITECTURE.md describes. Each rule reads a
// file tree and returns what breaks it; TestRulesCatch breaks every rule on purpose in a tree of its own and sees it
// reported, so a rule that has stopped looking is noticed.
//
// Limits, told honestly: Go is parsed, not type-checked, and SQL is recognised by its first word. A rule can be
// evaded by someone who wants to; it is there for the one who did not notice.
package repotest
