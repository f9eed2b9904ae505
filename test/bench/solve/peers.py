"""Times one peer on one instance: PEER FILE RUNS [SECONDS]. Prints {"wall", "cpu", "cost"}: medians in seconds, and the optimum.
A peer that looks for good plans has SECONDS for each run and prints the cost of the last.

Reading the file is not timed, but for glpsol, which is a program that reads, solves and writes in one.
Building the peer's own network from arrays is timed: ours does it too.
"""
import json
import re
import resource
import statistics
import subprocess
import sys
import time


def dimacs(path):
    import numpy as np
    supply, arcs = None, []
    with open(path) as file:
        for line in file:
            word = line.split()
            if word[0] == "p":
                supply = np.zeros(int(word[2]), dtype=np.int64)
            elif word[0] == "n":
                supply[int(word[1]) - 1] = int(word[2])
            elif word[0] == "a":
                arcs.append([int(x) for x in word[1:]])
    return supply, np.array(arcs, dtype=np.int64)


def table(path):
    import numpy as np
    return np.loadtxt(path, dtype=np.int64, ndmin=2)


def ortools(path):
    import numpy as np
    from ortools.graph.python import min_cost_flow
    supply, arcs = dimacs(path)
    tail, head = (arcs[:, 0] - 1).astype(np.int32), (arcs[:, 1] - 1).astype(np.int32)
    capacity, cost = arcs[:, 3].copy(), arcs[:, 4].copy()
    nodes = np.arange(len(supply), dtype=np.int32)

    def solve():
        flow = min_cost_flow.SimpleMinCostFlow()
        flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
        flow.set_nodes_supplies(nodes, supply)
        if flow.solve() != flow.OPTIMAL:
            raise SystemExit("no optimum")
        return flow.optimal_cost()
    return solve


def networkx(path):
    import networkx
    supply, arcs = dimacs(path)
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from((i, {"demand": -int(b)}) for i, b in enumerate(supply))
    graph.add_edges_from((int(a[0]) - 1, int(a[1]) - 1, {"capacity": int(a[3]), "weight": int(a[4])}) for a in arcs)
    return lambda: networkx.network_simplex(graph)[0]


def scipy(path):
    from scipy.optimize import linear_sum_assignment
    costs = table(path)

    def solve():
        rows, columns = linear_sum_assignment(costs)
        return int(costs[rows, columns].sum())
    return solve


def glpsol(path):
    def solve():
        out = path + ".out"
        subprocess.run(["glpsol", "--mincost", path, "-o", out], stdout=subprocess.DEVNULL, check=True)
        with open(out) as file:
            return int(re.search(r"Objective:\s+(-?\d+)", file.read()).group(1))
    return solve


def pyvrp(path):
    import math
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime
    with open(path) as file:
        words = file.read().split()
    number, capacity = map(int, words[words.index("CAPACITY") + 1:][:2])
    rows = list(map(int, words[words.index("SERVICE") + 2:]))
    rows = [rows[i:i + 7] for i in range(0, len(rows), 7)]
    model = Model()
    places = [model.add_location(x=row[1], y=row[2]) for row in rows]
    # Tenths everywhere; distances are cut to one.
    depot = model.add_depot(places[0], tw_early=10 * rows[0][4], tw_late=10 * rows[0][5])
    model.add_vehicle_type(number, capacity, depot, depot, tw_early=10 * rows[0][4], tw_late=10 * rows[0][5])
    for place, row in zip(places[1:], rows[1:]):
        model.add_client(place, delivery=row[3], service_duration=10 * row[6], tw_early=10 * row[4], tw_late=10 * row[5])
    for a, p in zip(places, rows):
        for b, q in zip(places, rows):
            if p is not q:
                way = math.isqrt(100 * ((p[1] - q[1]) ** 2 + (p[2] - q[2]) ** 2))
                model.add_edge(a, b, way, way)
    seconds = float(sys.argv[4])

    def solve():
        result = model.solve(MaxRuntime(seconds), seed=1, collect_stats=False, display=False)
        if not result.is_feasible():
            raise SystemExit("no plan")
        return int(result.cost())
    return solve


def processor():
    return sum(r.ru_utime + r.ru_stime for r in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def main():
    solve = globals()[sys.argv[1]](sys.argv[2])
    wall, cpu = [], []
    for _ in range(int(sys.argv[3])):
        began, used = time.perf_counter(), processor()
        cost = solve()
        wall.append(time.perf_counter() - began)
        cpu.append(processor() - used)
    print(json.dumps({"wall": statistics.median(wall), "cpu": statistics.median(cpu), "cost": cost}))


main()
