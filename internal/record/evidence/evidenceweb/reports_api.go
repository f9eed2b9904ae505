package evidenceweb

import (
	"mihe/internal/base/web"
	"mihe/internal/record/evidence"
)

// call is an answer by telephone, as a gateway reports it.
type call struct {
	Body struct {
		Key     string `json:"key" minLength:"1" maxLength:"80" doc:"evidence.api.key"`
		Kind    string `json:"kind" maxLength:"80" doc:"evidence.api.kind"`
		ID      string `json:"id" maxLength:"80" doc:"evidence.api.id"`
		Number  string `json:"number" maxLength:"40" doc:"evidence.api.number"`
		Pressed string `json:"pressed" maxLength:"8" doc:"evidence.api.pressed"`
		AtMs    int64  `json:"at_ms" minimum:"1" doc:"evidence.api.at"`
	} `nameHint:"ReportedCall"`
}

// seen is what a third system saw.
type seen struct {
	Body struct {
		Key  string `json:"key" minLength:"1" maxLength:"80" doc:"evidence.api.key"`
		Kind string `json:"kind" maxLength:"80" doc:"evidence.api.kind"`
		ID   string `json:"id" maxLength:"80" doc:"evidence.api.id"`
		Says string `json:"says" enum:"happened,not_happened,differs" doc:"evidence.api.says"`
		AtMs int64  `json:"at_ms" minimum:"1" doc:"evidence.api.at"`
	} `nameHint:"ReportedSight"`
}

// outcome is what became of a report. That it was refused is no failure: sent again, it is refused again.
type outcome struct {
	Outcome   string `json:"outcome" enum:"kept,refused" doc:"evidence.api.outcome"`
	Statement string `json:"statement,omitempty" doc:"evidence.api.statement"`
	Text      string `json:"text,omitempty" doc:"evidence.api.text"`
}

// calls answers POST /api/evidence/v1/calls.
func (h handlers) calls(r *web.Request, in *call) (*outcome, error) {
	b := in.Body
	done, err := h.Evidence.ReportCall(r.Context(), r.Who, evidence.Call{
		Key: b.Key, About: evidence.About{Kind: b.Kind, ID: b.ID}, Number: b.Number, Keys: b.Pressed, ClaimedMs: b.AtMs,
	})
	return answer(r, done, err)
}

// reports answers POST /api/evidence/v1/reports.
func (h handlers) reports(r *web.Request, in *seen) (*outcome, error) {
	b := in.Body
	done, err := h.Evidence.ReportOnce(r.Context(), r.Who, b.Key, evidence.Word{
		About: evidence.About{Kind: b.Kind, ID: b.ID}, Says: evidence.Says(b.Says), ClaimedMs: b.AtMs,
	})
	return answer(r, done, err)
}

func answer(r *web.Request, done evidence.Confirmed, err error) (*outcome, error) {
	if err != nil {
		return nil, err
	}
	if !done.Accepted {
		return &outcome{Outcome: "refused", Text: r.Page.T(done.Refusal)}, nil
	}
	return &outcome{Outcome: "kept", Statement: done.Statement.ID}, nil
}
