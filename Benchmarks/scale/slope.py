"""How the seconds of the processor that each step takes grow with the lines: a straight line by least squares.

usage: slope.py FILE
"""
import json
import sys


def worked(row):
    """Of both threads together: what else the machine does hardly touches it."""
    return int(row["note"].split(" ms of CPU")[0]) / 1000


def main(file):
    steps = {}
    for line in open(file):
        row = json.loads(line)
        steps.setdefault(row["stage"], []).append((row["count"] / 1e6, worked(row), row["peakBytes"]))
    sizes = sorted({round(lines, 1) for points in steps.values() for lines, *_ in points})
    print("| CPU seconds at … million lines | " + " | ".join(f"{size:g}" for size in sizes) + " | a million lines | linear |")
    print("|:--|" + "--:|" * (len(sizes) + 2))
    for step, points in steps.items():
        points.sort()
        count = len(points)
        x = sum(lines for lines, *_ in points) / count
        y = sum(seconds for _, seconds, _ in points) / count
        spread = sum((lines - x) ** 2 for lines, *_ in points)
        slope = sum((lines - x) * (seconds - y) for lines, seconds, _ in points) / spread if spread else 0
        off = sum((seconds - y - slope * (lines - x)) ** 2 for lines, seconds, _ in points)
        all_off = sum((seconds - y) ** 2 for _, seconds, _ in points)
        fit = 1 - off / all_off if all_off else 1
        cells = [f"{seconds:.2f}" for _, seconds, _ in points]
        print(f"| {step} | " + " | ".join(cells) + f" | {slope:.3f} s | R² {fit:.3f} |")
    peaks = sorted(steps["everything"])
    print("| peak memory, MiB | " + " | ".join(str(peak >> 20) for *_, peak in peaks) + " | | |")


main(*sys.argv[1:])
