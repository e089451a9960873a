"""The bench's photographs: four of 12 megapixels and one of 48, as cameras store them.

    originals.py HEIF LOMIRI OUT

HEIF is the unpacked source of the Python package pillow-heif, whose test images come from real cameras (iPhone 13 Pro,
iPhone 8 Plus, Sony ILCE-7M4); LOMIRI the unpacked Debian package lomiri-wallpapers-20.04. They are stored again as
JPEG of quality 93, which is what phones write. Nothing of them is kept in this project.
"""

import sys
from pathlib import Path

import pillow_heif
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
pillow_heif.register_heif_opener()
heif, lomiri, out = map(Path, sys.argv[1:])


def store(picture, name, subsampling="4:2:0", **more):
    picture.save(out / name, quality=93, subsampling=subsampling, **more)


def opened(folder, name):
    return Image.open(next(folder.rglob(name)))


pug = opened(heif, "pug.heic")
lying = Image.Exif()
lying[0x0112] = 6
store(pug.convert("RGB").rotate(90, expand=True), "lying-p3.jpg", exif=lying.tobytes(), icc_profile=pug.info["icc_profile"])
arrow = opened(heif, "arrow.heic")
store(arrow.convert("RGB"), "tall-p3.jpg", icc_profile=arrow.info["icc_profile"])
store(opened(heif, "guitar_cw90.hif").convert("RGB").crop((300, 1500, 4332, 4524)), "guitar.jpg")
bird = opened(lomiri, "Kleiber_by_Lukas_Baubkus.jpg").convert("RGB")
store(bird.crop((1000, 200, 5032, 3224)), "bird-422.jpg", "4:2:2")

mosaic = Image.new("RGB", (8064, 6048))
for number, name in enumerate(("lying-p3.jpg", "tall-p3.jpg", "guitar.jpg", "bird-422.jpg")):
    picture = Image.open(out / name).convert("RGB")
    picture = picture.rotate(90, expand=True) if picture.height > picture.width else picture
    mosaic.paste(picture, (number % 2 * 4032, number // 2 * 3024))
(out / "large").mkdir(exist_ok=True)
store(mosaic, "large/48-megapixels.jpg")
