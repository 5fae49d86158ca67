"""The catalogue of the demo shop: products, upgrade ladders, and which product truly goes with which.

Everything here is written down by hand; nothing is drawn at random.
"""

from dataclasses import dataclass, field

SHOP_URL = "https://lumenandfield.example"


@dataclass
class Product:
    id: str
    title: str
    description: str
    category: str
    brand: str
    price: int  # cents
    family: str  # what a customer needs: one family answers one need
    popularity: float  # weight among the products of its family
    shape: tuple  # name of a drawing in pictures.py and its parameters
    department: str
    rung: int = 0  # place on the family's ladder: 0 good, 1 better, 2 best …
    group: str = ""  # item_group_id
    sale_price: int | None = None  # cents; today's reduced price
    in_stock: bool = True
    margin: float = 0.3
    lasts_days: int = 0  # a consumable is used up after so many days; 0 for durable goods
    has_picture: bool = True
    attributes: dict = field(default_factory=dict)


PRODUCTS: list[Product] = []
ATTRIBUTES = [
    "colour", "material", "resolution_mp", "sensor", "storage_gb", "read_speed_mb_s", "battery_hours", "capacity_mah",
    "volume_ml", "net_weight_g", "weight_g", "noise_cancelling", "max_load_kg", "warranty_years",
]


def family(name, department, category, brand, margin, lasts_days=0):
    """Starts a family; the function returned adds one product to it."""

    def add(id, title, price, description, shape, popularity=1.0, rung=0, category=category, brand=brand, group="",
            lasts_days=lasts_days, sale=None, in_stock=True, has_picture=True, **attributes):
        unknown = set(attributes) - set(ATTRIBUTES)
        assert not unknown, f"{id}: attributes without a column: {unknown}"
        PRODUCTS.append(Product(
            id=id, title=title, description=description, category=category, brand=brand, price=round(price * 100),
            family=name, popularity=popularity, shape=shape, department=department, rung=rung, group=group,
            sale_price=None if sale is None else round(sale * 100), in_stock=in_stock, margin=margin,
            lasts_days=lasts_days, has_picture=has_picture, attributes=attributes))

    return add


# Photo and devices

add = family("mirrorless", "photo", "Cameras > Mirrorless", "Aurel", 0.18)
add("aurel-m3", "Aurel M3 mirrorless camera", 749, "A light first system camera with a 20-megapixel sensor and a tilting screen.",
    ("mirrorless", "graphite", 0), 3, 0, resolution_mp=20, sensor="APS-C", weight_g=340, warranty_years=2, colour="Graphite")
add("aurel-m5-black", "Aurel M5 mirrorless camera, black", 1199, "Stabilised 26-megapixel body with fast eye focus. Weather-sealed.",
    ("mirrorless", "black", 1), 2.4, 1, group="aurel-m5", resolution_mp=26, sensor="APS-C", weight_g=460, warranty_years=2, colour="Black")
add("aurel-m5-silver", "Aurel M5 mirrorless camera, silver", 1199, "Stabilised 26-megapixel body with fast eye focus. Weather-sealed.",
    ("mirrorless", "silver", 1), 1.4, 1, group="aurel-m5", resolution_mp=26, sensor="APS-C", weight_g=460, warranty_years=2, colour="Silver", sale=1079)
add("aurel-m7", "Aurel M7 full-frame camera", 1999, "Full-frame 33-megapixel body, two card slots, ten frames a second.",
    ("mirrorless", "black", 2), 1.3, 2, resolution_mp=33, sensor="Full frame", weight_g=610, warranty_years=3, colour="Black")
add("aurel-m9", "Aurel M9 full-frame camera", 3299, "Our finest body: 45 megapixels, 8K video and a viewfinder like a window.",
    ("mirrorless", "black", 3), 0.8, 3, resolution_mp=45, sensor="Full frame", weight_g=690, warranty_years=4, colour="Black")

add = family("compact", "photo", "Cameras > Compact", "Aurel", 0.2)
add("aurel-c1", "Aurel C1 pocket camera", 449, "Slips into a jacket; 5× zoom, no fuss.",
    ("compact", "rose", 0), 2.2, 0, resolution_mp=18, sensor="1 inch", weight_g=240, warranty_years=2, colour="Rose", sale=389)
add("aurel-c2", "Aurel C2 pocket camera", 649, "A brighter lens and a pop-up viewfinder for the pocket.",
    ("compact", "silver", 1), 1.6, 1, resolution_mp=20, sensor="1 inch", weight_g=270, warranty_years=2, colour="Silver")
add("aurel-c3", "Aurel C3 pocket camera", 899, "A large sensor behind a fixed f/2 lens: the camera you always have with you.",
    ("compact", "black", 2), 1, 2, resolution_mp=26, sensor="APS-C", weight_g=310, warranty_years=3, colour="Black")

add = family("action", "photo", "Cameras > Action", "Tern", 0.24)
add("tern-2", "Tern 2 action camera", 199, "4K, waterproof to 10 metres.", ("action", "sky", 0), 2, 0,
    resolution_mp=12, battery_hours=1.5, weight_g=118, warranty_years=1, colour="Sky")
add("tern-3", "Tern 3 action camera", 299, "4K at 120 frames with steadier footage.", ("action", "coral", 1), 1.5, 1,
    resolution_mp=20, battery_hours=2, weight_g=128, warranty_years=2, colour="Coral")
add("tern-4", "Tern 4 action camera", 429, "5.3K, front screen and a battery that lasts the whole descent.", ("action", "black", 2), 1, 2,
    resolution_mp=27, battery_hours=2.5, weight_g=139, warranty_years=2, colour="Black")

add = family("instant", "photo", "Cameras > Instant", "Pipit", 0.34)
add("pipit-instant", "Pipit instant camera", 79, "Point, press, shake. Prints in 90 seconds.", ("instant", "mint", 0), 2, 0,
    weight_g=290, warranty_years=1, colour="Mint")
add("pipit-instant-plus", "Pipit Plus instant camera", 129, "Adds a close-up lens, double exposure and a rechargeable battery.",
    ("instant", "cream", 1), 1.2, 1, weight_g=310, warranty_years=2, colour="Cream")

add = family("film", "photo", "Camera accessories > Film", "Pipit", 0.45, lasts_days=55)
add("pipit-film-20", "Pipit instant film, 20 prints", 18.90, "Two packs of ten, white frame.", ("film", "mint", 2), 2, 0, group="pipit-film")
add("pipit-film-60", "Pipit instant film, 60 prints", 49.90, "Six packs of ten, white frame, for a summer of pictures.", ("film", "coral", 6), 1, 1,
    group="pipit-film", lasts_days=130, sale=44.90)

add = family("prime", "photo", "Lenses > Prime", "Northlight", 0.27)
add("northlight-16", "Northlight 16 mm f/2.8", 549, "Wide skies and small rooms.", ("lens", "short", 0), 1, 0, weight_g=260, warranty_years=2)
add("northlight-35", "Northlight 35 mm f/2", 399, "The lens of the street and the kitchen table.", ("lens", "short", 1), 1.6, 0, weight_g=210, warranty_years=2)
add("northlight-50", "Northlight 50 mm f/1.8", 279, "Bright, small and sharper than its price.", ("lens", "short", 2), 2.4, 0, weight_g=190, warranty_years=2)
add("northlight-50-pro", "Northlight 50 mm f/1.2 Pro", 1249, "Portraits that melt behind the eyes.", ("lens", "fast", 3), 0.7, 1, weight_g=780, warranty_years=4)
add("northlight-85", "Northlight 85 mm f/1.8", 599, "The classic portrait length.", ("lens", "fast", 4), 1, 0, weight_g=370, warranty_years=2, in_stock=False)

add = family("zoom", "photo", "Lenses > Zoom", "Northlight", 0.25)
add("northlight-24-70", "Northlight 24–70 mm f/4", 799, "One lens for a whole trip.", ("lens", "zoom", 5), 1.6, 0, weight_g=430, warranty_years=2)
add("northlight-24-70-pro", "Northlight 24–70 mm f/2.8 Pro", 1899, "The working photographer's first lens.", ("lens", "zoom", 6), 0.8, 1, weight_g=820, warranty_years=4)
add("northlight-70-200", "Northlight 70–200 mm f/4", 1099, "Reach without the weight.", ("lens", "tele", 7), 0.9, 0, weight_g=790, warranty_years=2)
add("northlight-70-200-pro", "Northlight 70–200 mm f/2.8 Pro", 2399, "From the touchline, in the rain, at night.", ("lens", "tele", 8), 0.5, 1, weight_g=1180, warranty_years=4)

add = family("sdxc", "photo", "Memory cards > SDXC", "Kestrel", 0.42)
for size, price, popularity in [(64, 14.90, 1.4), (128, 24.90, 2.2), (256, 44.90, 1.6), (512, 84.90, 0.8)]:
    add(f"kestrel-sd-{size}", f"Kestrel SDXC card {size} GB", price, "150 MB/s, tested in snow and sand.", ("card", "blue", size), popularity,
        [64, 128, 256, 512].index(size), group="kestrel-sd", storage_gb=size, read_speed_mb_s=150, warranty_years=5,
        sale=37.90 if size == 256 else None)

add = family("sdxc-pro", "photo", "Memory cards > SDXC Pro", "Kestrel", 0.4)
for size, price, popularity in [(128, 59.90, 1.5), (256, 99.90, 1.2), (512, 179.90, 0.6)]:
    add(f"kestrel-sd-pro-{size}", f"Kestrel SDXC Pro card {size} GB", price, "300 MB/s UHS-II for bursts and 8K.", ("card", "gold", size), popularity,
        [128, 256, 512].index(size), group="kestrel-sd-pro", storage_gb=size, read_speed_mb_s=300, warranty_years=10)

add = family("microsd", "photo", "Memory cards > microSD", "Kestrel", 0.42)
for size, price, popularity in [(64, 12.90, 1.2), (128, 19.90, 2), (256, 36.90, 1.2), (512, 72.90, 0.5)]:
    add(f"kestrel-micro-{size}", f"Kestrel microSD card {size} GB", price, "With an adapter for full-size slots.", ("microcard", "red", size), popularity,
        [64, 128, 256, 512].index(size), group="kestrel-micro", storage_gb=size, read_speed_mb_s=160, warranty_years=5,
        in_stock=size != 512)

add = family("bag", "photo", "Camera accessories > Bags and cases", "Harrow", 0.48)
add("harrow-half-case", "Harrow half case for Aurel M", 69, "Vegetable-tanned leather, opens for the battery.", ("halfcase", "tan"), 1.4, 0,
    material="Leather", colour="Tan", weight_g=110, warranty_years=2)
add("harrow-pouch", "Harrow pouch for pocket cameras", 29, "Waxed cotton with a soft lining.", ("pouch", "olive"), 1.4, 0,
    material="Waxed cotton", colour="Olive", weight_g=60, warranty_years=2)
add("harrow-sling", "Harrow sling bag, 6 litres", 99, "A body and two lenses, quick to swing round.", ("sling", "sand"), 1.2, 0,
    material="Waxed cotton", colour="Sand", weight_g=520, warranty_years=5)
add("harrow-backpack", "Harrow field backpack, 20 litres", 189, "Back opening, laptop sleeve, rain cover.", ("backpack", "olive"), 0.9, 1,
    material="Waxed cotton", colour="Olive", weight_g=1250, warranty_years=10, sale=159)
add("tern-dive-case", "Tern dive case", 49, "Takes a Tern down to 45 metres.", ("divecase", "sky"), 0.8, 0, brand="Tern",
    material="Polycarbonate", weight_g=140, warranty_years=1)
add("tern-mounts", "Tern mounting set", 39, "Helmet, handlebar and chest mount.", ("mounts", "coral"), 1, 0, brand="Tern", weight_g=310, warranty_years=1)

add = family("tripod", "photo", "Camera accessories > Tripods", "Northlight", 0.38)
add("northlight-table-tripod", "Northlight table tripod", 35, "Stands on a café table, folds to a pen.", ("tripod", "mini"), 1.6, 0,
    material="Aluminium", max_load_kg=1.5, weight_g=190, warranty_years=2)
add("northlight-travel-tripod", "Northlight travel tripod", 129, "1.45 metres high, 38 centimetres folded.", ("tripod", "aluminium"), 1.4, 1,
    material="Aluminium", max_load_kg=6, weight_g=1280, warranty_years=5)
add("northlight-carbon-tripod", "Northlight carbon tripod", 329, "The travel tripod in carbon: a third lighter, twice as stiff.", ("tripod", "carbon"), 0.7, 2,
    material="Carbon", max_load_kg=12, weight_g=890, warranty_years=10)

add = family("camera-care", "photo", "Camera accessories > Power and care", "Kestrel", 0.5)
add("aurel-battery", "Aurel M battery", 59, "A spare for the second half of the day.", ("battery", "aurel"), 1.4, brand="Aurel", capacity_mah=2280, warranty_years=1)
add("aurel-charger", "Aurel dual charger", 69, "Two batteries at once over USB-C.", ("dualcharger", "aurel"), 0.8, brand="Aurel", warranty_years=2)
add("kestrel-cleaning-kit", "Kestrel lens cleaning kit", 19.90, "Brush, blower, cloth and drops.", ("cleaning", "blue"), 1.2)
add("kestrel-nd-filter", "Kestrel variable ND filter, 67 mm", 79, "Silky water at noon.", ("filter", "nd"), 0.8, warranty_years=3)
add("harrow-strap", "Harrow rope strap", 39, "Climbing rope and leather, 110 centimetres.", ("strap", "rust"), 1, brand="Harrow", colour="Rust", material="Rope", warranty_years=2)

add = family("phone", "photo", "Phones > Smartphones", "Halden", 0.16)
for model, name, base, sizes, popularity, rung, colour, text in [
    ("halden-6", "Halden 6", 549, [128, 256], 1.4, 0, "sky", "Two days of battery in a small phone."),
    ("halden-7", "Halden 7", 749, [128, 256, 512], 1.5, 2, "mint", "A brighter screen and a camera that sees at night."),
    ("halden-7-pro", "Halden 7 Pro", 1049, [256, 512], 0.9, 4, "graphite", "Titanium frame, 5× telephoto, the longest support."),
]:
    for step, size in enumerate(sizes):
        add(f"{model}-{size}", f"{name}, {size} GB", base + 100 * step, text, ("phone", colour, rung), popularity / (1 + 0.5 * step),
            rung + step, group=model, storage_gb=size, battery_hours=[30, 34, 38][rung // 2], weight_g=[168, 172, 189][rung // 2],
            warranty_years=[2, 2, 3][rung // 2], colour=colour.title(), in_stock=not (model == "halden-7" and size == 512),
            sale=499 if model == "halden-6" and size == 128 else None)

add = family("phone-care", "photo", "Phones > Accessories", "Halden", 0.55)
add("halden-case-clear", "Halden clear case", 25, "Shows the colour you chose.", ("phonecase", "clear"), 1.2, material="Polycarbonate", colour="Clear")
add("halden-case-moss", "Halden silicone case, moss", 35, "Soft outside, felt inside.", ("phonecase", "moss"), 1, group="halden-case", material="Silicone", colour="Moss")
add("halden-case-plum", "Halden silicone case, plum", 35, "Soft outside, felt inside.", ("phonecase", "plum"), 0.8, group="halden-case", material="Silicone", colour="Plum", sale=28)
add("halden-glass", "Halden screen glass, 2 pieces", 19.90, "Goes on straight, thanks to the frame.", ("screenglass", "sky"), 1.4)

add = family("charging", "photo", "Phones > Charging", "Volta", 0.5)
add("volta-charger-20", "Volta 20 W charger", 24.90, "From empty to half in half an hour.", ("charger", "white", 1), 1.5, 0, weight_g=48, warranty_years=2)
add("volta-charger-45", "Volta 45 W charger, two ports", 44.90, "Phone and laptop from one plug.", ("charger", "graphite", 2), 1, 1, weight_g=92, warranty_years=3)
add("volta-bank-10", "Volta power bank 10,000 mAh", 39, "Two charges in a coat pocket.", ("powerbank", "coral", 0), 1.3, 0, capacity_mah=10000, weight_g=210, warranty_years=2)
add("volta-bank-20", "Volta power bank 20,000 mAh", 65, "A long weekend of power.", ("powerbank", "graphite", 1), 0.8, 1, capacity_mah=20000, weight_g=380, warranty_years=2)

add = family("headphones", "photo", "Audio > Headphones", "Sona", 0.3)
add("sona-air", "Sona Air earbuds", 99, "Light earbuds with a clear voice for calls.", ("earbuds", "white"), 2, 0, battery_hours=24, noise_cancelling="no", weight_g=46, warranty_years=1, colour="White")
add("sona-air-pro", "Sona Air Pro earbuds", 199, "Quiet on trains, rich at home.", ("earbuds", "graphite"), 1.4, 1, battery_hours=30, noise_cancelling="yes", weight_g=52, warranty_years=2, colour="Graphite", sale=169)
add("sona-over", "Sona Over headphones", 249, "Over-ear comfort and forty hours of silence.", ("headphones", "sand"), 1.2, 2, battery_hours=40, noise_cancelling="yes", weight_g=255, warranty_years=2, colour="Sand")
add("sona-over-max", "Sona Over Max headphones", 399, "Beryllium drivers, lambskin, lossless over cable.", ("headphones", "graphite"), 0.7, 3, battery_hours=50, noise_cancelling="yes", weight_g=280, warranty_years=3, colour="Graphite")

add = family("audio-extras", "photo", "Audio > Speakers and extras", "Sona", 0.4)
add("sona-mini", "Sona Mini speaker", 69, "A pocketful of kitchen radio.", ("speaker", "coral", 0), 1.3, 0, battery_hours=12, weight_g=310, warranty_years=2)
add("sona-roam", "Sona Roam speaker", 149, "Fills a garden, floats in the lake.", ("speaker", "moss", 1), 0.9, 1, battery_hours=20, weight_g=740, warranty_years=2)
add("sona-case", "Sona travel case", 39, "A hard shell for Sona Over.", ("hardcase", "graphite"), 0.7, weight_g=180)
add("sona-tips", "Sona foam tips, 6 pairs", 17.90, "Three sizes, softer seal.", ("eartips", "plum"), 0.9, lasts_days=150)

# Beauty

add = family("serum", "beauty", "Beauty > Skin care > Serums", "Petrichor", 0.62)
for name, title, small, large, colour, popularity, text in [
    ("vitamin-c", "Vitamin C serum", 38, 54, "apricot", 2, "15 % vitamin C for an even tone. Mornings."),
    ("hyaluron", "Hyaluron serum", 32, 46, "aqua", 2.2, "Three weights of hyaluronic acid, for thirsty skin."),
    ("retinal", "Retinal night serum", 49, 69, "plum", 1.2, "Retinal 0.1 %, buffered with squalane. Evenings."),
]:
    add(f"petrichor-{name}-30", f"Petrichor {title}, 30 ml", small, text, ("dropper", colour, 0), popularity, 0, group=f"petrichor-{name}", volume_ml=30, lasts_days=50)
    add(f"petrichor-{name}-50", f"Petrichor {title}, 50 ml", large, text, ("dropper", colour, 1), popularity * 0.6, 1, group=f"petrichor-{name}", volume_ml=50, lasts_days=82,
        sale=39 if name == "hyaluron" else None)

add = family("cleanser", "beauty", "Beauty > Skin care > Cleansers", "Petrichor", 0.6)
add("petrichor-gel-150", "Petrichor gel cleanser, 150 ml", 19, "Rinses clean, leaves nothing tight.", ("pump", "aqua", 0), 2, 0, group="petrichor-gel", volume_ml=150, lasts_days=60)
add("petrichor-gel-300", "Petrichor gel cleanser, 300 ml", 31, "Rinses clean, leaves nothing tight.", ("pump", "aqua", 1), 1.2, 1, group="petrichor-gel", volume_ml=300, lasts_days=115)
add("petrichor-oil-150", "Petrichor cleansing oil, 150 ml", 27, "Melts make-up and sunscreen.", ("pump", "apricot", 0), 1.2, 0, volume_ml=150, lasts_days=75)
add("petrichor-toner", "Petrichor mild toner, 200 ml", 23, "Five per cent lactic acid, oat and rose.", ("bottle", "rose"), 1.1, 0, volume_ml=200, lasts_days=70)

add = family("moisturiser", "beauty", "Beauty > Skin care > Moisturisers", "Petrichor", 0.6)
add("petrichor-gel-cream-50", "Petrichor gel cream, 50 ml", 28, "Light as water, for warm days.", ("jar", "aqua", 0), 1.5, 0, group="petrichor-gel-cream", volume_ml=50, lasts_days=60)
add("petrichor-gel-cream-100", "Petrichor gel cream, 100 ml", 45, "Light as water, for warm days.", ("jar", "aqua", 1), 0.9, 1, group="petrichor-gel-cream", volume_ml=100, lasts_days=115)
add("petrichor-day-cream", "Petrichor day cream, 50 ml", 34, "Ceramides and a soft finish under make-up.", ("jar", "rose", 0), 1.5, 0, volume_ml=50, lasts_days=60)
add("petrichor-rich-cream", "Petrichor rich cream, 50 ml", 46, "Shea, squalane and panthenol for winter.", ("jar", "plum", 0), 1, 1, volume_ml=50, lasts_days=65, in_stock=False)
add("petrichor-sun-50", "Petrichor sun fluid SPF 50, 50 ml", 26, "No white cast, no scent.", ("tube", "apricot"), 1.6, 0, volume_ml=50, lasts_days=45)

add = family("mask", "beauty", "Beauty > Skin care > Masks", "Petrichor", 0.6)
add("petrichor-clay-mask", "Petrichor clay mask, 75 ml", 24, "Rose clay, once a week.", ("tube", "rose"), 1, volume_ml=75, lasts_days=90)
add("petrichor-night-mask", "Petrichor overnight mask, 75 ml", 33, "Sleep, rinse, glow.", ("jar", "apricot", 1), 0.9, volume_ml=75, lasts_days=90, sale=27)

add = family("beauty-tool", "beauty", "Beauty > Tools", "Maren", 0.55)
add("maren-roller", "Maren jade roller", 32, "Cool it first, then roll upwards.", ("roller", "jade"), 1.2, material="Jade")
add("maren-gua-sha", "Maren gua sha stone", 26, "Rose quartz, cut to the jaw.", ("guasha", "rose"), 1, material="Rose quartz")
add("maren-brush", "Maren cleansing brush", 59, "Silicone, waterproof, one charge a month.", ("facebrush", "rose", 0), 1, 0, material="Silicone", battery_hours=5, warranty_years=1)
add("maren-brush-pro", "Maren cleansing brush Pro", 119, "Adds warmth, a timer and a travel case.", ("facebrush", "plum", 1), 0.5, 1, material="Silicone", battery_hours=12, warranty_years=3)
add("maren-cotton", "Maren cotton rounds, 120", 7.90, "Organic cotton, stitched edge.", ("rounds", "aqua"), 1.6, material="Cotton", lasts_days=40)
add("maren-headband", "Maren spa headband", 14, "Keeps hair out of the cream.", ("headband", "rose"), 0.9, material="Cotton")

# Coffee

add = family("beans", "coffee", "Coffee > Beans", "Ember Row", 0.5)
for name, title, small, large, colour, popularity, text in [
    ("espresso", "House espresso", 10.50, 34, "rust", 2.2, "Chocolate, hazelnut, low acid."),
    ("ethiopia", "Ethiopia Guji", 13.50, 46, "apricot", 1.5, "Peach, jasmine, black tea. Washed."),
    ("decaf", "Mountain-water decaf", 12.50, 41, "moss", 0.8, "Caramel and apple, without the night shift."),
]:
    add(f"ember-{name}-250", f"Ember Row {title}, 250 g", small, text, ("coffeebag", colour, 0), popularity, 0, group=f"ember-{name}", net_weight_g=250, lasts_days=16)
    add(f"ember-{name}-1000", f"Ember Row {title}, 1 kg", large, text, ("coffeebag", colour, 1), popularity * 0.6, 1, group=f"ember-{name}", net_weight_g=1000, lasts_days=55,
        sale=29.90 if name == "espresso" else None)

add = family("grinder", "coffee", "Coffee > Grinders", "Brun", 0.36)
add("brun-hand-grinder", "Brun hand grinder", 59, "Steel burrs, thirty turns a cup.", ("handgrinder", "sand"), 1.4, 0, material="Steel", weight_g=480, warranty_years=2)
add("brun-grinder", "Brun electric grinder", 149, "Forty settings, conical burrs.", ("grinder", "graphite", 0), 1.2, 1, material="Steel", weight_g=2100, warranty_years=2)
add("brun-grinder-pro", "Brun flat-burr grinder", 349, "Quiet, cool, doses by weight.", ("grinder", "cream", 1), 0.6, 2, material="Aluminium", weight_g=4600, warranty_years=5)

add = family("brewer", "coffee", "Coffee > Brewers", "Brun", 0.38)
add("brun-dripper", "Brun porcelain dripper", 24, "A clear cup in three minutes.", ("dripper", "cream"), 1.6, 0, material="Porcelain", weight_g=390)
add("brun-press", "Brun French press, 1 litre", 45, "Double-walled, keeps a breakfast warm.", ("press", "graphite"), 1.2, 0, material="Steel", volume_ml=1000, weight_g=820, warranty_years=2)

add = family("espresso-machine", "coffee", "Coffee > Espresso machines", "Brun", 0.3)
add("brun-espresso", "Brun Uno espresso machine", 399, "Nine bars, warm in three minutes.", ("espresso", "cream", 0), 1.2, 0, volume_ml=1500, weight_g=5400, warranty_years=2, sale=349)
add("brun-espresso-due", "Brun Due espresso machine", 899, "Two boilers: brew and steam at once.", ("espresso", "graphite", 1), 0.6, 1, volume_ml=2200, weight_g=9800, warranty_years=5)

add = family("kettle", "coffee", "Coffee > Kettles", "Brun", 0.38)
add("brun-kettle", "Brun kettle, 1 litre", 49, "Quiet, and off in time.", ("kettle", "cream", 0), 1.2, 0, volume_ml=1000, weight_g=900, warranty_years=2)
add("brun-kettle-pour", "Brun gooseneck kettle", 109, "To the degree, and where you aim.", ("kettle", "graphite", 1), 0.9, 1, volume_ml=900, weight_g=1100, warranty_years=3)

add = family("coffee-extras", "coffee", "Coffee > Extras", "Brun", 0.5)
add("brun-papers", "Brun filter papers, 100", 6.90, "Unbleached, no taste of paper.", ("papers", "sand"), 1.6, lasts_days=60)
add("brun-scale", "Brun coffee scale", 54, "To 0.1 gram, with a timer.", ("scale", "graphite"), 0.8, weight_g=380, warranty_years=2)
add("brun-tin", "Brun bean tin", 22, "Pushes the air out.", ("tin", "moss"), 1, material="Steel", has_picture=False)
add("ember-mug-sand", "Ember Row mug, sand", 16, "Thrown in Devon, 300 ml.", ("mug", "sand"), 0.9, group="ember-mug", brand="Ember Row", colour="Sand", volume_ml=300)
add("ember-mug-moss", "Ember Row mug, moss", 16, "Thrown in Devon, 300 ml.", ("mug", "moss"), 0.9, group="ember-mug", brand="Ember Row", colour="Moss", volume_ml=300)
add("ember-mug-rust", "Ember Row mug, rust", 16, "Thrown in Devon, 300 ml.", ("mug", "rust"), 0.8, group="ember-mug", brand="Ember Row", colour="Rust", volume_ml=300, in_stock=False)
add("brun-descaler", "Brun descaler, 6 sachets", 12.90, "For espresso machines and kettles.", ("sachets", "sky"), 0.8, lasts_days=120)

BY_ID = {product.id: product for product in PRODUCTS}
FAMILIES: dict[str, list[Product]] = {}
for product in PRODUCTS:
    FAMILIES.setdefault(product.family, []).append(product)

# How often a need arises, of all new needs of its department. Families left out are bought as complements,
# replenished, or picked up by chance only.
NEEDS = {
    "photo": {"mirrorless": 16, "compact": 9, "action": 9, "instant": 9, "prime": 7, "zoom": 5, "phone": 14, "headphones": 14,
              "sdxc": 4, "sdxc-pro": 2, "microsd": 3, "camera-care": 2, "bag": 4, "tripod": 3, "charging": 4, "audio-extras": 4, "phone-care": 4},
    "beauty": {"serum": 32, "cleanser": 22, "moisturiser": 22, "mask": 10, "beauty-tool": 14},
    "coffee": {"beans": 40, "grinder": 13, "brewer": 15, "espresso-machine": 9, "kettle": 10, "coffee-extras": 13},
}

# Anchor → what truly goes with it, and the chance that it is taken in the same order.
_COMPLEMENTS = {
    "aurel-m3": {"kestrel-sd-128": 0.44, "harrow-half-case": 0.32, "northlight-travel-tripod": 0.20, "aurel-battery": 0.12},
    "aurel-m5-black": {"kestrel-sd-256": 0.46, "harrow-half-case": 0.34, "northlight-travel-tripod": 0.24, "aurel-battery": 0.16, "harrow-strap": 0.10},
    "aurel-m5-silver": {"kestrel-sd-256": 0.46, "harrow-half-case": 0.34, "harrow-strap": 0.24, "northlight-travel-tripod": 0.16, "aurel-battery": 0.10},
    "aurel-m7": {"kestrel-sd-pro-256": 0.48, "harrow-sling": 0.34, "northlight-carbon-tripod": 0.24, "aurel-battery": 0.18},
    "aurel-m9": {"kestrel-sd-pro-512": 0.50, "harrow-backpack": 0.36, "northlight-carbon-tripod": 0.30, "aurel-charger": 0.20},
    "aurel-c1": {"kestrel-sd-64": 0.42, "harrow-pouch": 0.36, "northlight-table-tripod": 0.20},
    "aurel-c2": {"kestrel-sd-128": 0.42, "harrow-pouch": 0.36, "northlight-table-tripod": 0.20},
    "aurel-c3": {"kestrel-sd-128": 0.42, "harrow-pouch": 0.36, "harrow-strap": 0.20},
    "tern-2": {"kestrel-micro-128": 0.46, "tern-mounts": 0.36, "tern-dive-case": 0.20},
    "tern-3": {"kestrel-micro-128": 0.46, "tern-mounts": 0.38, "tern-dive-case": 0.22},
    "tern-4": {"kestrel-micro-256": 0.48, "tern-mounts": 0.38, "tern-dive-case": 0.26},
    "pipit-instant": {"pipit-film-20": 0.62, "harrow-pouch": 0.22},
    "pipit-instant-plus": {"pipit-film-60": 0.56, "harrow-pouch": 0.24, "harrow-strap": 0.16},
    "northlight-16": {"kestrel-nd-filter": 0.34, "kestrel-cleaning-kit": 0.26, "northlight-travel-tripod": 0.16},
    "northlight-35": {"kestrel-cleaning-kit": 0.30, "kestrel-nd-filter": 0.18},
    "northlight-50": {"kestrel-cleaning-kit": 0.28, "kestrel-nd-filter": 0.18},
    "northlight-50-pro": {"kestrel-nd-filter": 0.36, "kestrel-cleaning-kit": 0.28},
    "northlight-85": {"kestrel-cleaning-kit": 0.30, "kestrel-nd-filter": 0.20},
    "northlight-24-70": {"kestrel-cleaning-kit": 0.30, "kestrel-nd-filter": 0.24, "harrow-sling": 0.18},
    "northlight-24-70-pro": {"kestrel-nd-filter": 0.34, "harrow-backpack": 0.24, "kestrel-cleaning-kit": 0.20},
    "northlight-70-200": {"harrow-backpack": 0.28, "kestrel-cleaning-kit": 0.22, "northlight-travel-tripod": 0.16},
    "northlight-70-200-pro": {"harrow-backpack": 0.32, "northlight-carbon-tripod": 0.24, "kestrel-cleaning-kit": 0.18},
    "halden-6-128": {"halden-case-clear": 0.40, "halden-glass": 0.32, "volta-charger-20": 0.24},
    "halden-6-256": {"halden-case-clear": 0.40, "halden-glass": 0.32, "volta-charger-20": 0.24},
    "halden-7-128": {"halden-case-moss": 0.40, "halden-glass": 0.34, "volta-charger-20": 0.26},
    "halden-7-256": {"halden-case-moss": 0.40, "halden-glass": 0.34, "volta-charger-20": 0.26, "sona-air": 0.12},
    "halden-7-512": {"halden-case-moss": 0.40, "halden-glass": 0.34, "volta-charger-45": 0.26, "sona-air-pro": 0.12},
    "halden-7-pro-256": {"halden-case-plum": 0.42, "halden-glass": 0.36, "volta-charger-45": 0.30, "sona-air-pro": 0.16},
    "halden-7-pro-512": {"halden-case-plum": 0.42, "halden-glass": 0.36, "volta-charger-45": 0.30, "sona-air-pro": 0.18},
    "sona-air": {"sona-tips": 0.34, "volta-bank-10": 0.18},
    "sona-air-pro": {"sona-tips": 0.38, "volta-bank-10": 0.18},
    "sona-over": {"sona-case": 0.40, "volta-bank-10": 0.14},
    "sona-over-max": {"sona-case": 0.48, "volta-bank-20": 0.16},
    "petrichor-vitamin-c-30": {"petrichor-sun-50": 0.42, "petrichor-gel-150": 0.28, "petrichor-day-cream": 0.18},
    "petrichor-vitamin-c-50": {"petrichor-sun-50": 0.42, "petrichor-gel-300": 0.28, "petrichor-day-cream": 0.18},
    "petrichor-hyaluron-30": {"petrichor-gel-cream-50": 0.38, "petrichor-gel-150": 0.26, "maren-roller": 0.16},
    "petrichor-hyaluron-50": {"petrichor-gel-cream-100": 0.38, "petrichor-gel-300": 0.26, "maren-roller": 0.16},
    "petrichor-retinal-30": {"petrichor-rich-cream": 0.36, "petrichor-sun-50": 0.34, "petrichor-oil-150": 0.18},
    "petrichor-retinal-50": {"petrichor-rich-cream": 0.36, "petrichor-sun-50": 0.34, "petrichor-oil-150": 0.18},
    "petrichor-gel-150": {"maren-cotton": 0.30, "petrichor-toner": 0.26},
    "petrichor-gel-300": {"maren-cotton": 0.30, "petrichor-toner": 0.26, "maren-brush": 0.12},
    "petrichor-oil-150": {"maren-cotton": 0.32, "petrichor-toner": 0.16},
    "petrichor-clay-mask": {"maren-headband": 0.36, "petrichor-toner": 0.18},
    "petrichor-night-mask": {"maren-headband": 0.30, "maren-gua-sha": 0.18},
    "maren-roller": {"petrichor-hyaluron-30": 0.26, "maren-gua-sha": 0.20},
    "maren-brush": {"petrichor-gel-150": 0.44, "maren-headband": 0.16},
    "maren-brush-pro": {"petrichor-gel-300": 0.46, "maren-headband": 0.20},
    "brun-hand-grinder": {"ember-ethiopia-250": 0.44, "brun-dripper": 0.22, "brun-tin": 0.14},
    "brun-grinder": {"ember-espresso-1000": 0.42, "brun-tin": 0.26, "brun-scale": 0.14},
    "brun-grinder-pro": {"ember-espresso-1000": 0.44, "brun-scale": 0.32, "brun-tin": 0.22},
    "brun-dripper": {"brun-papers": 0.58, "ember-ethiopia-250": 0.30, "brun-kettle-pour": 0.18},
    "brun-press": {"ember-decaf-250": 0.24, "ember-mug-sand": 0.22},
    "brun-espresso": {"ember-espresso-1000": 0.46, "brun-descaler": 0.34, "brun-grinder": 0.22},
    "brun-espresso-due": {"ember-espresso-1000": 0.48, "brun-grinder-pro": 0.34, "brun-descaler": 0.34},
    "brun-kettle-pour": {"brun-dripper": 0.26, "brun-papers": 0.22, "brun-scale": 0.16},
    "brun-kettle": {"brun-descaler": 0.20, "ember-mug-moss": 0.16},
}
COMPLEMENTS: list[tuple[str, str, float]] = [
    (anchor, complement, chance) for anchor, row in _COMPLEMENTS.items() for complement, chance in row.items()
]
assert all(a in BY_ID and b in BY_ID for a, b, _ in COMPLEMENTS)

# Where a trade-up leads: owners of the left buy the right next.
LADDERS = [
    ["aurel-m3", "aurel-m5-black", "aurel-m7", "aurel-m9"],
    ["aurel-m5-silver", "aurel-m7"],
    ["aurel-c1", "aurel-c2", "aurel-c3"],
    ["tern-2", "tern-3", "tern-4"],
    ["pipit-instant", "pipit-instant-plus"],
    ["northlight-50", "northlight-50-pro"],
    ["northlight-24-70", "northlight-24-70-pro"],
    ["northlight-70-200", "northlight-70-200-pro"],
    ["kestrel-sd-64", "kestrel-sd-128", "kestrel-sd-256", "kestrel-sd-512"],
    ["kestrel-sd-pro-128", "kestrel-sd-pro-256", "kestrel-sd-pro-512"],
    ["kestrel-micro-64", "kestrel-micro-128", "kestrel-micro-256", "kestrel-micro-512"],
    ["northlight-table-tripod", "northlight-travel-tripod", "northlight-carbon-tripod"],
    ["harrow-sling", "harrow-backpack"],
    ["halden-6-128", "halden-7-128", "halden-7-pro-256"],
    ["halden-6-256", "halden-7-256", "halden-7-pro-512"],
    ["halden-7-512", "halden-7-pro-512"],
    ["sona-air", "sona-air-pro"],
    ["sona-over", "sona-over-max"],
    ["sona-mini", "sona-roam"],
    ["volta-charger-20", "volta-charger-45"],
    ["volta-bank-10", "volta-bank-20"],
    ["petrichor-vitamin-c-30", "petrichor-vitamin-c-50"],
    ["petrichor-hyaluron-30", "petrichor-hyaluron-50"],
    ["petrichor-retinal-30", "petrichor-retinal-50"],
    ["petrichor-gel-150", "petrichor-gel-300"],
    ["petrichor-gel-cream-50", "petrichor-gel-cream-100"],
    ["petrichor-day-cream", "petrichor-rich-cream"],
    ["maren-brush", "maren-brush-pro"],
    ["ember-espresso-250", "ember-espresso-1000"],
    ["ember-ethiopia-250", "ember-ethiopia-1000"],
    ["ember-decaf-250", "ember-decaf-1000"],
    ["brun-hand-grinder", "brun-grinder", "brun-grinder-pro"],
    ["brun-espresso", "brun-espresso-due"],
    ["brun-kettle", "brun-kettle-pour"],
]
UPGRADES = {low: high for ladder in LADDERS for low, high in zip(ladder, ladder[1:])}
assert all(a in BY_ID and b in BY_ID and BY_ID[a].price < BY_ID[b].price for a, b in UPGRADES.items())
