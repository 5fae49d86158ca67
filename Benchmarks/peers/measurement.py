"""What a peer's runs took, printed as Benchmarks/Measurement.swift reads it."""
import json
import time


def timed(runs, work):
    """Runs `work` once to warm up, then `runs` times; returns the last result and the seconds of each run."""
    result, seconds = work(), []
    for _ in range(runs):
        start = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - start)
    return result, seconds


def report(stage, subject, unit, count, seconds, peak_kilobytes, size=None, note=None):
    print(json.dumps({
        "stage": stage, "subject": subject, "unit": unit, "count": count, "bytes": size, "seconds": seconds,
        "peakBytes": peak_kilobytes * 1024, "note": note,
    }))
