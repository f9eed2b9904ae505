package spatial

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"runtime"
	"sync"
)

// Permutations says how often values are dealt out anew over the places. The same count and seed give the same p, to the
// bit and on every machine, whatever the number of workers: permutation r is drawn from a generator keyed by seed and r.
type Permutations struct {
	Count   int    // R; 0 for none, at most MaxPermutations. 999 gives p to about ±0.007 near 0.05, 9999 to ±0.002
	Seed    uint64 // 0 is a seed like any other
	Workers int    // how many processors may work at once; 0 means all
}

// MaxPermutations bounds time and memory: eight bytes each for every distinct number of neighbours.
const MaxPermutations = 1_000_000

// slack is the share of the greatest possible sum within which two sums count as equal, so that ties of the data remain
// ties however their sum is rounded and in whatever unit the values are. A tie counts as at least as extreme, on both sides.
// It is 8,192 times the rounding of one number: a sum of terms added place by place is off by a share of some √places of
// that, 169 for the 28,430 places tested.
const slack = 0x1p-40

func (p Permutations) check() error {
	if p.Count < 0 || p.Count > MaxPermutations {
		return fmt.Errorf("%w: %d, at most %d", ErrPermutations, p.Count, MaxPermutations)
	}
	return nil
}

// pseudo turns counts of permutations at least as large, and at least as small, into p = (M+1)/(R+1): the observed map
// is itself one of the ways to deal out the values, so that a true null is rejected at level α at most a share α of the time.
func (p Permutations) pseudo(upper, lower int) Tails {
	all := float64(p.Count + 1)
	return tailsOf(float64(upper+1)/all, float64(lower+1)/all)
}

// spread calls do for parts [from, to) of 0 to Count, each on a worker of its own.
func (p Permutations) spread(do func(from, to int)) {
	workers := p.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = min(workers, p.Count)
	var wait sync.WaitGroup
	for k := range workers {
		wait.Go(func() { do(k*p.Count/workers, (k+1)*p.Count/workers) })
	}
	wait.Wait()
}

// test is the permutation test of a statistic of the whole map.
func (p Permutations) test(f *field, k kernel, z []float64, observed, slack float64) Tails {
	var lock sync.Mutex
	upper, lower := 0, 0
	p.spread(func(from, to int) {
		up, down := 0, 0
		d, dealt := p.dealer(), make([]float64, len(z))
		for r := from; r < to; r++ {
			copy(dealt, z)
			d.begin(r)
			for i := len(dealt) - 1; i > 0; i-- {
				j := d.below(i + 1)
				dealt[i], dealt[j] = dealt[j], dealt[i]
			}
			v := k(f, dealt)
			up += count(v >= observed-slack)
			down += count(v <= observed+slack)
		}
		lock.Lock()
		defer lock.Unlock()
		upper, lower = upper+up, lower+down
	})
	return p.pseudo(upper, lower)
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

// dealer draws whole numbers from ChaCha8, whose output is specified and the same on every machine.
type dealer struct {
	source *rand.ChaCha8
	key    [32]byte
	rest   uint64 // the unused half of a draw, and a bit above it where there is one
}

func (p Permutations) dealer() *dealer {
	d := &dealer{}
	copy(d.key[16:], "mihe.spatial")
	binary.LittleEndian.PutUint64(d.key[:], p.Seed)
	d.source = rand.NewChaCha8(d.key)
	return d
}

// begin makes the next draws those of permutation r.
func (d *dealer) begin(r int) {
	binary.LittleEndian.PutUint64(d.key[8:], uint64(r))
	d.source.Seed(d.key)
	d.rest = 0
}

func (d *dealer) word() uint32 {
	if d.rest != 0 {
		word := uint32(d.rest)
		d.rest = 0
		return word
	}
	both := d.source.Uint64()
	d.rest = both>>32 | 1<<32
	return uint32(both)
}

// below draws from 0 to n−1, each exactly as likely. Source: Lemire, Fast random integer generation in an interval,
// ACM Trans. Model. Comput. Simul. 29 (2019).
func (d *dealer) below(n int) int {
	m := uint64(d.word()) * uint64(n)
	if low := uint32(m); low < uint32(n) {
		for bias := -uint32(n) % uint32(n); uint32(m) < bias; {
			m = uint64(d.word()) * uint64(n)
		}
	}
	return int(m >> 32)
}
