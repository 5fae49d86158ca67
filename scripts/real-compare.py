"""Holds what an SMTP server captured against the preview and the ledger.

usage: real-compare.py PREVIEW CAPTURED LEDGER

Every captured message must equal its preview's .eml byte for byte, apart from the headers that smtp-sink puts in front
and the line ends that it writes as LF; there must be one message a person, and the ledger's counts must add up.
"""
import glob
import os
import re
import sqlite3
import sys

ADDED = re.compile(rb"\A(?:(?:X-Client-Addr|X-Client-Proto|X-Helo-Args|X-Mail-Args|X-Rcpt-Args|Received):[^\n]*\n(?:[ \t][^\n]*\n)*)+")


def main(preview, captured, ledger):
    previews = {}
    for path in glob.glob(os.path.join(preview, "*.eml")):
        with open(path, "rb") as file:
            message = file.read()
        previews[message_id(message)] = message
    seen, problems = {}, []
    for path in glob.glob(os.path.join(captured, "*")):
        with open(path, "rb") as file:
            message = ADDED.sub(b"", file.read()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        key = message_id(message)
        if key in seen:
            problems.append(f"{key} was captured twice: {seen[key]} and {path}")
        seen[key] = path
        expected = previews.get(key)
        if expected is None:
            problems.append(f"{path}: no preview has {key}")
        elif expected != message and expected != message.removesuffix(b"\r\n"):
            problems.append(f"{path}: differs from its preview")
    for key in previews.keys() - seen.keys():
        problems.append(f"{key} was previewed and not captured")
    database = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)
    states = dict(database.execute("SELECT state, count(*) FROM message GROUP BY state"))
    audience = database.execute("SELECT count(*) FROM message").fetchone()[0]
    if sum(states.values()) != audience:
        problems.append(f"the ledger's states {states} do not add up to {audience}")
    if states.get("sent", 0) != len(seen):
        problems.append(f"the ledger says {states.get('sent', 0)} sent, the server has {len(seen)}")
    print("\n".join(problems[:20]))
    print(f"ledger: {states}, audience {audience}")
    print(f"captured {len(seen)}, previewed {len(previews)}: {len(seen) - len(problems)} passed, {len(problems)} failed")
    sys.exit(bool(problems) or not seen)


def message_id(message):
    match = re.search(rb"^Message-ID:\s*(<[^>]+>)", message, re.MULTILINE | re.IGNORECASE)
    return match.group(1).decode() if match else None


main(*sys.argv[1:])
