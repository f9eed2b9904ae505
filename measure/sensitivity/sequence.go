package sensitivity

// sequence is a Sobol' sequence of some dimensions, each scrambled with its own key (Owen, 1995).
type sequence struct {
	columns [][32]uint32 // for each dimension, what bit b of the row number contributes
	keys    []uint64
}

// newSequence prepares the first dims dimensions; dims is at most MaxDimensions.
func newSequence(dims int, seed uint64) sequence {
	s := sequence{columns: make([][32]uint32, dims), keys: make([]uint64, dims)}
	keys := streamFor(seed, 0, forScrambling)
	for d := range dims {
		s.columns[d], s.keys[d] = column(d), keys.Uint64()
	}
	return s
}

// column holds the generating matrix of dimension d: the reversed identity (van der Corput) for the first, and for the
// others the recurrence of Bratley and Fox (1988) from the direction numbers.
func column(d int) (v [32]uint32) {
	if d == 0 {
		for b := range v {
			v[b] = 1 << (31 - b)
		}
		return v
	}
	a, m := directions[d-1][0], directions[d-1][1:]
	s := len(m)
	for b := range v {
		if b < s {
			v[b] = m[b] << (31 - b)
			continue
		}
		v[b] = v[b-s] ^ v[b-s]>>s
		for k := 1; k < s; k++ {
			if a>>(s-1-k)&1 == 1 {
				v[b] ^= v[b-k]
			}
		}
	}
	return v
}

// digits are the 32 binary digits of row in dimension d, before scrambling; rows count in natural, not Gray, order.
func (s *sequence) digits(row uint32, d int) uint32 {
	var x uint32
	for b := 0; row != 0; b, row = b+1, row>>1 {
		if row&1 == 1 {
			x ^= s.columns[d][b]
		}
	}
	return x
}

// at is the scrambled coordinate, in (0, 1).
func (s *sequence) at(row uint32, d int) float64 { return unit(scramble(s.digits(row, d), s.keys[d])) }

// scramble is Owen's nested uniform scrambling to 52 digits: whether a digit is turned over depends on the key and on all
// digits above it, that is on the node of the binary tree where they lead. Below the 32 digits of the sequence all are zero,
// so there a random part remains.
func scramble(x uint32, key uint64) uint64 {
	var out uint64
	for b := 31; b >= 0; b-- {
		node := uint64(1)<<(31-b) | uint64(x>>b>>1)
		out = out<<1 | uint64(x>>b&1) ^ mixed(key, node)>>63
	}
	return out<<20 | mixed(key, 1<<32|uint64(x))>>44
}

// mixed is number n of the SplitMix64 sequence of a key (Steele, Lea and Flood, OOPSLA 2014).
func mixed(key, n uint64) uint64 {
	z := key + n*0x9E3779B97F4A7C15
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return z ^ z>>31
}
