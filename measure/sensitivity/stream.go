package sensitivity

import "math/bits"

// Stream is a source of random numbers that is a pure function of its key: the same seed and replication give the same
// numbers whoever asks, in whatever order replications are computed. It is Philox4x64-10 (Salmon, Moraes, Dror and Shaw,
// Parallel random numbers: as easy as 1, 2, 3, SC11), the generator of numpy.random.Philox, in integer arithmetic alone. Use
// NewStream; a Stream is not safe for use by two goroutines.
type Stream struct {
	key     [2]uint64
	counter [4]uint64
	block   [4]uint64
	used    int // numbers of block that were handed out
}

// What streams of one seed are for; a key for each, so that no two share a number.
const (
	forCaller = iota
	forScrambling
	forLatinOrder
	forLatinPlace
	forRandomPoints
	forResamples
)

// NewStream returns the stream of a seed and a replication.
func NewStream(seed, replication uint64) *Stream {
	s := streamFor(seed, replication, forCaller)
	return &s
}

func streamFor(seed, replication, purpose uint64) Stream {
	return Stream{key: [2]uint64{seed, purpose}, counter: [4]uint64{0, replication, 0, 0}, used: 4}
}

// Uint64 returns the next 64 bits.
func (s *Stream) Uint64() uint64 {
	if s.used == len(s.block) {
		s.counter[0]++ // 2^64 blocks of four: never seen to end
		s.block, s.used = philox(s.counter, s.key), 0
	}
	v := s.block[s.used]
	s.used++
	return v
}

// Float64 returns a number uniform on (0, 1), one of 2^52 and never an end, so that logarithms and quantiles of it are finite.
func (s *Stream) Float64() float64 { return unit(s.Uint64() >> 12) }

// Below returns a whole number uniform on 0 … n-1, without bias; n is at least 1. Source: Lemire, Fast random integer
// generation in an interval, ACM Trans. Model. Comput. Simul. 29 (2019).
func (s *Stream) Below(n int) int {
	high, low := bits.Mul64(s.Uint64(), uint64(n))
	if low < uint64(n) {
		for reject := -uint64(n) % uint64(n); low < reject; {
			high, low = bits.Mul64(s.Uint64(), uint64(n))
		}
	}
	return int(high)
}

// unit is the middle of the k-th of 2^52 equal parts of (0, 1), exact.
func unit(k uint64) float64 { return float64(2*k+1) / (1 << 53) }

// philox is ten rounds over one counter.
func philox(c [4]uint64, key [2]uint64) [4]uint64 {
	for range 10 {
		high0, low0 := bits.Mul64(0xD2E7470EE14C6C93, c[0])
		high1, low1 := bits.Mul64(0xCA5A826395121157, c[2])
		c = [4]uint64{high1 ^ c[1] ^ key[0], low1, high0 ^ c[3] ^ key[1], low0}
		key[0] += 0x9E3779B97F4A7C15
		key[1] += 0xBB67AE8584CAA73B
	}
	return c
}
