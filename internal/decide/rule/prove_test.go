package rule

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// boxesIn draws boxes over small domains that begin at 0; some sets of an input are made of two spans.
func boxesIn(t *rapid.T) (domain box, boxes []box) {
	d := rapid.IntRange(1, 3).Draw(t, "inputs")
	for range d {
		domain = append(domain, []span{{0, rapid.Int64Range(0, 4).Draw(t, "high")}})
	}
	for range rapid.IntRange(0, 6).Draw(t, "rows") {
		var b box
		for k := range d {
			var spans []span
			for range rapid.IntRange(1, 2).Draw(t, "spans") {
				low := rapid.Int64Range(0, domain[k][0].high).Draw(t, "low")
				spans = append(spans, span{low, rapid.Int64Range(low, domain[k][0].high).Draw(t, "to")})
			}
			b = append(b, normal(spans))
		}
		boxes = append(boxes, b)
	}
	return domain, boxes
}

// points visits every point of a domain.
func points(domain box, visit func(p []int64)) {
	p := make([]int64, len(domain))
	var walk func(k int)
	walk = func(k int) {
		if k == len(domain) {
			visit(p)
			return
		}
		for _, s := range domain[k] {
			for p[k] = s.low; p[k] <= s.high; p[k]++ {
				v := p[k]
				walk(k + 1)
				p[k] = v
			}
		}
	}
	walk(0)
}

// inside is membership by counting, without contains.
func inside(b box, p []int64) bool {
	for k, spans := range b {
		in := false
		for _, s := range spans {
			in = in || s.low <= p[k] && p[k] <= s.high
		}
		if !in {
			return false
		}
	}
	return true
}

// TestProofsAgreeWithEnumeration: gap and overlap say what going through all points says, and every point of what they
// report is a witness.
func TestProofsAgreeWithEnumeration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		domain, boxes := boxesIn(t)
		uncovered, shared := 0, false
		points(domain, func(p []int64) {
			n := 0
			for _, b := range boxes {
				if inside(b, p) {
					n++
				}
			}
			if n == 0 {
				uncovered++
			}
			shared = shared || n > 1
		})
		left := maxEffort
		hole, found, err := gap(domain, boxes, &left)
		if err != nil || found != (uncovered > 0) {
			t.Fatalf("gap: %v, %v, want %d uncovered", hole, err, uncovered)
		}
		if found {
			points(hole, func(p []int64) {
				if !inside(domain, p) {
					t.Fatalf("gap %v reaches out of the domain at %v", hole, p)
				}
				for i, b := range boxes {
					if inside(b, p) {
						t.Fatalf("row %d covers %v of the gap %v", i, p, hole)
					}
				}
			})
		}
		i, j, common, found, err := overlap(boxes, &left)
		if err != nil || found != shared {
			t.Fatalf("overlap: %v, %v, want %v", found, err, shared)
		}
		if found {
			points(common, func(p []int64) {
				if !inside(boxes[i], p) || !inside(boxes[j], p) {
					t.Fatalf("rows %d and %d do not both cover %v", i, j, p)
				}
			})
		}
	})
}

// TestGapOfManyInputs: sixteen inputs of which each row names one are proved by what is left, not by every cell.
func TestGapOfManyInputs(t *testing.T) {
	var domain box
	var boxes []box
	for range maxInputs {
		domain = append(domain, []span{{0, 1}})
	}
	for k := range domain {
		b := append(box{}, domain...)
		b[k] = []span{{1, 1}}
		boxes = append(boxes, b)
	}
	left := maxEffort
	hole, found, err := gap(domain, boxes, &left)
	if err != nil || !found {
		t.Fatalf("gap = %v, %v, %v, want the point of zeros", hole, found, err)
	}
	for k := range hole {
		if len(hole[k]) != 1 || hole[k][0] != (span{0, 0}) {
			t.Fatalf("input %d of the gap is %v, want 0", k, hole[k])
		}
	}
}

// TestGapRemembersTheInput: that a row covers the inputs after the second says nothing about the second.
func TestGapRemembersTheInput(t *testing.T) {
	all, zero, rest := []span{{0, 1}}, []span{{0, 0}}, []span{{1, 1}}
	left := maxEffort
	hole, found, err := gap(box{all, all, all}, []box{{all, zero, all}, {zero, rest, all}}, &left)
	if err != nil || !found || hole[0][0] != (span{1, 1}) || hole[1][0] != (span{1, 1}) {
		t.Fatalf("gap = %v, %v, %v, want 1, 1, 0..1", hole, found, err)
	}
}

// TestProofsEnd: a proof that would take more effort than is left is given up, and says so; it never says that all is well.
func TestProofsEnd(t *testing.T) {
	all, half := []span{{0, 9}}, []span{{0, 4}}
	boxes := []box{{half, all, all}, {all, half, all}, {all, all, half}, {all, all, all}}
	for n := range effort(200) {
		left := n
		_, found, err := gap(box{all, all, all}, boxes, &left)
		if found || err != nil && !errors.Is(err, errProof) || err == nil && left < 0 {
			t.Fatalf("effort %d: found %v, %v", n, found, err)
		}
		if left = n; n < 10 && err == nil {
			t.Fatalf("effort %d was enough", n)
		}
		if _, _, _, found, err := overlap(boxes, &left); found == errors.Is(err, errProof) {
			t.Fatalf("effort %d: overlap %v, %v", n, found, err)
		}
	}
}
