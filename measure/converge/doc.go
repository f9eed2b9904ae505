// Package converge asks whether places grow alike over time (收敛): whether their spread falls (σ收敛), whether the poor
// grow faster (β收敛), whether they fall into clubs (俱乐部收敛), how they move between classes (马尔可夫链、空间马尔可夫链), what the
// whole distribution looks like (核密度), and what a short series would do next if nothing changed (灰色预测).
//
// It serves the evaluation of the regional gap over years (A17). It knows neither regions nor indicators.
//
// # Data
//
// A Panel has one slice per period, each with the units in one order: y[t][i]. Every unit has a value in every period;
// what is missing is for the caller to leave out or impute, in sight. Rules shared by all functions:
//
//   - slices are left unchanged, and must be of one length (ErrLength);
//   - every number must be finite (ErrValue), every weight finite and ≥ 0 (ErrWeight);
//   - outside a method's domain — a zero under a logarithm, a constant where a spread is divided by — the answer is ErrDomain;
//   - an answer is never NaN or infinite. A part of an answer that cannot be given is a Figure that says Why.
//
// # What is easily got wrong
//
// The poor growing faster does not mean that the spread falls: shocks can keep it up (Galton's fallacy; Friedman 1992,
// Quah 1993). So Beta carries the spread of its first and last period and says when the two disagree. Quantiles of each year
// force as many units into every class every year and so hide any common rise; fixed cut points are the default. A class
// nobody left has no transition probabilities; they are not assumed even. A group whose members drift apart is no club, even
// if a test cannot reject that it is one. A grey forecast is shown beside the naive one and only a few periods far.
//
// None of this says why: convergence is an association over time, not the effect of a policy.
//
// # Exactness
//
// Products are rounded before they are added and logarithms come from measure/elementary, so statistics have the same bits
// on every processor; p-values come from gonum, and their last digits may depend on the machine.
//
// # Limits
//
// Tested with up to 28,430 units and 81 periods; clubs with 2,843 units of 20 periods. No panel with fixed effects, and no
// spatial lag in the regressions.
package converge
