// Package consentweb is where people see to which uses of their data they have consented (我的同意), give a consent and withdraw one. Before
// anybody withdraws, the page says what stops, and that nothing which the law orders does. Another's word is recorded at the counter, not here.
package consentweb
