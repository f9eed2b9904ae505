// Package nodeadminweb is the page on which a system administrator sees and renews what a node stands on (节点设置：工作日
// 安排、乡级名单): working days by year with the notices they come from, townships by county, what was imported and when. It
// serves every action of the plan that has deadlines or reaches townships.
//
// A file with faults comes back as the same page with every fault at its line and column, and nothing of it is kept.
// Limit: a browser does not let a page put a chosen file back into its field, so it is chosen again after correcting.
package nodeadminweb
