# SPDX-License-Identifier: GPL-3.0-or-later
"""The benches that need a display. To be run by measure.py in tests/with-display, so that all
programs are started the same way on the same display and bus. Writes results as JSON lines to the
file descriptor that it is given: services on the bus write to standard output what they like."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import time

import result

COLD_ROUNDS = 3
WARM_ROUNDS = 5
MEMORY_ROUNDS = 3
BURST = 10000
SETTLE = 1      # s without any work: idle
PATIENCE = 30   # s

HERE = os.path.dirname(os.path.abspath(__file__))
OTHERS = ("gnome-calls", "dino-im")
RESULTS = int(sys.argv[1])


def add(*arguments, **options):
    line = json.dumps(result.make(*arguments, **options), ensure_ascii=False)
    os.write(RESULTS, (line + "\n").encode())


class Started:
    """A program with its first frame on the display. As a context: it ends with it."""

    def __init__(self, programs, *command):
        watcher = [os.path.join(programs, "first-frame"), "--stay", *command]
        # What programs say on standard error is not about what they cost.
        self.process = subprocess.Popen(watcher, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line:
            self.__exit__()
            raise ValueError(f"{command[0]} showed no window")
        self.told = json.loads(line)
        self.pid = self.told["pid"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def drop_caches():
    os.sync()
    with open("/proc/sys/vm/drop_caches", "w", encoding="ascii") as file:
        file.write("3\n")


def first_frame(programs, _certificates):
    commands = {"Ahoy": "ahoy", **{name: name for name in OTHERS if shutil.which(name)},
                "an empty window": os.path.join(programs, "empty-window")}

    def measure(kind, rounds, prepare):
        times = {name: [] for name in commands}
        for _ in range(rounds):
            for name, command in commands.items():
                prepare()
                with Started(programs, command) as started:
                    times[name].append(started.told["frame-ms"])
        medians = {name: statistics.median(measured) for name, measured in times.items()}
        for name, median in medians.items():
            add("first-frame", f"{name}, {kind}", median, "ms", all=times[name])
        for name in OTHERS:
            if name in medians:
                add("first-frame", f"Ahoy, {kind}, next to {name}",
                    medians["Ahoy"] / medians[name], "times", 1)

    # The first start on a new bus also starts what programs share, and counts for nobody.
    for command in commands.values():
        with Started(programs, command):
            pass
    try:
        drop_caches()
    except OSError as error:
        print(f"first-frame: only root can measure cold starts: {error}", file=sys.stderr)
    else:
        measure("cold", COLD_ROUNDS, drop_caches)
    measure("warm", WARM_ROUNDS, lambda: None)


def tree(pid):
    """The process and all that it has started."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                    parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
            except OSError:
                pass  # it has just ended
    found = [pid]
    for process in found:
        found += [child for child, parent in parents.items() if parent == process]
    return found


def memory_of(pid):
    """What the program has, in MB: its share of what is shared, and what is its own alone."""
    sums = {"Pss:": 0, "Private_Clean:": 0, "Private_Dirty:": 0}
    for process in tree(pid):
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii", errors="replace") as file:
            for line in file:
                key, *values = line.split()
                if key in sums:
                    sums[key] += int(values[0])
    private = sums["Private_Clean:"] + sums["Private_Dirty:"]
    return sums["Pss:"] * 1024 / 1e6, private * 1024 / 1e6


def work_of(pid):
    with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def wait_until_idle(pid):
    end = time.monotonic() + PATIENCE
    work, since = work_of(pid), time.monotonic()
    while time.monotonic() - since < SETTLE:
        if time.monotonic() > end:
            raise ValueError(f"{pid} does not come to rest")
        time.sleep(0.05)  # looking must not be work itself
        if work_of(pid) != work:
            work, since = work_of(pid), time.monotonic()


def log_in(pid, where):
    """In a process of its own, which is gone when the memory is looked at."""
    subprocess.run([sys.executable, os.path.join(HERE, "log_in.py"), str(pid)], check=True,
                   input=where, text=True)


def preset(where, certificates):
    """What an administrator's preset does: the server and the user are in the form already."""
    schema = "org.ahoycalls.Ahoy"
    for key, value in (("service", "kandy"), ("server", where["server"]),
                       ("websocket-server", where["websocket-server"]), ("user", where["user"]),
                       ("ca-file", os.path.abspath(os.path.join(certificates, "ca.pem")))):
        subprocess.run(["gsettings", "set", schema, key, value], check=True)


def start_service(programs, certificates):
    """The practice service in a process of its own, and where it is. Settings are kept in files of
    the home folder, as there is nothing else that would keep them."""
    os.environ["GSETTINGS_BACKEND"] = "keyfile"
    service = subprocess.Popen([os.path.join(programs, "bench-service"), certificates],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    return service, service.stdout.readline()


def send_burst(service):
    print(f"burst {BURST}", file=service.stdin, flush=True)
    service.stdout.readline()


def burst(programs, certificates):
    """What the person notices while the burst comes: how long the window lets others wait."""
    service, where = start_service(programs, certificates)
    preset(json.loads(where), certificates)
    with Started(programs, "ahoy") as started:
        log_in(started.pid, where)
        wait_until_idle(started.pid)
        work = work_of(started.pid)
        send_burst(service)
        wait_until_idle(started.pid)
        work = work_of(started.pid) - work
        with subprocess.Popen([sys.executable, os.path.join(HERE, "ask.py"), str(started.pid)],
                              stdout=subprocess.PIPE, text=True) as asker:
            asker.stdout.readline()
            send_burst(service)
            waits = json.loads(asker.stdout.readline())
    service.stdin.close()
    service.wait()

    add("burst", "in the window: processor time of each",
        work / os.sysconf("SC_CLK_TCK") * 1e6 / BURST, "µs")
    add("burst", "in the window: longest wait for it", waits["longest-ms"], "ms", 16,
        usual_ms=waits["median-ms"], asked=waits["asked"])


def memory(programs, certificates):
    service, where = start_service(programs, certificates)
    empty, ahoy = "an empty window", "Ahoy, logged in"
    commands = {empty: os.path.join(programs, "empty-window"), ahoy: "ahoy"}
    if shutil.which("dino-im"):
        commands["dino-im, not logged in"] = "dino-im"
    measured = {name: [] for name in commands}
    before = []
    for _ in range(MEMORY_ROUNDS):
        for name, command in commands.items():
            if name == ahoy:
                preset(json.loads(where), certificates)  # it forgets the user at its end
            with Started(programs, command) as started:
                wait_until_idle(started.pid)
                if name == ahoy:
                    before.append(memory_of(started.pid)[0])
                    log_in(started.pid, where)
                    wait_until_idle(started.pid)
                measured[name].append(memory_of(started.pid))
    service.stdin.close()
    service.wait()

    shares = {name: statistics.median(pss for pss, _ in values)
              for name, values in measured.items()}
    for name, share in shares.items():
        details = {"before_login": statistics.median(before)} if name == ahoy else {}
        add("memory", name, share, "MB",
            private=statistics.median(private for _, private in measured[name]), **details)
    add("memory", "Ahoy next to an empty window", shares[ahoy] / shares[empty], "times", 1.35)
    for name in shares:
        if name.startswith("dino-im"):
            add("memory", "Ahoy next to dino-im", shares[ahoy] / shares[name], "times", 1)


BENCHES = {"burst": burst, "first-frame": first_frame, "memory": memory}

if __name__ == "__main__":
    BENCHES[sys.argv[2]](*sys.argv[3:])
