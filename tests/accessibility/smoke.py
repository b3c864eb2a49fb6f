#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uses the console the way a screen reader does, through AT-SPI: finds the table of exceptions, opens one by keyboard
and reads its timeline. Needs an X display, a D-Bus session and the accessibility registry:

    xvfb-run -a dbus-run-session -- python3 smoke.py BIN_DIRECTORY
"""

import json
import os
import subprocess
import sys
import tempfile

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

DEADLINE_S = int(os.environ.get("SENTINAI_ACCESSIBILITY_DEADLINE", "120"))
POLL_MS = 100
RETURN_KEY = 0xFF0D  # X11 keysyms
TAB_KEY = 0xFF09
DOWN_KEY = 0xFF54
MOST_TABS = 40

TENANT = "bank"
EXCEPTION = "EX-2026-0002"


class Failure(Exception):
    """What was looked for did not come about in time, or is not what it should be."""


def wait_for(what, condition):
    """The first true value of `condition`, asked while the main loop runs; Failure after DEADLINE_S."""
    loop = GLib.MainLoop()
    state = {"value": None, "failure": None}

    def ask():
        try:
            state["value"] = condition()
        except GLib.Error:
            state["value"] = None  # The object went away between two questions.
        except Failure as failure:
            state["failure"] = failure
        if state["value"] or state["failure"]:
            loop.quit()
            return GLib.SOURCE_REMOVE
        return GLib.SOURCE_CONTINUE

    def give_up():
        state["failure"] = Failure(f"waited {DEADLINE_S} s in vain for {what}")
        loop.quit()
        return GLib.SOURCE_REMOVE

    asking = GLib.timeout_add(POLL_MS, ask)
    limit = GLib.timeout_add_seconds(DEADLINE_S, give_up)
    loop.run()
    for source in (asking, limit):
        if GLib.MainContext.default().find_source_by_id(source):
            GLib.source_remove(source)
    if state["failure"]:
        raise state["failure"]
    return state["value"]


def is_showing(node):
    return node.get_state_set().contains(Atspi.StateType.SHOWING)


def find(node, role, name):
    """The first showing object below `node` of that role whose name begins with `name`. Tables are not descended."""
    if node is None:
        return None
    if node.get_role() == role and (node.get_name() or "").startswith(name) and is_showing(node):
        return node
    if node.get_role() in (Atspi.Role.TABLE, Atspi.Role.TREE, Atspi.Role.LIST):
        return None
    for index in range(node.get_child_count()):
        found = find(node.get_child_at_index(index), role, name)
        if found is not None:
            return found
    return None


def has_focus(node):
    return node.get_state_set().contains(Atspi.StateType.FOCUSED)


def focused(node):
    """The showing object below `node` that has the keyboard; a table as a whole."""
    if node is None:
        return None
    if has_focus(node) and is_showing(node):
        return node
    if node.get_role() in (Atspi.Role.TABLE, Atspi.Role.TREE, Atspi.Role.LIST):
        return None
    for index in range(node.get_child_count()):
        found = focused(node.get_child_at_index(index))
        if found is not None:
            return found
    return None


def press_key(key):
    Atspi.generate_keyboard_event(key, None, Atspi.KeySynthType.SYM)


def application(process):
    if process.poll() is not None:
        raise Failure(f"the console ended with status {process.returncode}")
    desktop = Atspi.get_desktop(0)
    for index in range(desktop.get_child_count()):
        candidate = desktop.get_child_at_index(index)
        if candidate is not None and candidate.get_process_id() == process.pid:
            return candidate
    return None


def rows(table):
    """The names of the cells, a list a row."""
    found = []
    for row in range(Atspi.Table.get_n_rows(table)):
        columns = range(Atspi.Table.get_n_columns(table))
        cells = [Atspi.Table.get_accessible_at(table, row, column) for column in columns]
        found.append([cell.get_name() if cell is not None else "" for cell in cells])
    return found


def row_with(table, text):
    for number, cells in enumerate(rows(table)):
        if any(text in cell for cell in cells):
            return number
    return None


def press(node):
    """The object's first action, as a screen reader's "click" does."""
    if not Atspi.Action.do_action(node, 0):
        raise Failure(f"{node.get_name()!r} cannot be pressed")


def check(condition, what):
    if not condition:
        raise Failure(what)
    print("ok:", what, flush=True)


def fill(ctl, database):
    def run(*arguments):
        subprocess.run([ctl, "--db", database, *arguments], check=True, stdout=subprocess.DEVNULL)

    run("migrate", "up")
    run("tenant", "create", TENANT, "--name", "Bank")
    for number in (1, 2, 3):
        exception = {
            "exception_id": f"EX-2026-{number:04}",
            "domain": "Finance",
            "type": "SettlementFailed",
            "severity": "high",
            "source_system": "Murex",
            "entity": f"Counterparty {number}",
        }
        run("--tenant", TENANT, "exception", "create", json.dumps(exception))
    run("--tenant", TENANT, "exception", "update", EXCEPTION, "--version", "1", "--set", "status=analyzing")


def read_aloud(process):
    window = wait_for("the console in the accessibility tree", lambda: application(process))
    press(wait_for("the navigation", lambda: find(window, Atspi.Role.CHECK_BOX, "Exceptions")))
    table = wait_for("the table of exceptions", lambda: find(window, Atspi.Role.TABLE, "Exceptions"))
    wait_for("its rows", lambda: row_with(table, EXCEPTION) is not None)
    number = row_with(table, EXCEPTION)
    spoken = rows(table)[number][0]
    check("Counterparty 2" in spoken, f"a row is spoken whole: {spoken!r}")

    # There is no window manager to give the window the keyboard; a click does.
    area = Atspi.Component.get_extents(wait_for("the status bar", lambda: find(window, Atspi.Role.STATUS_BAR, "")),
                                       Atspi.CoordType.SCREEN)
    Atspi.generate_mouse_event(area.x + area.width // 2, area.y + area.height // 2, "b1c")
    frame = find(window, Atspi.Role.FRAME, "")
    wait_for("the window to be active", lambda: frame.get_state_set().contains(Atspi.StateType.ACTIVE))
    for _ in range(MOST_TABS):
        before = wait_for("something in focus", lambda: focused(window))
        if has_focus(table):
            break
        press_key(TAB_KEY)
        wait_for("the focus to move on", lambda before=before: focused(window) not in (None, before))
    check(has_focus(table), "the table is reached by Tab")
    for row in range(number):
        press_key(DOWN_KEY)
        wait_for("the row below", lambda row=row: Atspi.Table.is_row_selected(table, row + 1))
    press_key(RETURN_KEY)

    timeline = wait_for("the event timeline", lambda: find(window, Atspi.Role.TABLE, "Event timeline"))
    wait_for("both of its events", lambda: Atspi.Table.get_n_rows(timeline) == 2)
    created, changed = (" ".join(cells) for cells in rows(timeline))
    check("ExceptionCreated" in created, f"the first event is read: {created!r}")
    check("Status open → analyzing" in changed, f"the second event is read: {changed!r}")
    status = wait_for("the status", lambda: find(window, Atspi.Role.PUSH_BUTTON, "Status:"))
    check(status.get_name() == "Status: Analyzing", "the status is spoken with its value")
    badge = wait_for("the chain badge", lambda: find(window, Atspi.Role.PUSH_BUTTON, "Chain verified"))
    check("2 events" in badge.get_name(), "the chain is said to be verified")


def main():
    programs = sys.argv[1]
    # Before the program starts: Qt looks for the accessibility bus then.
    Atspi.init()
    Atspi.get_desktop(0).get_child_count()
    with tempfile.TemporaryDirectory() as home:
        database = f"sqlite:{home}/record.db"
        fill(os.path.join(programs, "sentinaictl"), database)
        environment = dict(
            os.environ,
            HOME=home,
            XDG_CONFIG_HOME=home,
            XDG_DATA_HOME=home,
            XDG_CACHE_HOME=home,
            QT_QPA_PLATFORM="xcb",
            QT_ACCESSIBILITY="1",
            QT_LINUX_ACCESSIBILITY_ALWAYS_ON="1",
        )
        console = os.path.join(programs, "sentinai-console")
        with subprocess.Popen([console, "--db", database, "--tenant", TENANT], env=environment) as process:
            try:
                read_aloud(process)
            except Failure as failure:
                print("FAILED:", failure, file=sys.stderr)
                return 1
            finally:
                process.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
