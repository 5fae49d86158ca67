#!/usr/bin/env python3
"""How near Dovetail's complements on the demo shop come to those of an oracle that knows the generator's form.

usage: demo_complements.py COMPANIONS.csv      case_id,rank,product_id: for each product in a cart alone, its complements

The oracle knows how the demo shop is made (examples/demo-shop/README.md, "Complements"): an order starts with what was
wanted for itself, and each line draws its own complements, which come after it; pairs have no bond otherwise. It does not
know which pairs, nor how strong: those it estimates from the same orders, by maximum likelihood (expectation
maximisation over "wanted for itself" and every earlier line as the possible cause). Its floor on a pair's probability is
the one of the four that serves it best, which no recommender could know.

Precision@3 is over the 56 anchors that have complements, of at most as many as they have; strict precision is over all
picks of all 117 products, where a card that asks for a camera is wrong.
"""
import csv
import os
import sys
from collections import defaultdict

SHOP = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "demo-shop")
ROUNDS = 50
FLOORS = (0.01, 0.04, 0.06, 0.08)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def baskets():
    """Products of each order, in the order of its lines."""
    orders = defaultdict(dict)
    for line in rows(f"{SHOP}/data/orders.csv"):
        if int(line["quantity"]) > 0:
            orders[line["order_id"]][line["product_id"]] = True
    return [list(order) for order in orders.values()]


def oracle(orders):
    """Probability that an anchor takes a product along, by pair."""
    bought, after = defaultdict(int), defaultdict(int)
    for order in orders:
        for place, product in enumerate(order):
            bought[product] += 1
            for earlier in order[:place]:
                after[earlier, product] += 1
    # An anchor that stands behind a product had no chance to take it along.
    trials = {(a, b): bought[a] - after.get((b, a), 0) for a, b in after}
    rate = {pair: 0.5 * count / bought[pair[0]] for pair, count in after.items()}
    own = {product: 0.7 * count / len(orders) for product, count in bought.items()}
    for _ in range(ROUNDS):
        shares, alone = defaultdict(float), defaultdict(float)
        for order in orders:
            for place, product in enumerate(order):
                missed = 1 - own[product]
                for earlier in order[:place]:
                    missed *= 1 - rate[earlier, product]
                for earlier in order[:place]:
                    shares[earlier, product] += rate[earlier, product] / (1 - missed)
                alone[product] += own[product] / (1 - missed)
        rate = {pair: min(0.999, shares[pair] / max(1, trials[pair])) for pair in rate}
        own = {product: alone[product] / len(orders) for product in own}
    return rate


def measure(lists, truth):
    """Precision@3 over the anchors, strict precision over all products."""
    hits = [
        len(truth[anchor].intersection(lists.get(anchor, [])[: min(3, len(truth[anchor]))])) / min(3, len(truth[anchor]))
        for anchor in truth
    ]
    picks = [(anchor, pick) for anchor, list_ in lists.items() for pick in list_[:3]]
    right = sum(pick in truth.get(anchor, ()) for anchor, pick in picks)
    return sum(hits) / len(hits), right / max(1, len(picks)), len(picks)


def main():
    truth = defaultdict(set)
    for row in rows(f"{SHOP}/truth/complements.csv"):
        truth[row["anchor"]].add(row["complement"])
    mine = defaultdict(list)
    for row in sorted(rows(sys.argv[1]), key=lambda row: int(row["rank"])):
        mine[row["case_id"]].append(row["product_id"])
    rate = oracle(baskets())
    best = (0, 0, 0)
    for floor in FLOORS:
        lists = defaultdict(list)
        for (anchor, product), value in sorted(rate.items(), key=lambda pair: (-pair[1], pair[0])):
            if value > floor:
                lists[anchor].append(product)
        found = measure(lists, truth)
        print(f"oracle, pairs above {floor:.2f}   precision@3 {found[0]:.4f}   strict {found[1]:.4f} of {found[2]} picks")
        best = max(best, found)
    found = measure(mine, truth)
    print(f"Dovetail                   precision@3 {found[0]:.4f}   strict {found[1]:.4f} of {found[2]} picks")
    print(f"of the oracle's precision@3: {found[0] / best[0]:.3f}")


if __name__ == "__main__":
    main()
