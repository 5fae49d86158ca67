"""Writes 500 customers of a product email, a line of JSON each: six items, an order, a coupon for some.

usage: product_email_customers.py FILE
"""
import json
import random
import sys

random.seed(20260501)
FIRST = ["Ada", "Zoë", "Siobhán", "Per & Eva", "D'Arcy", "Chloé", "Noah", "Mia \"Mimi\"", "Jürgen", None]
KINDS = ["Trail Runner", "Wool Sock", "Rain Shell", "Day Pack", "Camp Mug", "Head Torch", "Base Layer", "Sun Hat"]
BRANDS = ["Fjell & Fjord", "Northbound", "O'Hara", "Länk", "Quiet Peak"]
COLOURS = ["moss", "ink", "clay", "snow <white>", "rust"]
SENTENCES = [
    "Made for <b>long days</b> outside, and for the short ones too.",
    "The <em>recycled</em> shell keeps wind & rain away without a sound.",
    "Its seams are taped by hand in a small workshop by the sea.",
    "Light enough to be forgotten, strong enough to be <b>remembered</b>.",
    "Washes at 30 degrees and dries over night on any line.",
]


def item(number):
    price = random.randrange(900, 9900)
    on_sale = random.random() < 0.5
    kind, colour = random.choice(KINDS), random.choice(COLOURS)
    return {
        "id": 10_000 + number, "title": f"{kind} {random.randrange(2, 9)}", "brand": random.choice(BRANDS),
        "url": f"https://shop.example.com/p/{10_000 + number}?ref=mail&size={random.randrange(36, 46)}",
        "image": f"https://cdn.example.com/i/{10_000 + number}.jpg", "price": price,
        "compare_at": price * random.randrange(115, 190) // 100 if on_sale else None, "colour": colour,
        "rating": (random.randrange(300, 500) * 10 + random.randrange(1, 5)) / 1000,
        "reviews": random.choice([0, 1, 2, 17, 230]), "stock": random.choice([0, 2, 4, 80]),
        "tags": random.sample(["new", "vegan", "warm", "light", "waterproof"], random.randrange(0, 4)),
        "description": " ".join(random.sample(SENTENCES, 3)),
    }


def customer(number):
    items = [item(6 * number + position) for position in range(6)]
    basket = [
        {"title": bought["title"], "quantity": random.randrange(1, 3), "price": bought["price"]} for bought in items[:3]
    ]
    day = f"2026-{random.randrange(1, 5):02d}-{random.randrange(1, 29):02d}"
    return {
        "customer": {
            "id": 70_000 + number, "first_name": random.choice(FIRST), "points": random.randrange(0, 900),
            "tier": random.choice(["bronze", "silver", "gold"]), "since": f"20{random.randrange(10, 26)}-03-14",
        },
        "order": {
            "number": f"A-{2_000 + number}", "placed_at": f"{day}T10:{random.randrange(10, 60)}:00Z", "lines": basket,
            "total": sum(line["quantity"] * line["price"] for line in basket),
        },
        "coupon": {"code": f"hello-{number}", "percent": 10, "ends": "2026-05-31T22:00:00Z"} if number % 3 else None,
        "items": items,
        "shop": {
            "name": "Fjell & Co", "url": "https://shop.example.com", "accent": "#2f6b3a",
            "address": "Storgata 1, 0155 Oslo", "support": "help@shop.example.com",
        },
        "unsubscribe_url": f"https://mail.example.com/u/{number}?token=a&b=c",
    }


with open(sys.argv[1], "w") as file:
    for number in range(500):
        print(json.dumps(customer(number), ensure_ascii=False), file=file)
