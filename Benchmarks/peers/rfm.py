"""From the files to recency, frequency, monetary value and their quintiles, by DuckDB or Polars with all cores.

usage: rfm.py duckdb|polars FOLDER RUNS

The same rules as Dovetail's, so that the results can be held against its `rfm.csv`: lines of quantity 0 and of unknown
products are left out, prices are rounded to cents before they are multiplied, equal values share a quintile.
"""
import csv
import os
import resource
import sys

from measurement import report, timed

AT = 1514883600  # 2018-01-02T09:00:00Z


def with_duckdb(folder):
    import duckdb

    query = f"""
        WITH lines AS (
            SELECT * FROM read_csv('{folder}/data/orders.csv', header = true, columns = {{
                'order_id': 'VARCHAR', 'customer_id': 'VARCHAR', 'time': 'TIMESTAMPTZ', 'product_id': 'VARCHAR',
                'quantity': 'INTEGER', 'unit_price': 'DECIMAL(12, 4)', 'discount': 'DECIMAL(12, 4)'}})
            WHERE quantity <> 0 AND product_id IN (
                SELECT id FROM read_csv('{folder}/data/products.csv', header = true, all_varchar = true))
        ), customers AS (
            SELECT customer_id,
                CAST(floor(({AT} - epoch(max(time))) / 86400) AS BIGINT) AS recency,
                count(DISTINCT order_id) AS frequency,
                CAST(sum(round(unit_price, 2) * 100 * quantity - round(discount, 2) * 100) AS BIGINT) AS monetary
            FROM lines GROUP BY customer_id
        )
        SELECT *,
            1 + 5 * (rank() OVER (ORDER BY recency DESC) - 1 + count(*) OVER (ORDER BY recency DESC))
                // (2 * count(*) OVER ()) AS r,
            1 + 5 * (rank() OVER (ORDER BY frequency) - 1 + count(*) OVER (ORDER BY frequency))
                // (2 * count(*) OVER ()) AS f,
            1 + 5 * (rank() OVER (ORDER BY monetary) - 1 + count(*) OVER (ORDER BY monetary))
                // (2 * count(*) OVER ()) AS m
        FROM customers
        """
    return f"DuckDB {duckdb.__version__}", lambda: duckdb.sql(query).fetchall()


def with_polars(folder):
    import polars as pl

    def cents(column):
        return ((pl.col(column) * 10_000).round().cast(pl.Int64) + 50) // 100

    def quintile(value):
        below, up_to = value.rank("min") - 1, value.rank("max")
        return (1 + 5 * (below.cast(pl.Int64) + up_to.cast(pl.Int64)) // (2 * pl.len())).cast(pl.Int64)

    lines = pl.scan_csv(f"{folder}/data/orders.csv", schema={
        "order_id": pl.String, "customer_id": pl.String, "time": pl.String, "product_id": pl.String,
        "quantity": pl.Int32, "unit_price": pl.Float64, "discount": pl.Float64})
    products = pl.scan_csv(f"{folder}/data/products.csv", infer_schema=False).select("id")
    time = pl.col("time").str.to_datetime("%Y-%m-%dT%H:%M:%SZ").dt.epoch("s")
    scored = (
        lines.filter(pl.col("quantity") != 0)
        .join(products, left_on="product_id", right_on="id", how="semi")
        .group_by("customer_id")
        .agg(
            recency=(AT - time.max()) // 86400,
            frequency=pl.col("order_id").n_unique().cast(pl.Int64),
            monetary=(cents("unit_price") * pl.col("quantity") - cents("discount")).sum(),
        )
        .with_columns(
            r=quintile(-pl.col("recency")), f=quintile(pl.col("frequency")), m=quintile(pl.col("monetary")),
        )
    )
    return f"Polars {pl.__version__}", lambda: scored.collect().rows()


def main(engine, folder, runs):
    subject, work = {"duckdb": with_duckdb, "polars": with_polars}[engine](folder)
    rows, seconds = timed(int(runs), work)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    theirs = {row[0]: [int(value) for value in row[1:]] for row in rows}
    with open(f"{folder}/rfm.csv") as file:
        ours = {row[0]: [int(value) for value in row[1:]] for row in list(csv.reader(file))[1:]}
    equal = sum(theirs.get(customer) == values for customer, values in ours.items())
    note = f"{equal} of {len(ours)} customers have the same seven values ({len(theirs)} found)"

    orders = f"{folder}/data/orders.csv"
    with open(orders, "rb") as file:
        count = sum(1 for _ in file) - 1
    size = os.path.getsize(orders) + os.path.getsize(f"{folder}/data/products.csv")
    report("files to RFM", subject, "order lines", count, seconds, peak, size, note)


main(*sys.argv[1:])
