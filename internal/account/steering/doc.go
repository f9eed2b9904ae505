// Package steering holds the national plan (数字经济促进共同富裕实施方案, 发改数据〔2023〕1770号) and the tasks (任务、督办事项) that
// carry it out. It serves action 14 (组织领导): whoever steers must see what was asked, word for word, beside what has been
// measured, and who is to narrow which gap by when.
//
// A task cites a gap: the exact question and a frozen copy of the measured answer. Only needs and outcomes that serve an
// action raise one, and only the newest gap that is known. It goes from 立项 (filed) over 交办 (assigned), 承办 (accepted),
// 反馈 (reported) and 核验 (verified) to 销号 (closed); the machine is data, and NewService proves that none of its ways ends
// nowhere. Nobody types progress: a task is closed as done only when the same question, asked of later figures of the
// same units, shows a narrower gap. EffectOf says what narrower is. What is sent to a township is checked against its
// duty list and, without the number of a supervision plan, is a proposal that may be declined.
//
// A task is the ordered list of its events, which are records; its state and every list are computed from them.
//
// Limits, told honestly: the English of the plan is a working translation and the Chinese text is authoritative. Figures
// from related papers came mostly through reposts and nobody has checked them; they say so. Which goal an action serves
// is our reading. An account is bound to a place and not to one of its offices, so whoever may answer in a county answers
// for every office of it. A narrower gap shows that it narrowed, never that the task is why; a later period may even have
// ended before the task was filed. The time limits are our defaults, from no document. Escalating marks a task for the
// level above, which sees it anyway; it moves no turn.
package steering
