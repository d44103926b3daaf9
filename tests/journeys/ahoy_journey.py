# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journeys share: the program, driven as a screen reader does, and the world around it.

A journey is a function with the decorator `journey`; it gets a Stage, which has a home folder of
its own and takes away again whatever the journey has started. `run()` runs those of a file and
tells the outcome as TAP. Nothing waits for a time: `wait_for` looks again whenever something has
happened, until its deadline.
"""

import os

# The program's warnings are fatal; those of libatspi about programs that end are not ours.
os.environ.pop('G_DEBUG', None)

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
gi.require_version('Gdk', '4.0')
gi.require_version('Gtk', '4.0')
from gi.repository import Atspi, Gdk, Gio, GLib, Gtk  # noqa: E402

import ctypes  # noqa: E402
import http.client  # noqa: E402
import json  # noqa: E402
import pathlib  # noqa: E402
import shutil  # noqa: E402
import signal  # noqa: E402
import subprocess  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
import traceback  # noqa: E402
import urllib.parse  # noqa: E402

# Long, because it only ends what hangs; it judges no speed.
LIMIT = 40

USER = 'alice@practice.example'
PASSWORD = 'Tr0ub4dor-&-zweite Kiste'
SECOND_USER = 'bob@practice.example'
# It is a token too, and these have no spaces.
SECOND_PASSWORD = 'eyJhbGciOiJub25lIn0.t0ken/8+x=='

# On Sendbird Calls everybody of the practice service is in every application.
APP_ID = 'A1B2-JOURNEY'
APP_USER = 'carol'
TOKEN = 'c4r0l-t0ken-5f2e'
USER_WITHOUT_TOKEN = 'dave'
WRONG_TOKEN = 'The user ID or access token is wrong (400302)'

ADVANCED = ('ICE servers', 'Log in with', 'TURN password', 'TURN user name', 'Websocket server')
CONNECTED = 'Connected: true'
NOT_CONNECTED = 'Connected: false'

# In a flatpak, processes and files are elsewhere for those who are not.
SANDBOXED = 'AHOY_SANDBOXED' in os.environ

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

_journeys = []
_listener = None
_display = None


class Failure(Exception):
    """The program did not do what the journey expects."""


def journey(function):
    """Registers a journey; its documentation is its title."""
    _journeys.append(function)
    return function


def _die_with_parent():
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def spawn(command, **options):
    """Starts a program that ends with this one at the latest, however this one ends."""
    return subprocess.Popen(command, preexec_fn=_die_with_parent, **options)


def check(condition, what):
    """Fails with a sentence when something is not so."""
    if not condition:
        raise Failure(what)


def check_equal(got, expected, what):
    check(got == expected, f'{what}: got {got!r}, expected {expected!r}')


# X's names of keys that are no characters, and the modifiers' places on the keyboard of Xvfb.
KEYS = {'BackSpace': 0xff08, 'Delete': 0xffff, 'Down': 0xff54, 'Menu': 0xff67, 'Up': 0xff52,
        'F1': 0xffbe, 'Tab': 0xff09, 'Return': 0xff0d, 'Escape': 0xff1b, 'space': 0x20}
MODIFIERS = {'Control': 37, 'Shift': 50, 'Alt': 64}


def press(keys):
    """Presses keys as a person does, such as 'Tab' or 'Control+Shift+l'."""
    *modifiers, key = keys.split('+')
    codes = [MODIFIERS[name] for name in modifiers]
    for code in codes:
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.PRESS)
    Atspi.generate_keyboard_event(KEYS.get(key) or ord(key), None, Atspi.KeySynthType.SYM)
    for code in reversed(codes):
        Atspi.generate_keyboard_event(code, None, Atspi.KeySynthType.RELEASE)


def type_text(text):
    for character in text:
        Atspi.generate_keyboard_event(ord(character), None, Atspi.KeySynthType.SYM)


def read_clipboard(matches):
    """Waits until the text on the clipboard matches, and returns it."""
    global _display
    if _display is None:
        Gtk.init()
        _display = Gdk.Display.get_default()
    texts = []
    asked = []

    def got(clipboard, result):
        asked.clear()
        try:
            texts.append(clipboard.read_text_finish(result) or '')
        except GLib.Error:
            pass  # its owner has changed meanwhile

    def probe():
        if texts and matches(texts[-1]):
            return True
        if not asked:
            asked.append(True)
            _display.get_clipboard().read_text_async(None, got)
        return False

    try:
        wait_for(probe, 'the clipboard')
    except Failure:
        raise Failure(f'the clipboard has {texts[-1:]}') from None
    return texts[-1]


def _listen():
    """Lets whatever programs tell about themselves wake the main context."""
    global _listener
    # A program that draws pictures on a busy computer takes its time to answer.
    Atspi.set_timeout(LIMIT * 1000, LIMIT * 1000)
    _listener = Atspi.EventListener.new(lambda event: None)
    for name in ('object:state-changed', 'object:children-changed', 'object:property-change',
                 'object:text-changed', 'window'):
        _listener.register(name)


def wait_for(probe, what):
    """Returns the first true answer of probe(), which is asked again after each event."""
    deadline = time.monotonic() + LIMIT
    context = GLib.MainContext.default()
    while True:
        try:
            answer = probe()
        except GLib.Error:
            answer = None  # what it looked at has gone meanwhile
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Failure(f'waited in vain for {what}')
        # Not everything sends events (a file, a process, the practice service): so a tick too.
        tick = GLib.timeout_source_new(50)
        tick.set_callback(lambda *_: GLib.SOURCE_CONTINUE)
        tick.attach(context)
        context.iteration(True)
        tick.destroy()
        # Events come in crowds, and looking is dear: once for all of them.
        for _ in range(1000):
            if not context.iteration(False):
                break


def wait_until_equal(probe, expected, what):
    """Waits until probe() answers `expected`; the failure tells the last answer."""
    last = [None]

    def is_there():
        last[0] = probe()
        return last[0] == expected

    try:
        wait_for(is_there, what)
    except Failure:
        raise Failure(f'{what}: {last[0]!r} has not become {expected!r}') from None


class Node:
    """An accessible object."""

    # GTK and at-spi2-core have changed these names over time.
    BUTTONS = ('push button', 'button', 'toggle button')
    SWITCHES = ('check box', 'switch', 'toggle button')

    def __init__(self, accessible):
        self._accessible = accessible

    @property
    def accessible(self):
        """The object, about which nothing is remembered: what is asked is what is so now.

        Not by set_cache_mask: libatspi then asks the program while it is told about a new object,
        and waits for itself forever.
        """
        self._accessible.clear_cache()
        return self._accessible

    @property
    def role(self):
        return self.accessible.get_role_name()

    @property
    def name(self):
        return self.accessible.get_name()

    @property
    def description(self):
        return self.accessible.get_description()

    def has(self, interface):
        return interface in self.accessible.get_interfaces()

    @property
    def text(self):
        if not self.has('Text'):
            return ''
        length = Atspi.Text.get_character_count(self.accessible)
        return Atspi.Text.get_text(self.accessible, 0, length)

    def set_text(self, text):
        check(Atspi.EditableText.set_text_contents(self.accessible, text),
              f'{self} takes no text')

    @property
    def selected(self):
        """Where the selected part of the text begins and ends, or None."""
        if Atspi.Text.get_n_selections(self.accessible) == 0:
            return None
        part = Atspi.Text.get_selection(self.accessible, 0)
        return part.start_offset, part.end_offset

    def state(self, name):
        states = self.accessible.get_state_set()
        return states.contains(getattr(Atspi.StateType, name.upper()))

    @property
    def sensitive(self):
        return self.state('sensitive')

    @property
    def focused(self):
        return self.state('focused')

    @property
    def actions(self):
        if not self.has('Action'):
            return []
        names = []
        for i in range(Atspi.Action.get_n_actions(self.accessible)):
            try:
                names.append(Atspi.Action.get_action_name(self.accessible, i))
            except GLib.Error:
                # GTK 4.8 counts actions that it then does not have, in labels of some buttons.
                break
        return names

    def act(self, name=None):
        """Does an action: the one with that name, else the first."""
        actions = self.actions
        check(actions if name is None else name in actions, f'{self} has no action {name or ""}')
        index = 0 if name is None else actions.index(name)
        check(Atspi.Action.do_action(self.accessible, index), f'{self} does not do {name or "it"}')

    def focus(self):
        check(Atspi.Component.grab_focus(self.accessible), f'{self} takes no focus')

    def children(self):
        accessible = self.accessible
        for i in range(accessible.get_child_count()):
            child = accessible.get_child_at_index(i)
            if child is not None:
                yield Node(child)

    def walk(self):
        yield self
        for child in self.children():
            try:
                yield from child.walk()
            except GLib.Error:
                continue  # gone meanwhile

    def __str__(self):
        try:
            return f'{self.role} “{self.name}”'
        except GLib.Error:
            return 'something that has gone'


class Program:
    """Ahoy, with its window."""

    def __init__(self, stage, *arguments, environment=None, window=True):
        self.stage = stage
        self.number = len(stage.programs)
        self.output = stage.folder / f'output-{self.number}'
        self.errors = stage.folder / f'errors-{self.number}'
        env = dict(stage.environment, G_DEBUG='fatal-warnings', **(environment or {}))
        with open(self.output, 'wb') as output, open(self.errors, 'wb') as errors:
            self.process = spawn([os.environ['AHOY'], *arguments], env=env, cwd=stage.home,
                                 stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        stage.programs.append(self)
        self._advanced_shown = False
        self._known = {}
        self._known_tabs = {}
        self._first_seen = []
        self.state_label = None
        if window:
            self.look_at_window()

    def look_at_window(self):
        """Waits for the window; to be called when it comes later, or comes back."""
        def probe():
            # Known anew: libatspi takes a program that shows its first window again for another.
            self.application = self._find_application()
            return self.application and self.look(lambda node: node.role in ('frame', 'window')
                                                  and node.name == 'Ahoy')
        self.window = wait_for(probe, 'the window')
        self._known = {}
        self._known_tabs = {}
        self._first_seen = [(node.name, node) for node in self.window.walk()]
        self.state_label = self._find_once('label', 'Connection state', lambda node: True)

    def _is_process(self, pid):
        """Whether a process is the program; for the bus, a sandbox is the proxy in front of it."""
        if not SANDBOXED:
            return pid == self.process.pid
        command = pathlib.Path(f'/proc/{pid}/comm')
        return command.exists() and command.read_text().strip() == 'xdg-dbus-proxy'

    def _find_application(self):
        check(self.process.poll() is None, f'the program has ended with {self.process.poll()}')
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(i)
            try:
                if (application is not None and self._is_process(application.get_process_id())
                        and application.get_child_count() > 0):
                    return Node(application)
            except GLib.Error:
                continue  # one that has gone
        return None

    def look(self, matches, within=None):
        """The first object that matches, or None."""
        return next((node for node in (within or self.application).walk() if matches(node)), None)

    def find(self, matches, what, within=None):
        def probe():
            check(self.process.poll() is None, f'the program has ended with {self.process.poll()}')
            return self.look(matches, within)
        return wait_for(probe, what)

    def _show_advanced(self):
        """Opens the advanced settings: with GTK 4.18 they cannot be found while they are closed."""
        if not self._advanced_shown:
            self._advanced_shown = True
            self.find(lambda node: 'advanced.expanded' in node.actions, 'the advanced settings'
                      ).act('advanced.expanded')

    def _find_once(self, kind, name, matches):
        """The window keeps its widgets, so they are looked for once."""
        key = (kind, name)
        if key not in self._known:
            if name in ADVANCED:
                self._show_advanced()
            found = next((node for first_name, node in self._first_seen
                          if first_name == name and matches(node)), None)
            self._known[key] = found or self.find(lambda node: node.name == name and matches(node),
                                                  f'the {kind} “{name}”')
        return self._known[key]

    def button(self, name):
        return self._find_once('button', name, lambda node: node.role in Node.BUTTONS)

    def wait_button(self, name):
        """A button that comes and goes, such as those of a dialog, when it can be used."""
        # GTK 4.8 has the underline of a mnemonic in the name, and says that of a toast's button twice.
        names = (name, f'_{name} {name}', f'_{name}', f'{name} {name}')
        button = self.find(lambda node: node.role in Node.BUTTONS and node.state('visible')
                           and node.name in names, f'the button {name}')
        wait_for(lambda: button.sensitive, f'the button {name} to be usable')
        return button

    def entry(self, name):
        return self._find_once('entry', name, lambda node: node.has('EditableText'))

    def chooser(self, name):
        return self._find_once('chooser', name, lambda node: 'combo.next' in node.actions)

    def switch(self, name):
        return self._find_once('switch', name, lambda node: node.role in Node.SWITCHES)

    def fill(self, name, text):
        if not self.page_shown('Account'):
            self.show_page('Account')
        self.entry(name).set_text(text)
        wait_until_equal(lambda: len(self.entry(name).text), len(text), f'the text of {name}')

    def click(self, name):
        wait_for(lambda: self.button(name).sensitive, f'the button {name} to be usable')
        self.button(name).act()

    @property
    def state(self):
        return self.state_label.text

    @property
    def sentence(self):
        """What the window says about the state."""
        spoken = self.state_label.description
        return spoken[len(self.state) + 2:] if spoken.startswith(self.state + '. ') else spoken

    def wait_state(self, state):
        wait_until_equal(lambda: self.state, state, 'the state')

    def wait_sentence(self, sentence):
        wait_until_equal(lambda: self.sentence, sentence, 'the sentence')

    def wait_said(self, sentence):
        """Waits for an object with that text, such as a toast, a field's error or a notice."""
        return self.find(lambda node: sentence in (node.name, node.text)
                         and node.state('visible'), f'“{sentence}”')

    def is_said(self, sentence):
        return self.look(lambda node: sentence in (node.name, node.text)) is not None

    def fill_login(self, user=USER, password=PASSWORD):
        self.fill('Server', self.stage.practice.rest)
        self.fill('User name', user)
        self.fill('Password', password)

    def choose(self, name, title):
        """Chooses an item of a chooser that is further down its list."""
        for _ in range(20):
            if self.chooser(name).description == title:
                return
            self.chooser(name).act('combo.next')
        raise Failure(f'“{name}” has no “{title}”')

    def choose_before(self, name, title):
        """Chooses the item before the chosen one."""
        self.chooser(name).act('combo.previous')
        wait_until_equal(lambda: self.chooser(name).description, title, f'the choice of {name}')

    def fill_app_login(self, user=APP_USER, token=TOKEN, app_id=APP_ID):
        """Fills the form for Sendbird Calls, at the practice service."""
        self.choose('Service', 'Sendbird Calls')
        self.choose('Location', 'Own server')
        self.fill('Server', self.stage.practice.rest)
        self.fill('Application ID', app_id)
        self.fill('User ID', user)
        self.fill('Access token', token)

    def log_in_to_app(self, user=APP_USER, token=TOKEN, app_id=APP_ID):
        self.fill_app_login(user, token, app_id)
        self.click('Login')
        self.wait_logged_in(user)

    def log_in(self, user=USER, password=PASSWORD):
        self.fill_login(user, password)
        self.click('Login')
        self.wait_logged_in(user)

    def wait_logged_in(self, user=USER):
        self.wait_state(CONNECTED)
        self.wait_sentence(f'Logged in as {user}.')

    def log_out(self):
        self.click('Logout')
        self.wait_state(NOT_CONNECTED)
        self.wait_sentence('You logged out.')

    def set_stay_logged_in(self, stay):
        switch = self.switch('Stay logged in')
        if switch.state('checked') != stay:
            switch.act()
            wait_for(lambda: switch.state('checked') == stay, 'the switch to move')

    def _tabs(self, name):
        """The switcher is there for wide and for narrow windows, and one of both is usable."""
        if name not in self._known_tabs:
            seen = self._first_seen
            if not any(label == name and node.role == 'page tab' for label, node in seen):
                # A page that comes with the login.
                seen = [(node.name, node) for node in self.window.walk()]
            self._known_tabs[name] = [node for label, node in seen
                                      if label == name and node.role == 'page tab']
        return self._known_tabs[name]

    def show_page(self, name):
        """Shows a page."""
        wait_for(lambda: self._tabs(name) or self._known_tabs.pop(name), f'the tab {name}')
        for tab in self._tabs(name):
            tab.act()
        wait_for(lambda: self.page_shown(name), f'the page {name}')

    def page_shown(self, name):
        return any(tab.state('selected') for tab in self._tabs(name))

    def is_closed(self, window):
        """Whether another window of the program is gone, or hidden."""
        return all(one.accessible != window.accessible or not one.state('showing')
                   for one in self.application.children())

    @property
    def activity_list(self):
        return self._find_once('list', 'Activity',
                               lambda node: node.role in ('list', 'list box'))

    @property
    def activity(self):
        """The lines of the list, without their times.

        They are looked at where a person would: with GTK 4.18 there are no rows on a page as long
        as nobody looks at it, and they come a frame later.
        """
        if not self.page_shown('Activity'):
            self.show_page('Activity')
        lines = []
        for row in self.activity_list.children():
            labels = [node.name for node in row.walk() if node.role == 'label']
            if labels:
                lines.append(labels[0])
        return lines

    def wait_activity(self, *lines):
        """Waits until the list has these lines in this order, others between them."""
        last = []

        def is_there():
            last[:] = self.activity
            rest = iter(last)
            return all(line in rest for line in lines)

        try:
            wait_for(is_there, 'the activity')
        except Failure:
            raise Failure(f'the activity {last} has not got {list(lines)}') from None

    def all_texts(self):
        """Every name, description and text in the window."""
        texts = []
        for node in self.application.walk():
            texts += [node.name, node.description, node.text]
        return [text for text in texts if text]

    def close(self):
        """Closes the window, as a person does."""
        try:
            self.window.act('window.close')
        except GLib.Error:
            pass  # a program that is quick to end does not answer any more; how it ends tells all
        self.wait_end()

    def wait_end(self, code=0):
        wait_for(lambda: self.process.poll() is not None, 'the end of the program')
        check_equal(self.process.poll(), code, 'how the program has ended')

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


class Practice:
    """The practice service, in a process of its own."""

    def __init__(self, stage, port=0):
        command = [os.environ['AHOYCTL'], 'practice', f'--port={port}',
                   f'--user={USER}:{PASSWORD}', f'--user={SECOND_USER}:{SECOND_PASSWORD}',
                   f'--user={APP_USER}:{TOKEN}', f'--user={USER_WITHOUT_TOKEN}:']
        self.process = spawn(command, env=stage.environment, stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE)
        stage.clean_up.append(self.stop)
        line = self.process.stdout.readline()
        check(line, 'the practice service does not start')
        self.__dict__.update(json.loads(line))
        self.port = urllib.parse.urlsplit(self.rest).port

    def stop(self):
        """Ends it as a crash does."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, what, body=None):
        """Asks the control interface."""
        control = urllib.parse.urlsplit(self.control)
        connection = http.client.HTTPConnection(control.hostname, control.port, timeout=LIMIT)
        text = None if body is None else json.dumps(body)
        headers = {} if text is None else {'Content-Type': 'application/json'}
        try:
            connection.request(method, f'{control.path}/{what}', text, headers)
            response = connection.getresponse()
            answer = json.loads(response.read())
        finally:
            connection.close()
        check_equal(response.status, 200, f'the practice service about {what} ({answer})')
        return answer

    def fault(self, name, **parameters):
        return self.ask('POST', 'faults', dict(parameters, name=name))

    def no_faults(self):
        self.ask('DELETE', 'faults')

    def notify(self, user, event_type):
        self.ask('POST', 'notify', {'user': user, 'eventType': event_type})

    @property
    def state(self):
        return self.ask('GET', 'state')

    def logins(self, user=None):
        """The subscriptions: of one user or all."""
        return [login for login in self.state['subscriptions']
                if user is None or login['user'] == user]

    @property
    def has_app_socket(self):
        """Whether anybody is connected on Sendbird Calls, where a log-out sends nothing."""
        return any(session['socket'] for session in self.state['sessions'])

    def count(self, name):
        return self.state['counts'].get(name, 0)

    def wait_logins(self, count, user=None):
        wait_until_equal(lambda: len(self.logins(user)), count, 'the logins at the service')


class Stage:
    """A home folder, the settings in it, and what a journey starts."""

    def __init__(self, title):
        self.title = title
        self.folder = pathlib.Path(os.environ['HOME']) / title
        self.home = self.folder / 'home'
        self.programs = []
        self.clean_up = []
        folders = {'HOME': self.home}
        for name in ('config', 'data', 'cache', 'state'):
            folders[f'XDG_{name.upper()}_HOME'] = self.home / name
        for folder in folders.values():
            folder.mkdir(parents=True)
        self.environment = dict(os.environ, GSETTINGS_BACKEND='keyfile',
                                **{name: str(folder) for name, folder in folders.items()})
        self._practice = None
        self.write_settings()

    @property
    def practice(self):
        if self._practice is None:
            self._practice = Practice(self)
        return self._practice

    def restart_practice(self):
        """A new practice service in the place of the old one; it knows nobody's login."""
        self._practice = Practice(self, self._practice.port)

    def start(self, *arguments, environment=None, window=True):
        return Program(self, *arguments, environment=environment, window=window)

    def start_again(self, *arguments):
        """Starts the program while it runs: the one that runs does what is asked for."""
        second = spawn([os.environ['AHOY'], *arguments], env=self.environment, cwd=self.home,
                       stdin=subprocess.DEVNULL)
        self.clean_up.append(second.wait)
        self.clean_up.append(second.kill)
        wait_for(lambda: second.poll() is not None, 'the end of the second start')
        check_equal(second.poll(), 0, 'how the second start has ended')

    @property
    def keyfile(self):
        folder = self.home / 'config'
        if SANDBOXED:
            folder = self.home / '.var' / 'app' / os.environ['AHOY_ID'] / 'config'
        return folder / 'glib-2.0' / 'settings' / 'keyfile'

    def write_settings(self, **values):
        """Settings of before the first start, as GVariant texts.

        Nobody is asked when the window is closed, unless a journey wants it.
        """
        values.setdefault('close_window', "'quit'")
        path = os.environ['AHOY_ID'].replace('.', '/')
        self.keyfile.parent.mkdir(parents=True, exist_ok=True)
        lines = [f'{name.replace("_", "-")}={value}\n' for name, value in values.items()]
        self.keyfile.write_text(f'[{path}]\n' + ''.join(lines))

    def setting(self, name):
        """A setting as it is on the disk, as a GVariant text; None where it has its default."""
        keyfile = GLib.KeyFile()
        try:
            keyfile.load_from_file(str(self.keyfile), GLib.KeyFileFlags.NONE)
            return keyfile.get_value(os.environ['AHOY_ID'].replace('.', '/'), name)
        except GLib.Error:
            return None

    def check_settings(self, **expected):
        """Compares settings on the disk with GVariant texts; None stands for the default."""
        for name, value in expected.items():
            name = name.replace('_', '-')
            check_equal(self.setting(name), value, f'the setting {name}')

    def screenshot(self, name):
        """Saves what is on the screen in the build directory; returns the file, if it can be."""
        folder = os.environ.get('AHOY_SCREENSHOTS')
        if not folder or shutil.which('import') is None:
            return None
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f'{self.title}-{name}.png')
        done = subprocess.run(['import', '-window', 'root', path], check=False,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=LIMIT)
        return path if done.returncode == 0 else None

    def end(self):
        for program in self.programs:
            program.kill()
        for function in reversed(self.clean_up):
            function()


def _explain(stage, error):
    """What helps to find out why."""
    lines = ''.join(traceback.format_exception(type(error), error, error.__traceback__)).split('\n')
    picture = stage.screenshot('failure')
    if picture is not None:
        lines.append(f'The screen: {picture}')
    for program in stage.programs:
        for path in (program.output, program.errors):
            text = path.read_text(errors='replace')[-4000:]
            if text:
                lines += [f'{path.name}:'] + text.split('\n')
        if program.process.poll() is None and program.state_label is not None:
            lines.append(f'The window says: {program.state} {program.sentence}')
    return lines


def run():
    """Runs the journeys of the file, or those on the command line, and tells about them."""
    names = sys.argv[1:] or [function.__name__ for function in _journeys]
    chosen = [function for function in _journeys if function.__name__ in names]
    check(len(chosen) == len(names), f'not all of these are journeys of {sys.argv[0]}: {names}')
    _listen()
    print(f'1..{len(chosen)}', flush=True)
    failed = 0
    for number, function in enumerate(chosen, 1):
        title = function.__name__.replace('_', '-')
        stage = Stage(title)
        try:
            function(stage)
            for program in stage.programs:
                if program.process.poll() is None and program.state_label is not None:
                    program.close()
            print(f'ok {number} {title}', flush=True)
        except Exception as error:  # pylint: disable=broad-except
            failed += 1
            print(f'not ok {number} {title}')
            for line in _explain(stage, error):
                print(f'# {line}', flush=True)
        finally:
            stage.end()
    return 1 if failed else 0
