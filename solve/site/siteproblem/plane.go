package siteproblem

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Point is a place in a plane, its coordinates at most MaxCoordinate in size.
type Point struct{ X, Y int64 }

// Straight makes the links of p from straight distances, rounded up: all of them for a median problem, else those within each customer's standard.
// Sites are looked up in a grid of cells as wide as the longest standard. ErrSize where there are more than MaxLinks. Cost
// O(links) for sites spread evenly, O(customers · sites) at worst.
func (p *Problem) Straight(customers, sites []Point) error {
	p.Start, p.Links = make([]int32, 1, len(customers)+1), nil
	width := int64(2*MaxCoordinate + 1)
	if p.Kind != Median {
		width = 1
		for _, c := range p.Classes {
			width = max(width, min(c.Standard, 2*MaxCoordinate+1))
		}
	} else if len(customers) > 0 && len(sites) > MaxLinks/len(customers) {
		return fmt.Errorf("%w: %d customers times %d sites", ErrSize, len(customers), len(sites))
	}
	g := newGrid(sites, width)
	var near []int32
	for i, c := range customers {
		near = g.around(c, near[:0])
		for _, j := range near {
			l := Link{j, distance(c, sites[j])}
			if !p.Usable(i, l) {
				continue
			}
			if len(p.Links) == MaxLinks {
				return fmt.Errorf("%w: more than %d links", ErrSize, MaxLinks)
			}
			p.Links = append(p.Links, l)
		}
		p.Start = append(p.Start, int32(len(p.Links)))
	}
	return nil
}

// distance is the straight distance, rounded up, exact: the square root in floating point is at most one off.
func distance(a, b Point) int32 {
	square := (a.X-b.X)*(a.X-b.X) + (a.Y-b.Y)*(a.Y-b.Y)
	root := int64(math.Sqrt(float64(square)))
	for root*root >= square && root > 0 {
		root--
	}
	for root*root < square {
		root++
	}
	return int32(root)
}

// grid holds sites in order of their cell.
type grid struct {
	width int64
	cells []cell
	sites []int32 // of each entry of cells
}

type cell struct{ x, y int64 }

func before(a, b cell) int { return cmp.Or(cmp.Compare(a.y, b.y), cmp.Compare(a.x, b.x)) }

func (g *grid) cell(p Point) cell {
	return cell{(p.X + MaxCoordinate) / g.width, (p.Y + MaxCoordinate) / g.width}
}

func newGrid(sites []Point, width int64) *grid {
	g := &grid{width: width, cells: make([]cell, len(sites)), sites: make([]int32, len(sites))}
	for j := range sites {
		g.sites[j] = int32(j)
	}
	slices.SortFunc(g.sites, func(a, b int32) int {
		return cmp.Or(before(g.cell(sites[a]), g.cell(sites[b])), cmp.Compare(a, b))
	})
	for k, j := range g.sites {
		g.cells[k] = g.cell(sites[j])
	}
	return g
}

// around appends the sites of the nine cells around p, rising.
func (g *grid) around(p Point, to []int32) []int32 {
	at := g.cell(p)
	for y := at.y - 1; y <= at.y+1; y++ {
		k, _ := slices.BinarySearchFunc(g.cells, cell{at.x - 1, y}, before)
		for ; k < len(g.cells) && g.cells[k].y == y && g.cells[k].x <= at.x+1; k++ {
			to = append(to, g.sites[k])
		}
	}
	slices.Sort(to)
	return to
}
