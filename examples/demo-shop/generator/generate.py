#!/usr/bin/env python3
"""Writes data/ and truth/ of the demo shop: python3 generate.py, or python3 generate.py --check to compare only.

Python 3.11 or later, the standard library alone. The seed and the dates are fixed: every run gives the same rows.
"""

import csv
import gzip
import io
import sys
from datetime import datetime, timezone
from pathlib import Path

import catalogue
import people
import simulate

SEED = 20_261_115
START = int(datetime(2025, 5, 15, tzinfo=timezone.utc).timestamp())
END = int(datetime(2026, 11, 15, tzinfo=timezone.utc).timestamp())
CUSTOMERS = 2_000
VISITOR_SESSIONS = 1_200
TIERS = [("platinum", 2_500_00), ("gold", 900_00), ("silver", 250_00), ("bronze", 0)]  # spent in the last twelve months
SHOP = Path(__file__).resolve().parent.parent


def table(header, rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def money(cents):
    return "" if cents is None else f"{cents // 100}.{cents % 100:02d}"


def products_table():
    columns = ["id", "title", "description", "url", "image_url", "price", "sale_price", "availability", "category", "brand", "sku",
               "item_group_id", "margin"]
    rows = []
    for number, p in enumerate(catalogue.PRODUCTS, 1):
        rows.append([
            p.id, p.title, p.description, f"{catalogue.SHOP_URL}/products/{p.id}", f"images/{p.id}.png" if p.has_picture else "",
            money(p.price), money(p.sale_price), "in_stock" if p.in_stock else "out_of_stock", p.category, p.brand, f"LF-{number:04d}",
            p.group, f"{p.margin:.2f}", *(p.attributes.get(name, "") for name in catalogue.ATTRIBUTES),
        ])
    return table(columns + catalogue.ATTRIBUTES, rows)


def give_tiers(customers, lines):
    spent = {}
    for line in lines:
        if line.time >= END - 365 * simulate.DAY:
            spent[line.customer] = spent.get(line.customer, 0) + line.unit_price * line.quantity - line.discount
    for customer in customers:
        customer.tier = next(tier for tier, least in TIERS if max(0, spent.get(customer.id, 0)) >= least)


def customers_table(customers):
    columns = ["id", "email", "first_name", "tier", "locale", "time_zone", "country", "email_consent", "push_consent", "push_tokens"]
    return table(columns, ([getattr(c, name) for name in columns] for c in customers))


def orders_table(lines):
    return table(
        ["order_id", "customer_id", "time", "product_id", "quantity", "unit_price", "discount"],
        ([l.order, l.customer, simulate.iso(l.time), l.product, l.quantity, money(l.unit_price), money(l.discount)] for l in lines))


def events_table(sessions):
    return table(
        ["session_id", "customer_id", "type", "product_id", "time", "device"],
        ([s.id, s.customer, kind, product, simulate.iso(time), s.device] for s in sessions for kind, product, time in s.events))


def true_sessions_table(sessions):
    return table(
        ["session_id", "probability", "purchased", "cause"],
        ([s.id, f"{s.probability:.4f}", int(s.bought), s.cause] for s in sessions if s.customer))


def true_customers_table(customers, lines):
    orders = {}
    for line in lines:
        if line.quantity > 0:
            orders.setdefault(line.customer, set()).add(line.order)
    return table(
        ["customer_id", "price_sensitivity", "engagement", "engagement_at_end", "active_from", "active_until", "tempo", "photo", "beauty",
         "coffee", "orders"],
        ([c.id, f"{c.price_sensitivity:.4f}", f"{c.engagement:.4f}", f"{c.engagement if c.active_until >= END else 0:.4f}",
          simulate.iso(c.active_from), simulate.iso(c.active_until), f"{c.tempo:.3f}", *(f"{share:.3f}" for share in c.taste.values()),
          len(orders.get(c.id, ()))] for c in customers))


def outputs():
    """Every file's path below the shop's folder and its bytes; those that end in .gz before they are compressed."""
    customers = people.make_customers(SEED, CUSTOMERS, START, END)
    sessions, lines = simulate.simulate(SEED, customers, START, END, VISITOR_SESSIONS)
    give_tiers(customers, lines)
    return {
        "data/customers.csv": customers_table(customers),
        "data/products.csv": products_table(),
        "data/orders.csv": orders_table(lines),
        "data/events.csv.gz": events_table(sessions),
        "truth/complements.csv": table(["anchor", "complement", "probability"], catalogue.COMPLEMENTS),
        "truth/upgrades.csv": table(["product", "next"], catalogue.UPGRADES.items()),
        "truth/products.csv": table(["product_id", "family", "rung", "popularity", "lasts_days"],
                                    ([p.id, p.family, p.rung, f"{p.popularity:.3f}", p.lasts_days or ""] for p in catalogue.PRODUCTS)),
        "truth/customers.csv": true_customers_table(customers, lines),
        "truth/sessions.csv.gz": true_sessions_table(sessions),
        "truth/intent.csv": table(["term", "coefficient"], simulate.INTENT.items()),
    }


def write(path, content):
    if path.suffix == ".gz":
        with open(path, "wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as zipped:
            zipped.write(content)
    else:
        path.write_bytes(content)


def stored(path):
    if not path.exists():
        return None
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def main():
    files = outputs()
    if "--check" in sys.argv[1:]:
        # Compressed files are compared by content: another zlib may pack the same rows into other bytes.
        stale = [name for name, content in files.items() if stored(SHOP / name) != content]
        for name in stale:
            print(f"examples/demo-shop/{name}: error: differs from what the generator gives; run generate.py", file=sys.stderr)
        sys.exit(1 if stale else 0)
    for name, content in files.items():
        path = SHOP / name
        path.parent.mkdir(exist_ok=True)
        write(path, content)
        print(f"{path.stat().st_size:>9,} bytes  {content.count(10) - 1:>7,} rows  {name}")


if __name__ == "__main__":
    main()
