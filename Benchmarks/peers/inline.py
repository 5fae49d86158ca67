"""Inlines plain pages with css-inline, all of whose work is done in Rust.

usage: inline.py PAGES RUNS
"""
import importlib.metadata
import os
import resource
import sys

import css_inline

from measurement import report, timed

# Each page so often in one run, which would else be too short to be measured.
REPETITIONS = 20


def main(pages, runs):
    texts = []
    for name in sorted(os.listdir(pages)):
        with open(os.path.join(pages, name)) as file:
            texts.append(file.read())
    inliner = css_inline.CSSInliner(keep_at_rules=True, apply_width_attributes=True, apply_height_attributes=True,
                                    load_remote_stylesheets=False)
    subject = f"css-inline {importlib.metadata.version('css-inline')}"
    _, seconds = timed(int(runs), lambda: [inliner.inline(text) for text in texts for _ in range(REPETITIONS)])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    size = sum(len(text.encode()) for text in texts)
    report("inlining", subject, "pages", len(texts), [each / REPETITIONS for each in seconds], peak, size)


main(*sys.argv[1:])
