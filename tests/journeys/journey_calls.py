# SPDX-License-Identifier: GPL-3.0-or-later
"""What journeys with calls have in common."""

from ahoy_journey import USER, Node, wait_for, wait_until_equal
from journey_picture import wait_for_moving_ball


class CallWindow:
    """The window of a call."""

    def __init__(self, program, name):
        self.program = program
        self.name = name
        self.window = program.find(lambda node: node.role in ('frame', 'window')
                                   and node.name == name, f'the window of the call with {name}')
        self.state_label = self.find('Call state', ('label',))

    def find(self, name, roles=Node.BUTTONS):
        return self.program.find(lambda node: node.name == name and node.role in roles
                                 and node.state('visible'), f'“{name}” of {self.name}', self.window)

    def click(self, name):
        button = self.find(name)
        wait_for(lambda: button.sensitive, f'the button {name} to be usable')
        button.act()

    def wait_state(self, state):
        wait_until_equal(lambda: self.state_label.text, state, f'the state of {self.name}')

    def wait_closed(self, left=0):
        """Waits until so many windows of that name are left."""
        def is_closed():
            return len([node for node in self.program.application.children()
                        if node.name == self.name]) == left
        wait_for(is_closed, f'the window of {self.name} to close')


def tell_robots(stage, action, robot, **parameters):
    return stage.practice.ask('POST', 'robots', dict(parameters, action=action, robot=robot,
                                                     user=USER))


def call_echo(stage, program):
    """Calls the echo with a picture, and waits until that comes back; returns the call's window."""
    program.show_page('Calls')
    program.entry('Address').set_text('echo')
    program.click('Video Call')
    call = CallWindow(program, 'echo')
    call.wait_state('Connected')
    wait_for_moving_ball(stage)
    return call
