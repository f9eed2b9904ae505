package indicator_test

import (
	"testing"
	"time"

	"mihe/internal/account/indicator"
)

// What goes wrong beside the page must be met by the page, whose mux answers for it; beside it, it would end the program.
func TestAPanicMeanwhileIsMetByWhoeverWaits(t *testing.T) {
	begun := make(chan struct{})
	wait := indicator.Meanwhile(func() (int, error) { close(begun); panic("flaw") })
	select {
	case <-begun:
	case <-time.After(10 * time.Second):
		t.Fatal("nothing began before somebody waited")
	}
	defer func() {
		if met := recover(); met != "flaw" {
			t.Errorf("whoever waits met %v", met)
		}
	}()
	_, _ = wait()
	t.Error("a panic became an answer")
}
