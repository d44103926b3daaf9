# SPDX-License-Identifier: GPL-3.0-or-later
"""What libahoy-1 exports, against its list in libahoy-1.map and the headers that are installed.
test-abi.py LIBRARY MAP HEADER..."""

import re
import subprocess
import sys


def listed(path):
    """The symbols of each version in the map."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"#.*", "", file.read())
    return {name: re.findall(r"([\w*]+);", re.sub(r"local:.*", "", body, flags=re.DOTALL))
            for name, body in re.findall(r"(\w+)\s*\{(.*?)\};", text, flags=re.DOTALL)}


def exported(path):
    """The symbols of each version in the library."""
    names = subprocess.run(["nm", "--dynamic", "--defined-only", "--with-symbol-versions", path],
                           check=True, capture_output=True, text=True).stdout
    versions = {}
    for line in names.splitlines():
        symbol, _, version = line.split()[2].partition("@")
        if version:
            versions.setdefault(version.lstrip("@"), []).append(symbol)
    return {name: [s for s in symbols if s != name] for name, symbols in versions.items()}


def declared(path):
    """The functions that a header declares."""
    with open(path, encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/|^\s*#.*?$", "", file.read(), flags=re.DOTALL | re.MULTILINE)
    for name in re.findall(r"\bG_DECLARE_\w+\s*\(\s*\w+,\s*(\w+)", text):
        yield name + "_get_type"
    text = re.sub(r"\bG_(DECLARE|DEFINE)_\w+\s*\([^)]*\)", "", text)
    text = re.sub(r"\{.*?\n\}", "", text, flags=re.DOTALL) # of structs and enums
    yield from re.findall(r"\b(ahoy_\w+)\s*\(", text)


def report(number, what, problems):
    print(f"{'not ok' if problems else 'ok'} {number} {what}")
    for problem in problems:
        print(f"# {problem}")
    return not problems


def differences(one, of_one, other, of_other):
    yield from (f"{name} is {of_one}, but not {of_other}" for name in sorted(set(one) - set(other)))
    yield from (f"{name} is {of_other}, but not {of_one}" for name in sorted(set(other) - set(one)))


def main():
    library, versions, *headers = sys.argv[1:]
    names = listed(versions)
    there = exported(library)
    in_headers = {name for header in headers for name in declared(header)}
    public = names["AHOY_1"]
    print("TAP version 13\n1..4")
    good = [
        report(1, "the list is sorted, and names nothing twice",
               [] if public and public == sorted(set(public)) else ["sort libahoy-1.map"]),
        report(2, "what is listed is what is exported",
               list(differences(public, "listed", there["AHOY_1"], "exported for everybody"))),
        report(3, "what is listed is what the installed headers declare",
               list(differences(public, "listed", in_headers, "in an installed header"))),
        report(4, "nothing but ours is exported",
               [f"{name} is exported" for symbols in there.values() for name in symbols
                if not name.startswith("ahoy_")] +
               [f"{version} is not a version of libahoy-1.map" for version in set(there) - set(names)]),
    ]
    sys.exit(not all(good))


main()
