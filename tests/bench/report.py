# SPDX-License-Identifier: MIT

"""Results as JSON, as a table with ratios and targets, and as a plot."""

import json
import shutil
import subprocess
from statistics import median

from catalog import NS, OURS, SYSTEMS, TARGETS
from targets import Line


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


def by_line(rows):
    """The medians of each line of the table: {Line: {system: median}}."""
    lines = {}
    for row in rows:
        line = Line(row["suite"], row["case"], row["pinned"])
        lines.setdefault(line, {})[row["system"]] = row["median"]
    return lines


def aligned(grid, directions):
    widths = [max(map(len, column)) for column in zip(*grid)]
    return ["  ".join(f"{cell:{direction}{width}}"
                      for cell, direction, width in zip(cells, directions, widths)).rstrip()
            for cells in grid]


def table(rows):
    lines = by_line(rows)
    units = {(row["suite"], row["case"]): row["unit"] for row in rows}
    systems = [system for system in SYSTEMS if any(system in line for line in lines.values())]
    grid = [["case", "unit", "cores", *systems]]
    for line, medians in lines.items():
        cells = [line.label, units[line.suite, line.case], "one" if line.pinned else "all"]
        for system in systems:
            if system not in medians:
                cells.append("–")
            elif system == OURS:
                cells.append(number(medians[system]))
            else:
                cells.append(number(medians[system]) + ratio(medians[system], medians.get(OURS)))
        grid.append(cells)

    return aligned(grid, "<<<" + ">" * len(systems))


# The targets

def targets(rows):
    """A line for each promise about what was measured."""
    verdicts = {True: "met", False: "MISSED", None: "not measured"}
    medians = by_line(rows)
    measured = {line.label for line in medians}
    grid = []
    for target in TARGETS:
        verdict = target.judge(medians)
        if verdict.kept is None and target.about not in measured:
            continue
        remark = f", {verdict.remark}" if verdict.remark else ""
        grid.append([target.about, target.wanted, verdict.measured,
                     verdicts[verdict.kept] + remark])
    return aligned(grid, "<<><")


# The plot

PLOT = """\
set terminal svg size 1000,500 font 'sans-serif,13' background 'white' noenhanced
set output '{svg}'
set title '{title}: ns per operation, medians (lower is better)'
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


def draw(script, svg):
    """Has gnuplot draw. Returns what came of it, for people to read."""
    if not shutil.which("gnuplot"):
        return "gnuplot not found, no plot drawn: apt install gnuplot-nox"
    done = subprocess.run(["gnuplot"], input=script, capture_output=True, text=True)
    if done.returncode != 0:
        return f"gnuplot failed, no plot drawn: {done.stderr.strip()}"
    return f"plot: {svg}"


def plot(rows, suite, title, output):
    """Draws a suite's timed cases with gnuplot. Returns what came of it, for people to read."""
    lines = by_line(row for row in rows if row["unit"] == NS and row["suite"] == suite)
    systems = [system for system in SYSTEMS if any(system in line for line in lines.values())]
    if not lines:
        return None

    data, svg = output / f"{suite}.dat", output / f"{suite}.svg"
    with data.open("w", encoding="utf-8") as file:
        print("case", *systems, file=file)
        for line, medians in lines.items():
            twice = line._replace(pinned=True) in lines
            label = line.case if line.pinned or not twice else f"{line.case}, all cores"
            cells = (medians.get(system, "-") for system in systems)
            print(f'"{label}"', *cells, file=file)
    return draw(PLOT.format(title=title, svg=svg, data=data, last=len(systems) + 1), svg)
