package routeproblem

import (
	"fmt"
	"slices"
)

// hhcrspFile is the benchmark's JSON. Fields that carry no constraint are read and left alone; every other unknown field is refused by
// name, so that no constraint is dropped in silence.
type hhcrspFile struct {
	Objective  Objective         `json:"objective"`
	Patients   []hhcrspPatient   `json:"patients"`
	Services   []hhcrspService   `json:"services"`
	Caregivers []hhcrspCaregiver `json:"caregivers"`
	Offices    []hhcrspOffice    `json:"central_offices"`
	Departing  []hhcrspOffice    `json:"departing_points"`
	Distances  [][]decimal       `json:"distances"`

	Name      any `json:"name"`
	Area      any `json:"area"`
	Signature any `json:"signature"`
	Features  any `json:"features"`
}

type hhcrspPatient struct {
	ID       string       `json:"id"`
	Window   *[]decimal   `json:"time_window"`
	Required []hhcrspNeed `json:"required_caregivers"`
	Services []hhcrspNeed `json:"required_services"`
	Sync     *hhcrspSync  `json:"synchronization"`
	Barred   []string     `json:"incompatible_caregivers"`
	Usual    []string     `json:"usual_caregivers"`
	Speakers []string     `json:"speaking_caregivers"`
	Must     bool         `json:"must"`
	Priority int64        `json:"priority"`
	Index    *int         `json:"distance_matrix_index"`
	Location any          `json:"location"`
	needs    []hhcrspNeed // Required or Services
	lasts    []decimal    // of needs
	window   [2]*decimal  // nil: none
	gap      [2]decimal   // of Sync
}

type hhcrspNeed struct {
	Service  string   `json:"service"`
	Duration *decimal `json:"duration"`
}

type hhcrspSync struct {
	Type     string    `json:"type"`
	Distance []decimal `json:"distance"`
}

type hhcrspService struct {
	ID       string   `json:"id"`
	Duration *decimal `json:"default_duration"`
	Type     any      `json:"type"`
}

type hhcrspCaregiver struct {
	ID        string     `json:"id"`
	Abilities []string   `json:"abilities"`
	Shift     *[]decimal `json:"working_shift"`
	Start     string     `json:"starting_point_id"`
	Departing string     `json:"departing_point"`
	Worked    *decimal   `json:"worked"`
}

type hhcrspOffice struct {
	ID       string `json:"id"`
	Index    *int   `json:"distance_matrix_index"`
	Location any    `json:"location"`
}

// ReadHHCRSP reads a problem of home health care routing and scheduling in the JSON of the benchmark. Row 0 of distances is the central
// office, patients follow in their order. Beyond the benchmark a file may say "objective" ("lateness" where it does not), and of a patient
// "usual_caregivers", "speaking_caregivers", "incompatible_caregivers", "must" and "priority" (0 and up), and of a caregiver "worked" (before this day) and "working_shift" [from, to], which
// holds from leaving the office to being back. A window may begin before time 0, where the day begins; it may not end before. Fields it does not know it refuses by name.
//
// Source: Mankowska, Meisel, Bierwirth (2014); the JSON is that of Ceschia, Di Gaspero, Schaerf (hhcrsp-toolbox, MIT).
func ReadHHCRSP(text []byte) (*Problem, error) {
	var f hhcrspFile
	if err := strict(text, &f); err != nil {
		return nil, err
	}
	places, err := f.settle()
	if err != nil {
		return nil, err
	}
	return finest(places, f.build)
}

// settle fills in what is left to defaults and returns the number of decimals in use.
func (f *hhcrspFile) settle() (places int, err error) {
	see := func(d decimal) { places = max(places, d.places) }
	defaults := make(map[string]*decimal, len(f.Services))
	for _, s := range f.Services {
		defaults[s.ID] = s.Duration
	}
	if len(f.Offices)+len(f.Departing) > 1 {
		return 0, fmt.Errorf("%w: several central_offices", ErrUnsupported)
	}
	for _, o := range append(f.Offices, f.Departing...) {
		if o.Index != nil && *o.Index != 0 {
			return 0, fmt.Errorf("%w: a distance_matrix_index out of order", ErrUnsupported)
		}
	}
	for i := range f.Patients {
		p := &f.Patients[i]
		if err := p.settle(defaults); err != nil {
			return 0, fmt.Errorf("patient %s: %w", p.ID, err)
		}
		if p.Index != nil && *p.Index != i+1 {
			return 0, fmt.Errorf("patient %s: %w: a distance_matrix_index out of order", p.ID, ErrUnsupported)
		}
		for _, d := range append(p.lasts, p.gap[0], p.gap[1]) {
			see(d)
		}
		for _, d := range p.window {
			if d != nil {
				see(*d)
			}
		}
	}
	for _, c := range f.Caregivers {
		if c.Worked != nil {
			see(*c.Worked)
		}
		if c.Shift != nil {
			for _, d := range *c.Shift {
				see(d)
			}
		}
	}
	for _, row := range f.Distances {
		for _, d := range row {
			see(d)
		}
	}
	return places, nil
}

func (p *hhcrspPatient) settle(defaults map[string]*decimal) error {
	p.needs = append(slices.Clone(p.Required), p.Services...)
	if len(p.needs) < 1 || len(p.needs) > 2 {
		return fmt.Errorf("%w: %d required_caregivers", ErrShape, len(p.needs))
	}
	for _, n := range p.needs {
		d, known := defaults[n.Service]
		if n.Duration != nil {
			d = n.Duration
		}
		if !known || d == nil {
			return fmt.Errorf("%w: service %.60q is not in the file, or has no duration", ErrShape, n.Service)
		}
		p.lasts = append(p.lasts, *d)
	}
	if p.Window != nil {
		if len(*p.Window) != 2 {
			return fmt.Errorf("%w: a time_window of %d numbers", ErrShape, len(*p.Window))
		}
		p.window = [2]*decimal{&(*p.Window)[0], &(*p.Window)[1]}
	}
	if len(p.needs) == 1 {
		if p.Sync != nil {
			return fmt.Errorf("%w: one service is synchronised", ErrShape)
		}
		return nil
	}
	switch {
	case p.Sync == nil:
		return fmt.Errorf("%w: two services that are not synchronised", ErrShape)
	case p.Sync.Type == "simultaneous" && (len(p.Sync.Distance) == 0 || slices.Equal(p.Sync.Distance, make([]decimal, 2))):
	case p.Sync.Type == "sequential" && len(p.Sync.Distance) == 2:
		p.gap = [2]decimal(p.Sync.Distance)
	default:
		return fmt.Errorf("%w: synchronised %.60q with %d distances", ErrShape, p.Sync.Type, len(p.Sync.Distance))
	}
	return nil
}

// build makes the problem in the ticks of s.
func (f *hhcrspFile) build(s *scaler) (*Problem, error) {
	p := &Problem{Objective: f.Objective}
	if p.Objective == "" {
		p.Objective = Lateness
	}
	var err error
	if p.Places, p.Travel, err = matrix(f.Distances, s); err != nil {
		return nil, err
	}
	if p.Places != len(f.Patients)+1 {
		return nil, fmt.Errorf("%w: %d places for %d patients and the office", ErrShape, p.Places, len(f.Patients))
	}
	services, carers, patients := names{}, names{}, names{}
	for _, x := range f.Services {
		if err := services.add(x.ID); err != nil {
			return nil, err
		}
	}
	for i := range f.Caregivers {
		c, err := f.carer(&f.Caregivers[i], services, s)
		if err != nil {
			return nil, fmt.Errorf("caregiver %s: %w", f.Caregivers[i].ID, err)
		}
		if err := carers.add(c.ID); err != nil {
			return nil, err
		}
		p.Carers = append(p.Carers, c)
	}
	for i := range f.Patients {
		if err := patients.add(f.Patients[i].ID); err != nil {
			return nil, err
		}
		if err := f.Patients[i].addTo(p, services, carers, s); err != nil {
			return nil, fmt.Errorf("patient %s: %w", f.Patients[i].ID, err)
		}
	}
	return p, nil
}

func (f *hhcrspFile) carer(c *hhcrspCaregiver, services names, s *scaler) (Carer, error) {
	skills, err := services.find(c.Abilities)
	if err != nil {
		return Carer{}, err
	}
	for _, at := range []string{c.Start, c.Departing} {
		if offices := append(f.Offices, f.Departing...); at != "" && (len(offices) != 1 || offices[0].ID != at) {
			return Carer{}, fmt.Errorf("%w: no office %.60q", ErrShape, at)
		}
	}
	out := Carer{ID: c.ID, Shift: Window{0, Forever}, Skills: skills, MaxVisits: Unlimited}
	if c.Worked != nil {
		out.Worked = s.of(*c.Worked)
	}
	if c.Shift != nil {
		if len(*c.Shift) != 2 {
			return Carer{}, fmt.Errorf("%w: a working_shift of %d numbers", ErrShape, len(*c.Shift))
		}
		out.Shift = Window{s.of((*c.Shift)[0]), s.of((*c.Shift)[1])}
	}
	return out, nil
}

func (p *hhcrspPatient) addTo(to *Problem, services, carers names, s *scaler) error {
	r := Request{ID: p.ID, First: len(to.Visits), Count: len(p.needs), Together: len(p.needs) == 2, Must: p.Must, Priority: p.Priority}
	r.Gap = Window{s.of(p.gap[0]), s.of(p.gap[1])}
	var err error
	if r.Usual, err = carers.find(p.Usual); err != nil {
		return err
	}
	if r.Speakers, err = carers.find(p.Speakers); err != nil {
		return err
	}
	if r.Barred, err = carers.find(p.Barred); err != nil {
		return err
	}
	window := Window{0, Forever}
	if p.window[0] != nil {
		window = Window{max(0, s.of(*p.window[0])), s.of(*p.window[1])} // nobody starts before 0
	}
	at := len(to.Requests)
	for i, n := range p.needs {
		to.Visits = append(to.Visits, Visit{
			Request: at, Service: n.Service, Place: at + 1, Duration: s.of(p.lasts[i]), Windows: []Window{window}, Skills: []int32{services[n.Service]},
		})
	}
	to.Requests = append(to.Requests, r)
	return nil
}

// sorted sorts and drops repeats.
func sorted(x []int32) []int32 {
	slices.Sort(x)
	return slices.Compact(x)
}
