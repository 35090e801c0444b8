# SPDX-License-Identifier: MIT

"""The plots of what a message costs as something grows."""

import report
from catalog import SIZES, growing_name
from targets import OURS, Line

TITLES = {
    "actors": "Actors alive, sent to in turn",
    "queue": "Messages queued before the receiver begins",
    "methods": "Operations of an interface, the last one called",
}

PLOT = """\
set terminal svg size 800,450 font 'sans-serif,13' background 'white' noenhanced
set output '{svg}'
set title '{title}: ns per message, medians'
set logscale xy
set yrange [10:*]
set format x '%.0f'
set y2range [0:*]
set y2tics
set y2label 'odeon / floor'
set grid xtics ytics
set key outside right top
plot '{data}' using 1:2 with linespoints title 'odeon', \\
     '{data}' using 1:3 with linespoints title 'floor', \\
     '{data}' using 1:($2/$3) axes x1y2 with lines dashtype 2 title 'odeon / floor'
"""


def measured(medians, what):
    """(size, ours, the floor's) of the sizes at which both were measured."""
    for size in SIZES[what]:
        line = medians.get(Line("growth", growing_name(what, size), True), {})
        if OURS in line and "floor" in line:
            yield size, line[OURS], line["floor"]


def plot(rows, output):
    """Draws a plot of each with gnuplot. Returns what came of it, for people to read."""
    medians = report.by_line(rows)
    outcomes = []
    for what, title in TITLES.items():
        points = list(measured(medians, what))
        if len(points) < 2:
            continue
        data, svg = output / f"growth-{what}.dat", output / f"growth-{what}.svg"
        data.write_text("".join(f"{size} {ours} {floor}\n" for size, ours, floor in points))
        outcomes.append(report.draw(PLOT.format(title=title, svg=svg, data=data), svg))
    return outcomes
