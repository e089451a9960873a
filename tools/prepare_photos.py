#!/usr/bin/env python3
"""Cut and shrink the free photographs of tools/PICTURES.md into content/: upright, without any metadata.

    pip install pillow
    apt-get download lomiri-wallpapers-16.04 lomiri-wallpapers-20.04      then dpkg -x each into ORIGINALS
    pip download --no-deps scikit-image                                   then unzip it into ORIGINALS
    python3 tools/prepare_photos.py ORIGINALS
    python3 tools/plant_metadata.py                                       afterwards, once

One photograph becomes a HEIC file; plant_metadata.py does that too.
"""

import sys
from pathlib import Path

from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parent.parent
WIDEST = 2000

# original, part kept (left, top, right, bottom as shares of the whole), file in content/
PHOTOS = [
    ("seeding_by_Clements_Engelhardt.jpg", (0.06, 0, 0.90, 1), "全園/たんぽぽの綿毛.jpg"),
    ("friends_by_Aitzol_Berasategi.jpg", (0.06, 0.02, 0.86, 0.66), "ひまわり組/さんぽ道.jpg"),
    ("Dragonfly_by_Bolly.jpg", (0.24, 0.06, 0.96, 0.98), "すみれ組/IMG_0731.JPG"),
    ("Picture_0B_by_freespace.jpg", (0, 0, 1, 1), "全園/きゅうしょく/いちじく.jpg"),
    ("Picture_1A_by_freespace.jpg", (0, 0, 0.90, 1), "全園/えのぐ.jpg"),
    ("sunset_by_Aitzol_Berasategi.jpg", (0, 0, 1, 1), "全園/夕方の空.jpg"),
    ("aitzgorri_by_Aitzol_Berasategi.jpg", (0, 0, 1, 1), "年中・年長/IMG_1117.JPG"),
    ("Kleiber_by_Lukas_Baubkus.jpg", (0.12, 0.05, 0.80, 1), "年中・年長/kotori.jpg"),
    ("life_by_Aitzol_Berasategi.jpg", (0.22, 0, 0.74, 1), "年中・年長/下見の沢.jpg"),
    ("chelsea.png", (0, 0, 1, 1), "うさぎ組/ねこ.jpg"),
]


def main():
    originals = {path.name: path for path in Path(sys.argv[1]).rglob("*") if path.is_file()}
    for name, (left, top, right, bottom), where in PHOTOS:
        image = ImageOps.exif_transpose(Image.open(originals[name])).convert("RGB")
        w, h = image.size
        image = image.crop((round(w * left), round(h * top), round(w * right), round(h * bottom)))
        image.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
        path = ROOT / "content" / where
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path, "JPEG", quality=82, optimize=True)
        print(f"{path.stat().st_size:>8}  {image.size}  {where}")


if __name__ == "__main__":
    main()
