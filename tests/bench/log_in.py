# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs in as a person would, in the window of the process given by its id, and ends when the window
says that it is connected. Where the service is, password included, comes in on standard input."""

import json
import sys
import time

import gi
gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib

PATIENCE = 30   # s


def walk(node):
    if node is None:
        return
    yield node
    for index in range(node.get_child_count()):
        yield from walk(node.get_child_at_index(index))


def wait_for(find, what):
    """Looks whenever something has happened on the accessibility bus, and four times a second."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            found = find()
        except GLib.Error:
            found = None  # what was being looked at has gone meanwhile
        if found:
            return found
        timer = GLib.timeout_add(250, lambda: True)
        GLib.MainContext.default().iteration(True)
        GLib.source_remove(timer)
    sys.exit(f"log_in: there is no {what}")


def find_application(pid):
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        application = desktop.get_child_at_index(index)
        if application is not None and application.get_process_id() == pid:
            return application
    return None


def text_of(node):
    if "Text" not in Atspi.Accessible.get_interfaces(node):
        return ""
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def main():
    service = json.load(sys.stdin)
    application = wait_for(lambda: find_application(int(sys.argv[1])), "such program")

    def find(roles, name):
        return wait_for(lambda: next((node for node in walk(application)
                                      if node.get_role_name() in roles
                                      and node.get_name() == name), None), name)

    password = find(("password text", "text", "entry"), "Password")
    Atspi.EditableText.insert_text(password, 0, service["password"], len(service["password"]))
    Atspi.Action.do_action(find(("push button", "button"), "Login"), 0)
    state = find(("label", "status bar", "statusbar"), "Connection state")
    wait_for(lambda: text_of(state) == "Connected: true", "text Connected: true")


if __name__ == "__main__":
    main()
