package match

import (
	_ "embed"
	"fmt"
	"math"
	"sync"

	"gopkg.in/yaml.v3"

	"mihe/internal/base/fault"
)

// Road is how ways are reckoned from positions.
type Road struct {
	From          string `json:"from"` // the day from which it holds
	DetourPercent int    `json:"detour_percent" yaml:"detour_percent"`
	KmPerHour     int    `json:"km_per_hour" yaml:"km_per_hour"`
	WithinMinutes int    `json:"within_minutes" yaml:"within_minutes"`
	Source        string `json:"source"`
	Verified      bool   `json:"verified"`
}

//go:embed parameters.yaml
var parametersFile []byte

type parameters struct {
	Roads      []Road
	Iterations int
}

var shipped = sync.OnceValues(func() (p parameters, err error) {
	if err := yaml.Unmarshal(parametersFile, &p); err != nil {
		return p, fmt.Errorf("parameters.yaml: %w", err)
	}
	return p, nil
})

// RoadOn is how ways are reckoned on a day.
func RoadOn(on string) (road Road, err error) {
	p, err := shipped()
	if err != nil {
		return road, err
	}
	for _, r := range p.Roads {
		if r.From <= on && road.From <= r.From {
			road = r
		}
	}
	if road.From == "" {
		return road, fault.New(fault.Invalid, "match.road.none", "on", on)
	}
	return road, nil
}

// Point is the position of a place in degrees (WGS 84): of a village or a township, not of a home.
type Point struct{ Latitude, Longitude float64 }

// earth is the mean radius in metres (IUGG).
const earth = 6371008.8

// Ways are the minutes from each point to each, in whole minutes rounded up: great circles (haversine), made longer by the detours of roads. A day keeps
// them, so that a plan can be made again where the last bit of a sine is another.
func (r Road) Ways(points []Point) []int {
	ways := make([]int, 0, len(points)*len(points))
	for i, a := range points {
		for j, b := range points {
			if i == j {
				ways = append(ways, r.WithinMinutes)
				continue
			}
			x, y := math.Sin((b.Latitude-a.Latitude)*math.Pi/360), math.Sin((b.Longitude-a.Longitude)*math.Pi/360)
			h := x*x + math.Cos(a.Latitude*math.Pi/180)*math.Cos(b.Latitude*math.Pi/180)*y*y
			metres := 2 * earth * math.Asin(math.Sqrt(min(1, h))) * float64(r.DetourPercent) / 100
			minutes := int(math.Ceil(metres*60/(1000*float64(r.KmPerHour)) - 1e-9))
			ways = append(ways, max(minutes, r.WithinMinutes))
		}
	}
	return ways
}
