package spatial

// Warning is something a reader must know to judge an answer.
type Warning struct {
	Kind   WarningKind
	Places []int // whom it concerns, ascending; nil where it concerns the whole
	Count  int   // a number that Kind explains
}

// WarningKind says what a Warning is about.
type WarningKind string

const (
	// Islands warns that Count places have no neighbour and are nobody's. No statistic
	// includes them, and they have none of their own.
	Islands WarningKind = "islands"
	// Mute warns that Count places are a neighbour but have none; they have no local statistic.
	Mute WarningKind = "mute"
	// OneWay warns that Count pairs are not mutual, or not of one weight.
	OneWay WarningKind = "one-way"
	// Tied warns that Count places have a last nearest neighbour chosen by number among equally near ones.
	Tied WarningKind = "tied"
	// Coarse warns that a place standing out alone cannot be found after control of false discoveries: Count permutations
	// would be enough.
	Coarse WarningKind = "coarse"
	// Still warns that the local G of Count places cannot vary, for the others are all alike or all neighbours.
	Still WarningKind = "still"
)

// warnings are those that follow from the weights alone.
func (w *Weights) warnings() []Warning {
	var all []Warning
	for _, of := range []struct {
		kind   WarningKind
		places []int
	}{{Islands, w.islands}, {Mute, w.mute}, {Tied, w.ties}} {
		if len(of.places) > 0 {
			all = append(all, Warning{of.kind, append([]int(nil), of.places...), len(of.places)})
		}
	}
	if w.asymmetric > 0 {
		all = append(all, Warning{Kind: OneWay, Count: w.asymmetric})
	}
	return all
}
