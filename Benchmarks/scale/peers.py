"""What a peer takes for a step of the scale benchmark, once, in a process of its own: two threads, the same files.

usage: peers.py STEP FOLDER [THREADS]    rfm-duckdb rfm-polars pairs-duckdb pairs-scipy implicit-cosine implicit-bm25
"""
import os
import resource
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "peers"))
from measurement import report

AT = 1767225600  # 2026-01-01T00:00:00Z
LEAST_PAIRS = 3
NEIGHBOURS = 20


def orders(folder):
    return f"{folder}/data/orders.csv"


def lines_of_duckdb(folder):
    return f"""read_csv('{orders(folder)}', header = true, columns = {{
        'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'time': 'TIMESTAMP', 'product_id': 'VARCHAR',
        'quantity': 'INTEGER', 'unit_price': 'DECIMAL(12, 2)', 'discount': 'DECIMAL(12, 2)'}})"""


def duckdb_connection(threads):
    import duckdb
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    return duckdb.__version__, connection


def rfm_duckdb(folder, threads):
    """Recency, frequency and monetary value, no quintiles: one scan of the file and one grouping."""
    version, connection = duckdb_connection(threads)
    start = Start()
    rows = connection.sql(f"""
        SELECT customer_id, CAST(floor(({AT} - epoch(max(time))) / 86400) AS BIGINT) AS recency,
            count(DISTINCT order_id) AS frequency,
            sum(unit_price * quantity - coalesce(discount, 0)) AS monetary
        FROM {lines_of_duckdb(folder)} GROUP BY customer_id""").arrow()
    rows = rows.read_all() if hasattr(rows, "read_all") else rows
    report_row("files to RFM", f"DuckDB {version}", folder, start, f"{len(rows)} customers")


def rfm_polars(folder, threads):
    import polars as pl
    start = Start()
    lines = pl.scan_csv(orders(folder), schema={
        "order_id": pl.String, "customer_id": pl.String, "time": pl.String, "product_id": pl.String,
        "quantity": pl.Int32, "unit_price": pl.Float64, "discount": pl.Float64})
    moment = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.epoch("s")
    rows = lines.group_by("customer_id").agg(
        recency=(AT - moment.max()) // 86400, frequency=pl.col("order_id").n_unique(),
        monetary=(pl.col("unit_price") * pl.col("quantity") - pl.col("discount").fill_null(0)).sum()).collect()
    report_row("files to RFM", f"Polars {pl.__version__}", folder, start, f"{len(rows)} customers")


def read(folder):
    """The orders as numbers, read before the clock starts."""
    import polars as pl

    def number(column):
        return pl.col(column).str.slice(1).cast(pl.Int32)

    return pl.read_csv(orders(folder), columns=["order_id", "customer_id", "product_id"]).select(
        order=number("order_id"), customer=number("customer_id"), product=number("product_id"))


def pairs_duckdb(folder, threads):
    """Pairs of products in one order, seen in at least three; the orders stand in memory as integers."""
    version, connection = duckdb_connection(threads)
    lines = read(folder)
    connection.execute('CREATE TABLE lines AS SELECT * FROM lines')
    start = Start()
    count = connection.sql(f"""SELECT count(*) FROM (
        SELECT a.product, b.product, count(*) FROM lines a JOIN lines b ON a."order" = b."order" AND a.product < b.product
        GROUP BY 1, 2 HAVING count(*) >= {LEAST_PAIRS})""").fetchall()[0][0]
    report_row("co-purchase pairs", f"DuckDB {version}", folder, start, f"{count} pairs")


def pairs_scipy(folder, threads):
    import numpy as np
    import scipy
    import scipy.sparse as sparse
    lines = read(folder)
    rows, columns = lines["order"].to_numpy(), lines["product"].to_numpy()
    del lines
    start = Start()
    baskets = sparse.csr_matrix((np.ones(len(rows), np.int32), (rows, columns)))
    together = baskets.T.tocsr() @ baskets
    count = (int((together.data >= LEAST_PAIRS).sum()) - int((together.diagonal() >= LEAST_PAIRS).sum())) // 2
    report_row("co-purchase pairs", f"SciPy {scipy.__version__}", folder, start, f"{count} pairs")


def implicit_items(folder, threads, model, name):
    """Fits and recommends ten products for everyone."""
    import implicit
    import numpy as np
    import scipy.sparse as sparse
    lines = read(folder)
    rows, columns = lines["customer"].to_numpy(), lines["product"].to_numpy()
    del lines
    bought = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)))
    del rows, columns
    start = Start()
    fitted = model(K=NEIGHBOURS, num_threads=threads)
    fitted.fit(bought, show_progress=False)
    fit = start.seconds()
    customers = np.arange(bought.shape[0])
    for first in range(0, len(customers), 50_000):
        some = customers[first:first + 50_000]
        fitted.recommend(some, bought[some], N=10, filter_already_liked_items=False)
    report_row("everything", f"implicit {implicit.__version__}, {name}", folder, start,
               f"fit {fit:.1f} s, recommend all {start.seconds() - fit:.1f} s; read before the clock starts")


def implicit_cosine(folder, threads):
    from implicit.nearest_neighbours import CosineRecommender
    implicit_items(folder, threads, CosineRecommender, "cosine K = 20")


def implicit_bm25(folder, threads):
    from implicit.nearest_neighbours import BM25Recommender
    implicit_items(folder, threads, BM25Recommender, "BM25 K = 20")


class Start:
    """A moment: seconds on the clock since, and of the processor in all threads together."""

    def __init__(self):
        self.clock, self.processor = time.perf_counter(), time.process_time()

    def seconds(self):
        return time.perf_counter() - self.clock

    def worked(self):
        return time.process_time() - self.processor


def report_row(step, subject, folder, start, note):
    seconds, worked = start.seconds(), start.worked()
    with open(orders(folder), "rb") as file:
        count = sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 24), b"")) - 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report(step, subject, "order lines", count, [seconds], peak, None, f"{worked * 1000:.0f} ms of CPU, {note}")


STEPS = {function.__name__.replace("_", "-"): function for function in (
    rfm_duckdb, rfm_polars, pairs_duckdb, pairs_scipy, implicit_cosine, implicit_bm25)}


def main(step, folder, threads="2"):
    os.environ["POLARS_MAX_THREADS"] = threads
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    STEPS[step](folder, int(threads))


main(*sys.argv[1:])
