# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether everything that libahoy-1 tells other languages is documented. test-gir.py GIR"""

import sys
import xml.etree.ElementTree as Tree

CORE = "{http://www.gtk.org/introspection/core/1.0}"
C = "{http://www.gtk.org/introspection/c/1.0}"
GLIB = "{http://www.gtk.org/introspection/glib/1.0}"
FUNCTIONS = [CORE + tag for tag in ("callback", "constructor", "function", "method")]
TYPES = [CORE + tag for tag in ("alias", "bitfield", "class", "enumeration", "interface", "record")]
SIGNALS = [GLIB + "signal"]


def has_doc(element):
    doc = element.find(CORE + "doc")
    return doc is not None and doc.text.strip() != ""


def returns_something(element):
    kind = element.find(f"{CORE}return-value/{CORE}type")
    return kind is None or kind.get("name") != "none"


def undocumented(function, name):
    """What a function or a signal does not say. Where what it returns is all there is to say, that
    is enough."""
    result = function.find(CORE + "return-value")
    told = result is not None and has_doc(result)
    if not has_doc(function) and not told:
        yield f"{name} does not say what it does"
    if function.tag not in SIGNALS and result is not None and returns_something(function) and not told:
        yield f"{name} does not say what it returns"
    for parameter in function.findall(f"{CORE}parameters/{CORE}parameter"):
        if not has_doc(parameter):
            yield f"{name} does not say what {parameter.get('name')} is"


def look(namespace):
    """Yields each symbol with what is missing."""
    for element in namespace:
        if element.tag in FUNCTIONS:
            yield element, list(undocumented(element, element.get(C + "identifier")))
        if element.tag not in TYPES or element.get(GLIB + "is-gtype-struct-for"):
            continue

        name = element.get(C + "type")
        yield element, [] if has_doc(element) else [f"{name} is not described"]
        for part in element:
            if part.tag in FUNCTIONS:
                yield part, list(undocumented(part, part.get(C + "identifier")))
            elif part.tag in SIGNALS:
                yield part, list(undocumented(part, f"{name}::{part.get('name')}"))
            elif part.tag == CORE + "property":
                yield part, [] if has_doc(part) else [f"{name}:{part.get('name')} is not described"]
            elif part.tag == CORE + "member":
                missing = f"{part.get(C + 'identifier')} is not described"
                yield part, [] if has_doc(part) else [missing]
            elif part.tag == CORE + "field" and part.get("private") != "1":
                yield part, [] if has_doc(part) else [f"{name}.{part.get('name')} is not described"]


def main():
    namespace = Tree.parse(sys.argv[1]).getroot().find(CORE + "namespace")
    found = list(look(namespace))
    problems = [problem for _, missing in found for problem in missing]
    classes = {part.get("name") for part, _ in found if part.tag == CORE + "class"}

    print("TAP version 13\n1..2")
    print(f"{'not ok' if problems else 'ok'} 1 each of {len(found)} symbols is documented")
    for problem in problems:
        print(f"# {problem}")
    complete = {"Account", "Call", "Recents", "Session"} <= classes
    print(f"{'ok' if complete else 'not ok'} 2 the classes are among them")
    sys.exit(bool(problems) or not complete)


main()
