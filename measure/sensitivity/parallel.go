package sensitivity

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do(0) … do(parts-1), each once, on up to workers goroutines; 0 means one for each processor. Every
// goroutine makes its own do, with its own working space. What the parts write must not overlap: then the result does not
// depend on who took which.
func inParallel(workers, parts int, newDo func() func(part int)) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if workers == 1 {
		do := newDo()
		for part := range parts {
			do(part)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(workers, parts) {
		wait.Go(func() {
			do := newDo()
			for {
				part := int(next.Add(1)) - 1
				if part >= parts {
					return
				}
				do(part)
			}
		})
	}
	wait.Wait()
}
