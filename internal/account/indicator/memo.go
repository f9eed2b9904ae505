package indicator

import "sync"

// memo keeps answers for as long as one data version lives. Two callers asking for the same answer at once wait for
// one computation. A failure is not kept. When it holds limit answers it forgets all of them: simpler than an order of
// use, and a version rarely asks for that many.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]*answer[V]
	limit int
}

type answer[V any] struct {
	once  sync.Once
	value V
	err   error
}

func (m *memo[K, V]) get(key K, compute func() (V, error)) (V, error) {
	m.mu.Lock()
	if m.known == nil || len(m.known) >= max(m.limit, memoLimit) {
		m.known = map[K]*answer[V]{}
	}
	a, ok := m.known[key]
	if !ok {
		a = &answer[V]{}
		m.known[key] = a
	}
	m.mu.Unlock()
	a.once.Do(func() { a.value, a.err = compute() })
	if a.err != nil {
		m.mu.Lock()
		if m.known[key] == a {
			delete(m.known, key)
		}
		m.mu.Unlock()
	}
	return a.value, a.err
}

// memoLimit bounds a memo: 1,000 columns of 3,400 units take about 35 MB.
const memoLimit = 1000
