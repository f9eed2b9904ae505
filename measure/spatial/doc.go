// Package spatial asks whether neighbouring places are alike (空间自相关): Moran's I, Geary's C and Getis and Ord's G of a
// whole map, and place by place the local Moran statistic and local G (莫兰指数、吉里指数、热点分析).
//
// It serves the evaluation of the gap between regions (A16, A17): a gap that runs along the border of clusters asks for
// another remedy than one between scattered places. It says where values stand together and never why: that places are
// alike is association, not the effect of one on the other.
//
// # Data
//
// Values are parallel to the places of a Weights, which Adjacency, Directed or Nearest makes; whether it is
// standardised by row must be stated. Rules shared by all functions:
//
//   - arguments are left unchanged; values must be as many as places (ErrLength) and finite (ErrValue);
//   - a place without neighbours is an island: it is left out of n, of the mean and of every sum, has no statistic of
//     its own (Available is false) and is named in a Warning;
//   - a constant has no pattern and is refused (ErrConstant), and so is a map on which nobody has a neighbour
//     (ErrNoNeighbours);
//   - what cannot be computed is absent (nil, or not Available): an answer is never NaN or infinite;
//   - a statistic is the same at every scale of the values, and all but Getis and Ord's shares at every origin.
//
// A missing value is the caller's to leave out, with its edges, before numbering the places.
//
// # Permutations
//
// A permutation p is (M+1)/(R+1), for the observed map is one of those that chance could have dealt. TwoSided is twice
// the smaller tail; some programs print the smaller tail alone as p, which is half of that. Sums that are equal but for
// rounding count as ties, and a tie as at least as extreme, so that data of few distinct values get no p too small.
//
// The local statistics of all places are tested with the same R permutations of the map, as PySAL and GeoDa do:
// permutation r is keyed by seed and r, and each place reads its neighbours' values off it, skipping its own. For every
// single place that is exactly R independent draws, without replacement, from the other n−1 values, so each p is as
// good as one with draws of its own. Between places the p share the luck of the draws: the number of places found has
// the same mean over seeds but varies more. On a trial map of 900 places 78 had a TwoSided of 0.1 or less, with a
// standard deviation over seeds of 8.5 from 999 shared draws and 2.6 from draws of their own. The remedy is more draws,
// which sharing makes cheap, since their sums are sorted once for all places with as many neighbours and looked up:
// take 9,999 or more for a map that is published.
//
// A p depends on the seed, the count and the order in which places are numbered, and neither on the number of workers
// nor on the machine. A seed is to be chosen before looking.
//
// # Exactness
//
// Products are rounded before they are added, and the normal distribution, sine and cosine are computed here, so that
// an answer has the same bits on amd64, arm64 and loong64. Statistics are good to about 1e-13 of the sum of their terms,
// the randomised variances of I and C to about 1e-13 of themselves unless nearly everyone is everyone's neighbour.
//
// # Limits
//
// No correction for rates of unlike populations (empirical Bayes), no bivariate form, no regression. A result belongs
// to its areal units: counties and prefectures of one country give different answers (可变面元问题). Tested with up to
// 28,430 places. Time grows with R times the greatest number of neighbours, or R times all edges where the neighbours of
// a place weigh unlike.
package spatial
