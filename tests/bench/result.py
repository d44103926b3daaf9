# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benches print: one object a line, as README.md describes."""


def make(bench, name, value, unit, aim=None, **details):
    """aim: the most that value should be."""
    result = {"bench": bench, "name": name, "value": round(value, 2), "unit": unit}
    if aim is not None:
        result["aim"] = aim
    if details:
        result["details"] = {key.replace("_", "-"): detail for key, detail in details.items()}
    return result
