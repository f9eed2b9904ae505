package survey

// Source is who could be asked and how: without it two surveys cannot be compared.
type Source struct {
	Kind           Kind
	Mode           string // how people were asked, such as face to face, by telephone, online
	Frame          string // the list people were drawn from
	AgeFrom, AgeTo int    // completed years, both included
}

// Difference is one thing that two surveys do not have in common.
type Difference int

// The differences.
const (
	KindDiffers Difference = iota
	ModeDiffers
	FrameDiffers
	AgesDiffer
)

// Differences lists what keeps two surveys from being compared as they stand: a city's voluntary online answers of ages 12
// to 74 say nothing of progress since a national sample of ages 18 to 69. None means that nothing known speaks against it.
func Differences(a, b Source) (all []Difference) {
	if a.Kind != b.Kind {
		all = append(all, KindDiffers)
	}
	if a.Mode != b.Mode {
		all = append(all, ModeDiffers)
	}
	if a.Frame != b.Frame {
		all = append(all, FrameDiffers)
	}
	if a.AgeFrom != b.AgeFrom || a.AgeTo != b.AgeTo {
		all = append(all, AgesDiffer)
	}
	return all
}
