# SPDX-License-Identifier: MIT

"""Results as JSON, as a table with ratios and targets, and as a plot."""

import json
import shutil
import subprocess
from statistics import median

from catalog import OURS, SYSTEMS, TARGETS


def make_row(case, system, pinned, values):
    return {
        "suite": case.suite,
        "case": case.name,
        "system": system,
        "unit": case.unit,
        "median": round(median(values), 2),
        "min": round(min(values), 2),
        "max": round(max(values), 2),
        "runs": len(values),
        "pinned": pinned,
    }


def write_json(rows, path):
    path.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


# The table

def number(value):
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def ratio(value, ours):
    return "" if not ours else f" ({number(value / ours)}×)"


def heading(row):
    return row["case"], row["unit"], row["pinned"]


def by_heading(rows):
    """The medians of each line of the table: {(case, unit, pinned): {system: median}}."""
    lines = {}
    for row in rows:
        lines.setdefault(heading(row), {})[row["system"]] = row["median"]
    return lines


def table(rows):
    lines = by_heading(rows)
    systems = [system for system in SYSTEMS if any(system in line for line in lines.values())]
    grid = [["case", "unit", "cores", *systems]]
    for (case, unit, pinned), medians in lines.items():
        cells = [case, unit, "one" if pinned else "all"]
        for system in systems:
            if system not in medians:
                cells.append("–")
            elif system == OURS:
                cells.append(number(medians[system]))
            else:
                cells.append(number(medians[system]) + ratio(medians[system], medians.get(OURS)))
        grid.append(cells)

    widths = [max(map(len, column)) for column in zip(*grid)]
    return ["  ".join(cell.ljust(width) if i < 3 else cell.rjust(width)
                      for i, (cell, width) in enumerate(zip(cells, widths))).rstrip()
            for cells in grid]


# The targets

def target_medians(rows):
    """By case: the row on one core counts where there are two."""
    medians = {}
    for row in sorted(rows, key=lambda row: row["pinned"]):
        medians.setdefault(row["case"], {})[row["system"]] = row["median"]
    return medians


def judge(target, all_medians):
    """Returns what was measured, and whether that is enough; None if it was not measured."""
    medians = all_medians[target.case]
    ours = medians.get(OURS)
    base = all_medians.get(target.above, {}).get(OURS) if target.above else 0
    if ours is None or base is None or (target.peer and target.peer not in medians):
        return "", None
    if target.limit is not None:
        return number(ours - base), ours - base < target.limit
    reached = medians[target.peer] / ours
    return f"{reached:.2f}×", reached >= target.factor


def wanted(target):
    if target.above:
        return f"at most {target.limit:,g} ns above {target.above}"
    if target.limit is not None:
        return f"under {target.limit:g} ms in 2 s"
    return f"at least {target.factor:g}× as fast as {target.peer}"


def targets(rows):
    """A line for each target whose case was measured."""
    medians = target_medians(rows)
    verdicts = {True: "met", False: "MISSED", None: "not measured"}
    lines = []
    for target in TARGETS:
        if target.case not in medians:
            continue
        measured, enough = judge(target, medians)
        lines.append(f"{target.case:<11}  {wanted(target):<36}  {measured:>8}  {verdicts[enough]}"
                     .rstrip())
    return lines


# The plot

PLOT = """\
set terminal svg size 1000,500 font 'sans-serif,13' background 'white' noenhanced
set output '{svg}'
set title 'In process: ns per operation, medians (lower is better)'
set style data histograms
set style histogram clustered gap 1
set style fill solid
set logscale y
set yrange [10:*]
set grid y
set xtics rotate by -25
set key outside right top
set datafile missing '-'
plot for [i=2:{last}] '{data}' using i:xtic(1) title columnhead(i)
"""


def plot(rows, output):
    """Draws the timed cases with gnuplot. Returns what came of it, for people to read."""
    lines = by_heading(row for row in rows
                       if row["unit"] == "ns/op" and row["suite"] == "inprocess")
    systems = [system for system in SYSTEMS if any(system in line for line in lines.values())]
    if not lines:
        return None
    if not shutil.which("gnuplot"):
        return "gnuplot not found, no plot drawn: apt install gnuplot-nox"

    data, svg = output / "inprocess.dat", output / "inprocess.svg"
    with data.open("w", encoding="utf-8") as file:
        print("case", *systems, file=file)
        for (case, _, pinned), medians in lines.items():
            label = case if pinned or case == "fanin" else f"{case}, all cores"
            cells = (medians.get(system, "-") for system in systems)
            print(f'"{label}"', *cells, file=file)
    script = PLOT.format(svg=svg, data=data, last=len(systems) + 1)
    done = subprocess.run(["gnuplot"], input=script, capture_output=True, text=True)
    if done.returncode != 0:
        return f"gnuplot failed, no plot drawn: {done.stderr.strip()}"
    return f"plot: {svg}"
