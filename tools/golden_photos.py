"""Makes tests/photos/golden: small pictures of every kind, and beside each what other programs make of it.

    pip install pillow==13.0.0 pillow-heif==1.8.1 numpy
    python3 tools/golden_photos.py PROFILES

PROFILES is a folder with CGATS001Compat-v2-micro.icc and ProPhoto-v2-micro.icc (Compact ICC Profiles, public
domain). The references come from libjpeg-turbo, libwebp, libheif and Little CMS, none of which Otayori uses
for reading. Each picture is a field of flat patches: what encoding loses leaves their middles alone.
"""
import io
import pathlib
import struct
import sys
import zlib

import numpy as np
import pillow_heif
from PIL import Image, ImageCms, ImageOps

pillow_heif.register_heif_opener()
PROFILES = pathlib.Path(sys.argv[1])
GOLDEN = pathlib.Path(__file__).parent.parent / "tests/photos/golden"
ACROSS, DOWN, SIDE = 6, 4, 32
random = np.random.default_rng(20261122)


def patches(channels=3):
    colours = random.integers(24, 232, (DOWN, ACROSS, channels), dtype=np.uint8)
    return np.repeat(np.repeat(colours, SIDE, 0), SIDE, 1)


PICTURE = Image.fromarray(patches())
SRGB = ImageCms.createProfile("sRGB")


def icc(name):
    return (PROFILES / name).read_bytes()


def p3():
    """Display P3 as an ICC profile of version 2, from its primaries (D50) and a curve of 2.2."""
    def tag(kind, data):
        return kind + b"\0\0\0\0" + data
    xyz = lambda *v: tag(b"XYZ ", b"".join(struct.pack(">i", round(x * 65536)) for x in v))
    text = b"P3\0"
    tags = {
        b"desc": tag(b"desc", struct.pack(">I", len(text)) + text + bytes(78)),
        b"cprt": tag(b"text", b"public domain\0"),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
    }
    for curve in (b"rTRC", b"gTRC", b"bTRC"):
        tags[curve] = tag(b"curv", struct.pack(">IH", 1, round(2.2 * 256)))
    table, body, at = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        data += bytes(-len(data) % 4)
        table += name + struct.pack(">II", at + len(body), len(data))
        body += data
    size = at + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, b"mntr", b"RGB ", b"XYZ ") + bytes(12)
    head += b"acsp" + bytes(28) + struct.pack(">iii", 63190, 65536, 54061) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + body


def reference(data):
    picture = Image.open(io.BytesIO(data))
    profile = picture.info.get("icc_profile")
    if picture.format != "HEIF":  # there the library has turned it already
        picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("P", "LA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "LA" else "RGB")
    if picture.mode == "I;16":
        picture = Image.fromarray((np.asarray(picture) // 257).astype(np.uint8))
    opacity = picture.getchannel("A") if picture.mode == "RGBA" else None
    if opacity:
        picture = picture.convert("RGB")
    if profile:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        picture = ImageCms.profileToProfile(picture, profile, SRGB, outputMode="RGB", renderingIntent=0)
    picture = picture.convert("RGB")
    if opacity:
        paper = Image.new("RGB", picture.size, (255, 255, 255))
        paper.paste(picture, mask=opacity)
        picture = paper
    return picture


def keep(name, data, told=None):
    (GOLDEN / name).write_bytes(data)
    (told or reference(data)).save(GOLDEN / (name + ".png"), optimize=True)


def saved(picture, kind, **options):
    data = io.BytesIO()
    picture.save(data, kind, **options)
    return data.getvalue()


def png(array, depth, colour, extra=b"", interlaced=False):
    """PNGs that Pillow cannot write; `array` holds bytes of packed rows."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    width = ACROSS * SIDE
    head = struct.pack(">IIBBBBB", width, DOWN * SIDE, depth, colour, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in array)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra + chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def jpegs():
    for sampling, name in ((0, "444"), (1, "422"), (2, "420")):
        keep(f"{name}.jpg", saved(PICTURE, "JPEG", quality=95, subsampling=sampling))
    keep("progressive.jpg", saved(PICTURE, "JPEG", quality=95, progressive=True))
    keep("grey.jpg", saved(PICTURE.convert("L"), "JPEG", quality=95))
    keep("p3.jpg", saved(PICTURE, "JPEG", quality=95, subsampling=0, icc_profile=p3()))
    wide = icc("ProPhoto-v2-micro.icc")
    keep("prophoto.jpg", saved(PICTURE, "JPEG", quality=95, subsampling=0, icc_profile=wide))
    inks = Image.fromarray(patches(4), "CMYK")
    keep("inks.jpg", saved(inks, "JPEG", quality=95))
    keep("inks-profile.jpg", saved(inks, "JPEG", quality=95, icc_profile=icc("CGATS001Compat-v2-micro.icc")))


def pngs():
    keep("1bit.png", saved(PICTURE.convert("1", dither=0), "PNG"))
    for colours in (4, 16, 200):
        keep(f"palette{colours}.png", saved(PICTURE.quantize(colours), "PNG"))
    keep("palette-clear.png", saved(PICTURE.quantize(16), "PNG", transparency=3))
    clear = Image.linear_gradient("L").resize(PICTURE.size, Image.Resampling.NEAREST)
    clear = Image.fromarray(np.repeat(np.repeat(np.asarray(clear)[16::32, 16::32], SIDE, 0), SIDE, 1))
    grey, colour = PICTURE.convert("LA"), PICTURE.convert("RGBA")
    grey.putalpha(clear)
    colour.putalpha(clear)
    keep("grey-clear.png", saved(grey, "PNG"))
    keep("clear.png", saved(colour, "PNG"))
    keep("clear.webp", saved(colour, "WEBP", lossless=True))
    keep("clear.heic", saved(colour, "HEIF", quality=95, chroma=444))
    deep = (np.asarray(PICTURE).astype(">u2") * 257).reshape(DOWN * SIDE, -1)
    keep("16bit.png", png(deep, 16, 2), PICTURE)
    # A gamma of 1.0: linear light.
    gamma = struct.pack(">I", 4) + b"gAMA" + struct.pack(">I", 100000)
    gamma += struct.pack(">I", zlib.crc32(gamma[4:]))
    light = np.asarray(PICTURE) / 255
    coded = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    linear = np.asarray(PICTURE).reshape(DOWN * SIDE, -1)
    keep("gamma.png", png(linear, 8, 2, gamma), Image.fromarray(np.round(coded * 255).astype(np.uint8)))
    keep("p3.png", saved(PICTURE, "PNG", icc_profile=p3()))


def others():
    keep("lossy.webp", saved(PICTURE, "WEBP", quality=95))
    keep("p3.webp", saved(PICTURE, "WEBP", lossless=True, icc_profile=p3()))
    moves = {"save_all": True, "append_images": [Image.new("RGB", PICTURE.size)]}
    keep("moving.webp", saved(PICTURE, "WEBP", lossless=True, **moves))
    keep("moving.gif", saved(PICTURE.quantize(200), "GIF", **moves), PICTURE.quantize(200).convert("RGB"))
    keep("clear.gif", saved(PICTURE.quantize(16), "GIF", transparency=3))
    keep("p3.heic", saved(PICTURE, "HEIF", quality=95, icc_profile=p3()))
    keep("444.heic", saved(PICTURE, "HEIF", quality=95, chroma=444))
    keep("odd.heic", saved(PICTURE.crop((0, 0, 191, 127)), "HEIF", quality=95))
    keep("grey.heic", saved(PICTURE.convert("L"), "HEIF", quality=95))
    deep = (np.asarray(PICTURE).astype(np.uint16) * 257).tobytes()
    deep = pillow_heif.from_bytes("RGB;16", PICTURE.size, deep)
    data = io.BytesIO()
    deep.save(data, quality=95)
    keep("10bit.heic", data.getvalue(), PICTURE)
    exif = Image.Exif()
    for orientation in range(1, 9):
        exif[0x0112] = orientation
        for kind, ending in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("HEIF", "heic")):
            if ending == "webp":
                options = {"lossless": True}
            else:
                options = {"quality": 95}
            keep(f"turned{orientation}.{ending}", saved(PICTURE, kind, exif=exif.tobytes(), **options))


jpegs()
pngs()
others()


def bombs():
    """Small files that swell: 96 MiB behind 96 KiB."""
    folder = GOLDEN.parent / "bombs"
    folder.mkdir(exist_ok=True)
    swollen = zlib.compress(bytes(96 << 20), 9)
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    plain = saved(PICTURE, "PNG")
    head, rest = plain[:33], plain[33:]
    (folder / "profile.png").write_bytes(head + chunk(b"iCCP", b"x\0\0" + swollen) + rest)
    (folder / "text.png").write_bytes(head + chunk(b"zTXt", b"x\0\0" + swollen) + rest)
    (folder / "pixels.png").write_bytes(head + chunk(b"IDAT", swollen) + rest[-12:])


bombs()
