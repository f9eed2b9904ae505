package indicator

import "sync"

// Meanwhile begins what takes long and returns how to wait for it. A panic is met by whoever waits, not by the program.
func Meanwhile[T any](do func() (T, error)) (wait func() (T, error)) {
	wait = sync.OnceValues(do)
	go func() {
		defer func() { _ = recover() }()
		_, _ = wait()
	}()
	return wait
}
