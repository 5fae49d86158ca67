"""Who the customers are: names, addresses, countries, clocks, consent, and the hidden traits that the model acts on."""

import unicodedata
from dataclasses import dataclass, field

from chance import Chance

# locale: weight, countries with weights and zones, first names, family names in ASCII
PLACES = {
    "en-GB": (22, [("GB", 9, ["Europe/London"]), ("IE", 1, ["Europe/Dublin"])],
              "Olivia Amelia Isla Ava Ivy Freya Lily Grace Poppy Harriet Noah George Oliver Arthur Leo Jack Henry Theo Callum Imogen Rhys Siobhán Aoife Padraig".split(),
              "smith jones taylor brown davies evans walker wright hughes green hall wood".split()),
    "en-US": (8, [("US", 8, ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"]), ("CA", 2, ["America/Toronto", "America/Vancouver"])],
              "Emma Mason Sophia Liam Harper Ethan Zoe Logan Maya Jayden Priya Diego Aaliyah Wei".split(), "johnson miller garcia lee nguyen patel martin clark lewis young".split()),
    "de-DE": (20, [("DE", 8, ["Europe/Berlin"]), ("AT", 2, ["Europe/Vienna"])],
              "Anna Lena Jürgen Lukas Hannah Jonas Mia Felix Greta Björn Käthe Sören Clara Paul Emilia Ben Frieda Moritz Jörg Ayşe Günther Leonie".split(),
              "mueller schmidt schneider fischer weber becker wagner koch richter wolf".split()),
    "de-CH": (3, [("CH", 1, ["Europe/Zurich"])], "Urs Reto Beat Annelies Rahel Nico Ladina Flurin".split(), "meier keller frei brunner graf".split()),
    "fr-FR": (14, [("FR", 8, ["Europe/Paris"]), ("BE", 2, ["Europe/Brussels"])],
              "Camille Chloé Zoé Léa Inès Jade Hugo Louis Raphaël Théo François Benoît Anaïs Maëlle Éloïse Gaël Noémie Jean-Baptiste".split(),
              "martin bernard dubois petit robert durand moreau laurent simon michel".split()),
    "es-ES": (10, [("ES", 9, ["Europe/Madrid", "Atlantic/Canary"]), ("MX", 1, ["America/Mexico_City"])],
              "Lucía Sofía Martín Álvaro Begoña Íñigo Carmen Pablo Núria Jordi Iván Inés María José".split(), "garcia lopez sanchez perez gomez ruiz diaz vidal ortega".split()),
    "it-IT": (9, [("IT", 1, ["Europe/Rome"])], "Giulia Niccolò Chiara Alessandro Aurora Matteo Ginevra Lorenzo Beatrice Gabriele Desirée".split(),
              "rossi russo ferrari bianchi romano greco conti marino".split()),
    "nl-NL": (6, [("NL", 8, ["Europe/Amsterdam"]), ("BE", 2, ["Europe/Brussels"])], "Sanne Daan Femke Lotte Bram Jeroen Anouk Thijs Noor Zoë Jesse Maartje".split(),
              "devries jansen bakker visser smit meijer dejong mulder".split()),
    "pl-PL": (5, [("PL", 1, ["Europe/Warsaw"])], "Zuzanna Łukasz Małgorzata Wojciech Agnieszka Michał Żaneta Jakub Świętosława Paweł".split(),
              "nowak kowalski wisniewski wojcik kaminski lewandowski".split()),
    "sv-SE": (5, [("SE", 9, ["Europe/Stockholm"]), ("FI", 1, ["Europe/Helsinki"])], "Astrid Åsa Björn Linnéa Göran Elsa Nils Måns Ebba Örjan".split(),
              "andersson johansson karlsson nilsson eriksson lindberg".split()),
    "pt-PT": (3, [("PT", 8, ["Europe/Lisbon"]), ("BR", 2, ["America/Sao_Paulo"])], "João Inês Conceição Tomás Beatriz Gonçalo Leonor Antão".split(), "silva santos ferreira pereira costa".split()),
    "ja-JP": (3, [("JP", 1, ["Asia/Tokyo"])], "さくら 陽菜 美咲 蓮 湊 大翔 結衣 葵 悠真 ひまり".split(), "sato suzuki takahashi tanaka watanabe ito yamamoto".split()),
    "el-GR": (1, [("GR", 1, ["Europe/Athens"])], "Ελένη Γιώργος Μαρία Νίκος Δήμητρα".split(), "papadopoulos nikolaidis georgiou".split()),
    "ar-AE": (1, [("AE", 1, ["Asia/Dubai"])], "فاطمة محمد عائشة يوسف".split(), "haddad rahman saleh".split()),
}

# First names as they come out of real forms. One customer each.
EDGE_NAMES = [
    "O'Brien", "<b>Eve</b>", "🦊 Robin", "D’Arcy \"Dee\"", "Anna, Maria", "  Kim  ", "X Æ A-12", "Null", "{{ customer.email }}", "=SUM(A1:A9)",
    "Maximiliane Friederike Wilhelmine Antoinette Theodora von und zu Hohenstein-Wittelsbach-Sonnenberg", "Zalgo̸̢͝", "<script>alert(1)</script>",
    "Jean&Marie", "\u202eesrever", "Ng", "R.", "MARIA", "Visit https://evil.example now", "José\u00a0Luis",
]


@dataclass
class Customer:
    id: str
    email: str
    first_name: str
    locale: str
    time_zone: str  # as in customers.csv, sometimes wrong
    true_time_zone: str
    country: str
    email_consent: str
    push_consent: str
    push_tokens: str
    tier: str = ""
    # Hidden traits.
    price_sensitivity: float = 0.0
    engagement: float = 0.0
    taste: dict = field(default_factory=dict)  # department → share of new needs
    active_from: int = 0  # unix seconds
    active_until: int = 0
    device: str = ""
    tempo: float = 1.0  # multiplies how long a consumable lasts


def ascii_name(text, fallback):
    plain = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ø", "o").replace("ı", "i"))
    kept = "".join(c for c in plain if c.isascii() and c.isalpha()).lower()
    return kept[:24] or fallback


def make_customers(seed, count, start, end):
    chance = Chance(seed, "people")
    edge_rows = {37 + 71 * i: name for i, name in enumerate(EDGE_NAMES)}
    customers = []
    for number in range(1, count + 1):
        locale = chance.weighted(list(PLACES), [place[0] for place in PLACES.values()])
        _, countries, first_names, family_names = PLACES[locale]
        country, _, zones = chance.weighted(countries, [c[1] for c in countries])
        first, last = chance.pick(first_names), chance.pick(family_names)
        first = edge_rows.get(number, "" if chance.happens(0.02) else first)
        host = chance.weighted(["example.com", "example.org", "example.net"], [6, 2, 2])
        local = f"{ascii_name(first, 'mail')}.{last}{number}"
        if chance.happens(0.03):
            local += "+" + chance.pick(["shop", "news", "lumen"])
        zone = true_zone = chance.pick(zones)
        if chance.happens(0.02):
            zone = chance.pick(["", "", "", "CET+1", "Europe/Berlln", "GMT+25"])
        has_app = chance.happens(0.34)
        tokens = [f"tok-{number:04d}-{chance.whole(0, 0xFFFFFFFF):08x}" for _ in range(chance.weighted([1, 2, 3], [80, 16, 4]) if has_app else 0)]
        weights = [chance.exponential(1) ** 1.6 + 0.02 for _ in range(3)]
        old = chance.happens(0.55)
        since = start if old else int(start + chance.uniform() * (end - start - 30 * 86_400))
        until = end
        if chance.happens(0.27):
            until = min(end, int(since + 86_400 * (40 + chance.exponential(220))))
        customers.append(Customer(
            id=f"c{number:04d}", email=f"{local}@{host}", first_name=first, locale=locale, time_zone=zone, true_time_zone=true_zone, country=country,
            email_consent=chance.weighted(["yes", "no", ""], [80, 12, 8]),
            push_consent=chance.weighted(["yes", "no", ""], [78, 14, 8]) if has_app else chance.weighted(["no", ""], [3, 7]),
            push_tokens=" ".join(tokens), price_sensitivity=chance.beta(2, 2), engagement=chance.beta(2, 3),
            taste=dict(zip(["photo", "beauty", "coffee"], [w / sum(weights) for w in weights])),
            active_from=since, active_until=until, device=chance.weighted(["mobile", "desktop", "tablet"], [62, 32, 6]),
            tempo=min(1.5, max(0.65, 1 + 0.18 * chance.normal())),
        ))
    # What address books look like: none, not an address, the same one twice.
    for row in (101, 502, 903, 1304, 1705):
        customers[row].email = ""
    customers[212].email = customers[212].email.replace("@", " at ")
    customers[1613].email = customers[1613].email.replace("@", "@@")
    customers[844].email = customers[843].email
    customers[1450].email = customers[1449].email.upper()
    return customers
