"""Times one case of a peer: CASE N. Prints the seconds of one computation: the median of three after a first one."""

import statistics
import sys
import time

import numpy as np


def gini(n):
    from inequality.gini import Gini

    x = np.random.default_rng(1).lognormal(10, 1, n)
    return lambda: Gini(x)


def matrix(n):
    import skcriteria as skc

    x = 1 + 100 * np.random.default_rng(1).random((n, 60))
    return skc.mkdm(x, [max] * 60)


def entropy(n):
    from skcriteria.preprocessing.weighters import EntropyWeighter

    dm = matrix(n)
    return lambda: EntropyWeighter().transform(dm)


def critic(n):
    from skcriteria.preprocessing.weighters import CRITIC

    dm = matrix(n)
    return lambda: CRITIC(correlation="pearson", scale=True).transform(dm)


def topsis(n):
    from skcriteria.agg.similarity import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler

    dm = matrix(n)
    return lambda: TOPSIS().evaluate(VectorScaler(target="matrix").transform(dm))


def places(n):
    from libpysal.weights import KNN

    random = np.random.default_rng(1)
    w = KNN.from_array(random.random((n, 2)), k=6)
    w.transform = "r"
    return random.random(n) + 3 * random.exponential(size=n), w


def moran(n):
    from esda.moran import Moran

    x, w = places(n)
    return lambda: Moran(x, w, permutations=999)


def lisa(n):
    from esda.moran import Moran_Local

    x, w = places(n)
    return lambda: Moran_Local(x, w, permutations=9999, n_jobs=-1)


def sobol(n):
    from SALib.analyze import sobol as analyse

    problem = {"num_vars": 8, "names": [f"x{i}" for i in range(8)], "bounds": [[0, 1]] * 8}
    y = np.random.default_rng(1).random(n * 10)
    return lambda: analyse.analyze(problem, y, calc_second_order=False, num_resamples=1000, seed=1)


def versions():
    from importlib.metadata import version

    names = ["numpy", "libpysal", "esda", "inequality", "scikit-criteria", "SALib"]
    print(", ".join(f"{name} {version(name)}" for name in names))


def main():
    if sys.argv[1] == "versions":
        versions()
        return
    run = globals()[sys.argv[1]](int(sys.argv[2]))
    run()
    took = []
    for _ in range(3):
        began = time.perf_counter()
        run()
        took.append(time.perf_counter() - began)
    print(statistics.median(took))


main()
