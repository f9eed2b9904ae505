package browser

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
)

// shared is what tests start on first use and TestMain ends: the program with its facts loaded, and the browser.
var shared struct {
	sync.Mutex
	ends []func() error
}

// atEnd remembers what to do when all tests are over; the last comes first.
func atEnd(end func() error) {
	shared.Lock()
	defer shared.Unlock()
	shared.ends = append(shared.ends, end)
}

func TestMain(m *testing.M) {
	code := m.Run()
	var errs []error
	for _, end := range slices.Backward(shared.ends) {
		errs = append(errs, end())
	}
	if err := errors.Join(errs...); err != nil {
		fmt.Fprintln(os.Stderr, "after the tests:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}
