"""Drawings of the demo shop's products: one function a shape, each giving SVG for a 400 × 400 square.

A product's `shape` in the catalogue names the function and its parameters. Products stand on a floor at y = 306.
"""

from itertools import count

COLOURS = {  # light, base, dark
    "graphite": ("#6d747c", "#4a5058", "#31363c"), "black": ("#55595f", "#33373c", "#1f2226"),
    "silver": ("#f2f3f4", "#d3d7da", "#a9afb5"), "white": ("#ffffff", "#f1f1ef", "#d2d3d1"),
    "cream": ("#fdf8ee", "#f3e8d4", "#d8c6a8"), "sand": ("#ecdcc4", "#d9c2a0", "#b79c74"),
    "tan": ("#cf9a66", "#b27b46", "#8a5a2e"), "rust": ("#d98a63", "#bf6740", "#944a2a"),
    "coral": ("#f49a85", "#e67a63", "#c05741"), "apricot": ("#fbd0a0", "#f2b374", "#d18f4d"),
    "rose": ("#f3c9c6", "#e4a6a3", "#c47f7d"), "plum": ("#a587a8", "#805f86", "#5d4163"),
    "sky": ("#a9cbe4", "#7eaed1", "#558bb3"), "blue": ("#6a95c9", "#3f70ab", "#2b5182"),
    "aqua": ("#bfe0df", "#93c8c7", "#69a3a3"), "mint": ("#c2e3d2", "#98cdb3", "#6ea68b"),
    "jade": ("#b9d6c0", "#8fb99a", "#679474"), "moss": ("#9aac87", "#748a60", "#546945"),
    "olive": ("#a7a178", "#837d54", "#605b3a"), "gold": ("#e8cf94", "#cfae62", "#a3833d"), "red": ("#e0786e", "#c4544b", "#983a33"),
}
# Background and the disc behind the product.
SCENES = {
    "stone": ("#e9ecee", "#dbe1e5"), "fog": ("#e6edf3", "#d6e1ea"), "sage": ("#e7ede4", "#d8e2d3"),
    "linen": ("#f3ece1", "#e9ddcb"), "blush": ("#f7eae6", "#f0dad4"), "lilac": ("#eeeaf3", "#e0d9ea"),
    "butter": ("#f8f0da", "#f1e4bf"), "shell": ("#f6efe9", "#eee0d5"), "mist": ("#e5f0ef", "#d3e5e3"),
}
_numbers = count()


def vertical(top, bottom):
    """A gradient from top to bottom; gives its definition and its reference."""
    name = f"g{next(_numbers)}"
    return (f'<linearGradient id="{name}" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="{top}"/>'
            f'<stop offset="1" stop-color="{bottom}"/></linearGradient>'), f"url(#{name})"


def horizontal(*stops):
    name = f"g{next(_numbers)}"
    parts = "".join(f'<stop offset="{i / (len(stops) - 1):.3f}" stop-color="{c}"/>' for i, c in enumerate(stops))
    return f'<linearGradient id="{name}" x1="0" y1="0" x2="1" y2="0">{parts}</linearGradient>', f"url(#{name})"


def box(x, y, w, h, r, fill, extra=""):
    return f'<rect x="{x}" y="{y}" width="{w}" height="{h}" rx="{r}" fill="{fill}" {extra}/>'


def disc(x, y, r, fill, extra=""):
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" {extra}/>'


def oval(x, y, rx, ry, fill, extra=""):
    return f'<ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="{fill}" {extra}/>'


def path(d, fill="none", extra=""):
    return f'<path d="{d}" fill="{fill}" {extra}/>'


def line(d, colour, width, extra=""):
    return path(d, "none", f'stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" {extra}')


def label(x, y, size, text, colour, extra=""):
    return (f'<text x="{x}" y="{y}" font-family="URW Gothic, Century Gothic, sans-serif" font-weight="600" font-size="{size}" '
            f'text-anchor="middle" fill="{colour}" {extra}>{text}</text>')


def floor(width, y=306, x=200):
    """The shadow under a product `width` wide."""
    return (oval(x, y, width * 0.56, 11, "#1c2430", 'opacity="0.08"') + oval(x, y - 1, width * 0.49, 7, "#1c2430", 'opacity="0.12"'))


def cylinder(x, y, w, h, light, base, dark, r=6):
    """A round body seen from the front, lit from the left."""
    definition, fill = horizontal(base, light, base, dark)
    return definition + box(x, y, w, h, r, fill)


def glass_eye(x, y, r):
    """The front element of a lens."""
    return (disc(x, y, r, "#15191f") + disc(x, y, r * 0.84, "#232b36") + disc(x, y, r * 0.66, "#2f4258")
            + disc(x, y, r * 0.46, "#3d6079") + disc(x, y, r * 0.26, "#16212c")
            + oval(x - r * 0.32, y - r * 0.36, r * 0.24, r * 0.15, "#dff0fb", f'opacity="0.85" transform="rotate(-38 {x - r * 0.32} {y - r * 0.36})"')
            + disc(x + r * 0.3, y + r * 0.34, r * 0.09, "#b9a6d8", 'opacity="0.7"'))


def mirrorless(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, top = vertical(light, base)
    leather = "#2b2f34" if colour != "graphite" else "#3a3f45"
    hump = [64, 74, 92, 106][rung]
    rise = [20, 26, 34, 40][rung]
    w, h = [224, 236, 252, 264][rung], [132, 140, 150, 158][rung]
    x, y = 200 - w / 2, 304 - h
    eye = [46, 52, 60, 66][rung]
    cy = y + h * 0.56
    s = floor(w) + definition
    s += path(f"M{200 - hump / 2 - 12} {y + 6} L{200 - hump / 2 + 8} {y - rise} Q{200 - hump / 2 + 12} {y - rise - 6} {200 - hump / 2 + 22} {y - rise - 6} H{200 + hump / 2 - 22} Q{200 + hump / 2 - 12} {y - rise - 6} {200 + hump / 2 - 8} {y - rise} L{200 + hump / 2 + 12} {y + 6} Z", top)
    s += box(200 - 15, y - rise - 11, 30, 6, 2, dark)
    s += box(x + 24, y - 13, 30, 18, 4, dark) + box(x + 30, y - 17, 18, 6, 3, "#c9cdd1" if rung < 3 else "#e0624a")
    s += box(x + w - 62, y - 11, 36, 16, 4, dark) + "".join(box(x + w - 59 + 5 * i, y - 9, 2, 12, 1, light, 'opacity=".5"') for i in range(7))
    s += box(x, y, w, h, 20, top)
    s += box(x, y + h * 0.27, w, h * 0.56, 2, leather)
    s += path(f"M{x} {y + h * .2} h34 q12 0 12 14 v{h * .52} q0 12 -12 12 h-34 Z", leather) + path(f"M{x + 40} {y + h * .26} v{h * .5}", "none", f'stroke="{light}" stroke-width="2" opacity=".25"')
    s += box(x, y + h * 0.86, w, 2, 1, dark, 'opacity=".5"')
    s += disc(200, cy, eye + 12, dark) + disc(200, cy, eye + 8, "#c6cbd0" if rung < 2 else "#8d949b") + disc(200, cy, eye + 4, "#1d2126")
    s += "".join(f'<rect x="199" y="{cy - eye - 3}" width="2" height="6" fill="#8b939b" transform="rotate({a} 200 {cy})"/>' for a in range(0, 360, 20))
    s += glass_eye(200, cy, eye - 5)
    s += box(x + w - 46, y + 12, 28, 4, 2, dark if colour == "silver" else "#d9dde0") + disc(x + 62, y + 20, 4, "#e0624a")
    return s


def compact(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    w, h = [200, 212, 224][rung], [118, 124, 134][rung]
    x, y, eye = 200 - w / 2, 302 - h, [42, 46, 50][rung]
    cy = y + h * 0.55
    s = floor(w) + definition
    s += box(x + 26, y - 9, 34, 14, 5, dark) + box(x + w - 70, y - 7, 44, 12, 5, dark)
    if rung:
        s += box(200 - 52, y - 20, 40, 24, 5, dark) + box(200 - 46, y - 15, 26, 12, 3, "#2b3a4a")
    s += box(x, y, w, h, 22, body) + box(x, y + h * .84, w, 3, 1, dark, 'opacity=".35"')
    s += box(x + 12, y + 34, 18, 56, 9, dark, 'opacity=".35"')
    s += disc(200, cy, eye + 8, dark) + disc(200, cy, eye + 3, "#e7eaec" if rung < 2 else "#7b838b") + disc(200, cy, eye - 1, "#1f242a") + glass_eye(200, cy, eye - 6)
    s += box(x + w - 44, y + 16, 26, 16, 5, "#fbfaf3") + box(x + w - 41, y + 19, 20, 10, 3, "#e9e4cf")
    return s


def action(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    w, h = 186, 142
    x, y = 107, 162
    s = floor(w) + definition + box(x + 30, y - 8, 46, 14, 5, dark)
    s += box(x, y, w, h, 26, body) + box(x + 8, y + 8, w - 16, h - 16, 20, "none", f'stroke="{light}" stroke-width="2" opacity=".5"')
    s += "".join(box(x + 20, y + 88 + 9 * i, 52, 4, 2, dark, 'opacity=".55"') for i in range(4))
    if rung == 2:
        s += box(x + 18, y + 22, 58, 52, 8, "#11151a") + path(f"M{x + 24} {y + 66} l16 -20 12 12 8 -8 12 16 Z", "#7eaed1") + disc(x + 60, y + 36, 5, "#f2d27c")
    else:
        s += disc(x + 34, y + 36, 6, "#e0624a") + label(x + 48, y + 74, 22, ["4K", "4K+"][rung], "#ffffff", 'opacity=".9"')
    s += box(x + 92, y + 18, 80, 80, 22, dark) + disc(x + 132, y + 58, 34, "#0e1216") + glass_eye(x + 132, y + 58, 30)
    return s


def instant(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(190)
    s += box(132, 94, 136, 120, 4, "#ffffff") + box(142, 104, 116, 84, 2, "#bcd6e2") + path("M142 188 v-26 l34 -28 26 22 20 -14 36 30 v16 Z", "#6e9a86") + disc(232, 126, 10, "#f6e2a0")
    s += definition + path("M104 302 q-6 0 -6 -8 V196 q0 -22 22 -24 H280 q22 2 22 24 V294 q0 8 -6 8 Z", body)
    s += box(118, 168, 164, 8, 4, dark)
    s += box(98, 252, 204, 50, 10, light, 'opacity=".55"')
    s += disc(200, 232, 50, dark) + disc(200, 232, 44, "#f7f7f4") + disc(200, 232, 34, "#20262d") + glass_eye(200, 232, 29)
    s += box(256, 188, 32, 20, 6, "#fbfaf3") + disc(128, 200, 12, "#e67a63") + disc(128, 200, 8, "#f49a85")
    s += box(116, 218, 18, 12, 4, "#20262d")
    if rung:
        s += box(110, 284, 180, 6, 3, "#cfae62") + disc(272, 222, 5, "#cfae62")
    for i, c in enumerate(["#e67a63", "#f2b374", "#98cdb3", "#7eaed1"]):
        s += box(140 + 30 * i, 290 if not rung else 293, 30, 4, 0, c)
    return s


def film(colour, packs):
    light, base, dark = COLOURS[colour]
    s = floor(190)
    rows = [(3, 276), (2, 246), (1, 216)] if packs > 2 else [(2, 276)]
    stack = 6 if packs > 2 else 2
    for i in range(stack):
        y = 278 - i * 25
        x = 116 + (i % 2) * 6
        s += box(x, y, 168, 25, 4, base if i % 2 else light) + box(x, y, 168, 6, 3, "#ffffff", 'opacity=".25"') + box(x + 12, y + 9, 60, 7, 3, "#ffffff", 'opacity=".85"') + box(x + 128, y + 7, 28, 11, 2, dark)
    y = 278 - stack * 25 + 25
    for angle, dx, scene in [(-9, -34, "#bcd6e2"), (7, 26, "#f3d3bd")]:
        s += f'<g transform="translate({200 + dx} {y - 54}) rotate({angle})">' + box(-44, -48, 88, 102, 3, "#ffffff") + box(-37, -41, 74, 68, 2, scene)
        s += path("M-37 27 v-18 l22 -20 18 16 12 -10 22 18 v14 Z", "#6e9a86" if dx < 0 else "#c47f7d") + disc(20, -24, 7, "#fff3c4") + "</g>"
    return s


def lens(kind, number):
    light, base, dark = COLOURS["black"]
    w, h = {"short": (168, 132), "fast": (186, 156), "zoom": (160, 186), "tele": (132, 216)}[kind]
    w += (number % 3) * 5
    x, y = 200 - w / 2, 304 - h
    pale = kind == "tele"
    body = ("#fbfbf9", "#e9e9e4", "#c3c4bf") if pale else (light, base, dark)
    definition, fill = horizontal(body[1], body[0], body[1], body[2])
    definition_ring, ring = horizontal("#2b2f34", "#4a4f56", "#2b2f34", "#17191d")
    s = floor(w) + definition + definition_ring
    s += box(x + 10, y + h - 14, w - 20, 14, 3, "#b9bfc4") + box(x + 10, y + h - 8, w - 20, 3, 0, "#8b9298")
    s += box(x + 4, y + 20, w - 8, h - 32, 8, fill)
    s += box(x - 4, y, w + 8, 34, 8, fill if pale else ring)
    rings = {"short": [(0.42, 24)], "fast": [(0.4, 38)], "zoom": [(0.3, 40), (0.64, 28)], "tele": [(0.26, 46), (0.58, 38)]}[kind]
    for at, height in rings:
        ry = y + h * at
        s += box(x, ry, w, height, 4, ring) + "".join(box(x + 4 + i * 8, ry + 3, 3, height - 6, 1, "#11141a", 'opacity=".55"') for i in range(int((w - 4) / 8)))
    accent = {1: "#7eaed1", 2: "#e8cf94", 0: "#98cdb3", 5: "#e8cf94"}.get(number, "#e0624a" if number in (3, 6, 8) else "#cfd4d8")
    s += box(x - 4, y + 33, w + 8, 3, 1, accent)
    s += oval(200, y + 4, w / 2 + 2, 17, "#14181d") + oval(200, y + 4, w / 2 - 8, 12.5, "#27313d") + oval(200, y + 5, w / 2 - 22, 9, "#3b5a72") + oval(200, y + 6, w / 2 - 38, 5.5, "#1a2733")
    s += oval(200 - w * .17, y + 1, w * .1, 2.6, "#e7f3fb", 'opacity=".8"')
    s += box(200 - 2, y + h * .88 if kind == "short" else y + h * .92, 4, 6, 1, "#e0624a")
    return s


def card(colour, size):
    light, base, dark = COLOURS[colour]
    definition, front = vertical(light, base)
    s = floor(150) + definition
    s += path("M130 306 q-8 0 -8 -8 V128 q0 -10 10 -10 H236 l42 40 V298 q0 8 -8 8 Z", "#262b31")
    s += path("M136 292 V134 H230 l34 34 V292 Z", front)
    s += box(122, 196, 8, 34, 2, "#e9edf0") + "".join(box(142 + i * 17, 124, 10, 22, 2, "#cfae62") for i in range(6) if 142 + i * 17 < 236)
    s += box(146, 156, 60, 8, 4, "#ffffff", 'opacity=".9"') + box(146, 170, 36, 5, 2, "#ffffff", 'opacity=".5"')
    s += label(200, 244, 52, str(size), "#ffffff") + label(200, 272, 20, "GB", "#ffffff", 'opacity=".85"')
    if colour == "gold":
        s += path("M136 292 V282 H264 V292 Z", "#262b31", 'opacity=".5"')
    return s


def microcard(colour, size):
    light, base, dark = COLOURS[colour]
    definition, front = vertical(light, base)
    s = floor(206)
    s += path("M104 306 q-6 0 -6 -6 V152 q0 -8 8 -8 H192 l30 30 V300 q0 6 -6 6 Z", "#2d3238") + path("M112 292 V158 H188 l20 20 V292 Z", "#474d55")
    s += box(126, 176, 54, 7, 3, "#ffffff", 'opacity=".55"') + box(126, 190, 34, 5, 2, "#ffffff", 'opacity=".3"') + path("M160 222 v34 m-14 -14 l14 14 14 -14", "none", 'stroke="#8d959d" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"')
    s += definition + path("M238 306 q-6 0 -6 -6 V196 q0 -6 6 -6 H276 l6 10 h8 l14 14 V300 q0 6 -6 6 Z", front) + box(232, 256, 72, 50, 6, "#22262b")
    s += label(268, 238, 28, str(size), "#ffffff") + label(268, 288, 18, "GB", "#ffffff") + box(242, 200, 26, 5, 2, "#ffffff", 'opacity=".8"')
    return s


def halfcase(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(236)
    s += line("M96 196 Q60 60 200 58 Q340 60 304 196", dark, 9) + line("M96 196 Q60 60 200 58 Q340 60 304 196", light, 3, 'opacity=".5"')
    s += box(92, 160, 216, 90, 14, "#3a3f45") + box(112, 146, 40, 18, 5, "#2b2f34") + path("M168 164 l10 -30 h46 l10 30 Z", "#31363c")
    s += disc(200, 224, 56, "#1d2126") + disc(200, 224, 52, "#8d949b") + disc(200, 224, 47, "#1d2126") + glass_eye(200, 224, 42)
    s += definition + path("M84 216 h52 q10 64 64 64 t64 -64 h52 v68 q0 20 -20 20 H104 q-20 0 -20 -20 Z", body)
    s += path("M92 225 h37 q12 63 71 63 t71 -63 h37 v57 q0 14 -14 14 H106 q-14 0 -14 -14 Z", "none", f'stroke="{light}" stroke-width="2" stroke-dasharray="6 5" opacity=".9"')
    s += disc(104, 268, 7, "#e8cf94") + disc(296, 268, 7, "#e8cf94")
    return s


def pouch(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(196) + line("M284 178 q52 10 38 74 q-8 30 -30 34", "#8a5a2e", 8)
    s += definition + box(104, 146, 192, 160, 26, body) + path("M104 206 V172 q0 -26 26 -26 H270 q26 0 26 26 v34 q-40 34 -96 34 t-96 -34 Z", dark)
    s += path("M111 204 V174 q0 -21 21 -21 H268 q21 0 21 21 v30 q-38 28 -89 28 t-89 -28 Z", "none", f'stroke="{light}" stroke-width="2" stroke-dasharray="6 5" opacity=".8"')
    s += box(188, 214, 24, 46, 6, "#b27b46") + disc(200, 246, 8, "#e8cf94") + disc(200, 246, 4, "#a3833d")
    return s


def sling(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(240) + line("M92 212 C70 60 330 60 308 212", dark, 16) + line("M92 212 C70 60 330 60 308 212", base, 8) + box(230, 92, 34, 24, 5, "#4a5058", 'transform="rotate(24 247 104)"')
    s += definition + box(78, 172, 244, 134, 40, body) + box(78, 172, 244, 54, 26, light, 'opacity=".55"')
    s += line("M100 212 H300", dark, 5) + box(276, 208, 22, 10, 4, "#8a5a2e")
    s += box(120, 232, 160, 58, 18, dark, 'opacity=".35"') + box(120, 232, 160, 58, 18, "none", f'stroke="{light}" stroke-width="2" stroke-dasharray="6 5"')
    s += box(184, 224, 32, 26, 6, "#8a5a2e") + box(192, 240, 16, 5, 2, "#e8cf94")
    return s


def backpack(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(190) + line("M176 92 q0 -26 24 -26 t24 26", dark, 9)
    s += box(96, 170, 24, 108, 12, dark) + box(280, 170, 24, 108, 12, dark)
    s += definition + path("M112 296 V150 q0 -66 88 -66 t88 66 V296 q0 10 -12 10 H124 q-12 0 -12 -10 Z", body)
    s += path("M112 176 V150 q0 -66 88 -66 t88 66 v26 q-30 22 -88 22 t-88 -22 Z", dark)
    s += path("M119 173 V151 q0 -60 81 -60 t81 60 v22 q-28 18 -81 18 t-81 -18 Z", "none", f'stroke="{light}" stroke-width="2" stroke-dasharray="6 5" opacity=".8"')
    s += box(132, 222, 136, 72, 16, dark, 'opacity=".4"') + box(132, 222, 136, 72, 16, "none", f'stroke="{light}" stroke-width="2" stroke-dasharray="6 5"')
    for x in (154, 226):
        s += box(x, 164, 20, 66, 5, "#b27b46") + box(x + 3, 204, 14, 14, 3, "#e8cf94") + box(x + 6, 207, 8, 8, 2, "#8a5a2e")
    return s


def divecase(colour):
    light, base, dark = COLOURS[colour]
    s = floor(212) + box(94, 138, 212, 168, 34, "#dcebf2", 'opacity=".95"') + box(94, 138, 212, 168, 34, "none", 'stroke="#a9c6d6" stroke-width="5"')
    s += box(124, 172, 152, 108, 20, base) + box(136, 232, 44, 5, 2, dark) + box(136, 244, 44, 5, 2, dark) + disc(150, 198, 6, "#e0624a")
    s += disc(226, 224, 52, "#c3d9e4") + disc(226, 224, 45, "#eef6fa") + glass_eye(226, 224, 36)
    s += box(160, 120, 80, 22, 8, "#4a5058") + disc(182, 131, 7, "#e8cf94") + path("M112 156 q40 -14 90 -10 l-84 90 q-14 -40 -6 -80 Z", "#ffffff", 'opacity=".35"')
    s += disc(322, 112, 9, "#c3dcea") + disc(340, 88, 6, "#c3dcea") + disc(316, 80, 4, "#c3dcea")
    return s


def mounts(colour):
    light, base, dark = COLOURS[colour]
    s = floor(230)
    s += line("M118 288 L152 202", "#4a5058", 18) + line("M152 202 L204 170", "#4a5058", 18) + disc(152, 202, 15, base) + disc(152, 202, 6, dark) + disc(204, 170, 13, base)
    s += box(186, 110, 66, 54, 12, "#33373c") + glass_eye(232, 136, 16) + disc(204, 126, 4, "#e0624a")
    s += box(84, 284, 78, 22, 9, "#33373c")
    s += path("M214 306 v-30 q0 -42 46 -42 t46 42 v30 Z", base) + path("M236 306 v-26 q0 -22 24 -22 t24 22 v26 Z", "#eef1f3") + box(246, 212, 28, 26, 6, dark) + disc(260, 222, 5, "#e8cf94")
    return s


def tripod(kind):
    light, base, dark = COLOURS["graphite" if kind == "carbon" else "silver" if kind == "aluminium" else "black"]
    accent = {"mini": "#e67a63", "aluminium": "#7eaed1", "carbon": "#cfae62"}[kind]
    top = {"mini": 176, "aluminium": 118, "carbon": 104}[kind]
    spread = {"mini": 78, "aluminium": 84, "carbon": 88}[kind]
    s = floor(spread * 2.3)
    for dx in (-spread, spread):
        end = 200 + dx
        mid = 200 + dx * 0.55
        midy = top + 44 + (302 - top - 44) * 0.55
        s += line(f"M{200 + dx * .1} {top + 44} L{mid} {midy}", dark, 15) + line(f"M{mid} {midy} L{end} 300", base if kind != "mini" else dark, 10)
        s += line(f"M{200 + dx * .1 - 2} {top + 44} L{mid - 2} {midy}", light, 4, 'opacity=".6"') + disc(mid, midy, 9, accent) + disc(end, 300, 7, "#22262b")
    s += line(f"M200 {top + 44} V{top + 44 + (302 - top) * .5}", dark, 15) + line(f"M200 {top + 40 + (302 - top) * .5} V296", base, 10) + disc(200, top + 44 + (302 - top) * .5, 9, accent) + disc(200, 298, 7, "#22262b")
    s += box(176, top + 26, 48, 24, 9, dark) + disc(200, top + 14, 19, "#22262b") + disc(194, top + 8, 6, "#ffffff", 'opacity=".25"') + box(168, top - 16, 64, 16, 5, dark) + box(174, top - 20, 52, 6, 3, accent) + box(222, top + 10, 26, 8, 4, accent)
    return s


def battery(colour):
    s = floor(170) + box(96, 190, 112, 116, 12, "#4a5058", 'transform="rotate(-8 152 248)"') + box(108, 206, 84, 34, 5, "#e67a63", 'transform="rotate(-8 152 248)"')
    definition, body = vertical("#4b5158", "#2b2f34")
    s += definition + box(166, 150, 132, 156, 14, body) + box(166, 196, 132, 66, 0, "#e67a63") + label(232, 224, 24, "Li-ion", "#ffffff") + box(190, 236, 84, 6, 3, "#ffffff", 'opacity=".7"') + box(190, 246, 54, 5, 2, "#ffffff", 'opacity=".5"')
    s += "".join(box(184 + i * 22, 158, 14, 16, 3, "#cfae62") for i in range(4)) + path("M226 276 h-10 l12 -10 v8 h10 l-12 10 Z", "#ffffff", 'opacity=".6"')
    return s


def dualcharger(colour):
    definition, body = vertical("#5a6068", "#363b41")
    s = floor(214) + definition + box(96, 206, 208, 100, 18, body)
    for x in (112, 208):
        s += box(x, 150, 80, 88, 8, "#2b2f34") + box(x, 182, 80, 30, 0, "#e67a63") + box(x + 12, 192, 40, 5, 2, "#ffffff", 'opacity=".8"') + "".join(box(x + 12 + 15 * i, 156, 9, 11, 2, "#cfae62") for i in range(4))
    s += box(96, 236, 208, 70, 18, body) + disc(152, 268, 6, "#98cdb3") + disc(248, 268, 6, "#f2b374") + box(182, 282, 36, 10, 5, "#1f2226") + line("M304 270 q46 4 44 -44 q-2 -40 20 -52", "#4a5058", 7)
    return s


def cleaning(colour):
    light, base, dark = COLOURS[colour]
    s = floor(220)
    s += path("M92 306 q-12 -58 18 -72 q8 -4 8 -18 l4 -62 h10 l4 62 q0 14 8 18 q30 14 18 72 Z", "#31363c") + oval(127, 268, 20, 24, "#4a5058") + box(120, 132, 14, 34, 5, base)
    s += cylinder(184, 196, 56, 110, "#ffffff", light, base, 10) + box(192, 178, 40, 22, 5, dark) + box(204, 158, 16, 24, 5, "#31363c") + box(184, 226, 56, 46, 0, "#ffffff") + box(194, 238, 36, 6, 3, base) + box(194, 250, 24, 5, 2, light)
    s += path("M256 306 l6 -44 62 0 -4 44 q-32 -10 -64 0 Z", "#f3e8d4") + path("M262 262 l14 -12 62 4 -14 8 Z", "#e9ddcb")
    s += box(276, 168, 20, 66, 6, dark, 'transform="rotate(14 286 200)"') + path("M262 234 l26 7 -10 34 q-18 4 -24 -6 Z", "#d9c2a0")
    return s


def filter(kind):
    s = floor(190, 300)
    definition, glass = vertical("#8a95a0", "#4a545f")
    s += definition + disc(200, 204, 100, "#22262b") + disc(200, 204, 92, "#3a3f45") + disc(200, 204, 82, glass)
    s += "".join(f'<rect x="198.5" y="106" width="3" height="9" fill="#5d646c" transform="rotate({a} 200 204)"/>' for a in range(0, 360, 9))
    s += path("M140 262 A82 82 0 0 1 176 126 L232 130 Q160 180 168 276 Z", "#ffffff", 'opacity=".16"') + path("M244 134 l24 14 q-60 44 -54 132 l-20 2 q-6 -100 50 -148 Z", "#ffffff", 'opacity=".12"') + box(196, 98, 8, 14, 3, "#e0624a")
    return s


def strap(colour):
    light, base, dark = COLOURS[colour]
    loop = "M138 272 C30 200 90 90 200 96 C310 90 370 200 262 272"
    s = floor(170) + line(loop, dark, 21) + line(loop, base, 16) + line(loop, light, 6, 'stroke-dasharray="7 9"')
    s += line("M138 272 L196 224", dark, 21) + line("M138 272 L196 224", base, 16) + line("M262 272 L204 224", dark, 21) + line("M262 272 L204 224", base, 16)
    s += box(112, 252, 38, 52, 8, "#8a5a2e", 'transform="rotate(28 131 278)"') + box(250, 252, 38, 52, 8, "#8a5a2e", 'transform="rotate(-28 269 278)"')
    s += disc(118, 298, 13, "none", 'stroke="#b9bfc4" stroke-width="5"') + disc(282, 298, 13, "none", 'stroke="#b9bfc4" stroke-width="5"')
    s += box(184, 206, 32, 32, 8, "#b27b46") + disc(200, 222, 5, "#e8cf94")
    return s


def phone(colour, rung):
    light, base, dark = COLOURS[colour]
    w, h = [104, 110, 118][rung // 2], [212, 222, 232][rung // 2]
    y = 304 - h
    definition, back = vertical(light, base)
    name = {"sky": ("#9fc3e6", "#f2c6b6"), "mint": ("#f4d9a8", "#7fbfa3"), "graphite": ("#544a78", "#e39a6f")}[colour]
    definition2, screen = vertical(*name)
    s = floor(200) + definition + definition2
    x = 126
    s += box(x - 20, y, w, h, 22, dark) + box(x - 17, y + 3, w - 6, h - 6, 19, back)
    lenses = [(0, 0), (0, 34)] if rung < 4 else [(0, 0), (0, 34), (32, 17)]
    s += box(x - 8, y + 14, 44 if rung < 4 else 74, 78, 16, dark, 'opacity=".45"')
    for dx, dy in lenses:
        s += disc(x + 14 + dx, y + 36 + dy, 14, "#1d2126") + glass_eye(x + 14 + dx, y + 36 + dy, 11)
    fx = x + 54
    s += box(fx, y + 12, w, h - 12, 22, "#17191d") + box(fx + 5, y + 17, w - 10, h - 22, 18, screen)
    s += path(f"M{fx + 5} {y + h * .72} q{w * .25} -34 {w * .5} -8 t{w * .5 - 10} -14 V{y + h - 23} q0 18 -18 18 H{fx + 23} q-18 0 -18 -18 Z", "#ffffff", 'opacity=".28"')
    s += path(f"M{fx + 5} {y + h * .84} q{w * .3} -22 {w * .55} -4 t{w * .45 - 10} -6 V{y + h - 23} q0 18 -18 18 H{fx + 23} q-18 0 -18 -18 Z", "#ffffff", 'opacity=".35"')
    s += disc(fx + w * .66, y + 84, 17, "#ffffff", 'opacity=".55"') + box(fx + w / 2 - 16, y + 24, 32, 9, 4.5, "#17191d")
    return s


def phonecase(colour):
    definition, body = vertical(*(COLOURS[colour][:2] if colour != "clear" else ("#f4f9fb", "#dfeaf0")))
    edge = COLOURS[colour][2] if colour != "clear" else "#b7cad5"
    s = floor(132) + definition + box(134, 84, 132, 222, 30, edge) + box(139, 89, 122, 212, 26, body)
    s += box(152, 102, 52, 84, 20, edge) + box(156, 106, 44, 76, 17, "#eef1f3" if colour != "clear" else "#ffffff")
    if colour == "clear":
        s += box(148, 98, 104, 194, 20, "#7eaed1", 'opacity=".55"') + box(156, 106, 44, 76, 17, "#558bb3", 'opacity=".6"') + glass_eye(178, 126, 13) + glass_eye(178, 160, 13) + path("M146 280 L252 120 V150 L164 292 Z", "#ffffff", 'opacity=".35"')
    else:
        s += disc(178, 126, 14, "#d5dbdf") + disc(178, 160, 14, "#d5dbdf") + disc(200, 242, 14, edge, 'opacity=".5"') + path("M139 262 q60 20 122 -12 v24 q0 27 -26 27 h-70 q-26 0 -26 -27 Z", edge, 'opacity=".18"')
    return s


def screenglass(colour):
    s = floor(170) + box(118, 92, 118, 212, 22, "#d8e7ef") + box(118, 92, 118, 212, 22, "none", 'stroke="#9fbccb" stroke-width="3"')
    s += '<g transform="rotate(7 240 200)">' + box(160, 86, 118, 212, 22, "#eef6fa", 'opacity=".85"') + box(160, 86, 118, 212, 22, "none", 'stroke="#8fb0c1" stroke-width="3"')
    s += path("M172 250 L262 104 V150 L186 276 Z", "#ffffff", 'opacity=".85"') + path("M196 282 L266 168 V190 L210 284 Z", "#ffffff", 'opacity=".7"') + box(204, 100, 30, 7, 3.5, "#8fb0c1") + "</g>"
    return s


def charger(colour, ports):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    w = 112 if ports == 1 else 136
    x = 190 - w / 2
    s = floor(w + 40) + line(f"M{x + w - 4} 250 q60 0 60 -54 q0 -60 44 -62", "#d7dadc" if colour == "white" else "#4a5058", 9)
    s += box(x + w * .28, 142, 10, 44, 4, "#b9bfc4") + box(x + w * .62, 142, 10, 44, 4, "#b9bfc4")
    s += definition + box(x, 176, w, 130, 24, body) + box(x, 176, w, 130, 24, "none", f'stroke="{dark}" stroke-width="2" opacity=".5"')
    s += box(x + 14, 190, 9, 96, 4, "#ffffff", 'opacity=".35"')
    s += box(x + w - 22, 242, 26, 17, 6, "#c8cdd1")
    if ports == 2:
        s += box(x + w - 22, 206, 22, 12, 6, "#1f2226")
    s += label(190, 246, 34, "20" if ports == 1 else "45", dark if colour == "white" else "#ffffff") + label(190, 266, 15, "W", dark if colour == "white" else "#ffffff")
    return s


def powerbank(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    w, h = [112, 136][rung], [186, 206][rung]
    x, y = 200 - w / 2, 306 - h
    s = floor(w) + line(f"M200 {y + 6} q0 -46 44 -46 t46 42 v26", dark, 8) + box(281, y + 26, 18, 30, 5, "#c8cdd1")
    s += definition + box(x, y, w, h, 26, body) + box(x + 10, y + 16, 8, h - 36, 4, "#ffffff", 'opacity=".3"')
    s += "".join(disc(x + w / 2 - 24 + 16 * i, y + h - 34, 4.5, "#ffffff", f'opacity="{.95 if i < 3 else .35}"') for i in range(4))
    s += path(f"M204 {y + h * .3} l-22 34 h16 l-6 26 24 -36 h-16 Z", "#ffffff", 'opacity=".9"') + box(190, y - 4, 20, 9, 4, "#1f2226")
    return s


def earbuds(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(200) + definition
    for x, flip in ((150, 1), (250, -1)):
        s += f'<g transform="translate({x} 152) scale({flip} 1) rotate(-8)">' + box(-9, 6, 19, 74, 9.5, base) + box(-6, 10, 5, 60, 2.5, "#ffffff", 'opacity=".4"') + oval(2, 0, 29, 27, body) + oval(21, 5, 15, 18, dark, 'transform="rotate(20 21 5)"') + oval(26, 7, 9, 13, "#3a3f45", 'transform="rotate(20 26 7)"') + disc(-10, -4, 4, "#3a3f45") + box(-9, 70, 19, 7, 3, "#c8cdd1") + "</g>"
    s += box(108, 226, 184, 80, 38, body) + path("M108 262 v-2 q0 -34 38 -34 H254 q38 0 38 34 v2 Z", "#ffffff", 'opacity=".22"') + box(108, 258, 184, 3, 1, dark, 'opacity=".6"') + disc(200, 278, 5, "#98cdb3")
    return s


def headphones(colour):
    light, base, dark = COLOURS[colour]
    definition, cup = vertical(light, base)
    s = floor(216) + line("M108 230 C96 60 304 60 292 230", dark, 22) + line("M108 226 C98 66 302 66 292 226", base, 12) + line("M142 112 C170 86 230 86 258 112", "#8a6a4c" if colour == "sand" else "#22262b", 20)
    s += definition
    for x, inner in ((82, 134), (266, 252)):
        s += box(inner - 4, 200, 22, 96, 11, "#3a3f45" if colour == "graphite" else "#8a6a4c")
        s += box(x, 190, 54, 116, 27, dark) + box(x + 3, 193, 48, 110, 24, cup) + oval(x + 27, 248, 14, 36, dark, 'opacity=".4"') + oval(x + 22, 236, 4, 18, "#ffffff", 'opacity=".35"')
    s += disc(109, 286, 3.5, "#e8cf94") + box(96, 176, 26, 20, 6, "#c8cdd1") + box(280, 176, 26, 20, 6, "#c8cdd1")
    return s


def speaker(colour, rung):
    light, base, dark = COLOURS[colour]
    if rung == 0:
        definition, body = horizontal(base, light, base, dark)
        s = floor(170) + definition + line("M282 206 q34 6 30 44 q-4 24 -24 22", dark, 8)
        s += box(116, 170, 168, 136, 44, body) + "".join(disc(140 + 15 * i + (7 if j % 2 else 0), 200 + 14 * j, 3, dark, 'opacity=".7"') for i in range(8) for j in range(6)) + oval(200, 178, 60, 11, dark) + oval(200, 176, 58, 9, light)
        return s + line("M186 176 h12 M192 170 v12 M206 176 h12", dark, 3)
    definition, body = horizontal(base, light, base, dark)
    s = floor(220) + definition + line("M116 172 q84 -84 168 0", "#8a5a2e", 10)
    s += box(88, 160, 224, 146, 40, body) + "".join(disc(124 + 14 * i + (7 if j % 2 else 0), 186 + 14 * j, 3, dark, 'opacity=".75"') for i in range(11) for j in range(7))
    return s + box(170, 222, 60, 22, 11, "#f3e8d4") + disc(185, 233, 4, dark) + disc(200, 233, 4, dark) + disc(215, 233, 4, dark)


def hardcase(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(210) + definition + path("M96 298 V206 q0 -72 104 -72 t104 72 V298 q0 8 -8 8 H104 q-8 0 -8 -8 Z", body)
    s += line("M98 224 q102 34 204 0", "#22262b", 5) + line("M98 221 q102 34 204 0", light, 2, 'opacity=".6"') + box(280, 222, 14, 30, 5, "#cfae62") + path("M124 196 q14 -40 66 -42", "none", 'stroke="#ffffff" stroke-width="7" stroke-linecap="round" opacity=".25"') + label(200, 284, 19, "SONA", "#ffffff", 'opacity=".55" letter-spacing="4"')
    return s


def eartips(colour):
    s = floor(220)
    for i, (x, r, c) in enumerate([(124, 24, "rose"), (124 + 72, 30, "plum"), (124 + 158, 37, "graphite")]):
        light, base, dark = COLOURS[c]
        for dy in (0, 1):
            y = 304 - r * .9 - dy * (r * 1.8)
            s += oval(x, y, r, r * .9, base) + oval(x, y - r * .42, r * .8, r * .38, light) + oval(x, y - r * .42, r * .4, r * .2, dark)
    return s


def dropper(colour, rung):
    light, base, dark = COLOURS[colour]
    w, h = [(92, 128), (112, 152)][rung]
    x, y = 200 - w / 2, 306 - h
    definition, glass = horizontal(base, light, base, dark)
    s = floor(w + 8) + definition
    s += box(200 - 14, y - 74, 28, 50, 13, "#3a3f45") + box(200 - 9, y - 68, 6, 34, 3, "#ffffff", 'opacity=".25"')
    s += cylinder(200 - 22, y - 34, 44, 30, "#f3e0b4", "#d9bd7c", "#a3833d", 4) + box(200 - 18, y - 8, 36, 16, 3, base)
    s += path(f"M{x} {y + 26} q0 -24 26 -24 H{x + w - 26} q26 0 26 24 V296 q0 10 -10 10 H{x + 10} q-10 0 -10 -10 Z", glass)
    s += box(198, y - 4, 4, h - 26, 2, "#ffffff", 'opacity=".35"')
    s += box(x, y + h * .34, w, h * .46, 0, "#fffdf8") + label(200, y + h * .34 + 22, 10.5 + rung * 2, "PETRICHOR", "#4b4138", 'letter-spacing="1.4"') + box(200 - w * .28, y + h * .34 + 31, w * .56, 2, 0, base) + label(200, y + h * .34 + 49, 12, "30 ml" if not rung else "50 ml", dark)
    s += box(x + 8, y + 22, 6, h - 40, 3, "#ffffff", 'opacity=".45"')
    return s


def pump(colour, rung):
    light, base, dark = COLOURS[colour]
    w, h = [(100, 142), (118, 176)][rung]
    x, y = 200 - w / 2, 306 - h
    s = floor(w + 8) + path(f"M196 {y - 46} h-34 q-18 0 -18 16 v6 h12 q0 -8 10 -8 h30 Z", "#3a3f45") + box(188, y - 52, 40, 16, 6, "#3a3f45") + box(195, y - 38, 10, 28, 2, "#c8cdd1") + box(176, y - 18, 48, 24, 5, "#3a3f45")
    s += cylinder(x, y, w, h, light, base, dark, 22)
    s += box(x + 14, y + 38, w - 28, h * .52, 6, "#fffdf8") + label(200, y + 62, 11 + rung, "PETRICHOR", "#4b4138", 'letter-spacing="1"') + box(x + 28, y + 72, w - 56, 2, 0, base) + box(x + 28, y + 82, (w - 56) * .7, 4, 2, light) + box(x + 28, y + 92, (w - 56) * .5, 4, 2, light)
    return s + box(x + 6, y + 20, 5, h - 40, 2.5, "#ffffff", 'opacity=".5"')


def bottle(colour):
    light, base, dark = COLOURS[colour]
    s = floor(104) + cylinder(176, 98, 48, 46, "#f3e0b4", "#d9bd7c", "#a3833d", 6) + cylinder(150, 138, 100, 168, light, base, dark, 26)
    return s + box(150, 190, 100, 76, 0, "#fffdf8") + label(200, 216, 12.5, "PETRICHOR", "#4b4138", 'letter-spacing="1"') + box(172, 226, 56, 2, 0, base) + box(172, 238, 44, 4, 2, light) + box(172, 248, 30, 4, 2, light) + box(157, 160, 5, 124, 2.5, "#ffffff", 'opacity=".5"')


def jar(colour, rung):
    light, base, dark = COLOURS[colour]
    w, h = [(156, 92), (186, 110)][rung]
    x, y = 200 - w / 2, 306 - h
    s = floor(w) + cylinder(x - 4, y - 42, w + 8, 46, "#fffaf2", "#f3e8d4", "#cdb994", 10) + box(x - 4, y - 4, w + 8, 4, 2, "#bda67c", 'opacity=".6"')
    s += cylinder(x, y, w, h, light, base, dark, 22) + box(x + 24, y + 20, w - 48, h - 42, 6, "#fffdf8") + label(200, y + 42, 13, "PETRICHOR", "#4b4138", 'letter-spacing="1.4"') + box(x + 44, y + 51, w - 88, 2, 0, base)
    return s + (box(x + 44, y + 60, w - 88, 4, 2, light) if rung else "") + box(x + 10, y + 12, 6, h - 32, 3, "#ffffff", 'opacity=".5"')


def tube(colour):
    light, base, dark = COLOURS[colour]
    definition, body = horizontal(base, light, base, dark)
    s = floor(90) + definition + path("M146 84 H254 L240 268 H160 Z", body) + box(142, 74, 116, 16, 3, dark) + "".join(box(148 + i * 9, 76, 2, 12, 1, light, 'opacity=".6"') for i in range(12))
    s += cylinder(164, 264, 72, 42, "#fffaf2", "#f3e8d4", "#cdb994", 8)
    return s + path("M156 132 H244 L239 214 H161 Z", "#fffdf8") + label(200, 160, 12, "PETRICHOR", "#4b4138", 'letter-spacing="1"') + box(174, 170, 52, 2, 0, base) + disc(200, 194, 12, light) + disc(200, 194, 7, base)


def roller(colour):
    light, base, dark = COLOURS[colour]
    s = floor(170, 312) + '<g transform="rotate(34 200 200)">' + box(190, 150, 20, 128, 10, base) + box(193, 156, 5, 116, 2.5, "#ffffff", 'opacity=".4"') + box(188, 138, 24, 20, 4, "#cfae62") + box(188, 270, 24, 18, 4, "#cfae62")
    s += line("M158 112 V94 H242 V112 M200 138 V96", "#cfae62", 6) + cylinder(152, 96, 96, 40, light, base, dark, 16) + path("M168 104 q20 12 36 2 t30 8", "none", f'stroke="{light}" stroke-width="3" opacity=".9"')
    return s + line("M182 288 V306 H218 V288", "#cfae62", 5) + cylinder(178, 292, 44, 24, light, base, dark, 11) + "</g>"


def guasha(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    shape = "M116 224 C104 130 176 92 226 108 C300 130 318 224 276 286 C262 306 240 300 232 280 C222 254 204 250 190 270 C168 302 122 282 116 224 Z"
    return floor(170, 312) + definition + path(shape, body) + path("M140 208 C138 156 180 124 220 132", "none", 'stroke="#ffffff" stroke-width="9" stroke-linecap="round" opacity=".55"') + path("M150 250 q40 -30 60 -70 t70 -30 M206 238 q24 -14 40 -46", "none", f'stroke="{dark}" stroke-width="3" opacity=".3" stroke-linecap="round"')


def facebrush(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = horizontal(base, light, base, dark)
    s = floor(112) + definition + path("M200 92 C262 92 274 150 258 204 C248 240 240 262 240 290 Q240 306 224 306 H176 Q160 306 160 290 C160 262 152 240 142 204 C126 150 138 92 200 92 Z", body)
    s += "".join(disc(200 + (i - 3) * 15 + (7.5 if j % 2 else 0), 116 + j * 13, 4, dark if not rung else light, 'opacity=".75"') for j in range(7) for i in range(7) if ((200 + (i - 3) * 15 + (7.5 if j % 2 else 0) - 200) / 52) ** 2 + ((116 + j * 13 - 152) / 48) ** 2 < 1)
    return s + disc(200, 246, 13, "#fffdf8") + disc(200, 246, 6, base) + (box(182, 280, 36, 5, 2.5, "#e8cf94") if rung else "")


def rounds(colour):
    light, base, dark = COLOURS[colour]
    s = floor(226)
    for i in range(9):
        s += box(106, 288 - i * 16, 112, 17, 8, "#ffffff" if i % 2 else "#f4f4f0") + box(110, 302 - i * 16, 104, 2, 1, "#d8dad5")
    s += oval(162, 162, 56, 15, "#ffffff") + oval(162, 162, 40, 10, "none", 'stroke="#dfe2dd" stroke-width="2" stroke-dasharray="4 4"')
    return s + disc(262, 254, 50, "#f4f4f0") + disc(258, 252, 50, "#ffffff") + disc(258, 252, 38, "none", f'stroke="{base}" stroke-width="2.5" stroke-dasharray="5 5"') + disc(258, 252, 20, light, 'opacity=".35"')


def headband(colour):
    light, base, dark = COLOURS[colour]
    definition, body = vertical(light, base)
    s = floor(200, 304) + definition + path("M200 120 C300 120 320 180 316 232 C314 288 262 300 200 300 C138 300 86 288 84 232 C80 180 100 120 200 120 Z M200 176 C148 176 128 204 130 234 C132 262 160 268 200 268 C240 268 268 262 270 234 C272 204 252 176 200 176 Z", body, 'fill-rule="evenodd"')
    s += path("M196 142 C150 84 108 104 118 142 C124 168 160 166 196 142 Z", base) + path("M204 142 C250 84 292 104 282 142 C276 168 240 166 204 142 Z", base) + path("M140 128 q24 2 46 14 M260 128 q-24 2 -46 14", "none", f'stroke="{dark}" stroke-width="3" opacity=".5" stroke-linecap="round"')
    return s + box(182, 122, 36, 38, 14, light) + "".join(disc(100 + 25 * i, 282 - abs(4 - i) ** 2 * 2.6, 3, "#ffffff", 'opacity=".6"') for i in range(9))


def coffeebag(colour, rung):
    light, base, dark = COLOURS[colour]
    w, h = [(118, 176), (150, 220)][rung]
    x, y = 200 - w / 2, 306 - h
    definition, body = horizontal(base, light, base, dark)
    s = floor(w + 6) + definition + path(f"M{x + 4} {y} H{x + w - 4} L{x + w} 292 Q{x + w} 306 {x + w - 12} 306 H{x + 12} Q{x} 306 {x} 292 Z", body)
    s += box(x + 1, y - 8, w - 2, 24, 3, dark) + box(x - 8, y + 2, 16, 12, 3, "#e8cf94") + box(x + w - 8, y + 2, 16, 12, 3, "#e8cf94")
    cy = y + h * .6
    s += path(f"M{x} {cy - h * .24} H{x + w} V{cy + h * .26} H{x} Z", "#fbf5ea")
    s += label(200, cy - h * .24 + 22, 13 + rung * 2, "EMBER ROW", "#3f3128", 'letter-spacing="1.5"')
    s += f'<g transform="translate(200 {cy + 12}) rotate(-24)">' + oval(0, 0, 15 + rung * 3, 21 + rung * 4, dark) + path("M2 -20 q-9 10 0 20 t-2 20", "none", f'stroke="{light}" stroke-width="4" stroke-linecap="round"') + "</g>"
    return s + disc(200, y + 34, 6, dark) + disc(200, y + 34, 2.5, light) + box(x + 8, y + 22, 5, h - 44, 2.5, "#ffffff", 'opacity=".25"')


def handgrinder(colour):
    light, base, dark = COLOURS[colour]
    s = floor(96) + line("M200 104 V86 H286", "#8d949b", 9) + disc(288, 86, 8, "#8d949b") + cylinder(274, 50, 28, 36, "#b98a5e", "#8a5a2e", "#63401f", 12)
    s += cylinder(162, 104, 76, 110, "#f4f5f6", "#c9ced2", "#8d949b", 12) + cylinder(158, 196, 84, 14, "#b98a5e", "#8a5a2e", "#63401f", 4) + cylinder(164, 210, 72, 96, light, base, dark, 14)
    return s + box(172, 120, 6, 68, 3, "#ffffff", 'opacity=".6"')


def grinder(colour, rung):
    light, base, dark = COLOURS[colour]
    w = [118, 142][rung]
    x = 200 - w / 2
    s = floor(w + 14) + path(f"M{x + 6} 84 H{x + w - 6} L{x + w - 24} 158 H{x + 24} Z", "#d9cfc2", 'opacity=".75"') + path(f"M{x + 14} 112 H{x + w - 14} L{x + w - 26} 158 H{x + 26} Z", "#6b4630")
    s += "".join(oval(x + 28 + (w - 56) * (i % 5) / 4, 118 + 12 * (i // 5), 7, 5, "#8a5d40", f'transform="rotate({i * 47} {x + 28 + (w - 56) * (i % 5) / 4} {118 + 12 * (i // 5)})"') for i in range(10))
    s += box(x + 2, 74, w - 4, 14, 6, dark) + cylinder(x + 10, 154, w - 20, 20, light, base, dark, 4) + cylinder(x, 170, w, 136, light, base, dark, 16)
    s += box(x + 18, 212, w - 36, 76, 8, "#1f2226" if colour == "graphite" else "#d8c6a8") + path(f"M200 212 h14 l-5 22 h-18 l-5 -22 Z", "#8d949b") + path(f"M{200 - 26} 250 h52 l-5 38 h-42 Z", "#c9ced2")
    return s + disc(x + w - 20, 190, 7, "#e67a63") + box(x + 16, 186, 46, 9, 4, "#ffffff", 'opacity=".35"') + (label(x + 40, 203, 15, "18.0", dark) if rung else "")


def dripper(colour):
    s = floor(150) + path("M140 214 H260 L250 292 Q248 306 234 306 H166 Q152 306 150 292 Z", "#e3eef0", 'opacity=".95"') + path("M146 250 H254 L249 292 Q247 302 234 302 H166 Q153 302 151 292 Z", "#7a4a2c") + line("M258 228 q34 0 30 34 q-4 24 -34 22", "#c3d6da", 9)
    definition, body = horizontal("#f3e8d4", "#fffaf2", "#f3e8d4", "#d8c6a8")
    s += path("M126 112 l14 -26 H260 l14 26 Z", "#e9d9bd") + definition + path("M116 110 H284 L226 196 H174 Z", body) + box(126, 192, 148, 16, 8, body) + line("M282 122 q32 0 24 30 q-8 22 -38 16", "#e4d4b8", 11)
    s += "".join(line(f"M{150 + 25 * i} 122 L{184 + 8 * i} 186", "#dccaa9", 3) for i in range(5))
    return s + oval(200, 110, 84, 9, "#f7efdf") + oval(200, 110, 70, 6, "#6b4630")


def press(colour):
    light, base, dark = COLOURS[colour]
    s = floor(150) + line("M262 164 q56 0 52 62 q-4 52 -54 52", dark, 15) + box(196, 60, 8, 60, 3, "#8d949b") + disc(200, 60, 15, "#22262b") + disc(195, 55, 5, "#ffffff", 'opacity=".3"')
    s += path("M136 124 q64 -32 128 0 v14 H136 Z", "#c9ced2") + path("M138 132 l-26 -2 22 34 Z", base)
    return s + cylinder(134, 132, 132, 174, light, base, dark, 20) + box(134, 150, 132, 4, 0, dark, 'opacity=".4"') + box(134, 280, 132, 4, 0, dark, 'opacity=".4"') + box(148, 166, 7, 100, 3.5, "#ffffff", 'opacity=".3"')


def espresso(colour, rung):
    light, base, dark = COLOURS[colour]
    w = [186, 230][rung]
    x = 200 - w / 2
    definition, body = vertical(light, base)
    s = floor(w + 6) + definition + "".join(path(f"M{x + 34 + i * 34} 92 q0 -22 -2 -24 h30 q-2 2 -2 24 Z", "#ffffff") + box(x + 32 + i * 34, 66, 30, 4, 2, "#e2ded6") for i in range(2 + rung))
    s += box(x + 10, 88, w - 20, 10, 4, "#b9bfc4") + box(x, 96, w, 84, 18, body) + box(x + 14, 160, w - 28, 120, 4, "#2b2f34") + box(x, 160, 26, 130, 6, body) + box(x + w - 26, 160, 26, 130, 6, body) + box(x - 6, 272, w + 12, 34, 10, body) + box(x + 18, 266, w - 36, 10, 3, "#8d949b")
    s += "".join(box(x + 24 + i * 12, 269, 6, 4, 1, "#4a5058") for i in range(int((w - 48) / 12)))
    heads = [200] if rung == 0 else [164, 228]
    for hx in heads:
        s += box(hx - 26, 172, 52, 20, 5, "#c9ced2") + box(hx - 22, 190, 44, 12, 4, "#8d949b") + line(f"M{hx} 197 L{hx + 34} 204", "#22262b", 11) + box(hx - 7, 200, 4, 14, 1, "#8d949b") + box(hx + 3, 200, 4, 14, 1, "#8d949b")
        s += path(f"M{hx - 19} 236 h38 l-5 30 h-28 Z", "#ffffff") + oval(hx, 236, 19, 4, "#7a4a2c") + line(f"M{hx - 5} 214 v20 M{hx + 5} 214 v20", "#7a4a2c", 2.5)
    s += disc(x + 32, 132, 18, "#fffdf8") + disc(x + 32, 132, 18, "none", 'stroke="#8d949b" stroke-width="4"') + line(f"M{x + 32} 132 l8 -9", "#c4544b", 3) + disc(x + w - 30, 132, 10, "#e67a63") + disc(x + w - 60, 132, 10, "#c9ced2")
    if rung:
        s += disc(x + 78, 132, 18, "#fffdf8") + disc(x + 78, 132, 18, "none", 'stroke="#8d949b" stroke-width="4"') + line(f"M{x + 78} 132 l-6 -11", "#c4544b", 3)
    return s + line(f"M{x + w - 40} 176 v34 q0 10 -8 16", "#c9ced2", 5)


def kettle(colour, rung):
    light, base, dark = COLOURS[colour]
    definition, body = horizontal(base, light, base, dark)
    s = floor(170) + box(120, 292, 160, 14, 6, "#31363c")
    if rung:
        s += line("M140 268 C92 262 122 166 84 150", dark, 13) + line("M140 268 C92 262 122 166 84 150", base, 8)
    else:
        s += path("M142 184 L92 160 q-8 26 46 74 Z", dark)
    s += line("M254 152 H300 q18 0 16 22 L306 250", "#8a5a2e" if colour == "cream" else "#22262b", 15)
    s += definition + path("M148 144 H252 L272 280 Q274 292 262 292 H138 Q126 292 128 280 Z", body) + path("M150 144 q50 -26 100 0 Z", dark) + disc(200, 122, 10, "#8a5a2e" if colour == "cream" else "#22262b")
    return s + path("M160 158 L148 268", "none", 'stroke="#ffffff" stroke-width="7" stroke-linecap="round" opacity=".4"') + (box(176, 294, 48, 9, 3, "#98cdb3") if rung else disc(200, 299, 4, "#e67a63"))


def papers(colour):
    light, base, dark = COLOURS[colour]
    s = floor(210)
    for i in range(5):
        s += f'<g transform="translate({i * 7} {-i * 6})">' + path("M92 172 Q150 150 208 172 L168 304 Q150 312 132 304 Z", light if i % 2 else "#f3e6d2") + path("M92 172 Q150 150 208 172", "none", f'stroke="{base}" stroke-width="2"') + "</g>"
    s += box(222, 190, 88, 116, 8, base) + box(222, 190, 88, 26, 8, dark) + box(234, 230, 64, 54, 4, "#fbf5ea") + path("M246 242 q20 -8 40 0 l-13 34 q-7 4 -14 0 Z", light)
    return s


def scale(colour):
    definition, body = vertical("#5a6068", "#31363c")
    s = floor(236, 304) + path("M166 214 H234 L228 250 H172 Z", "#ffffff") + oval(200, 214, 34, 6, "#efe7da") + oval(200, 214, 28, 4.4, "#7a4a2c") + line("M232 222 q20 0 18 14 q-2 12 -20 10", "#ffffff", 6)
    s += definition + box(84, 252, 232, 52, 14, body) + box(96, 244, 208, 14, 6, "#22262b") + box(104, 270, 106, 24, 6, "#11151a") + label(157, 289, 18, "18.0 g", "#9fe0c4") + disc(250, 282, 7, "#8d949b") + disc(280, 282, 7, "#e67a63")
    return s


def mug(colour):
    light, base, dark = COLOURS[colour]
    definition, body = horizontal(base, light, base, dark)
    s = floor(150) + line("M262 190 q52 -4 50 42 q-2 44 -56 42", base, 19) + line("M262 190 q52 -4 50 42 q-2 44 -56 42", dark, 4, 'opacity=".35"') + definition + path("M132 154 H268 L260 286 Q258 306 238 306 H162 Q142 306 140 286 Z", body)
    s += path("M139 262 q60 14 123 -4 l-2 28 q-2 20 -22 20 H162 q-20 0 -22 -20 Z", "#f3e8d4", 'opacity=".9"') + oval(200, 154, 68, 14, light) + oval(200, 156, 60, 10.5, "#6b4630") + oval(186, 154, 22, 4, "#9a6c4c", 'opacity=".7"')
    s += "".join(disc(150 + (i * 37) % 104, 182 + (i * 29) % 70, 1.8, dark, 'opacity=".45"') for i in range(16))
    return s + "".join(line(f"M{182 + 20 * i} 132 q-8 -12 0 -22 t0 -22", "#ffffff", 5, 'opacity=".75"') for i in range(3))


def sachets(colour):
    light, base, dark = COLOURS[colour]
    s = floor(216)
    for i, angle in enumerate((-10, 0, 9)):
        s += f'<g transform="translate({134 + 62 * i} {222 - (6 if i == 1 else 0)}) rotate({angle})">' + box(-40, -70, 80, 150, 5, base if i != 1 else light) + box(-40, -70, 80, 13, 3, dark) + box(-40, 67, 80, 13, 3, dark) + box(-28, -34, 56, 62, 4, "#fbfdfe") + path("M0 -24 q17 22 17 32 a17 17 0 0 1 -34 0 q0 -10 17 -32 Z", base) + "</g>"
    return s


def logo():
    """The shop's mark: a lamp's glow over a field."""
    return (disc(32, 32, 32, "#1f4d46") + disc(32, 27, 11, "#f2c14e") + path("M6.2 41 Q20 33 32 39 T57.8 41 A32 32 0 0 1 6.2 41 Z", "#8fc1a9")
            + path("M11 50.5 Q24 43 36 47.5 T53 50.5 A32 32 0 0 1 11 50.5 Z", "#d9ead9"))


def scene_of(product):
    """Each family has a few scenes; neighbours in the catalogue differ."""
    scenes = {"photo": ["fog", "stone", "linen", "sage"], "beauty": ["blush", "shell", "lilac", "mist"],
              "coffee": ["butter", "linen", "sage", "shell"]}[product.department]
    return scenes[sum(map(ord, product.family)) % 4 if product.rung == 0 else (sum(map(ord, product.family)) + product.rung) % 4]


def picture(product):
    background, halo = SCENES[scene_of(product)]
    shape, *parameters = product.shape
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">{box(0, 0, 400, 400, 0, background)}'
            f'{disc(200, 196, 150, halo)}<g transform="translate(-20 -26) scale(1.1)">{globals()[shape](*parameters)}</g></svg>')
