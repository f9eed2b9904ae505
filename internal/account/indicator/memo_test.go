package indicator

import (
	"errors"
	"testing"
)

func TestMemoForgetsWhenItIsFull(t *testing.T) {
	computed := 0
	m := memo[int, int]{room: 100, weigh: func(n int) int { return n }}
	get := func(key, weight int) {
		t.Helper()
		if v, err := m.get(key, func() (int, error) { computed++; return weight, nil }); err != nil || v != weight {
			t.Fatalf("get(%d) = %v, %v; want %d", key, v, err, weight)
		}
	}
	get(1, 60)
	get(1, 60)
	get(2, 30)
	if computed != 2 || m.held != 90 {
		t.Errorf("computed %d answers of weight %d, want 2 of 90", computed, m.held)
	}
	get(3, 50) // 140 in all: only the newest stays
	if len(m.known) != 1 || m.held != 50 {
		t.Errorf("holds %d answers of weight %d, want 1 of 50", len(m.known), m.held)
	}
	get(1, 60)
	if computed != 4 {
		t.Errorf("computed %d answers, want the first one again", computed)
	}
}

func TestMemoKeepsNoFailure(t *testing.T) {
	m := memo[int, int]{weigh: func(int) int { return 1 }}
	if _, err := m.get(1, func() (int, error) { return 0, errors.New("away") }); err == nil || len(m.known) != 0 {
		t.Errorf("a failure is kept: %v, %d known", err, len(m.known))
	}
}
