"""One table of NDCG@6 ratios, ours over each peer's, with paired bootstrap intervals: table.py WORK SPLIT …

The last column pools the splits other than the first by the mean of their ratios' numerators and denominators.
"""
import os
import sys

import numpy as np
import pandas as pd

LENGTH = 6
DISCOUNT = 1 / np.log2(np.arange(2, LENGTH + 2))
IDEAL = np.cumsum(DISCOUNT)
NEXT = ["tifu", "frequency", "ease", "bm25", "als", "cosine", "popularity"]
DISCOVER = ["ease", "bm25", "als", "cosine", "tifu", "popularity"]
CARTS = ["frequency", "cosine", "bm25", "ease"]
# Task, what it asks, our file, truth, whether only novel products count, peers' task, peers.
TASKS = [
    ("A", "next basket", "next", "next_basket", False, "next", NEXT),
    ("A4", "next 28 days", "next", "window", False, "next", NEXT),
    ("B", "next basket, new to them", "discover", "next_basket", True, "discover", DISCOVER),
    ("B4", "next 28 days, new to them", "discover", "window", True, "discover", DISCOVER),
    ("C", "rest of a cart", "carts", "cart", False, "carts", CARTS),
    ("C alone", "the same, from the cart alone", "carts_only", "cart", False, "carts", CARTS[1:]),
    ("Cn", "rest of a cart, new to them", "carts_novel", "cart", True, "carts_novel", CARTS[1:]),
]
NAMES = {
    "tifu": "TIFU-KNN", "frequency": "personal frequency", "ease": "EASE", "bm25": "implicit BM25", "als": "implicit ALS 64",
    "cosine": "implicit cosine", "popularity": "popularity",
}


def truth(folder, name, novel_only):
    table = pd.read_csv(f"{folder}/holdout/truth_{name}.csv")
    if novel_only:
        table = table[table.novel == 1]
    key = "case_id" if "case_id" in table else "customer_id"
    return {case: frozenset(group) for case, group in table.groupby(key).product_id}


def ndcg(path, wanted):
    lists = pd.read_csv(path)
    lists = lists[lists["rank"] <= LENGTH]
    key = "case_id" if "case_id" in lists else "customer_id"
    lists = {case: list(group) for case, group in lists.sort_values([key, "rank"]).groupby(key).product_id}
    values = []
    for case in sorted(wanted):
        gain = sum(DISCOUNT[rank] for rank, product in enumerate(lists.get(case, [])) if product in wanted[case])
        values.append(gain / IDEAL[min(len(wanted[case]), LENGTH) - 1])
    return np.array(values)


def ratio(ours, theirs, draws=1_000):
    """Of means over splits, with the middle 95 % of what redrawn cases give."""
    random = np.random.default_rng(1)
    tops, bottoms = np.zeros(draws), np.zeros(draws)
    for a, b in zip(ours, theirs):
        picks = random.integers(0, len(a), (draws, len(a)))
        tops += a[picks].mean(1)
        bottoms += b[picks].mean(1)
    low, high = np.percentile(tops / bottoms, [2.5, 97.5])
    value = sum(a.mean() for a in ours) / sum(b.mean() for b in theirs)
    return f"× {value:.3f} ({low:.3f} … {high:.3f})"


def main():
    work, splits = sys.argv[1], sys.argv[2:]
    groups = [splits[:1]] + ([splits[1:]] if len(splits) > 1 else [])
    heads = [" and ".join(group) for group in groups]
    columns = "".join(f" {head}: theirs | {head}: ours ÷ theirs |" for head in heads)
    print(f"| Task | Peer |{columns}")
    print("|:--|:--|" + "--:|:--|" * len(groups))
    for task, asks, ours, truth_name, novel_only, peer_task, peers in TASKS:
        wanted = {split: truth(f"{work}/{split}", truth_name, novel_only) for split in splits}
        own = {split: ndcg(f"{work}/{split}/dovetail_{ours}.csv", wanted[split]) for split in splits}
        cells = "".join(f" **{np.mean([own[split].mean() for split in group]):.4f}** | |" for group in groups)
        print(f"| **{task}** {asks} | **Dovetail** |{cells}")
        for peer in peers:
            path = f"{work}/{{}}/peer_{peer_task}_{peer}.csv"
            if not all(os.path.exists(path.format(split)) for split in splits):
                continue
            theirs = {split: ndcg(path.format(split), wanted[split]) for split in splits}
            cells = ""
            for group in groups:
                mean = np.mean([theirs[split].mean() for split in group])
                pairs = [own[split] for split in group], [theirs[split] for split in group]
                cells += f" {mean:.4f} | {ratio(*pairs) if mean > 0 else ''} |"
            print(f"| {task} | {NAMES[peer]} |{cells}")


main()
