package fault

import (
	"errors"
	"fmt"
	"testing"
)

func TestKindSurvivesWrapping(t *testing.T) {
	base := New(NotFound, "region.unknown", "code", "999999")
	wrapped := fmt.Errorf("gap: %w", fmt.Errorf("resolve: %w", base))
	if got := KindOf(wrapped); got != NotFound {
		t.Errorf("KindOf(wrapped) = %v, want %v", got, NotFound)
	}
	if got := KindOf(errors.New("plain")); got != Internal {
		t.Errorf("KindOf(plain) = %v, want Internal", got)
	}
}

func TestWrapKeepsCauseForTheOperator(t *testing.T) {
	cause := errors.New("disk full")
	err := Wrap(cause, Unavailable, "store.full")
	if !errors.Is(err, cause) {
		t.Errorf("errors.Is(%v, cause) = false, want true", err)
	}
	if got, want := err.Error(), "unavailable: store.full: disk full"; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
}

func TestAtLeavesTheOriginalAlone(t *testing.T) {
	e := New(Invalid, "x")
	if f := e.At("period"); f.Field != "period" || e.Field != "" {
		t.Errorf("At changed the original: %q, copy %q", e.Field, f.Field)
	}
}
