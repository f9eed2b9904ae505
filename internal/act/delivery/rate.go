package delivery

import (
	"errors"
	"strconv"

	"mihe/measure/elementary"
	"mihe/measure/survey"
)

// Rate is how often, of those who were reached, the person said otherwise than the provider.
type Rate struct {
	Provider   string // empty: of all together
	Late       int    // of which later sample, from 1; 0: of the first, or of all
	Frame      int
	Picked     int
	Reached    int
	Mismatches int
	HasShare   bool
	Share      float64 // of the frame, estimated
	Low, High  float64 // 95 percent, where Rests says on what
	Rests      Rests
	DF         int // degrees of freedom, of Student
}

// Rests is what the bounds of a rate rest on.
type Rests string

// What bounds can rest on.
const (
	TooFew    Rests = ""          // too few answers: there are none
	Everybody Rests = "everybody" // nobody was left out, so chance has no part
	Binomial  Rests = "binomial"  // all said the same: the exact bound of the binomial distribution
	Student   Rests = "student"   // Student's distribution, with DF
)

// Tells tells whether the bounds say anything: some as wide as all that is possible do not.
func (r Rate) Tells() bool { return r.Rests != TooFew && r.High-r.Low < vague }

const (
	confidence = 0.95
	vague      = 0.9 // of a share, from 0 to 1
)

// Rates estimates the mismatches of an audit, by provider, of late reports by sample and provider, and of all together (the last): each stratum counts there
// by its frame. Those who were not reached are not counted
// either way; how many they are stands beside it. Source of the design: package survey.
func Rates(a Audit, checks []Check) ([]Rate, error) {
	said := map[string]Says{}
	for _, c := range checks {
		said[c.Visit] = c.Says
	}
	var list []Rate
	all := Rate{}
	var y []float64
	sample := survey.Sample{Kind: survey.Probability, Clusters: map[string]float64{}}
	for _, t := range a.All() {
		r := Rate{Provider: t.Provider, Late: t.Late, Frame: t.Frame, Picked: len(t.Picked)}
		var own []float64
		for _, v := range t.Picked {
			switch said[v] { //nolint:exhaustive // who was not reached, or not called yet, says nothing
			case Happened:
				own = append(own, 0)
			case NotHappened, Differs:
				own = append(own, 1)
				r.Mismatches++
			}
		}
		r.Reached = len(own)
		one := survey.Sample{Kind: survey.Probability, Clusters: map[string]float64{"": float64(t.Frame)}}
		if err := r.estimate(one, own, []Rate{r}); err != nil {
			return nil, err
		}
		list = append(list, r)
		all.Frame, all.Picked, all.Reached, all.Mismatches = all.Frame+r.Frame, all.Picked+r.Picked, all.Reached+r.Reached, all.Mismatches+r.Mismatches
		name := strconv.Itoa(t.Late) + " " + t.Provider
		sample.Clusters[name] = float64(t.Frame)
		for _, one := range own {
			y = append(y, one)
			sample.Stratum = append(sample.Stratum, name)
			sample.Weight = append(sample.Weight, float64(t.Frame)/float64(len(own)))
		}
	}
	if err := all.estimate(sample, y, list); err != nil {
		return nil, err
	}
	return append(list, all), nil
}

// estimate fills in share and bounds; parts are the strata. While nobody of one of them has been reached, nothing can be said of all.
// Where nobody or everybody differs the normal interval has no width, and the exact one of the binomial distribution stands in its place:
// Clopper and Pearson, Biometrika 26 (1934).
func (r *Rate) estimate(sample survey.Sample, y []float64, parts []Rate) error {
	for _, p := range parts {
		if p.Reached == 0 {
			return nil
		}
	}
	if len(y) == 0 {
		return nil
	}
	r.HasShare, r.Share = true, share(sample.Weight, y)
	switch {
	case r.Reached == r.Frame:
		r.Low, r.High, r.Rests = r.Share, r.Share, Everybody
		return nil
	case r.Reached < leastEach:
		return nil // one answer of many
	case r.Mismatches == 0:
		r.Low, r.High, r.Rests = 0, unseen(parts), Binomial
		return nil
	case r.Mismatches == r.Reached:
		r.Low, r.High, r.Rests = 1-unseen(parts), 1, Binomial
		return nil
	}
	design, err := survey.New(sample, len(y))
	if errors.Is(err, survey.ErrLonely) {
		return nil // one answer of many: a share without an error
	}
	if err != nil {
		return err
	}
	e, err := design.Mean(y)
	if err != nil {
		return err
	}
	r.Share = e.Value
	if e.Sampling == nil || e.Sampling.DF < 1 || e.Sampling.SE == 0 {
		return nil
	}
	low, high, err := e.Interval(confidence)
	if err != nil {
		return err
	}
	r.Low, r.High, r.Rests, r.DF = max(low, 0), min(high, 1), Student, e.Sampling.DF
	return nil
}

// share is a weighted share of ones.
func share(weight, y []float64) float64 {
	var ones, all elementary.Sum
	for i, v := range y {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		ones.Add(float64(w * v))
		all.Add(w)
	}
	return ones.Value() / all.Value()
}

// unseen is the largest share that answers without a single one still leave open, at the level of confidence. Of one stratum of which n
// were asked it is 1 - ((1-level)/2)^(1/n). Of several it is the mean of those by their frames, each at a level so much higher that all hold
// at once (Bonferroni): a small provider that was asked whole says little about a large one.
func unseen(parts []Rate) float64 {
	open := 0
	for _, p := range parts {
		if p.Reached < p.Frame {
			open++
		}
	}
	var most, frame elementary.Sum
	for _, p := range parts {
		frame.Add(float64(p.Frame))
		if p.Reached < p.Frame {
			bound := 1 - elementary.Pow((1-confidence)/2/float64(open), 1/float64(p.Reached))
			most.Add(float64(float64(p.Frame) * bound))
		}
	}
	return most.Value() / frame.Value()
}
