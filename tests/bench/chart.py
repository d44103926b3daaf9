# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the results of the benches: a bar for each number, a line where the aim is."""

import os
import shutil
import subprocess
import sys
from xml.sax.saxutils import escape

TITLES = {
    "first-frame": "From the start to the first frame",
    "memory": "Memory, logged in and idle",
    "login-rtt": "Login over a network of 100 ms each way",
    "burst": "10 000 notifications at once",
    "calls": "Calls, next to a browser",
    "logins": "Memory over many logins",
}
WIDTH = 900       # pixels, and so are all below
LEFT = 320        # of the bars
RIGHT = 760
MARGIN = 24
LINE = 26
BAR = 16
OURS, THEIRS, MISSED, AIM = "#3584e4", "#9a9996", "#e66100", "#26a269"


def text(x, y, content, size=13, anchor="start", weight="normal", fill="#241f31"):
    return (f'<text x="{x}" y="{y}" font-size="{size}" text-anchor="{anchor}" '
            f'font-weight="{weight}" fill="{fill}">{escape(content)}</text>')


def panels(results):
    """The results in groups that share a scale."""
    groups = {}
    for result in results:
        if "value" in result:
            groups.setdefault((result["bench"], result["unit"]), []).append(result)
    return groups


def draw_panel(rows, top):
    most = max(max(row["value"], row.get("aim", 0)) for row in rows) or 1
    scale = (RIGHT - LEFT) / most
    parts = []
    for index, row in enumerate(rows):
        y = top + index * LINE
        aim = row.get("aim")
        colour = THEIRS if aim is None and not row["name"].startswith("Ahoy") else OURS
        if aim is not None and row["value"] > aim:
            colour = MISSED
        parts.append(text(LEFT - 10, y + 13, row["name"], anchor="end"))
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{max(row["value"] * scale, 1):.1f}" '
                     f'height="{BAR}" rx="3" fill="{colour}"/>')
        end = LEFT + row["value"] * scale + 8
        if aim is not None:
            x = LEFT + aim * scale
            if end - 8 < x < end + 50:
                end = x + 8  # not across the line
            parts.append(f'<path d="M{x:.1f} {y - 4}v{BAR + 8}" stroke="{AIM}" stroke-width="2.5"/>')
        parts.append(text(end, y + 13, f'{row["value"]:g} {row["unit"]}'))
    return parts


def to_svg(results):
    parts = []
    y = MARGIN
    last = None
    for (bench, _), rows in panels(results).items():
        if bench != last:
            y += 20
            parts.append(text(MARGIN, y, TITLES.get(bench, bench), size=16, weight="bold"))
            y += 16
        last = bench
        parts += draw_panel(rows, y)
        y += len(rows) * LINE + 6
    y += 14
    parts.append(f'<path d="M{MARGIN} {y - 10}v14" stroke="{AIM}" stroke-width="2.5"/>')
    parts.append(text(MARGIN + 10, y + 2, "aim: at most", size=12))
    y += MARGIN
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
            f'font-family="Cantarell, DejaVu Sans, sans-serif">'
            f'<rect width="{WIDTH}" height="{y}" fill="#ffffff"/>{"".join(parts)}</svg>\n')


def draw(results, picture):
    """Writes the picture, as PNG where there is a converter, and always as SVG beside it."""
    vector = os.path.splitext(picture)[0] + ".svg"
    with open(vector, "w", encoding="utf-8") as file:
        file.write(to_svg(results))
    if shutil.which("rsvg-convert") is None:
        print(f"rsvg-convert is missing: the picture is {vector} only", file=sys.stderr)
        return
    subprocess.run(["rsvg-convert", "--output", picture, vector], check=True)
