"""Makes a shop of any size out of nothing, the same for the same size on every machine.

usage: make_shop.py FOLDER LINES        LINES of 20000000: 1 M customers, 5 M orders, 19.3 M lines, 1.0 GB of CSV

100,000 products (Zipf-Mandelbrot) stand in 400 categories, as deep as two levels, in families of up to four sizes. A
customer has a few categories they like, eight favourites that they come back to, and as many orders as a gamma
distribution gives them. Of the lines of a basket 45 % are favourites, 15 % go with the line before (each product has
four companions of its own), 25 % are of a liked category and 15 % of any. The catalogue is the same for every size, so
that only the number of lines grows.
"""
import os
import sys

import numpy as np
import polars as pl

PRODUCTS, CATEGORIES, FAVOURITES = 100_000, 400, 8
DAYS, END = 730, np.datetime64("2026-01-01T00:00:00", "s").astype(np.int64)
SLICE = 2_000_000


def make_products(random):
    """Products in order of category: their weight, price and first place in each category."""
    weight = (np.arange(PRODUCTS) + 30.0) ** -0.9
    share = random.gamma(0.8, size=CATEGORIES) + 0.05
    category = np.sort(random.choice(CATEGORIES, size=PRODUCTS, p=share / share.sum()))
    weight = random.permutation(weight)
    # What is dear sells less often.
    price = np.maximum(29, np.exp(random.normal(6.3, 0.8, PRODUCTS)) * (weight / weight.mean()) ** -0.1).astype(int)
    first = np.searchsorted(category, np.arange(CATEGORIES + 1))
    return category, weight, price, first


class Draw:
    """Draws products by weight, of all or of one category."""

    def __init__(self, category, weight, first):
        self.ends = np.concatenate([[0], np.cumsum(weight)])
        self.first = first

    def of_all(self, uniform):
        return self.at(uniform * self.ends[-1])

    def of_category(self, category, uniform):
        low, high = self.ends[self.first[category]], self.ends[self.first[category + 1]]
        return self.at(low + uniform * (high - low))

    def at(self, place):
        return np.minimum(np.searchsorted(self.ends, place, side="right") - 1, PRODUCTS - 1).astype(np.int32)


def make_lines(random, customers, draw, category, first):
    """Orders by time, and the lines of each: customer and time of an order, order and product of a line."""
    held = np.where(first[1:] > first[:-1])[0]
    liked = held[random.integers(len(held), size=(customers, 4))].astype(np.int32)
    favourites = draw.of_category(
        liked[np.arange(customers).repeat(FAVOURITES), random.integers(4, size=customers * FAVOURITES)],
        random.random(customers * FAVOURITES)).reshape(customers, FAVOURITES)
    companions = np.stack([draw.of_category(held[random.integers(len(held), size=PRODUCTS)], random.random(PRODUCTS))
                           for _ in range(4)], axis=1)

    orders = 1 + random.negative_binomial(0.8, 0.8 / (0.8 + 4.0), size=customers)
    customer = np.arange(customers, dtype=np.int32).repeat(orders)
    time = END - 1 - (random.random(len(customer)) * DAYS * 86400).astype(np.int64)
    by_time = np.argsort(time, kind="stable")
    customer, time = customer[by_time], time[by_time]

    size = np.minimum(1 + random.negative_binomial(1.5, 1.5 / (1.5 + 3.45), size=len(customer)), 60)
    order = np.arange(len(customer), dtype=np.int32).repeat(size)
    count, buyer = len(order), customer[order]
    kind = random.random(count)
    rank = np.minimum(random.geometric(0.35, size=count) - 1, FAVOURITES - 1)
    product = favourites[buyer, rank]
    any_product = kind >= 0.85
    product[any_product] = draw.of_all(random.random(any_product.sum()))
    of_liked = (kind >= 0.60) & ~any_product
    product[of_liked] = draw.of_category(
        liked[buyer[of_liked], random.integers(4, size=of_liked.sum())], random.random(of_liked.sum()))
    goes_with = (kind >= 0.45) & (kind < 0.60)
    goes_with[0] = False
    goes_with[1:] &= order[1:] == order[:-1]
    places = np.where(goes_with)[0]
    product[places] = companions[product[places - 1], random.integers(4, size=len(places))]
    # A basket names a product once.
    by_order = np.lexsort((product, order))
    again = np.zeros(count, dtype=bool)
    again[by_order[1:]] = (order[by_order][1:] == order[by_order][:-1]) & (product[by_order][1:] == product[by_order][:-1])
    return customer, time, order[~again], product[~again]


def write(folder, random, customers, category, price, first, customer, time, order, product):
    number = pl.Series("n", np.arange(customers))
    pl.DataFrame({"n": number}).select(
        id=pl.format("c{}", "n"),
        email=pl.format("c{}@example.com", "n"),
        first_name=pl.format("Name {}", pl.col("n") % 997),
        tier=pl.col("n").map_batches(lambda n: pl.Series(np.array(["bronze", "silver", "gold"])[n.to_numpy() % 3])),
        email_consent=pl.when(pl.col("n") % 10 == 0).then(pl.lit("no")).otherwise(pl.lit("yes")),
    ).write_csv(f"{folder}/customers.csv")

    place = np.arange(PRODUCTS) - first[category]
    pl.DataFrame({"n": np.arange(PRODUCTS), "category": category, "place": place, "price": price / 100}).select(
        id=pl.format("p{}", "n"),
        title=pl.format("Product {}, size {}", pl.col("n") - pl.col("place") % 4, pl.col("place") % 4 + 1),
        url=pl.format("/p/{}", "n"),
        image_url=pl.format("/i/{}.jpg", "n"),
        price=pl.col("price"),
        availability=pl.when(pl.col("n") % 50 == 7).then(pl.lit("out_of_stock")).otherwise(pl.lit("in_stock")),
        category=pl.format("Department {} > Category {}", pl.col("category") // 10, "category"),
        brand=pl.format("Brand {}", (pl.col("n") // 4 * 7919) % 2000),
        item_group_id=pl.format("g{}", pl.col("category") * 100_000 + pl.col("place") // 4),
    ).write_csv(f"{folder}/products.csv")

    seconds = pl.Series(time * 1_000).cast(pl.Datetime("ms")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    reduced = random.random(len(order)) < 0.1
    quantity = np.minimum(random.geometric(0.85, size=len(order)), 9)
    with open(f"{folder}/orders.csv", "wb") as file:
        for start in range(0, len(order), SLICE):
            rows = slice(start, start + SLICE)
            paid = price[product[rows]]
            pl.DataFrame({
                "order": order[rows], "customer": customer[order[rows]], "time": seconds.gather(order[rows]),
                "product": product[rows], "quantity": quantity[rows], "unit_price": paid / 100,
                "discount": pl.Series(paid * quantity[rows] // 5 / 100).zip_with(
                    pl.Series(reduced[rows]), pl.Series([None], dtype=pl.Float64)),
            }).select(
                order_id=pl.format("o{}", "order"), customer_id=pl.format("c{}", "customer"), time="time",
                product_id=pl.format("p{}", "product"), quantity="quantity", unit_price="unit_price",
                discount="discount",
            ).write_csv(file, include_header=start == 0)


def main(folder, lines):
    random = np.random.Generator(np.random.PCG64(20260101))
    category, weight, price, first = make_products(random)
    customers = max(1, int(lines) // 20)
    customer, time, order, product = make_lines(random, customers, Draw(category, weight, first), category, first)
    os.makedirs(f"{folder}/data", exist_ok=True)
    write(f"{folder}/data", random, customers, category, price, first, customer, time, order, product)
    with open(f"{folder}/dovetail.yaml", "w") as file:
        file.write("shop:\n  name: Scale\n  url: https://shop.example.com\n  currency: EUR\n"
                   "  link_base_url: https://mail.example.com\n"
                   "email:\n  from: Scale <news@mail.example.com>\n"
                   "  smtp: {host: 127.0.0.1, port: 2525, security: none}\n")
    print(f"{customers} customers, {len(customer)} orders, {len(order)} lines", file=sys.stderr)


main(*sys.argv[1:])
