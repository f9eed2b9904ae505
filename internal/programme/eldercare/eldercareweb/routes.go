package eldercareweb

import (
	"mihe/internal/act/casework"
	"mihe/internal/act/delivery"
	"mihe/internal/base/access"
	"mihe/internal/base/calendar"
	"mihe/internal/base/web"
	"mihe/internal/decide/rule"
	"mihe/internal/programme/eldercare"
)

// Deps is what these pages are made from.
type Deps struct {
	Elders *eldercare.Service
}

// Routes registers the pages of elder care.
func Routes(m *web.Mux, d Deps) {
	h := handlers{d}
	m.Handle("GET /eldercare", eldercare.CanRead, h.show)         // diagnosis_page.go
	m.Handle("GET /eldercare/county", access.Public, h.public)    // public_page.go
	m.Handle("POST /eldercare/run", eldercare.CanDiagnose, h.run) // diagnosis_page.go
	h.account(m)
	m.Handle("GET /eldercare/unserved", eldercare.CanReach, h.unserved)                              // worklist_page.go
	m.Handle("GET /eldercare/apply", access.Own, h.choose)                                           // choose_page.go
	m.Handle("POST /eldercare/apply/find", casework.CanAssist, h.find)                               // choose_page.go
	m.Handle("GET /eldercare/apply/{person}", access.Own, h.blank)                                   // apply_page.go
	m.Handle("POST /eldercare/apply/{person}", access.Own, h.apply)                                  // apply_page.go
	m.Handle("GET /eldercare/cases/{id}/correct", casework.CanHandle, h.correct)                     // correct_page.go
	m.Handle("POST /eldercare/cases/{id}/correct", casework.CanHandle, h.corrected)                  // correct_page.go
	m.Handle("GET /eldercare/cases/{id}/answer", access.Own, h.answer)                               // answer_page.go
	m.Handle("POST /eldercare/cases/{id}/answer", access.Own, h.answers)                             // answer_page.go
	m.Handle("GET /eldercare/cases/{id}/assess", eldercare.CanAssess, h.assess)                      // assess_page.go
	m.Handle("POST /eldercare/cases/{id}/assess", eldercare.CanAssess, h.assessed)                   // assess_page.go
	m.Handle("GET /eldercare/cases/{id}/decide", rule.CanDecide, h.decide)                           // decide_page.go
	m.Handle("POST /eldercare/cases/{id}/decide", rule.CanDecide, h.decided)                         // decide_page.go
	m.Handle("GET /eldercare/cases/{id}/arrange", delivery.CanPlan, h.arrange)                       // arrange_page.go
	m.Handle("GET /eldercare/cases/{id}/arrange/{item}/{offer}", delivery.CanPlan, h.arrangeOffer)   // arrange_offer_page.go
	m.Handle("POST /eldercare/cases/{id}/arrange/{item}/{offer}", delivery.CanPlan, h.arrangedOffer) // arrange_offer_page.go
	m.Handle("POST /eldercare/cases/{id}/plans/{plan}/end", delivery.CanPlan, h.ended)               // arrange_page.go
	m.Handle("GET /eldercare/cases/{id}/notice", access.Own, h.notice)                               // notice_page.go
	m.Handle("POST /eldercare/cases/{id}/notice", casework.CanHandle, h.tell)                        // notice_page.go
}

// account registers what officials see of the gap over time and over places.
func (h handlers) account(m *web.Mux) {
	m.Handle("GET /eldercare/replay", eldercare.CanRead, h.showReplay)     // replay_page.go
	m.Handle("GET /eldercare/counties", eldercare.CanRead, h.showCounties) // counties_page.go
	m.Handle("POST /eldercare/handed", eldercare.CanDiagnose, h.hand)      // board.go
}

type handlers struct{ Deps }

// today is the day in China.
func (h handlers) today() string { return calendar.Day(h.Elders.Now()) }
