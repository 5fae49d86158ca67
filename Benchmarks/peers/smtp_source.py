"""Hands messages to the sink with Postfix's smtp-source: as many, as long and over as many connections as ours.

usage: smtp_source.py PORT MEASUREMENTS RUNS
"""
import json
import resource
import subprocess
import sys

from measurement import report, timed

CONNECTIONS = 8


def main(port, measurements, runs):
    with open(measurements) as file:
        ours = next(row for row in map(json.loads, file) if row["stage"] == "SMTP alone")
    length = ours["bytes"] // ours["count"]
    command = ["/usr/sbin/smtp-source", "-d", "-s", str(CONNECTIONS), "-m", str(ours["count"]), "-l", str(length),
               "-f", "news@mail.example.com", "-t", "household@example.com", f"127.0.0.1:{port}"]
    version = subprocess.check_output(["/usr/sbin/postconf", "-dh", "mail_version"], text=True).strip()
    _, seconds = timed(int(runs), lambda: subprocess.run(command, check=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    report("SMTP alone", f"smtp-source {version}, {CONNECTIONS} connections", "messages", ours["count"], seconds, peak,
           length * ours["count"])


main(*sys.argv[1:])
