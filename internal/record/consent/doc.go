// Package consent says on which basis a purpose may use what is known of a person (个人信息处理的合法性基础), for every action
// of the plan that serves a person. A purpose rests on a duty named by law (个人信息保护法, 13 (1) 3) for the groups of data
// that the law names, or on the person's consent (13 (1) 1), given for one purpose and one group. Sensitive groups want a
// separate consent (28, 29): one consent never covers two groups. Withdrawing takes effect with its transaction (15).
//
// Each giving and withdrawing is a record that is only ever added. Duties are data that app hands in. Where there is
// neither, the answer is Denied.
//
// Limit: whoever reads with a Grant that was minted before a withdrawal still holds one page.
package consent
