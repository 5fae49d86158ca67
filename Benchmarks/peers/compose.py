"""Whole messages of the product email from the fastest parts of PyPI: minijinja fills the page and the text, css-inline
puts the styles into the elements, Python's `email` makes the message. Data read and templates compiled before, one thread.

usage: compose.py quoted-printable|base64 FOLDER RUNS

FOLDER has the customers in `product-email.jsonl` and our messages in `composition.eml`, a zero byte after each.
"""
import base64
import email.policy
import hashlib
import hmac
import importlib.metadata
import json
import os
import re
import resource
import sys
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from html.parser import HTMLParser

import css_inline
import minijinja

from measurement import report, timed

HERE = os.path.dirname(os.path.abspath(__file__))
KEY = bytes(range(1, 33))


def date(text, pattern):
    return datetime.fromisoformat(text).strftime(pattern)


def environment():
    result = minijinja.Environment(keep_trailing_newline=True)
    result.add_filter("date", date)
    for name, file in [("email.html", "product_email.jinja"), ("email.txt", "product_email_text.jinja")]:
        with open(f"{HERE}/{file}") as source:
            result.add_template(name, source.read())
    return result


def token(purpose, number):
    def encoded(raw):
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    signed = f"v1.{purpose}." + encoded(f"01J0000000000000000000000\nproduct-email-1\n{number}".encode())
    return f"{signed}.{encoded(hmac.digest(KEY, signed.encode(), 'sha256')[:16])}"


def composer(encoding):
    templates = environment()
    inliner = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    policy = email.policy.SMTP.clone(cte_type="7bit")

    def compose(number, customer):
        links = {purpose: f"https://mail.example.com/{purpose}/{token(purpose, number)}"
                 for purpose in ["unsubscribe", "preferences", "view"]}
        values = {**customer, "unsubscribe_url": links["unsubscribe"]}
        page = inliner.inline(templates.render_template("email.html", **values))
        text = templates.render_template("email.txt", **values)
        name = customer["customer"]["first_name"]
        digest = hashlib.sha256(f"product-email-1 {number}".encode()).hexdigest()
        message = EmailMessage(policy)
        message["From"] = Address("Fjell & Co", "news", "example.com")
        message["To"] = Address(name or "", f"customer{number - 1}", "example.net")
        message["Subject"] = f"Six things for {name or 'you'}, picked to go with order {customer['order']['number']}"
        message["Date"] = "Tue, 02 Jan 2018 20:00:00 +0000"
        message["Message-ID"] = f"<{digest[:40]}@example.com>"
        message["List-Unsubscribe"] = f"<{links['unsubscribe']}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["List-Id"] = "Fjell & Co <news.example.com>"
        message.set_content(text, cte=encoding)
        message.add_alternative(page, subtype="html", cte=encoding)
        message.set_boundary(f"=_{digest[40:]}")
        return message.as_bytes()

    return compose


class Shown(HTMLParser):
    """What a page says: its elements with their attributes, styles by property, and its text without layout."""

    def __init__(self, page):
        super().__init__()
        self.seen = []
        self.feed(re.sub(r"<style>.*?</style>", "", page, flags=re.S))
        self.close()

    def handle_starttag(self, tag, attributes):
        kept = []
        for name, value in attributes:
            if name == "style":
                pairs = (pair.split(":", 1) for pair in value.split(";") if ":" in pair)
                value = sorted((key.strip().lower(), of.strip().lower()) for key, of in pairs)
            kept.append((name, value))
        self.seen.append((tag, sorted(kept, key=lambda pair: pair[0])))

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        words = data.split()
        if words:
            self.seen.append(words)

    def handle_comment(self, data):
        self.seen.append(["comment", *data.split()])


def meaning(raw):
    message = email.message_from_bytes(raw, policy=email.policy.default)
    plain, page = (message.get_body((kind,)).get_content() for kind in ["plain", "html"])
    to = message["to"].addresses[0]

    def unsigned(text):
        return re.sub(r"(/unsubscribe/)[\w.-]+", r"\1", text)

    return {
        "from": str(message["from"].addresses[0]), "to": (to.display_name, to.addr_spec), "subject": str(message["subject"]),
        "text": [line.rstrip() for line in unsigned(plain).split("\n")], "page": Shown(unsigned(page)).seen,
    }


def main(encoding, folder, runs):
    versions = [f"{name} {importlib.metadata.version(name)}" for name in ["minijinja", "css-inline"]]
    subject = f"{', '.join(versions)}, email in {encoding}"
    with open(f"{folder}/product-email.jsonl") as file:
        customers = [json.loads(line) for line in file]
    compose = composer(encoding)
    messages, seconds = timed(
        int(runs), lambda: [compose(number, customer) for number, customer in enumerate(customers, 1)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with open(f"{folder}/composition.eml", "rb") as file:
        ours = file.read().split(b"\0")[:-1]
    equal, different = 0, {}
    for mine, theirs in zip(ours, messages):
        mine, theirs = meaning(mine), meaning(theirs)
        unlike = [part for part in mine if mine[part] != theirs[part]]
        equal += not unlike
        for part in unlike:
            different[part] = different.get(part, 0) + 1
            if os.environ.get("SHOW"):
                pairs = zip(mine[part], theirs[part]) if part in ("text", "page") else [(mine[part], theirs[part])]
                print(part, *next(((a, b) for a, b in pairs if a != b), ("length",)), sep="\n  ", file=sys.stderr)
    note = f"{equal} of {len(ours)} messages say the same: names, addresses, subject, text, elements, attributes, styles"
    if different:
        note += f"; different: {different}"
    report("whole messages", subject, "emails", len(messages), seconds, peak, sum(map(len, messages)), note)


main(*sys.argv[1:])
