package app

import (
	"slices"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworkweb"
	"mihe/internal/act/delivery"
	"mihe/internal/act/feedback"
	"mihe/internal/base/access"
	"mihe/internal/base/region"
	"mihe/internal/base/store"
	"mihe/internal/programme/eldercare"
)

// stepPages are the steps of a machine for which its programme has a page, with the words for going there.
var stepPages = map[string][]caseworkweb.Link{
	eldercare.Entitlement: {
		{Step: "supplement", Label: "eldercare.case.answer", Path: "/answer"},
		{Step: "submit", Label: "eldercare.case.more", Path: "/answer"},
		{Step: "correct", Label: "eldercare.case.correct", Path: "/correct"},
		{Step: "assess", Label: "eldercare.case.assess", Path: "/assess"},
		{Step: "ask", Label: "eldercare.case.decide", Path: "/decide"},
		{Step: "decide", Label: "eldercare.case.decide", Path: "/decide"},
		{Step: "review", Label: "eldercare.case.review", Path: "/decide"},
		{Step: "tell", Label: "eldercare.case.tell", Path: "/notice"},
		{Step: "tell_refusal", Label: "eldercare.case.tell", Path: "/notice"},
	},
}

// links lead from a case to the pages of its programme: where a step is taken, and the notice once something is decided or refused.
func links(c casework.Case, steps []string) (list []caseworkweb.Link) {
	for _, l := range stepPages[c.Machine] {
		if slices.Contains(steps, l.Step) {
			l.Path = "/eldercare/cases/" + c.ID + l.Path
			list = append(list, l)
		}
	}
	list = append(list, feedbackLinks(c, steps)...)
	if c.Machine == eldercare.Entitlement && c.Decision != "" && !c.Appealed {
		list = append(list, caseworkweb.Link{Right: delivery.CanPlan, Label: "eldercare.case.arrange", Path: "/eldercare/cases/" + c.ID + "/arrange"})
	}
	if c.Machine == eldercare.Entitlement && len(c.Deciders) > 0 {
		list = append(list, caseworkweb.Link{Label: "eldercare.case.notice", Path: "/eldercare/cases/" + c.ID + "/notice"})
	}
	return list
}

// feedbackLinks lead to where a case is rated, and where the words of an order are read and answered.
func feedbackLinks(c casework.Case, steps []string) (list []caseworkweb.Link) {
	switch c.Machine {
	case feedback.Complaint, feedback.Correction:
		for _, step := range steps {
			if slices.Contains(feedback.Elsewhere, step) {
				list = append(list, caseworkweb.Link{Step: step, Label: "feedback.case.order", Path: "/orders/" + c.ID})
			}
		}
		return append(list, caseworkweb.Link{Label: "feedback.case.read", Path: "/orders/" + c.ID})
	}
	if slices.Contains(steps, "rate") {
		list = append(list, caseworkweb.Link{Step: "rate", Label: "feedback.case.rate", Path: "/rate/" + feedback.CaseKind + "/" + c.ID})
	}
	return list
}

// colleagues are the accounts of the node to which a case can be given.
func (n *Node) colleagues(q store.Queryer, right access.Right, at region.Key) ([]string, error) {
	return n.Accounts.HoldersAt(q, right, at)
}
