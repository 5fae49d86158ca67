"""The product email by a template engine of Python's: data read and template compiled before, one thread.

usage: product_email.py liquid|jinja2|minijinja FOLDER RUNS

FOLDER has the customers in `product-email.jsonl` and our pages in `product-email.html`, a zero byte after each.
"""
import html
import importlib.metadata
import json
import os
import resource
import sys
import time
from datetime import datetime

from measurement import report, timed

HERE = os.path.dirname(os.path.abspath(__file__))


def date(text, pattern):
    return datetime.fromisoformat(text).strftime(pattern)


def money(cents):
    return f"${cents // 100:,}.{cents % 100:02d}"


def with_liquid(source):
    import liquid

    environment = liquid.Environment(autoescape=True)
    environment.add_filter("money", money)
    template = environment.from_string(source)
    return lambda customer: template.render(**customer)


def with_jinja2(source):
    import jinja2

    environment = jinja2.Environment(autoescape=True, keep_trailing_newline=True, cache_size=0)
    environment.filters["date"] = date
    template = environment.from_string(source)
    return template.render


def with_minijinja(source):
    import minijinja

    environment = minijinja.Environment(keep_trailing_newline=True)
    environment.add_filter("date", date)
    environment.add_template("email.html", source)
    return lambda customer: environment.render_template("email.html", **customer)


ENGINES = {
    "liquid": (with_liquid, "python-liquid", "liquid"),
    "jinja2": (with_jinja2, "Jinja2", "jinja"),
    "minijinja": (with_minijinja, "minijinja", "jinja"),
}


def main(engine, folder, runs):
    prepare, package, suffix = ENGINES[engine]
    subject = f"{package} {importlib.metadata.version(package)}"
    with open(f"{HERE}/product_email.{suffix}") as file:
        source = file.read()
    with open(f"{folder}/product-email.jsonl") as file:
        customers = [json.loads(line) for line in file]

    parses = []
    for _ in range(5 * int(runs)):
        start = time.perf_counter()
        render = prepare(source)
        parses.append(time.perf_counter() - start)
    pages, seconds = timed(int(runs), lambda: [render(customer) for customer in customers])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with open(f"{folder}/product-email.html") as file:
        ours = file.read().split("\0")[:-1]
    equal = sum(html.unescape(mine) == html.unescape(theirs) for mine, theirs in zip(ours, pages))
    note = f"{equal} of {len(ours)} pages are the same, entities resolved"
    size = sum(len(page.encode()) for page in pages)
    report("product email", subject, "emails", len(pages), seconds, peak, size, note)
    report("product email, parsing", subject, "templates", 1, parses, peak)


main(*sys.argv[1:])
