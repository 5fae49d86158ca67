"""Runs ours and the peers by turns and prints a table of medians; `run` calls it.

usage: table.py BENCHMARKS SCRATCH ROUNDS MESSAGES BYTES
"""
import os
import resource
import statistics
import subprocess
import sys
import time

OURS, SCRATCH, ROUNDS, MESSAGES, BYTES = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5])
HERE = os.path.dirname(os.path.abspath(__file__))


class Sink:
    def __init__(self, *options):
        self.process = subprocess.Popen([f"{SCRATCH}/sink", *options], stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().strip()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def own_figures(*command):
    """What a command says it took: seconds, and CPU microseconds a message."""
    words = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(words[0]), float(words[1])


def smtp_source(port, connections, messages):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    subprocess.run(["/usr/sbin/smtp-source", "-d", "-s", str(connections), "-m", str(messages), "-l", str(BYTES),
                    "-f", "news@example.com", "-t", "c@example.com", f"127.0.0.1:{port}"], check=True)
    seconds = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu * 1e6 / messages


def ours(port, connections, messages, *options):
    return own_figures(OURS, "smtp", port, str(connections), str(messages), str(BYTES), *options)


SUBJECTS = {
    "Dovetail": ours,
    "Dovetail, ledger": lambda *where: ours(*where, "--ledger", f"{SCRATCH}/ledger.sqlite"),
    "smtp-source": smtp_source,
    "libcurl's SMTP": lambda port, connections, messages: own_figures(
        f"{SCRATCH}/curl-multi", port, str(connections), str(messages), str(BYTES)),
    "aiosmtplib": lambda port, connections, messages: own_figures(
        sys.executable, f"{HERE}/aiosmtplib_peer.py", port, str(connections), str(messages), str(BYTES)),
}


def measure(title, options, connections, subjects, messages, limit=None):
    figures = {name: [] for name in subjects}
    with Sink(*options) as sink:
        for _ in range(ROUNDS):
            for name in subjects:
                # A peer that waits for each message in turn would take all day.
                count = max(connections, min(messages, 300)) if name in SLOW and limit else messages
                if name == "aiosmtplib" and not limit:
                    count = max(connections, messages // 5)
                seconds, cpu = SUBJECTS[name](sink.port, connections, count)
                figures[name].append((count / seconds, cpu))
    base = statistics.median(rate for rate, _ in figures["smtp-source"]) if "smtp-source" in figures else None
    base_cpu = statistics.median(cpu for _, cpu in figures["smtp-source"]) if "smtp-source" in figures else None
    for name, rows in figures.items():
        rate, cpu = statistics.median(row[0] for row in rows), statistics.median(row[1] for row in rows)
        ratios = f"{rate / base:.2f} | {cpu / base_cpu:.2f}" if base else " | "
        share = f"{100 * rate / limit:.0f} %" if limit else ""
        print(f"| {title} | {connections} | {name} | {rate:,.0f} | {cpu:.1f} | {ratios} | {share} |", flush=True)


SLOW = ["libcurl's SMTP"]
print(f"load {' '.join(f'{x:.2f}' for x in os.getloadavg())} before, {MESSAGES} messages of {BYTES} bytes, "
      f"medians of {ROUNDS} rounds\n")
print("| Sink | Connections | Who | Messages/s | CPU µs | ÷ smtp-source | CPU ÷ its | of the limit |")
print("|---|---:|---|---:|---:|---:|---:|---:|")
for connections in (1, 4, 16, 64, 200):
    measure("no latency", [], connections, list(SUBJECTS), MESSAGES)
for options, title, turn in ((["-d", "20"], "20 ms at the dot", 0.020), (["-r", "5", "-d", "20"], "5 ms RTT, 20 ms at the dot", 0.030),
                             (["-r", "5"], "5 ms RTT", 0.010)):
    for connections in (1, 4, 16, 64, 200):
        limit = connections / turn
        count = min(MESSAGES, max(100, int(limit * 3)))
        subjects = [name for name in SUBJECTS if name != "aiosmtplib"] if connections > 1 else ["Dovetail", "Dovetail, ledger", "smtp-source"]
        measure(title, options, connections, subjects, count, limit)
with Sink("-t", f"{SCRATCH}/certificate.pem", f"{SCRATCH}/key.pem") as sink:
    for connections in (4, 16, 64):
        rows = [ours(sink.port, connections, MESSAGES, "--tls", f"{SCRATCH}/certificate.pem") for _ in range(ROUNDS)]
        rate, cpu = statistics.median(MESSAGES / row[0] for row in rows), statistics.median(row[1] for row in rows)
        print(f"| TLS | {connections} | Dovetail | {rate:,.0f} | {cpu:.1f} | | | |", flush=True)
print(f"\nload {' '.join(f'{x:.2f}' for x in os.getloadavg())} after")
