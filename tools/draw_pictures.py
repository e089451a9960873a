#!/usr/bin/env python3
"""Draw the sample school's pictures: flat scenes of a nursery's year.

    pip install skia-python pillow
    python3 tools/draw_pictures.py            all of them, into content/
    python3 tools/draw_pictures.py OUT kasa   one of them, into OUT

Scenes are drawn in units of 800 x 600, twice that in pixels. Chance is seeded by the scene's name.
"""

import io
import math
import random
import sys
from pathlib import Path

import skia
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SKIN, BLUSH, INK = "#f9d3b4", "#f4a79a", "#3b2a26"
HAIR = ["#3a2723", "#53372a", "#2c2220"]
NAVY = "#44508f"


def paint(color, stroke=None, alpha=1.0):
    c = color.lstrip("#")
    p = skia.Paint(AntiAlias=True, Color=skia.Color(int(c[0:2], 16), int(c[2:4], 16), int(c[4:6], 16), round(255 * alpha)))
    if stroke:
        p.setStyle(skia.Paint.kStroke_Style)
        p.setStrokeWidth(stroke)
        p.setStrokeCap(skia.Paint.kRound_Cap)
        p.setStrokeJoin(skia.Paint.kRound_Join)
    return p


class Scene:
    def __init__(self, name, width=800, height=600, clear=False):
        self.w, self.h, self.random = width, height, random.Random(name)
        self.surface = skia.Surface(width * 2, height * 2)
        self.c = self.surface.getCanvas()
        self.c.clear(0x00000000 if clear else 0xFFFFFFFF)
        self.c.scale(2, 2)

    def between(self, low, high):
        return low + (high - low) * self.random.random()

    def pick(self, things):
        return things[int(self.random.random() * len(things))]

    # shapes
    def circle(self, x, y, r, color, alpha=1.0):
        self.c.drawCircle(x, y, r, paint(color, alpha=alpha))

    def ring(self, x, y, r, color, width, alpha=1.0):
        self.c.drawCircle(x, y, r, paint(color, width, alpha))

    def oval(self, x, y, rx, ry, color, alpha=1.0):
        self.c.drawOval(skia.Rect(x - rx, y - ry, x + rx, y + ry), paint(color, alpha=alpha))

    def box(self, x, y, w, h, color, r=0, alpha=1.0):
        self.c.drawRoundRect(skia.Rect(x, y, x + w, y + h), r, r, paint(color, alpha=alpha))

    def line(self, points, color, width, alpha=1.0):
        path = skia.Path()
        path.moveTo(*points[0])
        for p in points[1:]:
            path.lineTo(*p)
        self.c.drawPath(path, paint(color, width, alpha))

    def curve(self, start, pulls, color, width=None, alpha=1.0, close=False):
        """pulls: (cx, cy, x, y) quadratic pieces."""
        path = skia.Path()
        path.moveTo(*start)
        for p in pulls:
            path.quadTo(*p) if len(p) == 4 else path.lineTo(*p)
        if close:
            path.close()
        self.c.drawPath(path, paint(color, width, alpha))

    def shape(self, points, color, alpha=1.0):
        path = skia.Path()
        path.moveTo(*points[0])
        for p in points[1:]:
            path.lineTo(*p)
        path.close()
        self.c.drawPath(path, paint(color, alpha=alpha))

    def arc(self, x, y, r, start, sweep, color, width, alpha=1.0):
        self.c.drawArc(skia.Rect(x - r, y - r, x + r, y + r), start, sweep, False, paint(color, width, alpha))

    def shade(self, top, bottom, y0=0, y1=None):
        y1 = self.h if y1 is None else y1
        def rgb(c):
            c = c.lstrip("#")
            return skia.Color(int(c[0:2], 16), int(c[2:4], 16), int(c[4:6], 16))
        p = skia.Paint(Shader=skia.GradientShader.MakeLinear([(0, y0), (0, y1)], [rgb(top), rgb(bottom)]), Dither=True)
        self.c.drawRect(skia.Rect(0, y0, self.w, y1), p)

    def at(self, x, y, scale=1.0, turn=0.0, flip=False):
        scene = self

        class Held:
            def __enter__(self):
                scene.c.save()
                scene.c.translate(x, y)
                scene.c.rotate(turn)
                scene.c.scale(-scale if flip else scale, scale)

            def __exit__(self, *_):
                scene.c.restore()

        return Held()

    # the world
    def sky(self, top="#7cc3f3", bottom="#d9f0fb"):
        self.shade(top, bottom, 0, self.h * 0.72)
        self.box(0, self.h * 0.7, self.w, self.h * 0.3, bottom)

    def cloud(self, x, y, s=1.0, color="#ffffff", alpha=1.0):
        layer = skia.Paint(Alphaf=alpha)
        self.c.saveLayer(None, layer)
        for dx, dy, r in [(-46, 4, 22), (-20, -12, 30), (14, -16, 34), (44, 2, 25), (0, -2, 28)]:
            self.circle(x + dx * s, y + dy * s, r * s, color)
        self.box(x - 68 * s, y + 2 * s, 137 * s, 25 * s, color, 12 * s)
        self.c.restore()

    def hills(self, y=380, far="#9fd37f", near="#7fc067"):
        self.oval(self.w * 0.2, y + 190, self.w * 0.48, 210, far)
        self.oval(self.w * 0.82, y + 210, self.w * 0.5, 205, near)

    def ground(self, y=430, color="#8ccb6c", dark="#78b95c", blades=120):
        self.box(0, y, self.w, self.h - y, color)
        for _ in range(blades):
            x, gy = self.between(0, self.w), self.between(y + 12, self.h)
            self.line([(x, gy), (x + self.between(-3, 3), gy - self.between(5, 11))], dark, 1.8, 0.8)

    def sand(self, y=420, color="#ecd7a8", dark="#dcc28c"):
        self.box(0, y, self.w, self.h - y, color)
        for _ in range(70):
            self.oval(self.between(0, self.w), self.between(y + 10, self.h), self.between(2, 5), 1.3, dark)

    def bunting(self, y=60, sag=38):
        colors = ["#ee6a5f", "#ffffff", "#f6c344", "#5aa7df", "#7fc067", "#f19bb5"]
        n = 15
        where = lambda t: (self.w * t, y + sag * 4 * t * (1 - t))
        self.curve((0, y), [(self.w / 2, y + 2 * sag, self.w, y)], "#b98d5f", 2.5)
        for i in range(n):
            x, fy = where((i + 0.5) / n)
            self.shape([(x - 16, fy), (x + 16, fy), (x, fy + 34)], colors[i % len(colors)])

    def tree(self, x, y, s=1.0, leaves=("#7fc067", "#93cf78", "#6db058"), trunk="#8a6247"):
        with self.at(x, y, s):
            self.curve((-11, 0), [(-8, -60, -9, -112), (9, -112), (8, -60, 13, 0)], trunk, close=True)
            self.line([(0, -84), (26, -118)], trunk, 7)
            self.line([(0, -94), (-24, -122)], trunk, 6)
            for dx, dy, r, k in [(-44, -140, 38, 0), (42, -142, 38, 2), (0, -132, 42, 0), (-22, -182, 38, 1), (24, -180, 37, 1), (0, -158, 40, 1)]:
                self.circle(dx, dy, r, leaves[k])
            for dx, dy in [(-34, -186), (-8, -170), (26, -190), (38, -160), (-46, -152), (4, -140), (-22, -124), (52, -132)]:
                self.arc(dx, dy, 8, 200, 130, "#ffffff", 3, 0.3)

    def maple(self, x, y, s, color, turn=0.0):
        with self.at(x, y, s, turn):
            points = []
            for i, r in enumerate([20, 8, 17, 7, 12, 5, 4, 5, 12, 7, 17, 8]):
                a = -math.pi / 2 + i * math.pi / 6
                points.append((math.cos(a) * r, math.sin(a) * r))
            self.line([(0, 0), (2, 19)], color, 2.2)
            self.shape(points, color)

    def ginkgo(self, x, y, s, color="#f6c83c", turn=0.0):
        with self.at(x, y, s, turn):
            self.line([(0, 4), (0, 18)], "#d9a52a", 2.2)
            self.curve((0, 8), [(-8, -2, -17, -6), (-15, -17, -2, -15), (0, -9), (2, -15), (15, -17, 17, -6), (8, -2, 0, 8)], color, close=True)

    def fallen(self, n, y0, y1, s=(0.5, 0.9), colors=("#e4573d", "#f08a3c", "#f6c344", "#c9452f")):
        for _ in range(n):
            x, y, turn, size = self.between(0, self.w), self.between(y0, y1), self.between(0, 360), self.between(*s)
            if self.random.random() < 0.5:
                self.maple(x, y, size, self.pick(colors), turn)
            else:
                self.ginkgo(x, y, size, self.pick(["#f6c83c", "#eeb52e"]), turn)

    # people
    def face(self, x, y, r, mood="smile"):
        k = r / 26
        self.oval(x - 15 * k, y + 8 * k, 5 * k, 3.6 * k, BLUSH, 0.75)
        self.oval(x + 15 * k, y + 8 * k, 5 * k, 3.6 * k, BLUSH, 0.75)
        for side in (-1, 1):
            ex = x + side * 9 * k
            if mood == "glad":
                self.arc(ex, y + 3 * k, 4 * k, 200, 140, INK, 2 * k)
            elif mood == "down":
                self.arc(ex, y, 4 * k, 20, 140, INK, 2 * k)
            else:
                self.oval(ex, y + 1 * k, 2.6 * k, 3.4 * k, INK)
                self.circle(ex + 0.9 * k, y - 0.4 * k, 0.9 * k, "#ffffff")
        if mood in ("open", "glad"):
            self.curve((x - 6 * k, y + 9 * k), [(x, y + 10.5 * k, x + 6 * k, y + 9 * k), (x + 5 * k, y + 18 * k, x, y + 18 * k), (x - 5 * k, y + 18 * k, x - 6 * k, y + 9 * k)], "#b8453f", close=True)
        else:
            self.arc(x, y + 7 * k, 6 * k, 25, 130, "#b0473c", 2 * k)

    def head(self, x, y, r=26, hair=0, hat=None, style="short", mood="smile", pins=None):
        k, color = r / 26, HAIR[hair % len(HAIR)]
        if style == "tails":
            for side in (-1, 1):
                self.oval(x + side * 30 * k, y + 6 * k, 9 * k, 13 * k, color)
                self.circle(x + side * 25 * k, y - 3 * k, 4.5 * k, pins or "#ee6a5f")
        if style == "bob":
            self.box(x - 28 * k, y - 18 * k, 56 * k, 40 * k, color, 18 * k)
        self.circle(x - 25 * k, y + 3 * k, 5 * k, SKIN)
        self.circle(x + 25 * k, y + 3 * k, 5 * k, SKIN)
        self.circle(x, y, r, SKIN)
        self.c.save()
        clip = skia.Path()
        clip.addCircle(x, y, r + 1.2 * k)
        self.c.clipPath(clip, True)
        self.circle(x - 4 * k, y - 22 * k, 21 * k, color)
        self.circle(x + 13 * k, y - 21 * k, 17 * k, color)
        self.box(x - 30 * k, y - 30 * k, 60 * k, 17 * k, color)
        self.oval(x - 27 * k, y - 8 * k, 6 * k, 13 * k, color)
        self.oval(x + 27 * k, y - 8 * k, 6 * k, 13 * k, color)
        self.c.restore()
        if hat:
            self.c.save()
            clip = skia.Path()
            clip.addRect(skia.Rect(x - 40 * k, y - 50 * k, x + 40 * k, y - 9 * k))
            self.c.clipPath(clip, True)
            self.circle(x, y - 5 * k, 29 * k, hat)
            self.c.restore()
            self.box(x - 33 * k, y - 13 * k, 66 * k, 8 * k, hat, 4 * k)
            self.box(x - 29 * k, y - 13 * k, 58 * k, 3 * k, "#000000", 1.5 * k, 0.12)
            self.circle(x, y - 34 * k, 3 * k, hat)
        self.face(x, y + 2 * k, r, mood)

    def arm(self, side, angle, shirt, length=34, held=None, bend=None):
        """angle: degrees from straight down outwards; 90 = sideways, 170 = up."""
        a = math.radians(angle)
        sx, sy = side * 20, -57
        hx, hy = sx + side * math.sin(a) * length, sy + math.cos(a) * length
        mx, my = sx + side * math.sin(a) * length * 0.42, sy + math.cos(a) * length * 0.42
        self.line([(sx, sy), (hx, hy)], SKIN, 10)
        self.line([(sx, sy), (mx, my)], shirt, 13)
        if held:
            held(hx, hy)
        self.circle(hx, hy, 6.4, SKIN)

    def kid(self, x, y, s=1.0, shirt="#ee6a5f", pants=NAVY, hat=None, hair=0, style="short", arms=(30, 30), mood="smile",
            legs="stand", turn=0.0, flip=False, held=(None, None), shadow=True, pins=None, back=None, boots=None, look=0):
        if shadow:
            self.oval(x, y + 1, 36 * s, 6.5 * s, "#000000", 0.13)
        with self.at(x, y, s, turn, flip):
            shoe = boots or "#ffffff"
            if back:
                back()
            if legs == "stand":
                for side in (-1, 1):
                    self.line([(side * 11, -24), (side * 11, -6)], pants if not boots else SKIN, 13)
                    self.box(side * 11 - 9, -8 if not boots else -15, 18, 9 if not boots else 16, shoe, 4.5)
                    if not boots:
                        self.box(side * 11 - 9, -2.5, 18, 3.5, "#d8d8e2", 1.7)
            elif legs == "run":
                self.line([(8, -24), (25, -15), (22, -2)], SKIN, 11)
                self.line([(-8, -24), (-22, -16), (-38, -22)], SKIN, 11)
                self.box(16, -7, 19, 9, shoe, 4.5)
                self.box(-47, -29, 10, 17, shoe, 4.5)
                self.line([(8, -25), (20, -18)], pants, 14)
                self.line([(-8, -25), (-18, -19)], pants, 14)
            elif legs == "sit":
                for side in (-1, 1):
                    self.line([(side * 12, -16), (side * 30, -5)], pants, 15)
                    self.circle(side * 33, -6, 8, shoe)
            elif legs == "brace":
                self.line([(6, -24), (20, -3)], pants, 13)
                self.line([(-8, -24), (-4, -4)], pants, 13)
                self.box(12, -6, 19, 9, shoe, 4.5)
                self.box(-13, -6, 19, 9, shoe, 4.5)
            drop = 12 if legs == "sit" else 0
            with self.at(0, drop):
                self.curve((-20, -66), [(0, -72, 20, -66), (27, -42, 26, -19), (0, -13, -26, -19), (-27, -42, -20, -66)], shirt, close=True)
                self.curve((-26, -26), [(0, -19, 26, -26), (26, -19), (0, -13, -26, -19)], pants, close=True)
                for side, angle, thing in zip((-1, 1), arms, held):
                    if angle is not None and angle <= 110:
                        self.arm(side, angle, shirt, held=thing)
                self.head(look, -90, 26, hair, hat, style, mood, pins)
                for side, angle, thing in zip((-1, 1), arms, held):
                    if angle is not None and angle > 110:
                        self.arm(side, angle, shirt, length=38, held=thing)

    def teacher(self, x, y, s=1.0, shirt="#8fc6e8", apron="#f6c9a0", hair=1, arms=(25, 25), mood="smile", flip=False, held=(None, None)):
        self.oval(x, y + 1, 40 * s, 7 * s, "#000000", 0.13)
        with self.at(x, y, s, 0, flip):
            for side in (-1, 1):
                self.line([(side * 12, -70), (side * 12, -6)], "#5a6a94", 17)
                self.box(side * 12 - 11, -8, 22, 10, "#ffffff", 5)
            with self.at(0, -46, 1.12):
                self.curve((-21, -66), [(0, -72, 21, -66), (29, -34, 28, -8), (0, -2, -28, -8), (-29, -34, -21, -66)], shirt, close=True)
                self.curve((-13, -60), [(0, -56, 13, -60), (15, -44), (26, -40), (29, -10, 28, 12), (0, 18, -28, 12), (-29, -10, -26, -40), (-15, -44)], apron, close=True)
                self.box(-12, -22, 24, 16, "#ffffff", 4, 0.55)
                for side, angle, thing in zip((-1, 1), arms, held):
                    self.arm(side, angle, shirt, length=42, held=thing)
                self.circle(15, -114, 11, HAIR[hair])
                self.head(0, -90, 24, hair, None, "bob", mood)

    # out
    def image(self):
        data = self.surface.makeImageSnapshot().encodeToData(skia.kPNG, 100)
        return Image.open(io.BytesIO(bytes(data)))


def kasa():
    s = Scene("kasa")
    s.shade("#a9bfd0", "#dfe9ec")
    for x, y, k in [(120, 90, 1.5), (380, 60, 1.8), (660, 100, 1.6), (250, 130, 1.0)]:
        s.cloud(x, y, k, "#c6d3dc", 0.9)
    s.hills(360, "#a4cba0", "#8fbf8d")
    s.ground(420, "#8fc28a", "#7cb078", 90)
    for x, y, rx in [(420, 545, 130), (150, 500, 70), (690, 500, 64)]:
        s.oval(x, y, rx, rx * 0.16, "#b9d7e6")
        s.oval(x - 6, y - 2, rx * 0.72, rx * 0.1, "#d3e8f1")
    def umbrella(color, light, over):
        def held(hx, hy):
            foot = hx - over * 0.2
            s.line([(foot, hy + 16), (hx + over, hy - 130)], "#7b6a5e", 4)
            s.arc(foot - 6, hy + 16, 6, 0, 150, "#7b6a5e", 4)
            hx, hy = hx + over, hy - 18
            path = skia.Path()
            path.moveTo(hx - 72, hy - 66)
            path.cubicTo(hx - 66, hy - 138, hx + 66, hy - 138, hx + 72, hy - 66)
            for i in range(4):
                x1 = hx + 72 - 36 * i
                path.quadTo(x1 - 18, hy - 80, x1 - 36, hy - 66)
            path.close()
            s.c.drawPath(path, paint(color))
            for dx in (-36, 0, 36):
                s.curve((hx + dx, hy - 67), [(hx + dx * 0.95, hy - 100, hx, hy - 119)], light, 2.4)
            s.circle(hx, hy - 121, 4, light)
        return held
    s.kid(285, 480, 1.6, "#f6c344", hair=0, style="tails", arms=(40, 62), mood="glad", boots="#ee6a5f", held=(None, umbrella("#ee6a5f", "#f7a59d", -22)), pins="#5aa7df")
    s.kid(535, 504, 1.6, "#5aa7df", hair=1, arms=(62, 36), boots="#f6c344", held=(umbrella("#f6c344", "#fbe08f", 22), None))
    # hydrangeas and a snail
    def ball(x, y, r, colors):
        s.circle(x, y, r, colors[0])
        for _ in range(46):
            a, d = s.between(0, 6.28), r * math.sqrt(s.random.random()) * 0.95
            px, py = x + math.cos(a) * d, y + math.sin(a) * d
            color, turn = s.pick(colors), s.between(0, 1.5)
            for q in range(4):
                s.circle(px + math.cos(turn + q * 1.571) * 3.6, py + math.sin(turn + q * 1.571) * 3.6, 3.5, color)
            s.circle(px, py, 1.6, "#fdf6d8")
    for base in (70, 720):
        for dx, dy, turn in [(-50, 8, -30), (0, 18, 0), (46, 6, 30), (-28, 26, -15), (26, 26, 15)]:
            with s.at(base + dx, 556 + dy, 1, turn):
                s.curve((0, 34), [(-36, 0, 0, -44), (36, 0, 0, 34)], "#5f9f5b", close=True)
                s.line([(0, 26), (0, -34)], "#78b573", 2)
    ball(36, 520, 42, ["#8ea6e6", "#a9bdf2", "#7b93db"])
    ball(112, 536, 36, ["#b69be0", "#c9b4ec", "#a385d6"])
    ball(690, 532, 38, ["#e3a0cf", "#efbbe0", "#d68ac0"])
    ball(762, 516, 42, ["#8ea6e6", "#a9bdf2", "#7b93db"])
    with s.at(690, 487, 1.0):
        s.curve((-32, 8), [(0, 14, 30, 8), (38, 4, 36, -12), (30, -20, 24, -6), (10, 4, -32, 8)], "#e9c995", close=True)
        s.line([(32, -12), (34, -26)], "#e9c995", 2.6)
        s.line([(36, -10), (44, -22)], "#e9c995", 2.6)
        s.circle(34, -27, 2.6, INK)
        s.circle(45, -23, 2.6, INK)
        s.circle(0, -8, 18, "#c98a5b")
        s.ring(0, -8, 11, "#e4b184", 3.4)
        s.circle(0, -8, 4.5, "#e4b184")
    for _ in range(90):
        x, y = s.between(-20, 820), s.between(-10, 580)
        s.line([(x, y), (x - 4, y + 16)], "#ffffff", 1.7, 0.6)
    for _ in range(9):
        x, y = s.between(320, 520), s.between(536, 552)
        s.arc(x, y, 7, 180, 180, "#ffffff", 1.6, 0.9)
    return s


def pool():
    s = Scene("pool")
    s.sky("#4fb0ef", "#c9ecfb")
    s.cloud(610, 170, 2.0)
    s.cloud(690, 110, 1.3)
    s.cloud(130, 100, 1.0)
    s.circle(330, 82, 40, "#ffe082")
    s.circle(330, 82, 52, "#ffe082", 0.3)
    s.hills(330)
    s.ground(370, "#97d277", "#80c064", 50)
    for i, x in enumerate([40, 100, 700, 762]):
        s.line([(x, 420), (x, 300 + (i % 2) * 24)], "#5f9f4f", 6)
        with s.at(x, 292 + (i % 2) * 24, 1.1):
            for q in range(14):
                a = q * math.pi / 7
                s.oval(math.cos(a) * 24, math.sin(a) * 24, 9, 9, "#f9c02d")
            s.circle(0, 0, 18, "#7c4f2c")
            s.circle(0, 0, 11, "#92623a")
        s.oval(x + 14, 372, 16, 8, "#6db058")
        s.oval(x - 14, 392, 16, 8, "#6db058")
    # the pool: rim behind, children, water and rim before
    s.oval(400, 452, 344, 96, "#f3f7fb")
    s.oval(400, 452, 326, 84, "#4aa9dd")
    s.oval(400, 458, 322, 78, "#62bdea")
    def bather(x, y, k, hat, shirt, **more):
        s.c.save()
        s.c.clipRect(skia.Rect(0, 0, 800, y - 26 * k))
        s.kid(x, y, k, shirt, pants=shirt, hat=hat, shadow=False, **more)
        s.c.restore()
        s.oval(x, y - 26 * k, 44 * k, 9 * k, "#a5def5")
        s.oval(x, y - 25 * k, 33 * k, 6 * k, "#62bdea")
        s.oval(x, y - 27 * k, 26 * k, 4 * k, "#8cd0f0")
    for _ in range(34):
        x, y = s.between(200, 600), s.between(300, 440)
        s.circle(x, y, s.between(2, 4.5), "#ffffff", 0.85)
    bather(270, 478, 1.3, "#ee6a5f", "#f49ab0", arms=(150, 120), mood="glad", style="bob")
    bather(530, 474, 1.3, "#f6c344", "#3f7fc4", arms=(75, 150), mood="open", hair=1)
    bather(400, 530, 1.5, "#5aa7df", "#f08a3c", arms=(95, 95), mood="glad", hair=2)
    with s.at(640, 468, 1):
        s.ring(0, 0, 30, "#ffffff", 20)
        for q in range(4):
            s.arc(0, 0, 30, q * 90, 45, "#ee6a5f", 20)
    with s.at(160, 470, 1):
        s.oval(0, 4, 30, 15, "#ffd54a")
        s.circle(20, -16, 15, "#ffd54a")
        s.shape([(32, -18), (46, -13), (32, -9)], "#f08a3c")
        s.circle(23, -20, 2.6, INK)
        s.oval(-6, 2, 13, 7, "#f4bf2f")
    for x, y in [(210, 520), (330, 492), (600, 515), (480, 515), (300, 530), (690, 480), (110, 455)]:
        s.arc(x - 9, y, 9, 20, 140, "#ffffff", 2.4, 0.8)
        s.arc(x + 9, y, 9, 20, 140, "#ffffff", 2.4, 0.8)
    path = skia.Path()
    path.addArc(skia.Rect(56, 356, 744, 548), 0, 180)
    path.lineTo(56, 500)
    path.arcTo(skia.Rect(56, 410, 744, 604), 180, -180, False)
    path.close()
    s.c.drawPath(path, paint("#f3f7fb"))
    stripe = skia.Path()
    stripe.addArc(skia.Rect(57, 380, 743, 574), 4, 172)
    s.c.drawPath(stripe, paint("#5aa7df", 9))
    return s


def lunch():
    s = Scene("lunch")
    s.box(0, 0, 800, 600, "#f7ead2")
    for i in range(-1, 14):
        for j in range(-1, 11):
            if (i + j) % 2:
                s.box(i * 62, j * 62, 62, 62, "#f3dcb8")
    s.box(74, 66, 668, 484, "#000000", 46, 0.10)
    s.box(66, 54, 668, 484, "#d9a266", 46)
    s.box(82, 70, 636, 452, "#e9bd85", 36)
    def dish(x, y, r, rim="#ffffff", inside="#f4f6f8"):
        s.circle(x + 4, y + 7, r, "#000000", 0.12)
        s.circle(x, y, r, rim)
        s.circle(x, y, r * 0.84, inside)
    # rice with chestnuts
    dish(222, 392, 98, "#5aa7df", "#e9f3fa")
    s.circle(222, 392, 78, "#fdfaf1")
    for _ in range(150):
        a, d = s.between(0, 6.28), 74 * math.sqrt(s.random.random())
        with s.at(222 + math.cos(a) * d, 392 + math.sin(a) * d, 1, s.between(0, 180)):
            s.oval(0, 0, 5.5, 2.8, s.pick(["#f2ead8", "#ffffff", "#f7f0df"]))
    for x, y, t in [(196, 372, 20), (246, 366, -30), (218, 412, 70), (256, 416, 0), (182, 418, -50)]:
        with s.at(x, y, 1, t):
            s.curve((-15, 6), [(-14, -14, 0, -14), (14, -14, 15, 6), (0, 14, -15, 6)], "#f0bd4c", close=True)
            s.arc(0, 4, 9, 200, 140, "#f8d67f", 3)
    for _ in range(16):
        s.circle(222 + s.between(-56, 56), 392 + s.between(-56, 56), 1.5, "#3a322c")
    # miso soup
    dish(558, 398, 92, "#b8493a", "#8e332a")
    s.circle(558, 398, 72, "#d9a765")
    s.circle(548, 390, 50, "#e2b679", 0.7)
    for x, y, t in [(528, 372, 10), (580, 380, 40), (548, 424, -20), (592, 424, 15)]:
        with s.at(x, y, 1, t):
            s.box(-13, -13, 26, 26, "#fffaf0", 4)
            s.box(-13, 6, 26, 7, "#ead9bd", 3)
    for x, y in [(556, 396), (512, 410), (572, 446), (606, 400), (538, 348)]:
        s.ring(x, y, 6.5, "#6fae4e", 4)
    # the plate with grilled fish
    s.oval(314, 200, 196, 102, "#000000", 0.12)
    s.oval(308, 192, 196, 102, "#ffffff")
    s.oval(308, 192, 172, 84, "#eef4f6")
    with s.at(278, 196, 1.0, -6):
        s.curve((-112, 0), [(-60, -48, 20, -40), (72, -32, 96, -8), (128, -34), (122, 0, 130, 34), (96, 10), (60, 40, 6, 42), (-72, 42, -112, 0)], "#8fa3b4", close=True)
        s.curve((-112, 0), [(-60, 26, 10, 24), (60, 22, 96, 8), (60, 40, 6, 42), (-72, 42, -112, 0)], "#dfe6ea", close=True)
        s.curve((-66, -24), [(-50, 2, -66, 28)], "#6d8294", 3)
        s.circle(-86, -4, 7, "#ffffff")
        s.circle(-86, -4, 3.8, INK)
        for x in (-34, 0, 34):
            s.line([(x - 12, 16), (x + 12, -18)], "#b0713e", 5, 0.75)
    for x, y, r in [(414, 214, 22), (438, 196, 19), (432, 228, 17)]:
        s.circle(x, y, r, "#f6f3ea")
        s.circle(x - 4, y - 4, r * 0.6, "#ffffff")
    with s.at(446, 158, 1, 18):
        s.curve((-30, 16), [(0, -34, 30, 16), (0, 26, -30, 16)], "#f9dd55", close=True)
        s.arc(0, 12, 17, 200, 140, "#fff3b0", 4)
    # greens with sesame
    dish(602, 190, 72, "#f6c344", "#fff4d4")
    for _ in range(46):
        a, d = s.between(0, 6.28), 42 * math.sqrt(s.random.random())
        with s.at(602 + math.cos(a) * d, 190 + math.sin(a) * d, 1, s.between(0, 180)):
            s.oval(0, 0, 15, 6, s.pick(["#5c9c45", "#74b357", "#4b873a"]))
    for _ in range(14):
        a, d = s.between(0, 6.28), 42 * math.sqrt(s.random.random())
        with s.at(602 + math.cos(a) * d, 190 + math.sin(a) * d, 1, s.between(0, 180)):
            s.box(-12, -3, 24, 6, "#f08a3c", 3)
    # pear
    dish(394, 356, 50, "#ffffff", "#eef4f6")
    for x, y, t in [(380, 354, -24), (408, 358, 18)]:
        with s.at(x, y, 0.92, t):
            s.curve((-13, 26), [(-26, -4, -4, -30), (20, -8, 13, 26), (0, 32, -13, 26)], "#e2d06f", close=True)
            s.curve((-9, 24), [(-20, -2, -4, -25), (14, -6, 9, 24), (0, 28, -9, 24)], "#fdf8de", close=True)
    # chopsticks
    for y in (478, 494):
        s.line([(330, y), (468, y + 3)], "#c24e42", 7)
        s.line([(330, y), (352, y + 0.5)], "#f6c344", 7)
    return s


def tsukimi():
    s = Scene("tsukimi")
    s.shade("#22315f", "#6a74ad")
    for _ in range(60):
        s.circle(s.between(0, 800), s.between(0, 360), s.between(0.8, 2.2), "#fff8dc", s.between(0.4, 1))
    s.circle(430, 190, 146, "#fff3bd", 0.16)
    s.circle(430, 190, 128, "#ffe9a0", 0.3)
    s.circle(430, 190, 112, "#ffe79a")
    # the rabbit in the moon
    with s.at(430, 196, 1.0):
        c = "#f2cd72"
        s.oval(-28, 16, 32, 25, c)
        s.circle(0, -16, 21, c)
        with s.at(-6, -38, 1, -16):
            s.oval(0, -14, 7, 23, c)
        with s.at(9, -38, 1, 10):
            s.oval(0, -14, 7, 23, c)
        s.line([(4, 8), (28, -12)], c, 10)
        s.line([(30, -30), (30, 12)], c, 6)
        s.box(16, -44, 28, 17, c, 8)
        s.shape([(14, 16), (48, 16), (41, 44), (21, 44)], c)
        s.circle(-58, 18, 9, c)
    s.cloud(620, 250, 1.1, "#aab1d6", 0.5)
    s.cloud(180, 150, 0.9, "#aab1d6", 0.4)
    s.oval(160, 560, 420, 170, "#3a4f75")
    s.oval(680, 580, 430, 170, "#33476b")
    # the veranda
    s.box(0, 486, 800, 114, "#a97448")
    for y in (486, 524, 562):
        s.box(0, y, 800, 4, "#8d5d38")
    s.box(0, 482, 800, 10, "#c08a58", 4)
    s.kid(190, 512, 1.45, "#f19bb5", hair=0, style="bob", legs="sit", mood="smile", arms=(30, 30), look=3)
    s.kid(330, 512, 1.45, "#7fc067", hair=1, legs="sit", mood="open", arms=(30, 150), look=3)
    # dango on its stand
    with s.at(505, 540, 1.2):
        s.shape([(-48, 0), (48, 0), (42, -34), (-42, -34)], "#e9c48c")
        s.circle(0, -16, 8, "#b98d5f")
        s.box(-66, -44, 132, 12, "#f2d5a4", 3)
        for y, xs in [(-58, (-38, -13, 13, 38)), (-82, (-26, 0, 26)), (-105, (-13, 13)), (-127, (0,))]:
            for x in xs:
                s.circle(x, y, 15, "#fffdf4")
                s.circle(x - 4, y - 4, 6, "#ffffff")
                s.arc(x, y, 12, 20, 110, "#e7ddc8", 2.4)
    # pampas grass in a vase
    with s.at(664, 548, 1.1):
        for top, bend in [(-70, -44), (-16, -14), (44, 24), (84, 54)]:
            s.curve((0, -52), [(bend * 0.3, -160, top, -232 + abs(top) * 0.4)], "#b9a35e", 3)
            tx, ty = top, -232 + abs(top) * 0.4
            for k in range(9):
                lean = -1 if top < 0 else 1
                s.curve((tx - lean * k * 2.2, ty + k * 9), [(tx + lean * 12, ty + k * 9 - 2, tx + lean * 22, ty + k * 9 + 18)], "#f1e3b6", 4.6, 0.95)
        s.curve((0, -50), [(-44, -120, -74, -116)], "#7f9a52", 4)
        s.curve((0, -50), [(54, -130, 84, -104)], "#7f9a52", 4)
        s.curve((-14, -58), [(0, -54, 14, -58), (12, -44), (36, -24, 24, 0), (0, 6, -24, 0), (-36, -24, -12, -44)], "#5a86b8", close=True)
        s.curve((-24, -20), [(0, -10, 24, -20)], "#dbe8f3", 4)
    return s


def field(s, y=330):
    """The yard on sports day."""
    s.sky()
    s.cloud(150, 150, 0.9)
    s.cloud(640, 165, 1.1)
    s.hills(y - 60)
    for i, (x, color) in enumerate([(90, "#ffffff"), (250, "#f7b3a9"), (550, "#ffffff"), (710, "#f7dc94")]):
        s.box(x - 58, y - 24, 6, 54, "#b98d5f")
        s.box(x + 52, y - 24, 6, 54, "#b98d5f")
        s.shape([(x - 72, y - 22), (x + 72, y - 22), (x + 52, y - 60), (x - 52, y - 60)], color)
        for k in range(6):
            s.circle(x - 60 + k * 24, y - 22, 12, color)
        for k in range(4):
            s.circle(x - 40 + k * 27, y + 4, 9, SKIN)
            s.arc(x - 40 + k * 27, y + 2, 8, 180, 180, HAIR[(k + i) % 3], 5)
            s.box(x - 49 + k * 27, y + 12, 18, 22, ["#5aa7df", "#f19bb5", "#7fc067", "#f6c344"][(k + i) % 4], 6)
    s.sand(y + 26)


def relay():
    s = Scene("relay")
    field(s)
    s.bunting(24, 34)
    for y in (404, 474, 556):
        s.curve((-10, y + 14), [(400, y - 14, 810, y + 14)], "#ffffff", 5, 0.95)
    def baton(color):
        return lambda x, y: s.line([(x - 4, y + 12), (x + 5, y - 14)], color, 7)
    s.kid(190, 462, 1.25, "#ffffff", NAVY, hat="#ee6a5f", legs="run", arms=(70, 100), mood="open", turn=6, held=(None, baton("#f6c344")))
    s.kid(470, 540, 1.5, "#ffffff", NAVY, hat="#f6c344", hair=1, style="tails", legs="run", arms=(75, 95), mood="glad", turn=7, held=(None, baton("#5aa7df")))
    s.kid(660, 454, 1.2, "#ffffff", NAVY, hat="#5aa7df", hair=2, legs="run", arms=(65, 90), mood="open", turn=6, held=(None, baton("#ee6a5f")))
    for x, y in [(118, 456), (380, 532), (594, 450)]:
        for k in range(3):
            s.circle(x - k * 16, y - 4 - (k % 2) * 5, 8 - 1.6 * k, "#f6ead0", 0.95)
    return s


def tamaire():
    s = Scene("tamaire", 600, 800)
    s.sky()
    s.cloud(110, 250, 0.9)
    s.cloud(500, 150, 1.1)
    s.hills(520)
    s.sand(590)
    s.bunting(20, 30)
    s.line([(300, 690), (300, 250)], "#b98d5f", 10)
    s.oval(300, 690, 40, 10, "#000000", 0.14)
    balls = ["#ee5f54", "#ffffff"]
    for x, y in [(262, 172), (292, 160), (322, 168), (340, 178), (278, 184), (308, 182)]:
        s.circle(x, y, 15, s.pick(balls))
    s.shape([(236, 178), (364, 178), (338, 262), (262, 262)], "#e5c184")
    for k in range(1, 5):
        s.line([(240 + k * 5, 178 + k * 17), (360 - k * 5, 178 + k * 17)], "#c99c5a", 3)
    for k in range(-4, 5):
        s.line([(300 + k * 14, 180), (300 + k * 8.6, 262)], "#c99c5a", 3)
    s.box(230, 172, 140, 14, "#d9ab68", 7)
    for x, y, k in [(170, 150, 0), (420, 220, 1), (210, 320, 1), (390, 330, 0), (150, 420, 0), (452, 400, 1), (350, 120, 0), (240, 90, 1), (478, 300, 0), (108, 330, 1)]:
        s.circle(x, y, 15, balls[k])
        s.arc(x, y, 10, 30, 120, "#000000", 2, 0.12)
        s.arc(x + (4 if x < 300 else -4), y + 26, 12, 250, 40, "#ffffff", 2, 0.5)
    ball = lambda k: (lambda x, y: s.circle(x, y - 10, 12, balls[k]))
    s.kid(110, 690, 1.35, "#ffffff", NAVY, hat="#ee5f54", arms=(155, 160), mood="open", held=(ball(0), None))
    s.kid(480, 684, 1.35, "#ffffff", NAVY, hat="#fafafa", arms=(160, 150), mood="glad", hair=1, held=(None, ball(1)), style="tails")
    s.kid(215, 756, 1.5, "#ffffff", NAVY, hat="#ee5f54", arms=(160, 165), mood="glad", style="bob", held=(None, ball(0)))
    s.kid(390, 762, 1.5, "#ffffff", NAVY, hat="#fafafa", arms=(30, 165), mood="open", hair=2, held=(None, ball(1)))
    for x, y, k in [(300, 776, 0), (40, 740, 1), (560, 752, 0), (300, 712, 1), (552, 700, 1)]:
        s.circle(x, y, 13, balls[k])
    return s


def tsunahiki():
    s = Scene("tsunahiki")
    field(s)
    s.bunting(24, 34)
    s.curve((-10, 556), [(400, 580, 810, 556)], "#ffffff", 5)
    s.line([(400, 410), (400, 560)], "#ffffff", 6)
    for i, x in enumerate([80, 182, 284]):
        s.kid(x, 520 + (i % 2) * 8, 1.35, "#ffffff", NAVY, hat="#ee5f54", hair=i, arms=(None, 70), legs="brace", turn=-12, mood=["open", "glad", "open"][i], style=["short", "tails", "short"][i])
    for i, x in enumerate([516, 618, 720]):
        s.kid(x, 520 + (i % 2) * 8, 1.35, "#ffffff", NAVY, hat="#fafafa", hair=i + 1, arms=(None, 70), legs="brace", turn=12, flip=True, mood=["glad", "open", "glad"][i], style=["bob", "short", "tails"][i])
    s.curve((-10, 462), [(400, 470, 810, 462)], "#b98d5f", 11)
    for x in range(-6, 810, 15):
        y = 462 + 8 * (x / 800) * (1 - x / 800)
        s.line([(x, y - 3), (x + 6, y + 4)], "#dcb98a", 3)
    s.box(392, 452, 16, 24, "#ee5f54", 4)
    s.shape([(394, 474), (400, 510), (406, 474)], "#ee5f54")
    for x in (98, 122, 200, 224, 302, 326):
        s.circle(x, 463 + 2 * (x % 3), 7.5, SKIN)
    for x in (474, 498, 576, 600, 678, 702):
        s.circle(x, 463 + 2 * (x % 3), 7.5, SKIN)
    return s


def dance():
    s = Scene("dance")
    field(s)
    s.bunting(24, 34)
    def pompom(color, light):
        def held(x, y):
            for _ in range(34):
                a, d = s.between(0, 6.28), s.between(6, 23)
                s.line([(x, y), (x + math.cos(a) * d, y + math.sin(a) * d)], s.pick([color, light]), 3.6)
        return held
    pink, yellow = pompom("#f06f9b", "#f9a8c3"), pompom("#f6b92d", "#fcd978")
    for i, (x, y, k) in enumerate([(130, 448, 1.1), (400, 440, 1.1), (668, 448, 1.1)]):
        s.kid(x, y, k, "#7fc9c3", NAVY, hat="#f6c344", hair=i, arms=[(150, 150), (150, 150), (150, 150)][i], mood="smile", held=(yellow, yellow), style=["short", "bob", "short"][i])
    for i, (x, y, k) in enumerate([(262, 550, 1.5), (540, 552, 1.5)]):
        s.kid(x, y, k, "#f8b4c4", NAVY, hat="#f6c344", hair=i + 1, arms=[(100, 155), (155, 100)][i], mood="glad", held=(pink, pink), style=["tails", "short"][i], turn=[-4, 4][i])
    return s


def sweet_potato(s, x, y, k=1.0, turn=0.0):
    with s.at(x, y, k, turn):
        s.curve((-34, 0), [(-20, -20, 6, -17), (28, -13, 40, 2), (20, 16, -2, 17), (-24, 16, -34, 0)], "#a9456b", close=True)
        s.curve((-24, -3), [(-8, -14, 14, -10)], "#c76a8c", 4, 0.8)
        for dx, dy in [(-14, 6), (4, 10), (18, 3), (-2, -4)]:
            s.line([(dx, dy), (dx + 6, dy - 1)], "#8a3355", 1.8)
        s.line([(40, 2), (50, 6)], "#8a3355", 2.4)


def imohori():
    s = Scene("imohori")
    s.sky("#86c6ee", "#e6f3f4")
    s.cloud(140, 100, 1.0)
    s.cloud(620, 80, 1.2)
    s.hills(330, "#c9b45f", "#a9b45c")
    s.tree(90, 410, 1.05, ("#e79a43", "#f0b452", "#d9803a"))
    s.tree(720, 400, 0.95, ("#d9603f", "#e87e4a", "#c44c36"))
    s.box(0, 400, 800, 200, "#9a6a45")
    for y, color in [(414, "#84583a"), (476, "#7d5336"), (550, "#75492f")]:
        s.curve((-10, y + 30), [(200, y - 12, 400, y + 18), (620, y - 14, 810, y + 22), (810, y + 40), (-10, y + 40)], color, close=True)
    for _ in range(70):
        s.oval(s.between(0, 800), s.between(425, 595), s.between(2, 5), s.between(1.5, 3), "#b07f57", 0.8)
    def vine(x, y, n, spread):
        s.curve((x, y), [(x + spread * 0.5, y - 26, x + spread, y + 2)], "#6b9b4a", 4)
        for k in range(n):
            t = (k + 0.5) / n
            lx, ly = x + spread * t, y - 12 + s.between(-10, 8)
            with s.at(lx, ly, 0.85, s.between(-40, 40)):
                s.curve((0, 14), [(-22, 2, -14, -10), (-6, -18, 0, -8), (6, -18, 14, -10), (22, 2, 0, 14)], s.pick(["#5f9f4f", "#76b35c", "#528c45"]), close=True)
    for x, y, n, w in [(10, 440, 7, 130), (330, 434, 7, 120), (620, 440, 8, 170), (0, 592, 7, 120), (690, 590, 6, 110)]:
        vine(x, y, n, w)
    def hold(turn):
        return lambda x, y: sweet_potato(s, x, y - 12, 0.9, turn)
    s.kid(215, 520, 1.4, "#5aa7df", "#6a5a4a", hat="#f6c344", arms=(30, 160), mood="glad", held=(None, hold(-70)), boots="#ee6a5f")
    s.kid(590, 520, 1.4, "#ee6a5f", "#6a5a4a", hat="#f6c344", hair=1, style="tails", arms=(150, 150), mood="open", boots="#5aa7df")
    with s.at(590, 318, 1.0):
        sweet_potato(s, -4, 2, 1.5, 4)
    s.kid(400, 566, 1.45, "#7fc067", "#6a5a4a", hat="#f6c344", hair=2, legs="sit", arms=(22, 22), mood="smile", style="bob")
    sweet_potato(s, 398, 540, 1.4, 4)
    for x in (354, 446):
        s.circle(x, 543, 9, SKIN)
    for x, y, t in [(300, 574, 10), (500, 580, -12), (128, 560, 30), (690, 556, -20)]:
        sweet_potato(s, x, y, 1.0, t)
    return s


def room(s, wall="#fdf1d8", floor="#e6bd86", y=430):
    s.box(0, 0, s.w, y, wall)
    s.box(0, y - 12, s.w, 12, "#e9cfa0")
    s.box(0, y, s.w, s.h - y, floor)
    for k in range(5):
        s.box(0, y + 34 * k, s.w, 2, "#d5a86e")


def hamigaki():
    s = Scene("hamigaki")
    s.box(0, 0, 800, 600, "#d7eef0")
    for i in range(11):
        s.box(i * 80 - 2, 0, 3, 600, "#ffffff", alpha=0.7)
    for j in range(8):
        s.box(0, j * 80 + 20, 800, 3, "#ffffff", alpha=0.7)
    # cups on a shelf
    s.box(40, 168, 720, 14, "#e3b981", 6)
    for i, (x, color) in enumerate([(90, "#ee6a5f"), (190, "#f6c344"), (610, "#5aa7df"), (710, "#7fc067")]):
        s.line([(x + 8, 128), (x + 22, 60)], ["#5aa7df", "#ee6a5f", "#f6c344", "#f19bb5"][i], 6)
        s.box(x + 14, 42, 17, 26, "#ffffff", 5)
        s.shape([(x - 26, 104), (x + 34, 104), (x + 28, 168), (x - 20, 168)], color)
        s.box(x - 29, 98, 66, 12, color, 5)
        s.circle(x + 4, 136, 11, "#ffffff", 0.75)
    def brush(color):
        def held(x, y):
            s.line([(x + 8, y + 6), (x - 30, y - 9)], color, 5)
            s.box(x - 42, y - 19, 16, 9, "#ffffff", 3)
        return held
    # three children at the basin, large
    def brusher(x, y, k, shirt, hair, style, mood, color, pins=None):
        with s.at(x, y, k):
            s.curve((-21, -66), [(0, -72, 21, -66), (30, -38, 28, 20), (-28, 20), (-30, -38, -21, -66)], shirt, close=True)
            s.line([(-21, -57), (-34, -24)], SKIN, 11)
            s.line([(-21, -57), (-27, -42)], shirt, 14)
            s.head(0, -90, 26, hair, None, style, mood, pins)
            s.curve((-7, -77), [(0, -75, 8, -77), (6, -67, 0, -67), (-6, -67, -7, -77)], "#ffffff", close=True)
            for dx, dy, r in [(-9, -72, 3.6), (9, -71, 3.4), (4, -66, 3.2), (-4, -65, 3)]:
                s.circle(dx, dy, r, "#ffffff")
            s.line([(34, -60), (2, -74)], color, 4.4)
            s.box(-7, -81, 15, 7, "#ffffff", 2.5)
            s.line([(22, -52), (37, -60)], SKIN, 11)
            s.line([(21, -56), (27, -50)], shirt, 14)
            s.circle(38, -61, 7, SKIN)
    brusher(190, 520, 1.9, "#f6c344", 0, "tails", "glad", "#ee6a5f", "#7fc067")
    brusher(600, 520, 1.9, "#ee6a5f", 2, "bob", "smile", "#5aa7df")
    brusher(396, 530, 2.2, "#7fc9c3", 1, "short", "glad", "#f6b92d")
    s.box(0, 520, 800, 80, "#ffffff")
    s.box(0, 512, 800, 18, "#f2f7f9", 9)
    s.box(0, 530, 800, 5, "#cfdfe4")
    for x in (196, 400, 600):
        s.oval(x, 562, 78, 15, "#dcebef")
        s.oval(x, 566, 66, 10, "#c5dce3")
    for _ in range(22):
        x, y, r = s.between(20, 780), s.between(190, 360), s.between(4, 12)
        if not any(abs(x - kx) < 90 and y > 250 for kx in (190, 396, 600)):
            s.circle(x, y, r, "#ffffff", 0.55)
            s.ring(x, y, r, "#ffffff", 1.6, 0.9)
            s.circle(x - r * 0.3, y - r * 0.3, r * 0.25, "#ffffff")
    return s


def ehon():
    s = Scene("ehon")
    room(s)
    # window
    s.box(70, 60, 190, 170, "#ffffff", 12)
    s.box(82, 72, 166, 146, "#bfe3f6", 6)
    s.cloud(150, 140, 0.55)
    s.circle(216, 110, 17, "#ffd976")
    s.box(160, 70, 8, 150, "#ffffff")
    for x in (62, 248):
        s.curve((x, 52), [(x + (30 if x < 100 else -6), 150, x + (-4 if x < 100 else 4), 244), (x + 26, 244), (x + 30, 150, x + 22, 52)], "#f7b9b0", close=True)
    s.box(52, 46, 228, 10, "#c79a63", 5)
    # shelf of picture books
    s.box(330, 70, 410, 306, "#d9a566", 12)
    colors = ["#ee6a5f", "#5aa7df", "#f6c344", "#7fc067", "#f19bb5", "#8f7fc4", "#f08a3c", "#7fc9c3"]
    for row in range(3):
        y = 86 + row * 96
        s.box(344, y, 382, 82, "#f3d6a6", 4)
        x = 352
        while x < 700:
            w, h = s.between(15, 30), s.between(54, 74)
            if x + w > 716:
                break
            color = s.pick(colors)
            s.box(x, y + 82 - h, w - 2, h, color, 3)
            s.box(x + 3, y + 82 - h + 9, w - 8, 4, "#ffffff", 2, 0.7)
            s.box(x + 3, y + 82 - 15, w - 8, 4, "#ffffff", 2, 0.45)
            x += w
    # rug
    s.oval(400, 520, 350, 72, "#a9d8c8")
    s.oval(400, 520, 312, 58, "#bfe4d7")
    def open_book(x, y, k, cover, art):
        with s.at(x, y, k):
            s.shape([(-56, -30), (0, -20), (56, -30), (56, 22), (0, 32), (-56, 22)], cover)
            s.shape([(-51, -30), (0, -21), (0, 25), (-51, 16)], "#fffdf6")
            s.shape([(51, -30), (0, -21), (0, 25), (51, 16)], "#f6f1e4")
            art()
    s.kid(190, 548, 1.45, "#5aa7df", "#6a7a5a", hair=0, legs="sit", arms=(40, 40), mood="smile")
    s.kid(610, 548, 1.45, "#f6c344", NAVY, hair=1, style="tails", legs="sit", arms=(40, 40), mood="glad", pins="#ee6a5f")
    s.kid(400, 556, 1.55, "#f19bb5", NAVY, hair=2, style="bob", legs="sit", arms=(45, 45), mood="open")
    def apple():
        s.circle(-26, -4, 10, "#ee6a5f")
        s.line([(-26, -14), (-23, -19)], "#7a5a3a", 2)
        for k in range(3):
            s.line([(12, -14 + k * 10), (42, -19 + k * 10)], "#cfc6b2", 2.4)
    def bear():
        s.circle(-33, -12, 4.6, "#b98255")
        s.circle(-17, -10, 4.6, "#b98255")
        s.circle(-25, -3, 11, "#b98255")
        s.circle(-25, 1, 4.6, "#f1dcc0")
        for k in range(3):
            s.line([(12, -14 + k * 10), (42, -19 + k * 10)], "#cfc6b2", 2.4)
    def fish():
        s.oval(-26, -4, 13, 8, "#5aa7df")
        s.shape([(-38, -4), (-46, -12), (-46, 3)], "#5aa7df")
        s.oval(24, -8, 10, 6, "#f08a3c")
        s.shape([(34, -8), (41, -14), (41, -2)], "#f08a3c")
    open_book(190, 512, 0.95, "#ee6a5f", bear)
    open_book(610, 512, 0.95, "#7fc067", fish)
    open_book(400, 516, 1.05, "#5aa7df", apple)
    for kx, ky, d in [(190, 514, 52), (610, 514, 52), (400, 518, 57)]:
        s.circle(kx - d, ky, 9, SKIN)
        s.circle(kx + d, ky, 9, SKIN)
    return s


def bus():
    s = Scene("bus")
    s.sky("#86c6ee", "#eaf5f4")
    s.cloud(180, 90, 1.1)
    s.cloud(560, 70, 0.9)
    s.hills(310, "#d9b552", "#c7973f")
    for x, y, k in [(60, 398, 1.0), (210, 392, 0.86), (600, 392, 0.9), (746, 400, 1.05)]:
        s.tree(x, y, k, ("#f2c033", "#f8d25a", "#e6ab27"))
    s.box(0, 392, 800, 60, "#a9bf66")
    s.box(0, 446, 800, 154, "#9aa3ad")
    s.box(0, 440, 800, 10, "#d9dde1")
    for x in range(-20, 820, 130):
        s.box(x, 556, 74, 8, "#ffffff", 3)
    s.oval(400, 530, 270, 14, "#000000", 0.18)
    # the bus
    s.box(130, 222, 548, 290, "#fbc531", 52)
    s.box(130, 402, 548, 110, "#fbc531", 22)
    s.box(130, 412, 548, 22, "#ffffff")
    s.box(130, 434, 548, 12, "#7fc067")
    s.box(156, 208, 480, 22, "#e8ad1f", 11)
    hats = ["#ee6a5f", "#5aa7df", "#ee6a5f", "#5aa7df"]
    for i in range(4):
        x = 160 + i * 98
        s.box(x, 262, 84, 104, "#ffffff", 16)
        s.box(x + 5, 267, 74, 94, "#cfeaf7", 12)
        s.c.save()
        clip = skia.Path()
        clip.addRoundRect(skia.Rect(x + 5, 267, x + 79, 361), 12, 12)
        s.c.clipPath(clip, True)
        s.box(x + 17, 344, 50, 40, ["#f19bb5", "#7fc067", "#f08a3c", "#8f7fc4"][i], 14)
        s.head(x + 42, 324, 25, i, hats[i], ["short", "tails", "bob", "short"][i], ["open", "glad", "smile", "glad"][i])
        if i in (1, 3):
            s.line([(x + 62, 356), (x + 72, 330)], SKIN, 9)
            s.circle(x + 72, 328, 6.4, SKIN)
        s.c.restore()
    s.box(562, 250, 98, 132, "#ffffff", 20)
    s.box(568, 256, 86, 120, "#cfeaf7", 16)
    s.c.save()
    clip = skia.Path()
    clip.addRoundRect(skia.Rect(568, 256, 654, 376), 16, 16)
    s.c.clipPath(clip, True)
    s.box(578, 344, 54, 50, "#44608f", 16)
    s.head(606, 320, 25, 0, "#44608f", "short", "smile")
    s.c.restore()
    s.ring(634, 372, 15, "#3c4654", 4)
    for x in (248, 560):
        s.circle(x, 506, 46, "#3c4654")
        s.circle(x, 506, 24, "#c9d2da")
        s.circle(x, 506, 9, "#8a97a3")
    s.circle(662, 470, 13, "#fff6c9")
    s.box(652, 492, 32, 13, "#8a97a3", 6)
    s.box(124, 492, 26, 13, "#8a97a3", 6)
    s.circle(140, 466, 9, "#ee6a5f")
    # a sunflower on the side
    for q in range(12):
        a = q * math.pi / 6
        s.circle(404 + math.cos(a) * 19, 474 + math.sin(a) * 19, 7.5, "#f08a3c")
    s.circle(404, 474, 14, "#7c4f2c")
    for _ in range(60):
        x, y, turn = s.between(0, 800), s.between(30, 590), s.between(0, 360)
        if not (110 < x < 700 and 190 < y < 555):
            s.ginkgo(x, y, s.between(0.5, 0.85), s.pick(["#f6c83c", "#eeb52e"]), turn)
    return s


def ochiba():
    s = Scene("ochiba")
    s.sky("#9fd0ee", "#f7efd9")
    s.hills(300, "#e3b35a", "#d88f47")
    for x, y, k, leaves in [(80, 420, 1.45, ("#e4573d", "#ef7a4f", "#c9452f")), (720, 424, 1.5, ("#f2b233", "#f8cc5a", "#e09a27")),
                            (250, 400, 1.0, ("#f08a3c", "#f6a75a", "#dd7430")), (560, 398, 1.0, ("#e4573d", "#ef7a4f", "#c9452f"))]:
        s.tree(x, y, k, leaves)
    s.box(0, 410, 800, 190, "#d9a95c")
    s.fallen(190, 418, 600, (0.45, 0.85))
    for _ in range(30):
        x, y = s.between(120, 700), s.between(150, 400)
        if s.random.random() < 0.5:
            s.maple(x, y, s.between(0.5, 0.85), s.pick(["#e4573d", "#f08a3c", "#c9452f"]), s.between(0, 360))
        else:
            s.ginkgo(x, y, s.between(0.5, 0.85), "#f6c83c", s.between(0, 360))
    s.kid(230, 520, 1.5, "#5aa7df", "#6a5a4a", hat="#ee6a5f", arms=(155, 155), mood="glad", hair=0)
    s.kid(580, 522, 1.5, "#7fc067", "#6a5a4a", hat="#ee6a5f", arms=(155, 155), mood="open", hair=1, style="tails")
    s.kid(405, 556, 1.5, "#f19bb5", "#6a5a4a", hat="#ee6a5f", legs="sit", arms=(70, 150), mood="glad", hair=2, style="bob")
    s.fallen(34, 566, 600, (0.6, 0.95))
    return s


def donguri():
    s = Scene("donguri", 600, 400, clear=True)
    def leaf(x, y, k, color, vein, turn):
        with s.at(x, y, k, turn):
            s.curve((0, 84), [(-20, 70, -18, 56), (-52, 54, -34, 26), (-62, 14, -34, -8), (-50, -32, -20, -40), (-18, -66, 0, -84),
                              (18, -66, 20, -40), (50, -32, 34, -8), (62, 14, 34, 26), (52, 54, 18, 56), (20, 70, 0, 84)], color, close=True)
            s.line([(0, 104), (0, -64)], vein, 4)
            for yy in (-34, 0, 34):
                s.line([(0, yy + 12), (-24, yy - 4)], vein, 2.6)
                s.line([(0, yy + 12), (24, yy - 4)], vein, 2.6)
    leaf(170, 190, 1.35, "#e08a3c", "#b9662a", -52)
    leaf(430, 190, 1.35, "#d9603f", "#ab4129", 52)
    leaf(300, 150, 1.2, "#f0b23d", "#c98b26", 4)
    def acorn(x, y, k, turn, face):
        with s.at(x, y, k, turn):
            s.curve((-44, -10), [(-46, 50, 0, 84), (46, 50, 44, -10)], "#c98a4b", close=True)
            s.curve((-30, 0), [(-30, 36, -10, 60)], "#e0ac72", 8, 0.9)
            s.curve((-52, -4), [(-54, -56, 0, -58), (54, -56, 52, -4), (0, 12, -52, -4)], "#7d5636", close=True)
            s.line([(0, -56), (6, -74)], "#6a472c", 8)
            for row, n in [(-38, 3), (-24, 5), (-10, 6)]:
                for i in range(n):
                    s.arc((i - (n - 1) / 2) * 16, row, 7, 20, 140, "#a37a52", 3)
            if face:
                s.face(0, 28, 24, "glad" if face == 2 else "smile")
    acorn(212, 254, 1.25, -12, 1)
    acorn(390, 256, 1.3, 11, 2)
    acorn(302, 300, 0.95, 2, 1)
    return s


def cart():
    s = Scene("cart")
    s.sky("#8fcbf0", "#eaf6f8")
    s.cloud(140, 96, 1.0)
    s.cloud(470, 70, 0.8)
    s.hills(320, "#b9cf7a", "#a3c06a")
    s.tree(70, 420, 1.25, ("#f2b233", "#f8cc5a", "#e09a27"))
    s.tree(352, 398, 0.8, ("#e4773d", "#ef9a4f", "#c95f2f"))
    s.tree(560, 402, 0.9, ("#f08a3c", "#f6a75a", "#dd7430"))
    s.box(0, 410, 800, 60, "#b5cb78")
    s.box(0, 460, 800, 140, "#efe0c2")
    s.box(0, 456, 800, 8, "#ffffff")
    s.fallen(30, 476, 596, (0.4, 0.65))
    s.teacher(636, 540, 1.5, "#8fc6e8", "#f7b9b0", 1, (85, 30), "smile")
    # cart
    s.oval(330, 546, 220, 12, "#000000", 0.15)
    s.line([(520, 392), (562, 380), (584, 408)], "#8a97a3", 9)
    babies = [(190, "#ee6a5f", 0, "short", "open"), (286, "#f6c344", 1, "bob", "smile"), (382, "#7fc067", 2, "short", "glad"), (474, "#f19bb5", 0, "bob", "smile")]
    for x, shirt, hair, style, mood in babies:
        s.box(x - 32, 378, 64, 80, shirt, 22)
        s.head(x, 348, 37, hair, "#f7a8b8" if hair != 1 else "#9fd3ee", style, mood)
    s.box(128, 400, 410, 112, "#5aa7df", 18)
    s.box(128, 400, 410, 22, "#3f86c4", 11)
    for i in range(9):
        s.box(150 + i * 42, 432, 10, 66, "#8cc4ec", 5)
    for x, _, _, _, _ in babies:
        for d in (-22, 22):
            s.circle(x + d, 403, 9, SKIN)
    for x in (196, 470):
        s.circle(x, 520, 30, "#3c4654")
        s.circle(x, 520, 15, "#c9d2da")
        s.circle(x, 520, 6, "#8a97a3")
    for x, y, k, t in [(120, 230, 0.8, 20), (240, 190, 0.7, 120), (430, 240, 0.8, 200), (520, 170, 0.6, 60), (700, 200, 0.7, 310)]:
        s.maple(x, y, k, s.pick(["#e4573d", "#f08a3c", "#f6c344"]), t)
    return s


def yukidaruma():
    s = Scene("yukidaruma")
    s.shade("#9cc3e6", "#e9f3fa")
    s.oval(150, 560, 480, 200, "#f3f8fc")
    s.oval(690, 570, 480, 190, "#e6f0f8")
    for x, y, k in [(90, 400, 1.0), (716, 392, 1.1), (610, 384, 0.75)]:
        with s.at(x, y, k):
            s.box(-9, -26, 18, 30, "#8a6247", 4)
            for yy, w in [(-20, 74), (-66, 58), (-108, 42)]:
                s.shape([(-w, yy), (w, yy), (0, yy - 76)], "#5f9a78")
                s.curve((-w * 0.62, yy - 29), [(-w * 0.2, yy - 14, 0, yy - 30), (w * 0.2, yy - 14, w * 0.62, yy - 29), (0, yy - 78)], "#ffffff", close=True)
    s.box(0, 430, 800, 170, "#f8fbfe")
    s.oval(400, 536, 150, 18, "#c9dcec")
    s.circle(400, 440, 104, "#ffffff")
    s.circle(400, 290, 78, "#ffffff")
    s.arc(400, 440, 96, 20, 110, "#dbe8f2", 10)
    s.arc(400, 290, 70, 10, 90, "#dbe8f2", 8)
    s.line([(316, 420), (236, 360)], "#8a6247", 8)
    s.line([(258, 376), (246, 346)], "#8a6247", 6)
    s.line([(484, 420), (562, 362)], "#8a6247", 8)
    s.line([(542, 377), (560, 346)], "#8a6247", 6)
    s.circle(236, 358, 17, "#ee6a5f")
    s.circle(564, 360, 17, "#ee6a5f")
    s.circle(374, 280, 8, INK)
    s.circle(426, 280, 8, INK)
    s.oval(346, 308, 12, 8, BLUSH, 0.7)
    s.oval(456, 308, 12, 8, BLUSH, 0.7)
    s.shape([(394, 292), (394, 308), (440, 304)], "#f08a3c")
    s.arc(400, 302, 26, 35, 110, INK, 5)
    for y in (410, 448, 486):
        s.circle(400, y, 8, "#5aa7df")
    s.box(324, 350, 152, 28, "#7fc067", 14)
    s.box(440, 360, 28, 84, "#7fc067", 10)
    for y in (388, 408, 428):
        s.box(440, y, 28, 7, "#ffffff", alpha=0.8)
    s.shape([(336, 240), (464, 240), (446, 168), (354, 168)], "#5aa7df")
    s.box(322, 232, 156, 20, "#3f86c4", 10)
    s.oval(400, 168, 46, 10, "#78bbe8")
    for i, (x, shirt, hair, style, arms, mood) in enumerate([(170, "#ee6a5f", 0, "tails", (35, 150), "glad"), (634, "#f6c344", 1, "short", (150, 35), "open")]):
        s.kid(x, 548, 1.5, shirt, NAVY, hat=["#f19bb5", "#5aa7df"][i], hair=hair, style=style, arms=arms, mood=mood, boots="#8a6247")
        with s.at(x, 548, 1.5):
            s.box(-21, -70, 42, 11, ["#ffffff", "#ee6a5f"][i], 5)
    for _ in range(110):
        s.circle(s.between(0, 800), s.between(0, 600), s.between(1.6, 4.6), "#ffffff", 0.9)
    return s


def himawari():
    s = Scene("himawari", 600, 800)
    s.sky("#4fb0ef", "#d5effb")
    s.cloud(150, 150, 1.3)
    s.cloud(470, 240, 1.0)
    s.hills(560)
    s.ground(610, "#97d277", "#80c064", 70)
    def sunflower(x, y, top, k):
        s.line([(x, y), (x, top)], "#5f9f4f", 11 * k)
        for yy, side in [(y - 70 * k, 1), (y - 140 * k, -1), (y - 210 * k, 1)]:
            if yy < top + 60 * k:
                continue
            with s.at(x + side * 34 * k, yy - 8 * k, k, -18 * side):
                s.curve((-38, 0), [(0, -30, 38, 0), (0, 22, -38, 0)], "#6db058", close=True)
                s.line([(-30, 0), (28, 0)], "#8cc778", 2.4)
        with s.at(x, top, k):
            for ring, (n, r, size, color) in enumerate([(18, 66, 20, "#f0ab1f"), (18, 58, 19, "#fbc531")]):
                for q in range(n):
                    a = (q + ring * 0.5) * 2 * math.pi / n
                    with s.at(math.cos(a) * r * 0.86, math.sin(a) * r * 0.86, 1, math.degrees(a)):
                        s.oval(6, 0, size, 10.5, color)
            s.circle(0, 0, 46, "#7c4f2c")
            for i in range(90):
                a, r = i * 2.39996, 4.4 * math.sqrt(i)
                s.circle(math.cos(a) * r, math.sin(a) * r, 2.3, "#a5713f")
    sunflower(96, 650, 330, 0.95)
    sunflower(306, 640, 190, 1.15)
    sunflower(512, 652, 300, 1.0)
    s.kid(200, 740, 1.5, "#f19bb5", NAVY, hat="#ffffff", arms=(150, 35), mood="open", hair=0, style="tails")
    def can(x, y):
        s.box(x - 6, y - 4, 42, 34, "#5aa7df", 6)
        s.line([(x + 36, y + 20), (x + 58, y - 2)], "#5aa7df", 7)
        s.oval(x + 60, y - 4, 9, 6, "#3f86c4")
        s.arc(x + 14, y - 4, 15, 180, 180, "#3f86c4", 4)
        for k in range(7):
            s.circle(x + 68 + k * 5, y + 4 + k * k * 1.6, 2.4, "#8cd0f0")
    s.kid(400, 748, 1.5, "#7fc9c3", NAVY, hat="#ffffff", arms=(30, 80), mood="smile", hair=1, held=(None, can))
    return s


OUT = {
    "kasa": (kasa, "たんぽぽ組/kasa.jpg"),
    "pool": (pool, "全園/ほけん/プール.jpg"),
    "himawari": (himawari, "すみれ組/himawari.jpg"),
    "lunch": (lunch, "全園/きゅうしょく/栗ごはん.jpg"),
    "tsukimi": (tsukimi, "全園/きゅうしょく/お月見.jpg"),
    "relay": (relay, "全園/2026-10-14 運動会/01 年長のリレー.jpg"),
    "tamaire": (tamaire, "全園/2026-10-14 運動会/02 年中の玉入れ.jpg"),
    "tsunahiki": (tsunahiki, "全園/2026-10-14 運動会/03 赤白の綱引き.jpg"),
    "dance": (dance, "全園/2026-10-14 運動会/04 年少のダンス.jpg"),
    "imohori": (imohori, "全園/imohori.jpg"),
    "yukidaruma": (yukidaruma, "全園/yukidaruma.webp"),
    "hamigaki": (hamigaki, "うさぎ組/はみがき.jpg"),
    "ehon": (ehon, "うさぎ組/えほん.jpg"),
    "bus": (bus, "年中・年長/bus.jpg"),
    "ochiba": (ochiba, "年中・年長/ochiba.jpg"),
    "cart": (cart, "乳児/お散歩カート.jpg"),
    "donguri": (donguri, "乳児/どんぐり.png"),
}


def main():
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "content"
    names = sys.argv[2:] or list(OUT)
    for name in names:
        draw, where = OUT[name]
        image, path = draw().image(), out / where
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".png":
            image.save(path, optimize=True)
        elif path.suffix == ".webp":
            image.convert("RGB").save(path, quality=82, method=6)
        else:
            image.convert("RGB").save(path, quality=84, optimize=True, progressive=False)
        print(f"{path.stat().st_size:>8}  {where}")


if __name__ == "__main__":
    main()
