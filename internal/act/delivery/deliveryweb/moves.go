package deliveryweb

import (
	"time"

	"mihe/internal/act/delivery"
	"mihe/internal/base/fault"
	"mihe/internal/base/web"
)

// tolerated is how far a device's clock may seem off without being so: sending takes time.
const tolerated = time.Minute

// refused is the outcome of a report that can never be taken: it is malformed, or the visit is none of the reader's places'.
const refused delivery.Outcome = "refused"

// sending is what a device has kept, the oldest first.
type sending struct {
	Body struct {
		Account string `json:"account,omitempty" maxLength:"64" doc:"delivery.page.api.account"`
		SentMs  int64  `json:"sent_ms" minimum:"1" doc:"delivery.page.api.sent"`
		Moves   []told `json:"moves" nullable:"false" maxItems:"50" doc:"delivery.page.api.list"`
	} `nameHint:"VisitReports"`
}

// told is one report. What is wrong with it is said of it alone, so that it holds nothing up behind it.
type told struct {
	ID        string `json:"id" maxLength:"200" doc:"delivery.page.api.id"`
	Visit     string `json:"visit" maxLength:"200" doc:"delivery.page.api.visit"`
	Step      string `json:"step" maxLength:"200" doc:"delivery.page.api.step"`
	ClaimedMs int64  `json:"claimed_ms" doc:"delivery.page.api.claimed"`
	Code      string `json:"code,omitempty" maxLength:"2000" doc:"delivery.page.api.code"`
}

// heard is what became of the reports.
type heard struct {
	Results []result `json:"results" nullable:"false"`
}

// result is what became of one. Text is for the person, and empty where there is nothing to say.
type result struct {
	ID      string           `json:"id"`
	Outcome delivery.Outcome `json:"outcome" enum:"applied,same,conflict,refused" doc:"delivery.page.api.outcome"`
	Text    string           `json:"text" doc:"delivery.page.api.text"`
}

// moves answers POST /api/delivery/v1/moves. It goes on until one report fails for a reason of ours; that one and those behind it are sent again.
func (h handlers) moves(r *web.Request, in *sending) (*heard, error) {
	b := in.Body
	if b.Account != "" && b.Account != r.Who.ID {
		return nil, fault.New(fault.Denied, "delivery.page.another")
	}
	now, out := h.Now().UnixMilli(), &heard{Results: []result{}}
	for _, t := range b.Moves {
		one, err := h.move(r, t, now, b.SentMs)
		if err != nil && len(out.Results) == 0 {
			return nil, err
		}
		if err != nil {
			break
		}
		out.Results = append(out.Results, one)
	}
	return out, nil //nolint:nilerr // what is not answered is sent again, and is then the first
}

func (h handlers) move(r *web.Request, t told, now, sent int64) (result, error) {
	m := delivery.Move{
		ID: t.ID, Visit: t.Visit, Step: delivery.Step(t.Step), ClaimedMs: t.ClaimedMs, BehindMs: behind(now, sent, t.ClaimedMs), Code: t.Code,
	}
	done, err := h.Deliveries.Move(r.Context(), r.Who, m)
	if e, known := fault.As(err); known && e.Kind != fault.Internal && e.Kind != fault.Unavailable {
		return result{t.ID, refused, r.Page.T(e.Key, e.Args...)}, nil
	}
	if err != nil {
		return result{}, err
	}
	one := result{ID: t.ID, Outcome: done.Outcome}
	switch {
	case done.Outcome == delivery.Conflict:
		one.Text = r.Page.T(done.Said())
	case vain(m, done):
		one.Text = r.Page.T("delivery.page.done.vain")
	}
	return one, nil
}

// behind is by how much a device's clock is behind ours, as far as when it says to send shows. What it claims is never later than now.
func behind(now, sent, claimed int64) int64 {
	by := now - sent
	if by > -tolerated.Milliseconds() && by < tolerated.Milliseconds() {
		by = 0
	}
	return min(by, now-claimed)
}
