"""The model: how the customers browse, buy, come back and trade up. README.md states it in words and formulas."""

import heapq
import math
from dataclasses import dataclass
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import catalogue
from chance import Chance

DAY = 86_400

# Logit of the probability that a session ends in a purchase, given all its events before checkout.
INTENT = {
    "intercept": -2.9,
    "log_views": 0.30,  # ln(1 + views)
    "repeat_views": 0.50,  # views of a product already viewed in this session, at most 4
    "searched": 0.45,  # 1 if there was a search
    "carted": 1.80,  # 1 if anything was added to the cart
    "more_carted": 0.45,  # additions after the first, at most 3
    "removed": -1.10,  # removals, at most 3
    "log_minutes": 0.30,  # ln(1 + minutes from the first to the last event)
    "log_days_away": -0.28,  # ln(1 + days since the session before, at most 60; 60 for the first)
    "customer_before": 0.50,  # 1 if the customer has bought before
    "desktop": 0.40,
    "evening": 0.30,  # 1 if the session starts at 18:00 … 21:59 on the customer's own clock
}


@dataclass
class Session:
    id: str
    customer: str  # empty for a visitor who is not signed in
    device: str
    events: list  # (type, product id or "", time), in order
    features: dict
    probability: float
    bought: bool
    cause: str  # browse, refill, follow_up, upgrade


@dataclass
class Line:
    order: str
    customer: str
    time: int
    product: str
    quantity: int
    unit_price: int
    discount: int


def probability_of(features):
    logit = INTENT["intercept"] + sum(INTENT[name] * value for name, value in features.items())
    return 1 / (1 + math.exp(-logit))


def upgrade_rate(sensitivity):
    """Chance a month that the owner of a product with a better sibling sets out to trade up."""
    return 0.055 * (1 - sensitivity) ** 2


def session_gap_days(engagement):
    """Mean days between the browsing sessions of an active customer."""
    return 30.44 / (0.26 * math.exp(2.9 * engagement))


class Shopper:
    """One customer's eighteen months."""

    def __init__(self, seed, customer, start, end):
        self.customer = customer
        self.chance = Chance(seed, "shopper", customer.id)
        self.start, self.end = max(start, customer.active_from), min(end, customer.active_until)
        self.zone = ZoneInfo(customer.true_time_zone)
        self.owned = {}  # product id → time of purchase
        self.agenda = []  # heap of (time, tie, cause, product id, tries left)
        self.ties = 0
        self.last_session = None
        self.has_bought = False
        self.empty_at = {}  # consumable's id → when what is at home is used up
        self.follow_ups = []  # complements that did not fit in this order
        self.sessions, self.lines = [], []

    def plan(self, time, cause, product="", tries=1):
        self.ties += 1
        if self.start <= time < self.end:
            heapq.heappush(self.agenda, (int(time), self.ties, cause, product, tries))

    def live(self):
        gap = session_gap_days(self.customer.engagement) * DAY
        time = self.start + self.chance.uniform() * gap
        while time < self.end:
            self.plan(self.waking(time), "browse")
            time += self.chance.gamma(3, gap)
        while self.agenda:
            time, _, cause, product, tries = heapq.heappop(self.agenda)
            if self.last_session and time < self.last_session + 3 * 3600:
                self.plan(self.last_session + 3 * 3600 + self.chance.whole(60, 7200), cause, product, tries)
                continue
            if cause == "upgrade" and not self.still_to_upgrade(product):
                continue
            if cause == "refill" and self.empty_at[product] > time:
                continue  # bought in the meantime
            if not self.session(time, cause, product) and tries > 1:
                self.plan(self.waking(time + DAY * self.chance.uniform(1, 5)), cause, product, tries - 1)

    def waking(self, time):
        """The same day at a likely hour of the customer's own clock."""
        hour = self.chance.weighted(range(24), [1, 0, 0, 0, 0, 1, 3, 5, 6, 6, 6, 6, 7, 6, 5, 5, 6, 8, 10, 12, 13, 11, 7, 3])
        local = datetime.fromtimestamp(int(time), self.zone).replace(hour=hour, minute=self.chance.whole(0, 59), second=self.chance.whole(0, 59))
        return int(local.timestamp())

    def still_to_upgrade(self, product):
        better = catalogue.UPGRADES[product]
        return product in self.owned and better not in self.owned

    # What is wanted

    def favourite(self, family):
        """A product of the family: popular, and cheap for those who mind the price."""
        products = catalogue.FAMILIES[family]
        cheapest = min(p.price for p in products)
        weights = [p.popularity * math.exp(-1.7 * (self.customer.price_sensitivity - 0.35) * math.log(p.price / cheapest)) for p in products]
        return self.chance.weighted(products, weights)

    def new_need(self):
        department = self.chance.weighted(list(self.customer.taste), list(self.customer.taste.values()))
        needs = catalogue.NEEDS[department]
        weights = [
            weight * (0.12 if any(catalogue.BY_ID[id].family == family and not catalogue.BY_ID[id].lasts_days for id in self.owned) else 1)
            for family, weight in needs.items()
        ]
        return self.favourite(self.chance.weighted(list(needs), weights))

    # One visit

    def session(self, start, cause, wanted):
        chance, customer = self.chance, self.customer
        target = catalogue.BY_ID[wanted] if wanted else self.new_need()
        better = catalogue.UPGRADES.get(wanted)
        if cause == "upgrade" or (cause == "refill" and better and self.chance.happens(0.10 * (1 - customer.price_sensitivity))):
            target = catalogue.BY_ID[better]
        determined = cause != "browse"
        device = customer.device if chance.happens(0.8) else chance.weighted(["mobile", "desktop", "tablet"], [5, 4, 1])
        events, viewed, cart, clock = [], [], [], start

        def event(kind, product=""):
            nonlocal clock
            if events:
                clock += 4 + int(chance.exponential(42 if kind == "view" else 18))
            events.append((kind, product, clock))
            if kind == "view":
                viewed.append(product)

        if chance.happens(0.35 if determined else 0.2):
            event("search")
        siblings = [p.id for p in catalogue.FAMILIES[target.family] if p.id != target.id]
        for _ in range(chance.poisson(0.3 if determined else 0.4 + 1.3 * customer.engagement)):
            event("view", chance.pick(siblings) if siblings and chance.happens(0.65) else self.new_need().id)
        event("view", target.id)
        for _ in range(chance.poisson(0.25)):
            event("view", target.id)
        if chance.happens(0.9 if determined else 0.36):
            event("add_to_cart", target.id)
            cart.append(target.id)
            if chance.happens(0.30):
                extra = self.new_need().id
                if extra not in cart:
                    event("view", extra)
                    event("add_to_cart", extra)
                    cart.append(extra)
            if not determined and chance.happens(0.16):
                dropped = chance.pick(cart)
                event("remove_from_cart", dropped)
                cart.remove(dropped)
        features = self.features(events, viewed, start, device)
        probability = probability_of(features)
        bought = chance.happens(probability)
        if bought:
            basket = cart or [viewed[-1]]
            event("checkout")
            for id in self.complements(basket):
                event("add_to_cart", id)
                basket = basket + [id]
            clock += 30 + int(chance.exponential(60))
            for id in basket:
                events.append(("purchase", id, clock))
            self.buy(basket, clock)
        elif cart and chance.happens(0.22):
            event("checkout")
        self.last_session = clock
        self.sessions.append(Session("", customer.id, device, events, features, probability, bought, cause))
        return bought

    def features(self, events, viewed, start, device):
        away = min(60, (start - self.last_session) / DAY) if self.last_session else 60
        added = sum(kind == "add_to_cart" for kind, _, _ in events)
        removed = sum(kind == "remove_from_cart" for kind, _, _ in events)
        return {
            "log_views": math.log(1 + len(viewed)),
            "repeat_views": min(4, len(viewed) - len(set(viewed))),
            "searched": int(any(kind == "search" for kind, _, _ in events)),
            "carted": int(added > 0),
            "more_carted": min(3, max(0, added - 1)),
            "removed": min(3, removed),
            "log_minutes": math.log(1 + (events[-1][2] - events[0][2]) / 60),
            "log_days_away": math.log(1 + away),
            "customer_before": int(self.has_bought),
            "desktop": int(device == "desktop"),
            "evening": int(18 <= datetime.fromtimestamp(start, self.zone).hour <= 21),
        }

    def complements(self, basket):
        """What is taken along at checkout; what is not may draw the customer back within three weeks."""
        taken = []
        for anchor in basket:
            for complement, chance in COMPLEMENTS_OF.get(anchor, []):
                durable = not catalogue.BY_ID[complement].lasts_days
                if complement in basket or complement in taken or (durable and complement in self.owned):
                    continue
                if self.chance.happens(chance):
                    taken.append(complement)
                elif self.chance.happens(0.25 * chance):
                    self.follow_ups.append(complement)
        return taken

    def buy(self, basket, time):
        chance, customer = self.chance, self.customer
        self.has_bought = True
        order = f"{customer.id}-{len(self.sessions)}"
        for id in basket:
            product = catalogue.BY_ID[id]
            quantity = chance.weighted([1, 2, 3], [82, 14, 4]) if product.lasts_days else 1
            unit_price, discount = product.price, 0
            if chance.happens(0.04 + 0.88 * customer.price_sensitivity):
                off = chance.weighted([0.10, 0.15, 0.20, 0.25], [3, 3, 3, 1])
                if chance.happens(0.7):
                    discount = round(product.price * quantity * off)
                else:
                    unit_price = round(product.price * (1 - off) / 10) * 10
            self.lines.append(Line(order, customer.id, time, id, quantity, unit_price, discount))
            self.owned[id] = time
            self.plan_refill(product, quantity, time)
            self.plan_upgrade(product, time)
            if not product.lasts_days and chance.happens(0.035):
                back = time + DAY * chance.whole(4, 20)
                if back < self.end:
                    self.lines.append(Line(order + "-r", customer.id, back, id, -1, unit_price - discount, 0))
                    self.owned.pop(id, None)
        for id in self.follow_ups:
            self.plan(self.waking(time + DAY * chance.uniform(2, 21)), "follow_up", id)
        self.follow_ups.clear()

    def plan_refill(self, product, quantity, time):
        """Used up after its days, times the customer's tempo, give or take 12 %; then it is bought again or not.

        What is still at home is used first: one customer has one next refill of a product.
        """
        if not product.lasts_days:
            return
        days = product.lasts_days * quantity * self.customer.tempo * math.exp(0.12 * self.chance.normal())
        empty = self.waking(max(time, self.empty_at.get(product.id, 0)) + days * DAY)
        self.empty_at[product.id] = empty
        if self.chance.happens(0.40 + 0.45 * self.customer.engagement):
            self.plan(empty, "refill", product.id, tries=2)

    def plan_upgrade(self, product, time):
        if product.lasts_days or product.id not in catalogue.UPGRADES:
            return
        months = self.chance.exponential(1 / max(1e-6, upgrade_rate(self.customer.price_sensitivity)))
        self.plan(self.waking(time + (60 + min(months, 60) * 30.44) * DAY), "upgrade", product.id, tries=3)


COMPLEMENTS_OF: dict[str, list[tuple[str, float]]] = {}
for _anchor, _complement, _chance in catalogue.COMPLEMENTS:
    COMPLEMENTS_OF.setdefault(_anchor, []).append((_complement, _chance))


def visitors(seed, count, start, end):
    """Sessions of people who are not signed in: they look, some fill a cart, none buys."""
    chance = Chance(seed, "visitors")
    families = [(family, weight) for needs in catalogue.NEEDS.values() for family, weight in needs.items()]
    sessions = []
    for _ in range(count):
        clock = int(chance.uniform(start, end - DAY))
        device = chance.weighted(["mobile", "desktop", "tablet"], [70, 25, 5])
        family = chance.weighted([f for f, _ in families], [w for _, w in families])
        events = []
        for _ in range(1 + chance.poisson(1.2)):
            events.append(("view", chance.pick(catalogue.FAMILIES[family]).id, clock))
            clock += 4 + int(chance.exponential(40))
        if chance.happens(0.15):
            events.append(("add_to_cart", events[-1][1], clock))
        sessions.append(Session("", "", device, events, {}, 0.0, False, "visitor"))
    return sessions


def simulate(seed, customers, start, end, visitor_count):
    """All sessions and order lines, in the order of time, with their numbers given."""
    sessions, lines = visitors(seed, visitor_count, start, end), []
    for customer in customers:
        shopper = Shopper(seed, customer, start, end)
        shopper.live()
        sessions += shopper.sessions
        lines += shopper.lines
    sessions = [s for s in sessions if s.events[-1][2] < end]
    sessions.sort(key=lambda s: (s.events[0][2], s.customer))
    for number, session in enumerate(sessions, 1):
        session.id = f"s{number:05d}"
    lines = [line for line in lines if line.time < end]
    lines.sort(key=lambda line: (line.time, line.order))
    numbers = {}
    for line in lines:
        line.order = numbers.setdefault(line.order, f"o{10_001 + len(numbers)}")
    return sessions, lines


def iso(time):
    return datetime.fromtimestamp(time, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
