package feedbackdb_test

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"mihe/internal/act/casework"
	"mihe/internal/act/casework/caseworktest"
	"mihe/internal/act/feedback"
	"mihe/internal/act/feedback/feedbackdb"
	"mihe/internal/base/access"
	"mihe/internal/base/store/storetest"
)

// TestNobodyJudgesThemselves: whatever all sides try in whatever order, an order is turned away, called back on, closed and taken back by an
// officer only if that officer, under any account, neither answered in it nor had a hand in the matter nor acts for the provider.
func TestNobodyJudgesThemselves(t *testing.T) {
	w := newWorld(t, storetest.Open(t, append(caseworktest.Migrations(), feedbackdb.Migrations())...))
	village := w.Officer(caseworktest.Village, caseworktest.County)
	hand := w.handler("carer")
	second := w.handler("a")
	second.ID = "account-a-second"
	twin := w.Officer(caseworktest.Village, caseworktest.County) // the same human being as the handler a, with another mandate
	twin.ID, twin.Person = "account-a-village", w.handler("a").Person
	agent := w.handler("agent") // an officer who acts for the provider as well
	w.agents[agent.ID] = []string{orgA}
	all := []access.Actor{w.handler("a"), second, w.handler("b"), hand, village, twin, agent, providerA, providerB, w.Resident(w.Elder), w.Resident(w.Kin)}
	steps := []string{"accept", "refuse", "recall", "close", "withdraw", "forward", "answer", "call_back", "send_back", "remind"}
	onward := map[casework.State][]string{
		"": {"answer", "accept", "refuse"}, "received": {"accept", "refuse"}, "handling": {"answer"}, "forwarded": {"answer"},
		"answered": {"call_back", "send_back"}, "called_back": {"close"}, "closed": {"remind"}, "refused": {"remind"}, "withdrawn": {"remind"},
	}
	judged := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		ctx := context.Background()
		elder := w.Resident(w.Elder)
		var c casework.Case
		var id string
		if rapid.Bool().Draw(t, "rated") {
			r, err := w.Rate(ctx, elder, w.visit(orgA, hand.ID), 1, web)
			if err != nil {
				t.Fatal(err)
			}
			id = r.Order
		} else {
			opened, err := w.Complain(ctx, elder, feedback.New{Nature: feedback.Complained, About: w.visit(orgA, hand.ID), Subject: "样本", Way: web})
			if err != nil {
				t.Fatal(err)
			}
			id = opened.ID
		}
		barred := []string{hand.ID, agent.ID, providerA.ID} // the oracle: who may not judge, by account or by person
		seen := 1
		for range rapid.IntRange(5, 40).Draw(t, "steps") {
			who, step := rapid.SampledFrom(all).Draw(t, "who"), rapid.SampledFrom(steps).Draw(t, "step")
			if rapid.Bool().Draw(t, "on") {
				step = rapid.SampledFrom(onward[c.State]).Draw(t, "next") // or ends would hardly be reached
			}
			var err error
			before := c
			switch step {
			case "forward":
				c, err = w.Forward(ctx, who, id, seen, orgA)
			case "answer":
				c, err = w.Answer(ctx, who, id, seen, "答复")
			case "call_back":
				c, err = w.CallBack(ctx, who, id, seen, feedback.Solved, 4)
			case "send_back":
				c, err = w.CallBack(ctx, who, id, seen, feedback.Unsolved, 1)
			default:
				c, err = w.Desk.Act(ctx, who, id, casework.Deed{Step: step, Seen: seen, Reason: map[string]string{"refuse": "duplicate"}[step], Way: counter})
			}
			if err != nil {
				c = before
				continue
			}
			seen = c.Actions
			judges := slices.Contains([]string{"refuse", "close", "call_back", "send_back"}, step) || step == "withdraw" && who.Person != w.Elder
			if judges {
				judged[step]++
				if slices.Contains(barred, who.ID) || slices.Contains(barred, who.Person) {
					t.Fatalf("%s by %s (%s), of whom %v says no", step, who.ID, who.Person, barred)
				}
			}
			if step == "answer" {
				barred = append(barred, who.ID)
				if who.Person != "" {
					barred = append(barred, who.Person)
				}
				if who.ID == providerB.ID {
					t.Fatal("another provider answered")
				}
			}
		}
	})
	for _, step := range []string{"refuse", "close", "call_back", "send_back", "withdraw"} {
		if judged[step] == 0 {
			t.Errorf("the control: %s was never taken", step)
		}
	}
}
