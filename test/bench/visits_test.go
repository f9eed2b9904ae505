package main

import "testing"

// 20,000 visits in eight hours are 40,000 steps, 1.4 a second if they came evenly; the peak is twenty times that.
func TestTheFullPrefecture(t *testing.T) {
	p := prefecture{visits: 20_000}
	if got := []int{p.elders(), p.carers(), p.providers(), p.moves()}; got[0] != 2500 || got[1] != 313 || got[2] != 8 || got[3] != 27 {
		t.Errorf("elders, carers and providers of a county and steps a second are %v, want 2500, 313, 8 and 27", got)
	}
	if p.visits = 1; p.elders() != aDay || p.moves() != 1 {
		t.Errorf("the smallest has %d elders and %d steps a second, want %d and 1", p.elders(), p.moves(), aDay)
	}
}
