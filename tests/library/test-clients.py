# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of libahoy-1, built and run against an installed copy, on each service of the practice
service. test-clients.py AHOYCTL KEYRING-PUT BUILD EXAMPLES PREFIX LIBDIR COMPILER..."""

import glob
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from harness import KANDY, LONG, PASSWORD, USER, Practice, on_each_service, run

BUILD, EXAMPLES, PREFIX, LIBDIR = sys.argv[3:7]
COMPILER = sys.argv[7:]
APP_ID = "A1B2"
SAID = [
    "to echo@practice.example: You ended the call",
    "to callback@practice.example: The call was declined",
    "from callback@practice.example: You ended the call",
]


class Installed:
    """A copy of everything that is installed, and what finds it there."""

    def __init__(self, folder):
        subprocess.run(["meson", "install", "-C", BUILD, "--no-rebuild", "--quiet",
                        "--destdir", folder], check=True, stdout=subprocess.DEVNULL)
        self.prefix = folder + PREFIX
        self.libraries = os.path.join(self.prefix, LIBDIR)
        self.environment = {
            **os.environ,
            "GI_TYPELIB_PATH": os.path.join(self.libraries, "girepository-1.0"),
            "LD_LIBRARY_PATH": self.libraries,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        self.flags = self.ask_flags()

    def ask_flags(self):
        """What pkg-config says of the library once it is where it was installed to."""
        described = os.path.join(self.libraries, "pkgconfig", "ahoy-1.pc")
        with open(described, encoding="utf-8") as file:
            text = file.read()
        moved = re.sub(r"^prefix=.*$", f"prefix={self.prefix}", text, flags=re.MULTILINE)
        assert moved != text or PREFIX == self.prefix, text
        with open(described, "w", encoding="utf-8") as file:
            file.write(moved)
        said = subprocess.run(
            ["pkg-config", "--cflags", "--libs", "ahoy-1"], check=True, text=True,
            stdout=subprocess.PIPE,
            env={**os.environ, "PKG_CONFIG_PATH": os.path.dirname(described)}).stdout
        return shlex.split(said)

    def compile(self, source, program):
        subprocess.run([*COMPILER, "-std=gnu11", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Werror",
                        source, "-o", program, *self.flags], check=True)


def example(name):
    return os.path.join(EXAMPLES, name)


def use(installed, command, service):
    """One example from login to log-out."""
    name = "kandy" if service is KANDY else "sendbird"
    with Practice() as practice:
        done = subprocess.run(
            [*command, name, practice.rest_uri, practice.event["websocket"], APP_ID, USER],
            input=PASSWORD + "\n", capture_output=True, text=True, timeout=LONG, check=False,
            env=installed.environment)
        assert done.returncode == 0 and done.stderr == "", (done.returncode, done.stderr)
        assert done.stdout.splitlines() == SAID, done.stdout
        practice.wait_for_no_logins()
        assert practice.control("robots")["calls"] == []


def main():
    with tempfile.TemporaryDirectory() as folder:
        installed = Installed(os.path.join(folder, "root"))
        program = os.path.join(folder, "echo")

        def headers_stand_alone():
            """Each of them can be the first, and none asks for anything but GIO."""
            names = sorted(glob.glob(os.path.join(installed.prefix, "include", "ahoy-1", "*.h")))
            assert os.path.join(installed.prefix, "include", "ahoy-1", "ahoy.h") in names, names
            for name in names:
                with open(name, encoding="utf-8") as file:
                    foreign = re.findall(r"#\s*include <((?!gio/|glib)[^>]*)>", file.read())
                assert foreign == [], (name, foreign)
                subprocess.run([*COMPILER, "-fsyntax-only", "-Wall", "-Werror", "-x", "c", "-",
                                *installed.flags], check=True, text=True,
                               input=f"#include <{os.path.basename(name)}>\n")

        def c_compiles():
            installed.compile(example("echo.c"), program)
            linked = subprocess.run(["ldd", program], check=True, text=True, stdout=subprocess.PIPE,
                                    env=installed.environment).stdout
            assert f"libahoy-1.so.0 => {installed.libraries}/libahoy-1.so.0" in linked, linked

        def c(service):
            use(installed, [program], service)

        def python(service):
            use(installed, ["/usr/bin/python3", example("echo.py")], service)

        def javascript(service):
            use(installed, ["gjs", "-m", example("echo.js")], service)

        run(headers_stand_alone, c_compiles,
            *(one for test in (c, python, javascript) for one in on_each_service(test)))


main()
