#!/usr/bin/env python3
"""Plant what a teacher's phone would leave in a photograph, so that tests can show that none of it gets out:
a place (GPS), a camera's serial number, an owner's name field, a small preview, and pixels stored turned.

    pip install pillow pillow-heif piexif
    python3 tools/plant_metadata.py           after tools/prepare_photos.py; a photograph already planted is left alone

The place is open sea, the maker and the serial number are invented. See tools/PICTURES.md.
"""

import io
from pathlib import Path

import piexif
import pillow_heif
from PIL import Image

CONTENT = Path(__file__).resolve().parent.parent / "content"
SERIAL = "OTAYORI-PLANTED-0001"
LATITUDE, LONGITUDE = (35, 0, 0), (141, 30, 0)  # the Pacific, far from any shore

# EXIF orientation → how upright pixels are stored turned
STORED = {
    1: None,
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}

# file, orientation, taken at
PLANTED = [
    ("全園/たんぽぽの綿毛.jpg", 6, "2026:03:30 16:40:12"),
    ("ひまわり組/さんぽ道.jpg", 8, "2026:04:21 10:22:05"),
    ("すみれ組/IMG_0731.JPG", 3, "2026:07:31 09:51:44"),
    ("年中・年長/kotori.jpg", 6, "2026:11:17 10:05:31"),
    ("年中・年長/IMG_1117.JPG", 1, "2026:11:17 09:48:02"),
]
HEIC = ("年中・年長/下見の沢.jpg", "年中・年長/下見の沢.heic", 6, "2026:11:17 10:31:20")


def exif(image, orientation, taken, thumbnail=True):
    data = {
        "0th": {
            piexif.ImageIFD.Make: "Himawari",
            piexif.ImageIFD.Model: "Nursery Phone",
            piexif.ImageIFD.Orientation: orientation,
            piexif.ImageIFD.DateTime: taken,
            piexif.ImageIFD.Artist: "PLANTED OWNER",
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: taken,
            piexif.ExifIFD.BodySerialNumber: SERIAL,
            piexif.ExifIFD.CameraOwnerName: "PLANTED OWNER",
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: "N",
            piexif.GPSIFD.GPSLatitude: tuple((n, 1) for n in LATITUDE),
            piexif.GPSIFD.GPSLongitudeRef: "E",
            piexif.GPSIFD.GPSLongitude: tuple((n, 1) for n in LONGITUDE),
            piexif.GPSIFD.GPSDateStamp: taken[:10],
        },
    }
    if thumbnail:
        small, out = image.copy(), io.BytesIO()
        small.thumbnail((160, 160))
        small.save(out, "JPEG", quality=70)
        data["1st"] = {piexif.ImageIFD.Compression: 6}
        data["thumbnail"] = out.getvalue()
    return piexif.dump(data)


def stored(image, orientation):
    turn = STORED[orientation]
    return image.transpose(turn) if turn is not None else image


def main():
    for name, orientation, taken in PLANTED:
        path = CONTENT / name
        image = Image.open(path)
        if image.getexif().get(piexif.ImageIFD.Artist):
            continue
        turned = stored(image.convert("RGB"), orientation)
        turned.save(path, "JPEG", quality=84, optimize=True, exif=exif(turned, orientation, taken))
        print(f"{name}: orientation {orientation}, GPS, serial number")

    source, name, orientation, taken = HEIC
    if (CONTENT / source).exists():
        turned = stored(Image.open(CONTENT / source).convert("RGB"), orientation)
        # Like phones' own files: turned by the container's irot, and told once more in EXIF.
        pillow_heif.from_pillow(turned).save(
            CONTENT / name, quality=52, exif=exif(turned, orientation, taken, thumbnail=False))
        (CONTENT / source).unlink()
        print(f"{name}: HEIC, irot and orientation {orientation}, GPS, serial number")


if __name__ == "__main__":
    main()
