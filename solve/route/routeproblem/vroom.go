package routeproblem

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// vroomFile is the part of VROOM's input that is supported. Every other field is refused by name.
type vroomFile struct {
	Vehicles []vroomVehicle `json:"vehicles"`
	Jobs     []vroomJob     `json:"jobs"`
	Matrix   [][]decimal    `json:"matrix"`
	Matrices map[string]struct {
		Durations [][]decimal `json:"durations"`
	} `json:"matrices"`
	Speed float64 `json:"speed"`

	rows   [][]decimal   // the matrix, wherever it stood
	coords []vroomCoords // places, where there is no matrix
	known  map[vroomCoords]int
}

// vroomCoords are longitude and latitude in degrees.
type vroomCoords [2]float64

type vroomVehicle struct {
	ID          *json.Number `json:"id"`
	Profile     string       `json:"profile"`
	Description any          `json:"description"`
	Start       *vroomCoords `json:"start"`
	StartIndex  *int         `json:"start_index"`
	End         *vroomCoords `json:"end"`
	EndIndex    *int         `json:"end_index"`
	Capacity    []int64      `json:"capacity"`
	Skills      []int32      `json:"skills"`
	Window      *[]decimal   `json:"time_window"`
	MaxTasks    *int         `json:"max_tasks"`
}

type vroomJob struct {
	ID          *json.Number `json:"id"`
	Description any          `json:"description"`
	Location    *vroomCoords `json:"location"`
	Index       *int         `json:"location_index"`
	Service     *decimal     `json:"service"`
	Amount      []int64      `json:"amount"`
	Delivery    []int64      `json:"delivery"`
	Skills      []int32      `json:"skills"`
	Priority    int64        `json:"priority"`
	Windows     *[][]decimal `json:"time_windows"`
}

// ReadVROOM reads a subset of VROOM's JSON: vehicles with start, end, capacity, skills, time_window, max_tasks; jobs with service,
// time_windows, skills, priority, and amount or delivery, which are one here because vehicles only unload. Ways come from matrix, from the durations of
// the one profile in matrices, or, an addition to VROOM, from coordinates and "speed" in km/h along great circles, in whole seconds
// rounded up (radius 6371008.8 m, the mean of IUGG 1980). Shipments, pickups, breaks, setup times, costs, speed factors and whatever else is not named
// here are refused by name. The objective is Travel with priorities; Must is unused.
//
// Source: VROOM's docs/API.md, version 1.14. The trigonometry of coordinates comes from package math: its last bits may differ between processors, and a way
// may differ by a second where it lies within 10⁻⁹ of a whole one.
func ReadVROOM(text []byte) (*Problem, error) {
	var f vroomFile
	if err := strict(text, &f); err != nil {
		return nil, err
	}
	places, err := f.settle()
	if err != nil {
		return nil, err
	}
	return finest(places, f.build)
}

// settle finds the matrix and the number of decimals in use.
func (f *vroomFile) settle() (places int, err error) {
	f.rows = f.Matrix
	for _, name := range slices.Sorted(maps.Keys(f.Matrices)) {
		if f.rows != nil {
			return 0, fmt.Errorf("%w: several profiles in matrices", ErrUnsupported)
		}
		f.rows = f.Matrices[name].Durations
		for _, v := range f.Vehicles {
			if v.Profile != name && v.Profile != "" {
				return 0, fmt.Errorf("%w: profile %.60q", ErrUnsupported, v.Profile)
			}
		}
	}
	if f.rows == nil && (f.Speed <= 0 || f.Speed > 1e6) {
		return 0, fmt.Errorf("%w: neither a matrix nor a speed up to 1000000", ErrShape)
	}
	see := func(list []decimal) {
		for _, d := range list {
			places = max(places, d.places)
		}
	}
	for _, row := range f.rows {
		see(row)
	}
	for _, v := range f.Vehicles {
		if v.Window != nil {
			see(*v.Window)
		}
	}
	for _, j := range f.Jobs {
		if j.Service != nil {
			see([]decimal{*j.Service})
		}
		if j.Windows != nil {
			for _, w := range *j.Windows {
				see(w)
			}
		}
	}
	return places, nil
}

func (f *vroomFile) build(s *scaler) (*Problem, error) {
	p := &Problem{Objective: Travel}
	f.coords, f.known = nil, map[vroomCoords]int{}
	kinds := 0
	for _, v := range f.Vehicles {
		kinds = max(kinds, len(v.Capacity))
	}
	for _, j := range f.Jobs {
		kinds = max(kinds, len(j.Amount), len(j.Delivery))
	}
	carers, jobs := names{}, names{}
	for i := range f.Vehicles {
		c, err := f.carer(&f.Vehicles[i], kinds, s)
		if err != nil {
			return nil, fmt.Errorf("vehicle %d: %w", i, err)
		}
		if err := carers.add(c.ID); err != nil {
			return nil, fmt.Errorf("vehicle %d: %w", i, err)
		}
		p.Carers = append(p.Carers, c)
	}
	for i := range f.Jobs {
		if err := f.job(p, &f.Jobs[i], kinds, s); err != nil {
			return nil, fmt.Errorf("job %d: %w", i, err)
		}
		if err := jobs.add(p.Requests[i].ID); err != nil {
			return nil, fmt.Errorf("job %d: %w", i, err)
		}
	}
	var err error
	if f.rows != nil {
		p.Places, p.Travel, err = matrix(f.rows, s)
	} else {
		p.Places, p.Travel, err = f.great(s)
	}
	return p, err
}

func (f *vroomFile) carer(v *vroomVehicle, kinds int, s *scaler) (Carer, error) {
	if v.ID == nil {
		return Carer{}, fmt.Errorf("%w: an id is missing", ErrShape)
	}
	c := Carer{ID: v.ID.String(), Shift: Window{0, Forever}, Skills: sorted(slices.Clone(v.Skills)), MaxVisits: Unlimited}
	var err error
	if c.From, err = f.place(v.Start, v.StartIndex, true); err != nil {
		return c, err
	}
	if c.To, err = f.place(v.End, v.EndIndex, true); err != nil {
		return c, err
	}
	if c.From == Nowhere && c.To == Nowhere {
		return c, fmt.Errorf("%w: neither start nor end", ErrShape)
	}
	if v.Window != nil {
		if c.Shift, err = s.window(*v.Window); err != nil {
			return c, err
		}
	}
	if v.MaxTasks != nil {
		c.MaxVisits = *v.MaxTasks
	}
	// A vehicle without capacity carries what there is, as in VROOM; one with a shorter list than others carries nothing of the rest.
	c.Capacity = make([]int64, kinds)
	for k := range c.Capacity {
		switch {
		case v.Capacity == nil:
			c.Capacity[k] = 1 << 40
		case k < len(v.Capacity):
			c.Capacity[k] = v.Capacity[k]
		}
	}
	return c, nil
}

func (f *vroomFile) job(p *Problem, j *vroomJob, kinds int, s *scaler) error {
	if j.ID == nil {
		return fmt.Errorf("%w: an id is missing", ErrShape)
	}
	if j.Amount != nil && j.Delivery != nil {
		return fmt.Errorf("%w: amount beside delivery", ErrUnsupported)
	}
	place, err := f.place(j.Location, j.Index, false)
	if err != nil {
		return err
	}
	v := Visit{Request: len(p.Requests), Place: place, Windows: []Window{{0, Forever}}, Skills: sorted(slices.Clone(j.Skills)), Amount: make([]int64, kinds)}
	copy(v.Amount, append(slices.Clone(j.Amount), j.Delivery...))
	if j.Service != nil {
		v.Duration = s.of(*j.Service)
	}
	if j.Windows != nil {
		v.Windows = nil
		for _, w := range *j.Windows {
			window, err := s.window(w)
			if err != nil {
				return err
			}
			v.Windows = append(v.Windows, window)
		}
	}
	p.Requests = append(p.Requests, Request{ID: j.ID.String(), First: len(p.Visits), Count: 1, Priority: j.Priority})
	p.Visits = append(p.Visits, v)
	return nil
}

// place returns where something is: an index into the matrix, or a number for its coordinates.
func (f *vroomFile) place(at *vroomCoords, index *int, optional bool) (int, error) {
	switch {
	case f.rows != nil && index != nil:
		if *index < 0 || *index >= len(f.rows) {
			return 0, fmt.Errorf("%w: index %d of %d", ErrShape, *index, len(f.rows))
		}
		return *index, nil
	case f.rows == nil && at != nil:
		if math.Abs(at[0]) > 180 || math.Abs(at[1]) > 90 {
			return 0, fmt.Errorf("%w: coordinates %v", ErrShape, *at)
		}
		i, known := f.known[*at]
		if !known {
			i = len(f.coords)
			f.known[*at] = i
			f.coords = append(f.coords, *at)
		}
		return i, nil
	case optional && (f.rows != nil || index == nil) && (at == nil || f.rows == nil):
		return Nowhere, nil
	}
	return 0, fmt.Errorf("%w: no location, or one that is not in the matrix", ErrShape)
}

// great computes ways along great circles.
func (f *vroomFile) great(s *scaler) (places int, travel []int64, err error) {
	n := len(f.coords)
	if n > MaxComputed {
		return 0, nil, fmt.Errorf("%w: %d places without a matrix", ErrSize, n)
	}
	if n == 0 {
		return 1, []int64{0}, nil // no place is used
	}
	travel = make([]int64, n*n)
	const radius = 6371008.8
	for i, a := range f.coords {
		for j, b := range f.coords {
			if i == j {
				continue
			}
			dLat, dLon := (b[1]-a[1])*math.Pi/180, (b[0]-a[0])*math.Pi/180
			x, y := math.Sin(dLat/2), math.Sin(dLon/2)
			h := float64(x*x) + float64(float64(math.Cos(a[1]*math.Pi/180)*math.Cos(b[1]*math.Pi/180))*float64(y*y))
			metres := 2 * radius * math.Asin(math.Sqrt(min(1, h)))
			travel[i*n+j] = s.of(decimal{int64(math.Ceil(float64(metres*3.6)/f.Speed - 1e-9)), 0})
		}
	}
	return n, travel, nil
}

// window reads [from, to].
func (s *scaler) window(w []decimal) (Window, error) {
	if len(w) != 2 {
		return Window{}, fmt.Errorf("%w: a window of %d numbers", ErrShape, len(w))
	}
	return Window{s.of(w[0]), s.of(w[1])}, nil
}

// vroomID writes an id as VROOM does, as a number, where it is one.
func vroomID(to []byte, id string) []byte {
	if _, err := strconv.ParseInt(id, 10, 64); err == nil {
		return append(to, id...)
	}
	return strconv.AppendQuote(to, id)
}
