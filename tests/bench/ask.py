# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the program of the given process id the same little thing again and again, as a screen
reader does, for some seconds, and says how long the longest answer took. The program answers from
its main loop, so that is how long it let everything wait."""

import json
import statistics
import sys
import time

import log_in
from gi.repository import Atspi

SECONDS = 4


def main():
    application = log_in.wait_for(lambda: log_in.find_application(int(sys.argv[1])), "such program")
    button = log_in.wait_for(
        lambda: next((node for node in log_in.walk(application) if node.get_name() == "Logout"),
                     None), "Logout")
    print("ready", flush=True)

    waits = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        start = time.monotonic()
        Atspi.Component.get_size(button)
        waits.append((time.monotonic() - start) * 1000)
    json.dump({"longest-ms": round(max(waits), 2), "median-ms": round(statistics.median(waits), 2),
               "asked": len(waits)}, sys.stdout)


if __name__ == "__main__":
    main()
