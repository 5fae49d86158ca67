#!/usr/bin/env python3
"""Prints what the files of data/ tell about the truth, by the plainest estimators: the figures of README.md."""

import csv
import gzip
import io
from collections import Counter, defaultdict

import catalogue
from generate import SHOP


def rows(name):
    content = (SHOP / name).read_bytes()
    text = gzip.decompress(content) if name.endswith(".gz") else content
    return list(csv.DictReader(io.StringIO(text.decode("utf-8"))))


def ranks(values):
    """Ranks from 0; equal values share their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    result, start = [0.0] * len(values), 0
    while start < len(order):
        stop = start
        while stop < len(order) and values[order[stop]] == values[order[start]]:
            stop += 1
        for position in order[start:stop]:
            result[position] = (start + stop - 1) / 2
        start = stop
    return result


def rank_correlation(left, right):
    a, b = ranks(left), ranks(right)
    mean = (len(a) - 1) / 2
    covariance = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    return covariance / (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5


def area_under_curve(scores, labels):
    positives = sum(labels)
    rank_sum = sum(rank + 1 for rank, label in zip(ranks(scores), labels) if label)
    return (rank_sum - positives * (positives + 1) / 2) / (positives * (len(labels) - positives))


def main():
    bought = [line for line in rows("data/orders.csv") if int(line["quantity"]) > 0]
    sessions, truth = rows("truth/sessions.csv.gz"), rows("truth/customers.csv")
    labels = [int(session["purchased"]) for session in sessions]
    print(f"sessions {len(sessions)}, of which bought {sum(labels) / len(labels):.3f}")
    print(f"AUC of the true probability {area_under_curve([float(s['probability']) for s in sessions], labels):.3f}")

    baskets, deals, counts = defaultdict(set), Counter(), Counter()
    for line in bought:
        baskets[line["order_id"]].add(line["product_id"])
        counts[line["customer_id"]] += 1
        reduced = round(float(line["unit_price"]) * 100) < catalogue.BY_ID[line["product_id"]].price
        deals[line["customer_id"]] += reduced or float(line["discount"]) > 0
    print(f"orders {len(baskets)}, lines {len(bought)}")

    regular = [row for row in truth if int(row["orders"]) >= 5]
    shares = [(deals[row["customer_id"]] + 1) / (counts[row["customer_id"]] + 2) for row in regular]
    print(f"customers with 5 orders or more {len(regular)}")
    print(f"price sensitivity against share of reduced lines: {rank_correlation(shares, [float(r['price_sensitivity']) for r in regular]):.3f}")
    visits, seen = defaultdict(set), defaultdict(list)
    for event in rows("data/events.csv.gz"):
        visits[event["customer_id"]].add(event["session_id"])
        seen[event["customer_id"]].append(event["time"][:10])
    months = {id: (int(max(d)[:4]) - int(min(d)[:4])) * 12 + int(max(d)[5:7]) - int(min(d)[5:7]) + 1 for id, d in seen.items()}
    rates = [len(visits[row["customer_id"]]) / months[row["customer_id"]] for row in regular]
    print(f"engagement against sessions per month between first and last: {rank_correlation(rates, [float(r['engagement']) for r in regular]):.3f}")

    together, sold, true_sets = Counter(), Counter(), defaultdict(set)
    for basket in baskets.values():
        sold.update(basket)
        together.update((a, b) for a in basket for b in basket if a != b)
    for anchor, complement, _ in catalogue.COMPLEMENTS:
        true_sets[anchor].add(complement)
    precisions = []
    for anchor, complements in true_sets.items():
        best = sorted((p.id for p in catalogue.PRODUCTS if together[anchor, p.id]), key=lambda id: -together[anchor, id])
        size = min(3, len(complements))
        precisions.append(len(complements.intersection(best[:size])) / size)
    print(f"precision@3 of the most frequent partners, over {len(precisions)} anchors: {sum(precisions) / len(precisions):.3f}")


if __name__ == "__main__":
    main()
