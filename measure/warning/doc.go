// Package warning says early that a region's figure has left its usual path (预警), and does not cry wolf. A warning that
// holds becomes a task for somebody (A16), so a false one costs an officer's day and, after the third, everybody's trust.
//
// # What is compared
//
// The change of a figure against the same period a year before, so that seasons fall out; less what the shift of the
// Spring Festival between January and February explains; less the change that all regions had in common, which is
// told once, apart. What is left is compared with the region's own past by median and median absolute deviation, which
// earlier outliers cannot move as they move mean and standard deviation.
//
// # What keeps it quiet
//
// A change must last (Persistence), be large against the region's own past (Threshold), and stay when as many
// regions are asked at once as there are (false-discovery control). A figure that is late or counts only part of its
// reports says nothing about the level: completeness is told apart from it. The rebound one year after a drop is named an
// echo. A share or a balance is compared by difference, a sum by ratio.
//
// # Exactness
//
// Arguments are left unchanged, NaN and infinities are refused (ErrValue), and what cannot be judged has a verdict that
// says why and no number. p-values use Student's distribution of gonum, whose last digits may differ between processors;
// everything before them does not.
//
// # Limits
//
// It needs about three years of monthly figures. It sees levels, not slow drifts of a few years: those are trends and
// belong to measure/converge. It names no cause.
package warning
