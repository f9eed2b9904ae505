// Package elementary is the arithmetic beneath every measure (初等函数): logarithm, exponential and power to about one
// unit in the last place, and sums that keep what rounding took away, each with the same bits on every processor.
//
// An evaluation must give the same figures on the county's arm64 board and the province's amd64 server, or its manifest
// proves nothing (A16). Package math has assembly for some processors, and elsewhere its sums of products may be fused
// into one rounding, so that the last bits of math.Log differ between machines. Here a product that is added to
// something stands inside float64(...), which the language defines to round; roundtest holds a package to that. math.Sqrt,
// math.Frexp and math.Ldexp are exact by definition and may be used.
//
// As a second gain the small differences (ln(1+d) − d, eᵘ − 1 − u) are given to full precision, from which the indices of
// nearly equal values are made.
//
// Limit: no trigonometry and no distributions. What only prints a p-value takes those from elsewhere, and says that its
// last digits may depend on the machine.
package elementary
