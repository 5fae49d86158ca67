"""The strongest public recommenders on one split: peers.py FOLDER writes FOLDER/peer_TASK_NAME.csv.

implicit (PyPI) as published; popularity, personal frequency, TIFU-KNN and EASE in a few lines of numpy.
TASK: next (repeats included), discover (never bought before), carts (what completes a cart).
Sources: Hu et al., TIFU-KNN, SIGIR 2020; Steck, "Embarrassingly Shallow Autoencoders", WWW 2019; github.com/benfred/implicit.
"""
import sys

import numpy as np
import pandas as pd
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import BM25Recommender, CosineRecommender

FOLDER = sys.argv[1]
LENGTH = 6


class Split:
    def __init__(self, folder):
        lines = pd.read_csv(f"{folder}/input/order_lines.csv")
        self.products = np.sort(pd.read_csv(f"{folder}/input/products.csv").product_id.to_numpy())
        self.customers = np.sort(lines.customer_id.unique())
        lines["time"] = pd.to_datetime(lines.timestamp)
        lines["customer"] = np.searchsorted(self.customers, lines.customer_id)
        lines["product"] = np.searchsorted(self.products, lines.product_id)
        # One line a product and order, oldest order first.
        lines = lines.drop_duplicates(["customer", "order_id", "product"]).sort_values(["customer", "time", "order_id"])
        is_new = (lines.customer.diff() != 0) | (lines.order_id.diff() != 0)
        self.basket = np.cumsum(is_new.to_numpy()) - 1
        self.customer, self.product = lines.customer.to_numpy(), lines["product"].to_numpy()
        self.age = ((lines.time.max() - lines.time) / pd.Timedelta(days=1)).to_numpy()
        owners = self.customer[is_new.to_numpy()]
        self.baskets = np.bincount(owners, minlength=len(self.customers))
        first = np.concatenate([[0], np.cumsum(self.baskets)])[self.customer]
        # 0 for the newest basket of the customer.
        self.back = self.baskets[self.customer] - 1 - (self.basket - first)

    def matrix(self, weights):
        shape = (len(self.customers), len(self.products))
        return sp.csr_matrix((weights.astype(np.float32), (self.customer, self.product)), shape=shape)

    def counts(self):
        return self.matrix(np.ones(len(self.customer)))

    def profile(self):
        """Counts that fade within months, on a logarithmic scale: better for EASE and ALS than plain counts."""
        profile = self.matrix(np.exp(-self.age / 120))
        profile.data = np.log1p(2 * profile.data)
        return profile

    def by_basket(self):
        shape = (self.basket.max() + 1, len(self.products))
        return sp.csr_matrix((np.ones(len(self.basket), np.float32), (self.basket, self.product)), shape=shape)


def best(scores, length=LENGTH):
    """The highest of each row, the first in the catalogue where they are equal; only what scores above 0."""
    order = np.argsort(-scores, axis=1, kind="stable")[:, :length]
    return [[j for j in row if scores[i, j] > 0] for i, row in enumerate(order)]


def write(task, name, ids, lists, products, column="customer_id"):
    rows = [(case, rank + 1, products[j]) for case, row in zip(ids, lists) for rank, j in enumerate(row[:LENGTH])]
    pd.DataFrame(rows, columns=[column, "rank", "product_id"]).to_csv(f"{FOLDER}/peer_{task}_{name}.csv", index=False)


def tifu_knn(split, group_size=3, within=0.9, across=0.6, neighbours=100, alpha=0.5):
    count = split.baskets[split.customer]
    size = np.ceil(count / group_size).astype(int)
    groups = np.ceil(count / size).astype(int)
    group, place = split.back // size, split.back % size
    members = np.where(group == groups - 1, count - size * (groups - 1), size)
    own = split.matrix(across**group * within**place / members / groups).tocsr()
    products = (own @ own.T).toarray()
    squares = products.diagonal().copy()
    nearness = 2 * products - squares[:, None] - squares[None, :]
    np.fill_diagonal(nearness, -np.inf)
    nearest = np.argpartition(-nearness, neighbours, axis=1)[:, :neighbours]
    rows = np.repeat(np.arange(len(own.indptr) - 1), neighbours)
    mean = sp.csr_matrix((np.full(rows.size, 1 / neighbours), (rows, nearest.ravel())), shape=products.shape)
    return (alpha * own + (1 - alpha) * (mean @ own)).toarray()


class Ease:
    """Scores of the `top` most frequent products; the others are never named."""

    def __init__(self, interactions, top, regularization):
        frequency = np.asarray((interactions > 0).sum(0)).ravel()
        self.popular = np.sort(np.argsort(-frequency, kind="stable")[:top])
        chosen = interactions[:, self.popular]
        gram = (chosen.T @ chosen).toarray().astype(np.float64)
        gram[np.diag_indices(len(self.popular))] += regularization
        inverse = np.linalg.inv(gram)
        self.weights = -inverse / np.diag(inverse)
        np.fill_diagonal(self.weights, 0)

    def scores(self, queries):
        scores = np.zeros(queries.shape)
        scores[:, self.popular] = queries[:, self.popular] @ self.weights
        return scores


def recommended(model, ids, queries, drop_owned, length):
    found, scores = model.recommend(ids, queries, N=length, filter_already_liked_items=drop_owned)
    return [[j for j, score in zip(*row) if j >= 0 and score > 0] for row in zip(found, scores)]


def customers(split):
    counts = split.counts()
    bought = counts.toarray() > 0
    popularity = np.asarray(counts.sum(0)).ravel()
    ids = np.arange(len(split.customers))
    answers = {"popularity": np.tile(popularity, (len(ids), 1))}
    answers["frequency"] = counts.toarray() + popularity / 1e7 * bought
    answers["tifu"] = tifu_knn(split)
    profile = split.profile()
    # EASE says nothing of buying the same again; three times the profile is what names the most of it.
    answers["ease"] = Ease(profile, 4_000, 150).scores(profile) + 3 * profile.toarray()
    for name, scores in answers.items():
        write("next", name, split.customers, best(scores), split.products)
        if name != "frequency":
            write("discover", name, split.customers, best(np.where(bought, 0, scores)), split.products)
    # Of implicit's settings those that are best on these data: neighbours K, plain counts or the profile.
    models = [
        ("bm25", ["next"], BM25Recommender(K=5, num_threads=1), counts),
        ("bm25", ["discover"], BM25Recommender(K=100, num_threads=1), counts),
        ("cosine", ["next", "discover"], CosineRecommender(K=20, num_threads=1), counts),
        (
            "als",
            ["next", "discover"],
            AlternatingLeastSquares(factors=64, regularization=0.1, iterations=15, random_state=1, num_threads=1),
            profile,
        ),
    ]
    for name, tasks, model, interactions in models:
        model.fit(interactions, show_progress=False)
        for task in tasks:
            lists = recommended(model, ids, interactions, task == "discover", LENGTH)
            write(task, name, split.customers, lists, split.products)


def carts(split):
    query = pd.read_csv(f"{FOLDER}/input/cart_queries.csv")
    cases = query.drop_duplicates("case_id")
    row = pd.Index(cases.case_id).get_indexer(query.case_id)
    column = np.searchsorted(split.products, query.product_id)
    contents = sp.csr_matrix((np.ones(len(query), np.float32), (row, column)), shape=(len(cases), len(split.products)))
    counts = split.counts().tocsr()
    owner = np.searchsorted(split.customers, cases.customer_id)
    owned = [set(counts.indices[counts.indptr[u] : counts.indptr[u + 1]]) for u in owner]
    inside = [set(contents.indices[contents.indptr[i] : contents.indptr[i + 1]]) for i in range(len(cases))]

    def put(name, lists):
        write("carts", name, cases.case_id, lists, split.products, "case_id")
        novel = [[j for j in row if j not in own] for row, own in zip(lists, owned)]
        write("carts_novel", name, cases.case_id, novel, split.products, "case_id")

    baskets = split.by_basket()
    ids = np.arange(len(cases))
    models = [("cosine", CosineRecommender(K=200, num_threads=1)), ("bm25", BM25Recommender(K=200, num_threads=1))]
    for name, model in models:
        model.fit(baskets, show_progress=False)
        put(name, recommended(model, ids, contents, True, 60))
    model = Ease(baskets, 4_000, 100)
    lists = []
    for start in range(0, len(cases), 1_000):
        part = contents[start : start + 1_000]
        lists += best(np.where(part.toarray() > 0, 0, model.scores(part)), 60)
    put("ease", lists)
    frequent = []
    for user, cart in zip(owner, inside):
        own = slice(counts.indptr[user], counts.indptr[user + 1])
        order = np.argsort(-counts.data[own], kind="stable")
        frequent.append([j for j in counts.indices[own][order] if j not in cart])
    put("frequency", frequent)


def main():
    split = Split(FOLDER)
    customers(split)
    carts(split)


main()
