#!/usr/bin/env python3
"""Draws images/*.png from pictures.py. Needs chromium on the path, and Pillow.

Pictures are committed; run this only after changing a drawing. Another version of chromium may give other bytes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

import catalogue
import pictures

SIZE = 400
COLUMNS = 10
MARGIN = 200  # the window is so much higher than the page, as chromium takes some of it for itself
SCALE = 3  # drawn so many times larger, then averaged
IMAGES = Path(__file__).resolve().parent.parent / "images"


def screenshot(html, width, height, folder):
    page, png = Path(folder) / "sheet.html", Path(folder) / "sheet.png"
    page.write_text(html, encoding="utf-8")
    subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--force-device-scale-factor={SCALE}",
         "--default-background-color=00000000", f"--window-size={width},{height + MARGIN}", f"--screenshot={png}", page.as_uri()],
        check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return Image.open(png).convert("RGBA").crop((0, 0, width * SCALE, height * SCALE))


def main():
    shown = [product for product in catalogue.PRODUCTS if product.has_picture]
    only = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        for start in range(0, len(shown), COLUMNS):
            row = [product for product in shown[start:start + COLUMNS] if not only or product.id in only]
            if not row:
                continue
            html = f'<body style="margin:0;display:flex">{"".join(map(pictures.picture, row))}'
            sheet = screenshot(html, SIZE * len(row), SIZE, folder)
            for index, product in enumerate(row):
                cell = sheet.crop((index * SIZE * SCALE, 0, (index + 1) * SIZE * SCALE, SIZE * SCALE)).convert("RGB")
                small = cell.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
                small.quantize(80, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(IMAGES / f"{product.id}.png", optimize=True)
        if not only:
            html = f'<body style="margin:0;background:transparent"><svg width="96" height="96" viewBox="0 0 64 64">{pictures.logo()}</svg>'
            mark = screenshot(html, 96, 96, folder).resize((96, 96), Image.Resampling.LANCZOS)
            mark.quantize(64, Image.Quantize.FASTOCTREE).save(IMAGES / "logo.png", optimize=True)


if __name__ == "__main__":
    main()
