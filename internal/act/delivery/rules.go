package delivery

import (
	"bytes"
	"math"
	"time"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
	"mihe/internal/base/i18n"
)

// Rules are the bounds beyond which a record is looked at, from a day on and until later ones replace them. Verified says that somebody
// compared them with their source.
type Rules struct {
	From     string    `yaml:"from"`          // YYYY-MM-DD
	ShortPct int       `yaml:"short_pct"`     // a visit shorter than this share of what was planned, in percent
	SlackMin int       `yaml:"slack_minutes"` // minutes that two clocks may be apart
	SpeedKmh float64   `yaml:"speed_kmh"`     // faster than anybody goes
	Source   i18n.Name `yaml:"source"`
	Verified bool      `yaml:"verified"`
}

// ReadRules reads rules and deadlines from YAML, each in the order of their days.
func ReadRules(raw []byte) ([]Rules, []Deadline, error) {
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	var file struct {
		Format    int
		Rules     []Rules
		Deadlines []Deadline
	}
	if err := d.Decode(&file); err != nil {
		return nil, nil, fault.Wrap(err, fault.Internal, "delivery.rules.wrong", "at", "")
	}
	last := ""
	for _, r := range file.Rules {
		_, err := time.Parse(time.DateOnly, r.From)
		bad := r.ShortPct < 0 || r.ShortPct > 100 || r.SlackMin < 0 || r.SlackMin > 120 || !(r.SpeedKmh >= 1 && r.SpeedKmh <= 200)
		if err != nil || r.From <= last || bad || r.Source.Zh == "" || r.Source.En == "" {
			return nil, nil, fault.New(fault.Internal, "delivery.rules.wrong", "at", r.From)
		}
		last = r.From
	}
	last = ""
	for _, d := range file.Deadlines {
		if d.flawed(last) {
			return nil, nil, fault.New(fault.Internal, "delivery.rules.wrong", "at", d.From)
		}
		last = d.From
	}
	if file.Format != 1 || len(file.Rules) == 0 || len(file.Deadlines) == 0 {
		return nil, nil, fault.New(fault.Internal, "delivery.rules.wrong", "at", "")
	}
	return file.Rules, file.Deadlines, nil
}

// rulesOn are those that hold on a day. Before the first nothing is short and nothing too fast.
func rulesOn(all []Rules, day string) (r Rules) {
	for _, one := range all {
		if one.From <= day {
			r = one
		}
	}
	return r
}

// Point is a place on the earth in degrees, WGS 84.
type Point struct{ Latitude, Longitude float64 }

const earthKm = 6371.0088 // mean radius, IUGG

// minutes is how long the straight way between two points takes at the speed of the rules: nobody is faster. The distance is that of
// the equirectangular projection, which within a county differs from the great circle by less than a thousandth.
func (r Rules) minutes(a, b Point) float64 {
	const rad = math.Pi / 180
	x := float64((b.Longitude-a.Longitude)*rad) * math.Cos(float64((a.Latitude+b.Latitude)/2)*rad)
	y := float64((b.Latitude - a.Latitude) * rad)
	km := earthKm * math.Sqrt(float64(x*x)+float64(y*y))
	return km / r.SpeedKmh * 60
}
