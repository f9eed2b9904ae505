package indicator

import "sync"

// memo keeps answers for as long as one data version lives. Two callers asking for the same answer at once wait for
// one computation. A failure is not kept. Once the answers weigh more than room it forgets all but the newest: simpler
// than an order of use, and a version is rarely asked for that much.
type memo[K comparable, V any] struct {
	mu    sync.Mutex
	known map[K]*answer[V]
	held  int
	room  int         // memoRoom when zero
	weigh func(V) int // roughly the bytes of an answer
}

type answer[V any] struct{ compute func() (V, error) }

// memoRoom is how much one kind of answers may take. There are eight kinds; two have twice the room and two next to none: a data version
// stays under 130 MB however many different questions are asked of it.
const memoRoom = 16 << 20

func (m *memo[K, V]) get(key K, compute func() (V, error)) (V, error) {
	m.mu.Lock()
	a, asked := m.known[key]
	if !asked {
		if m.known == nil {
			m.known = map[K]*answer[V]{}
		}
		a = &answer[V]{sync.OnceValues(compute)}
		m.known[key] = a
	}
	m.mu.Unlock()
	value, err := a.compute()
	if !asked {
		m.settle(key, a, value, err)
	}
	return value, err
}

// settle keeps an answer or forgets a failure. Only the caller that asked first settles, so nothing is weighed twice.
func (m *memo[K, V]) settle(key K, a *answer[V], value V, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known[key] != a {
		return // forgotten meanwhile
	}
	if err != nil {
		delete(m.known, key)
		return
	}
	weight := m.weigh(value)
	m.held += weight
	room := m.room
	if room == 0 {
		room = memoRoom
	}
	if m.held > room {
		m.known, m.held = map[K]*answer[V]{key: a}, weight
	}
}
