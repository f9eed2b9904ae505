package main

import (
	"fmt"
	"slices"
	"time"
)

// quantile is the smallest value at or below which a share p of the times lie.
func quantile(times []time.Duration, p float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(times))
	return sorted[max(0, min(len(sorted)-1, int(p*float64(len(sorted)))))]
}

// median is the middle one of a few figures, the lower of the two middle ones when their number is even.
func median(of []float64) float64 {
	if len(of) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(of))[(len(of)-1)/2]
}

func inMs(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", inMs(d)) }
