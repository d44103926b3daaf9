# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at the screen for the test picture: a white ball that wanders over black."""

import gi

gi.require_version('GdkPixbuf', '2.0')
from gi.repository import GdkPixbuf  # noqa: E402

from ahoy_journey import check, wait_for  # noqa: E402

# As far as they are from white and black after having been coded and decoded.
BRIGHT = 200
DARK = 40

# What is between the words and the buttons of the window of a call, which is in the corner of the
# screen: nothing moves it where there is no window manager.
LEFT, RIGHT, TOP, BOTTOM = 8, 472, 120, 440


def _read_rows(path):
    """The rows of the picture, each with a byte of brightness for every pixel: its green."""
    pixbuf = GdkPixbuf.Pixbuf.new_from_file(path)
    pixels, stride, channels = pixbuf.get_pixels(), pixbuf.get_rowstride(), pixbuf.get_n_channels()
    return [pixels[y * stride + LEFT * channels + 1:y * stride + RIGHT * channels:channels]
            for y in range(TOP, BOTTOM)]


def find_ball(path):
    """The middle of the largest white disc on black, and its width; or None.

    The own picture has a ball too, of a third of the width: it is not what is looked for.
    """
    rows = _read_rows(path)
    best = None
    for y, row in enumerate(rows):
        for run in bytes(255 if value > BRIGHT else 0 for value in row).split(b'\x00'):
            if best is None or len(run) > best[0]:
                best = (len(run), y)
    width, y = best
    if width == 0:
        return None
    x = bytes(255 if value > BRIGHT else 0 for value in rows[y]).index(b'\xff' * width) + width // 2
    around = [rows[y][i] for i in (x - width, x + width) if 0 <= i < RIGHT - LEFT]
    if not all(value < DARK for value in around) or not 16 < width < 48:
        return None
    # A disc is as high as it is wide.
    column = bytes(255 if row[x] > BRIGHT else 0 for row in rows)
    height = max(len(run) for run in column.split(b'\x00'))
    return (x, y, width) if abs(height - width) <= 4 else None


def wait_for_moving_ball(stage):
    """Waits until the ball is seen at two places: what comes back moves as what is sent."""
    seen = set()

    def look():
        path = stage.screenshot('picture')
        check(path is not None, 'a screenshot can be taken')
        ball = find_ball(path)
        if ball is not None:
            seen.add(ball[:2])
        return len(seen) > 1

    wait_for(look, 'the own picture to come back')
