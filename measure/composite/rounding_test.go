package composite_test

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"maps"
	"math"
	"reflect"
	"testing"

	"mihe/measure/composite"
	"mihe/measure/elementary/roundtest"
)

func TestProductsAreRounded(t *testing.T) { roundtest.Products(t, ".", 60) }

// digest writes every float64 of an answer.
func digest(h hash.Hash64, v reflect.Value) {
	switch v.Kind() {
	case reflect.Float64:
		_ = binary.Write(h, binary.LittleEndian, math.Float64bits(v.Float())) // a hash takes everything
	case reflect.Slice:
		for i := range v.Len() {
			digest(h, v.Index(i))
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			digest(h, field)
		}
	default: // marks and counts
	}
}

// The bits of the answers on fixed data: the same on amd64 (with and without GOAMD64=v3), arm64 and loong64. A change of
// algorithm may change the last digit and then changes this table; a change of machine may not.
func TestSameBitsEverywhere(t *testing.T) {
	raw := indicators(97, 12)
	scores := normal(t, raw, nil, composite.MinMax).Matrix
	w := must[composite.EntropyWeights](t)(composite.Entropy(scores, 0)).Weight
	wanted := maps.Clone(sameBitsWanted)
	unit := func(name string, m composite.Matrix) {
		for _, f := range everything() {
			v, err := f.do(m, w)
			if err != nil {
				continue // refused on every machine; TestRefused… says what is
			}
			h := fnv.New64a()
			digest(h, reflect.ValueOf(v))
			if got := h.Sum64(); got != wanted[name+f.name] {
				t.Errorf("%q: %#x,", name+f.name, got)
			}
			delete(wanted, name+f.name)
		}
	}
	unit("raw ", raw)
	unit("scores ", scores)
	game := must[composite.Blended](t)(composite.BlendGame([][]float64{w, must[composite.Weights](t)(composite.Variation(raw)).Weight}))
	h := fnv.New64a()
	digest(h, reflect.ValueOf(game))
	if got := h.Sum64(); got != wanted["game"] {
		t.Errorf("%q: %#x,", "game", got)
	}
	delete(wanted, "game")
	if len(wanted) > 0 {
		t.Errorf("no answer for %v", wanted)
	}
}

var sameBitsWanted = map[string]uint64{
	"raw TOPSIS":               0xbf9f720e71ce121d,
	"raw Copeland":             0xb02122acb95026f3,
	"raw Outranking":           0xd645ba1f9dcb7e32,
	"raw Compensation":         0xc9151983bd029361,
	"raw MPI":                  0x19eb2ba18191b36d,
	"raw MPI upward":           0x43f7296c03909418,
	"raw CRITIC":               0x1eb7c297eb939170,
	"raw CRITIC by ranks":      0xa139755820892090,
	"raw MEREC":                0x3b476ca62d659dc9,
	"raw PCA":                  0xb2d1235bb073da5,
	"raw PCA 80 %":             0xa5b7cf226ca9a55e,
	"raw Correlation":          0xb78821faa897b835,
	"raw CountedTwiceIn":       0xcbf29ce484222325,
	"raw Alpha":                0xba20a34c17b925e8,
	"raw Entropy":              0x7de7e700eed5463e,
	"raw Entropy, shifted":     0xf49ba36cbd2ed35c,
	"raw Variation":            0x28ff232b47f4bc7f,
	"raw Impute":               0xc64c547a97184d71,
	"raw Impute median":        0xc64c547a97184d71,
	"raw Stack":                0xbd394589d0471ced,
	"raw Screen":               0xcbf29ce484222325,
	"raw IdealsOf":             0xb52dc97c3679c28d,
	"raw TreatAll":             0x8b0fca6c0eb9fb33,
	"raw Arithmetic":           0x2168882da75dea9,
	"raw Geometric":            0x83e78e06db62dd7d,
	"raw Harmonic":             0x4bbebf0f8a29b6a0,
	"raw power 3":              0x7a6c8cd593d0f603,
	"raw power -1e-9":          0x44d5e28439a9c69c,
	"raw power 1e300":          0x4c049096c48f8775,
	"raw MinMax":               0x75c2c7b724c9a282,
	"raw ZScore":               0x22bb4eacc5ed9308,
	"raw Vector":               0x14c61ce68d6a2f75,
	"raw Efficacy":             0x33da60add9a56ba,
	"raw PopulationZScore":     0x274b4efb9dc6f09f,
	"raw Target":               0x18cc178f18211e91,
	"raw Rank":                 0x62645bc987f199a9,
	"raw Ranks":                0x19bfe8033fcd9490,
	"raw ShapeOf":              0x3d80c9a9d78e6726,
	"raw Log":                  0xdc0fb43da0020198,
	"raw Ratio":                0xe7cff629c4ab83b8,
	"raw RatioOfSums":          0xaab1693229ba1db8,
	"scores TOPSIS":            0x137ddcd3d1cca734,
	"scores Copeland":          0xb02122acb95026f3,
	"scores Outranking":        0xd645ba1f9dcb7e32,
	"scores Compensation":      0x8d9a564e6346f8f,
	"scores Obstacles":         0xef4f055a2ff15810,
	"scores MPI":               0x9705e5910f4dee43,
	"scores MPI upward":        0x1a82d921b16259be,
	"scores Coupling":          0xb600104150d7e854,
	"scores Coupling, product": 0xb74460ef56b21802,
	"scores CRITIC":            0xf12850cac2d4dcf5,
	"scores CRITIC by ranks":   0xf00d944bf209c132,
	"scores PCA":               0xbd3176e3adbd195f,
	"scores PCA 80 %":          0xc8c94c88cac8399c,
	"scores Correlation":       0xeec42415e528a615,
	"scores CountedTwiceIn":    0xcbf29ce484222325,
	"scores Alpha":             0x1bf425be0f7cb210,
	"scores Entropy":           0x12e60db7627ec107,
	"scores Entropy, shifted":  0x966908430dc75a63,
	"scores Variation":         0x3af0052ababc739e,
	"scores Impute":            0x75c2c7b724c9a282,
	"scores Impute median":     0x75c2c7b724c9a282,
	"scores Stack":             0x82ce73f254a5e89,
	"scores Screen":            0xcbf29ce484222325,
	"scores IdealsOf":          0x34317e5f1ff3e865,
	"scores TreatAll":          0x7247c74da0cb2748,
	"scores Arithmetic":        0xa7dddbd41c1caff6,
	"scores Geometric":         0x882627b15e291251,
	"scores Harmonic":          0x45efd033da6d8bed,
	"scores power 3":           0xa85901bea2a5afa4,
	"scores power -1e-9":       0x505b2642b9161870,
	"scores power 1e300":       0xff737185dd43615c,
	"scores MinMax":            0x75c2c7b724c9a282,
	"scores ZScore":            0x376965b814d4bd98,
	"scores Vector":            0xe3ec9de7ea151fd2,
	"scores Efficacy":          0x33da60add9a56ba,
	"scores PopulationZScore":  0xd7f3bf0d1970c1e6,
	"scores Target":            0x18b0279e8be5d031,
	"scores Rank":              0x62645bc987f199a9,
	"scores Ranks":             0x19bfe8033fcd9490,
	"scores ShapeOf":           0x3d80c9a9d78e6726,
	"scores RatioOfSums":       0xaab1693229ba1db8,
	"game":                     0x37a71c5e555cfab7,
}
