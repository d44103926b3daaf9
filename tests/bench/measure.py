# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benches of this folder, for `run`, which has built what they need."""

import json
import os
import statistics
import subprocess
import sys

import chart
import result
from network import DelayedNetwork, NotPossible

HERE = os.path.dirname(os.path.abspath(__file__))
ONE_WAY = 100          # ms
LOGINS = 5             # of each kind; the median counts
BURST = 10000          # notifications
BURSTS = 5


class Bench:
    """Where the programs are, and what came out so far."""

    def __init__(self, build, output):
        self.programs = os.path.join(build, "tests", "bench")
        self.certificates = os.path.join(build, "tests", "certificates")
        self.output = output
        self.results = []

    def program(self, name):
        return os.path.join(self.programs, name)

    def tell(self, told):
        self.results.append(told)
        line = json.dumps(told, ensure_ascii=False)
        for file in (sys.stdout, self.output):
            print(line, file=file, flush=True)

    def add(self, *arguments, **options):
        self.tell(result.make(*arguments, **options))

    def skip(self, bench, reason):
        self.tell({"bench": bench, "skipped": reason})


def lines(command, **options):
    """The JSON lines that a command prints."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, **options)
    return [json.loads(line) for line in done.stdout.splitlines()]


def on_display(bench, name):
    """Those that need a display get one of their own, and a bus, and a home."""
    reader, writer = os.pipe()
    command = [os.path.join(HERE, "..", "with-display"), sys.executable,
               os.path.join(HERE, "display.py"), str(writer), name, bench.programs,
               bench.certificates]
    with subprocess.Popen(command, stdout=sys.stderr, pass_fds=(writer,)) as process:
        os.close(writer)
        with open(reader, encoding="utf-8") as results:
            for line in results:
                bench.tell(json.loads(line))
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)


def first_frame(bench):
    on_display(bench, "first-frame")


def memory(bench):
    on_display(bench, "memory")


class Service:
    """The practice service in a process, maybe in a network of its own."""

    def __init__(self, bench, prefix=(), address=None):
        command = [*prefix, bench.program("bench-service"), bench.certificates]
        self.process = subprocess.Popen(command + ([address] if address else []),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.where = self.process.stdout.readline()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def log_in(bench, service, *options, prefix=()):
    """Where the service is, password included, goes through a pipe."""
    command = [*prefix, bench.program("bench-login"), *options, bench.certificates]
    return lines(command, input=service.where)[0]


def login_rtt(bench):
    local = {}
    with Service(bench) as service:
        local["fresh"] = statistics.median(log_in(bench, service)["login-ms"][0]
                                           for _ in range(LOGINS))
        local["same"] = statistics.median(
            log_in(bench, service, "--count", str(LOGINS))["login-ms"])
        local["plain"] = statistics.median(log_in(bench, service, "--plain")["login-ms"][0]
                                           for _ in range(LOGINS))

    with DelayedNetwork(bench.program("delay-tun"), ONE_WAY) as network, \
         Service(bench, network.inside("server"), network.address("server")) as service:
        client = network.inside("client")
        fresh = [log_in(bench, service, prefix=client) for _ in range(LOGINS)]
        same = log_in(bench, service, "--count", str(LOGINS), prefix=client)
        plain = [log_in(bench, service, "--plain", prefix=client) for _ in range(LOGINS)]

    def add(name, runs, here, aim=None):
        times = [time for run in runs for time in run["login-ms"]]
        round_trip = statistics.median(run["round-trip-ms"] for run in runs)
        login = statistics.median(times)
        bench.add("login-rtt", name, login / round_trip, "round trips", aim, login_ms=login,
                  round_trip_ms=round_trip, without_network_ms=here,
                  network_only=round((login - here) / round_trip, 2))

    add("Ahoy, first login of a process", fresh, local["fresh"], 4)
    add("Ahoy, further logins", [same], local["same"], 4)
    add("libsoup, one thing after the other", plain, local["plain"])
    logouts = [time for run in [*fresh, same] for time in run["logout-ms"]]
    bench.add("login-rtt", "Ahoy, logout",
              statistics.median(logouts) / statistics.median(
                  run["round-trip-ms"] for run in [*fresh, same]), "round trips")


def burst(bench):
    command = [bench.program("bench-burst"), f"--count={BURST}"]
    service = [bench.program("bench-service"), bench.certificates]
    for name, options in (("gathered", ["--at-once"]), ("as it comes", [])):
        runs = [lines([*command, *options, *service])[0] for _ in range(BURSTS)]
        # Another program in the way makes it only longer, never shorter.
        best = min(runs, key=lambda run: run["longest-turn-ms"])
        median = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        bench.add("burst", f"{name}: processor time of each", median["cpu-us"], "µs", 20,
                  wall_us=median["wall-us"])
        bench.add("burst", f"{name}: longest turn of the loop", best["longest-turn-ms"], "ms", 16,
                  processor_ms=best["longest-turn-cpu-ms"], turns=best["turns"],
                  all=[run["longest-turn-ms"] for run in runs])
        bench.add("burst", f"{name}: latest frame", best["frame-latest-ms"], "ms", 16,
                  frames=best["frames"], dropped=best["frames-dropped"])
    on_display(bench, "burst")


def logins(bench):
    usages = lines([bench.program("bench-logins"), bench.program("bench-service"),
                    bench.certificates])
    for usage in usages:
        bench.add("logins", f"after {usage['logins']} logins", usage["pss-kib"] * 1024 / 1e6, "MB",
                  **{key: value for key, value in usage.items() if key != "logins"})
    first, last = usages
    bench.add("logins", "growth", last["pss-kib"] / first["pss-kib"], "times", 1.02,
              heap_bytes_for_each=(last["heap-bytes"] - first["heap-bytes"]) /
              (last["logins"] - first["logins"]))


CALL_TIMES = {
    "ringing": "click to ringing",
    "callerSound": "answer to first sound, caller",
    "calleeSound": "answer to first sound, callee",
    "callerPicture": "answer to first picture, caller",
    "calleePicture": "answer to first picture, callee",
}
CALL_KINDS = {"audio": "call with sound", "video": "call with sound and picture"}
MEMORY_SHARE = 4       # ours should be at most one in so many of a browser's


def calls(bench):
    """Ours next to a browser's; without a browser, ours alone."""
    run = os.path.join(HERE, "..", "chromium", "run")
    folder = os.path.join(os.path.dirname(bench.programs), "chromium")
    environment = {
        **os.environ,
        "AHOYCTL": os.path.join(bench.programs, "..", "..", "src", "cli", "ahoyctl"),
        "AHOY_SESSION_PEER": os.path.join(folder, "session-peer"),
    }
    told = lines([run, os.path.abspath(folder), "../bench/calls.mjs"], env=environment)[0]
    ours, theirs = told["ahoy"], told.get("chromium")

    def compare(name, unit, read, share=1, **details):
        other = read(theirs) if theirs else None
        bench.add("calls", f"Ahoy: {name}", read(ours), unit, other and round(other / share, 2),
                  **{key: show(ours) for key, show in details.items()})
        if theirs:
            bench.add("calls", f"Chromium: {name}", other, unit,
                      **{key: show(theirs) for key, show in details.items()})

    for key, name in CALL_TIMES.items():
        compare(name, "ms",
                lambda side, key=key: statistics.median(t[key] for t in side["times"][1:]),
                first=lambda side, key=key: round(side["times"][0][key], 1))
    for kind, name in CALL_KINDS.items():
        compare(f"processor, {name}", "%", lambda side, kind=kind: side[kind]["cpu"],
                bits_per_second=lambda side, kind=kind: round(side[kind]["bitRate"]),
                frames_per_second=lambda side, kind=kind: round(side[kind]["frameRate"], 1))
    for kind, name in CALL_KINDS.items():
        compare(f"memory, {name}", "MB",
                lambda side, kind=kind: side[kind]["pss"] * 1024 / 1e6, MEMORY_SHARE)


BENCHES = {"first-frame": first_frame, "memory": memory, "login-rtt": login_rtt, "burst": burst,
           "calls": calls, "logins": logins}


def main():
    build, *names = sys.argv[1:]
    failed = False
    results = os.path.join(build, "results.jsonl")
    with open(results, "w", encoding="utf-8") as output:
        bench = Bench(build, output)
        for name in names:
            try:
                BENCHES[name](bench)
            except NotPossible as reason:
                bench.skip(name, str(reason))
            except (subprocess.CalledProcessError, IndexError, ValueError) as error:
                print(f"{name}: {error}", file=sys.stderr)
                bench.skip(name, "it failed")
                failed = True

    picture = os.path.join(build, "results.png")
    chart.draw(bench.results, picture)
    print(f"The picture is {picture}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
