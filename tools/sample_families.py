#!/usr/bin/env python3
"""Write the sample school's roster: recipients/families.csv and recipients/photo-consent.csv.

Every person is invented. Phones are 090-0000-xxxx or 03-0000-xxxx, addresses end in example.jp:
nothing here can reach anybody. The same script always writes the same bytes.

    python3 tools/sample_families.py            (from the root of the repository; needs only Python)
"""

import csv
import random
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADINGS = (
    "世帯番号,家,児童名,ふりがな,クラス,学年,保護者名,続柄,メール,電話,連絡順,言語,連絡方法,役割,"
    "配信停止,電話不可,入園日,退園日,グループ"
).split(",")
# class, grade, children, earliest year of entry
CLASSES = [
    ("ひよこ組", "0歳児", 12, 2026),
    ("りす組", "1歳児", 20, 2025),
    ("うさぎ組", "2歳児", 24, 2024),
    ("たんぽぽ組", "年少", 28, 2023),
    ("すみれ組", "年中", 30, 2022),
    ("ひまわり組", "年長", 30, 2021),
]
GRADE = {name: grade for name, grade, _, _ in CLASSES}
EARLIEST = {name: year for name, _, _, year in CLASSES}
HIYOKO, RISU, USAGI, TANPOPO, SUMIRE, HIMAWARI = (c[0] for c in CLASSES)

SURNAMES = """
佐藤 さとう sato|鈴木 すずき suzuki|高橋 たかはし takahashi|田中 たなか tanaka|伊藤 いとう ito|渡辺 わたなべ watanabe
山本 やまもと yamamoto|中村 なかむら nakamura|小林 こばやし kobayashi|加藤 かとう kato|吉田 よしだ yoshida|山田 やまだ yamada
佐々木 ささき sasaki|山口 やまぐち yamaguchi|松本 まつもと matsumoto|井上 いのうえ inoue|木村 きむら kimura|林 はやし hayashi
清水 しみず shimizu|山崎 やまざき yamazaki|森 もり mori|阿部 あべ abe|池田 いけだ ikeda|橋本 はしもと hashimoto
石川 いしかわ ishikawa|前田 まえだ maeda|藤田 ふじた fujita|小川 おがわ ogawa|岡田 おかだ okada|後藤 ごとう goto
長谷川 はせがわ hasegawa|村上 むらかみ murakami|近藤 こんどう kondo|石井 いしい ishii|坂本 さかもと sakamoto|遠藤 えんどう endo
青木 あおき aoki|藤井 ふじい fujii|西村 にしむら nishimura|福田 ふくだ fukuda|太田 おおた ota|三浦 みうら miura
岡本 おかもと okamoto|松田 まつだ matsuda|中島 なかじま nakajima|原田 はらだ harada|小野 おの ono|竹内 たけうち takeuchi
金子 かねこ kaneko|和田 わだ wada|中山 なかやま nakayama|石田 いしだ ishida|上田 うえだ ueda|森田 もりた morita
柴田 しばた shibata|酒井 さかい sakai|横山 よこやま yokoyama|宮崎 みやざき miyazaki|宮本 みやもと miyamoto|内田 うちだ uchida
谷口 たにぐち taniguchi|大野 おおの ohno|丸山 まるやま maruyama|今井 いまい imai|河野 こうの kono|武田 たけだ takeda
上野 うえの ueno|杉山 すぎやま sugiyama|千葉 ちば chiba|村田 むらた murata|増田 ますだ masuda|小島 こじま kojima
平野 ひらの hirano|久保 くぼ kubo|大塚 おおつか otsuka|松井 まつい matsui|菊地 きくち kikuchi|木下 きのした kinoshita
野口 のぐち noguchi|野村 のむら nomura|新井 あらい arai|古川 ふるかわ furukawa|浜田 はまだ hamada|水野 みずの mizuno
小松 こまつ komatsu|島田 しまだ shimada|桜井 さくらい sakurai|安藤 あんどう ando|西田 にしだ nishida|北村 きたむら kitamura
秋山 あきやま akiyama|望月 もちづき mochizuki|川口 かわぐち kawaguchi|大西 おおにし onishi|中川 なかがわ nakagawa|川上 かわかみ kawakami
"""
CHILDREN = """
陽翔 はると|蓮 れん|湊 みなと|蒼 あおい|樹 いつき|大和 やまと|悠真 ゆうま|朝陽 あさひ|陸 りく|颯太 そうた|新 あらた|律 りつ
暖 はる|奏汰 かなた|悠人 ゆうと|伊織 いおり|湊斗 みなと|晴 はる|颯 はやて|瑛太 えいた|光 ひかる|航 わたる|健太 けんた|直樹 なおき
結衣 ゆい|陽葵 ひまり|葵 あおい|凛 りん|芽依 めい|紬 つむぎ|咲良 さくら|莉子 りこ|詩 うた|美月 みつき|杏 あん|心春 こはる
結菜 ゆいな|澪 みお|琴音 ことね|花 はな|楓 かえで|彩葉 いろは|すみれ すみれ|ひなた ひなた|さくら さくら|千尋 ちひろ|和花 のどか|小春 こはる
心結 みゆ|柚希 ゆずき|一花 いちか|帆夏 ほのか|望 のぞみ|真央 まお|遥 はるか|美羽 みう|七海 ななみ|あかり あかり|日和 ひより|文 ふみ
"""
MOTHERS = """
美咲 misaki|愛 ai|由佳 yuka|麻衣 mai|彩香 ayaka|真由美 mayumi|恵 megumi|千夏 chinatsu|香織 kaori|優子 yuko|沙織 saori|綾 aya
理恵 rie|奈緒 nao|裕美 hiromi|佳奈 kana|知美 tomomi|友香 tomoka|明日香 asuka|早紀 saki|久美子 kumiko|純子 junko|文香 fumika|瞳 hitomi
"""
FATHERS = """
健一 kenichi|大輔 daisuke|拓也 takuya|直人 naoto|翔太 shota|誠 makoto|剛 tsuyoshi|浩二 koji|亮 ryo|和也 kazuya|達也 tatsuya|俊介 shunsuke
哲也 tetsuya|隆 takashi|雄太 yuta|慎也 shinya|聡 satoshi|正樹 masaki|智也 tomoya|修 osamu|洋平 yohei|圭 kei|豊 yutaka|淳 jun
"""


def table(text):
    return [cell.split(" ") for line in text.strip().splitlines() for cell in line.split("|")]


class Roster:
    def __init__(self):
        self.random = random.Random(2026)
        self.phones = iter(range(1001, 9999))
        self.mails = set()
        self.households = {}
        self.left = {name: count for name, _, count, _ in CLASSES}

    def pick(self, things):
        return things[int(self.random.random() * len(things))]

    def mobile(self):
        return f"090-0000-{next(self.phones):04d}"

    def landline(self):
        return f"03-0000-{next(self.phones):04d}"

    def mail(self, *parts):
        base = ".".join(parts)
        address, n = f"{base}@example.jp", 2
        while address in self.mails:
            address, n = f"{base}{n}@example.jp", n + 1
        self.mails.add(address)
        return address

    def entry(self, class_name):
        first = EARLIEST[class_name]
        if class_name == HIYOKO:
            return self.pick(["2026-04-01"] * 3 + ["2026-06-01", "2026-09-01"])
        year = first + int(self.random.random() * (2027 - first))
        return f"{year}-04-01"

    def add(self, number, children, guardians):
        """children: dicts with 児童名 ふりがな クラス; guardians: dicts of the other columns."""
        entered = {}
        for child in children:
            entered.setdefault(child["クラス"], self.entry(child["クラス"]))
            child.setdefault("入園日", entered[child["クラス"]])
            child["学年"] = GRADE[child["クラス"]]
            self.left[child["クラス"]] -= 1
        for guardian in guardians:
            guardian.setdefault("言語", "ja")
            guardian.setdefault("役割", "保護者")
            guardian.setdefault("連絡方法", "メール" if guardian.get("メール") else "なし")
        assert number not in self.households, number
        self.households[number] = (children, guardians)


def child(name, kana, class_name, **more):
    return {"児童名": name, "ふりがな": kana, "クラス": class_name, **more}


def special(r):
    """The households that a roster of real life always has, each at a number of its own."""
    mother = lambda name, *mail, **more: {
        "保護者名": name, "続柄": "母", "メール": r.mail(*mail) if mail else "", "電話": r.mobile(), "連絡順": "1", **more}
    father = lambda name, *mail, **more: {
        "保護者名": name, "続柄": "父", "メール": r.mail(*mail) if mail else "", "電話": r.mobile(), "連絡順": "2", **more}
    follower = lambda name, relation, *mail, **more: {
        "保護者名": name, "続柄": relation, "メール": r.mail(*mail), "役割": "フォロワー", **more}

    # Three children in three classes; the grandmother follows.
    r.add(1, [child("佐藤 陽葵", "さとう ひまり", HIMAWARI), child("佐藤 湊", "さとう みなと", TANPOPO),
              child("佐藤 暖", "さとう はる", RISU)],
          [mother("佐藤 美咲", "sato", "misaki", グループ="役員"), father("佐藤 健一", "sato", "kenichi"),
           follower("佐藤 和子", "祖母", "sato", "kazuko")])
    r.add(2, [child("小林 悠真", "こばやし ゆうま", HIMAWARI), child("小林 芽依", "こばやし めい", USAGI),
              child("小林 詩", "こばやし うた", HIYOKO)],
          [mother("小林 麻衣", "kobayashi", "mai"), father("小林 拓也", "kobayashi", "takuya")])
    # Twins, twice; the second pair has one parent.
    r.add(7, [child("中村 颯太", "なかむら そうた", SUMIRE), child("中村 彩葉", "なかむら いろは", SUMIRE)],
          [mother("中村 愛", "nakamura", "ai", グループ="延長保育"), father("中村 大輔", "nakamura", "daisuke", グループ="延長保育")])
    r.add(33, [child("森 陸", "もり りく", RISU), child("森 航", "もり わたる", RISU)],
          [mother("森 千夏", "mori", "chinatsu", グループ="役員・延長保育")])
    # Namesakes: four households, two names. One pair shares a class, one pair even the mother's given name.
    r.add(12, [child("鈴木 蓮", "すずき れん", TANPOPO)], [mother("鈴木 由佳", "suzuki", "yuka"), father("鈴木 誠", "suzuki", "makoto")])
    r.add(58, [child("鈴木 蓮", "すずき れん", TANPOPO)], [mother("鈴木 香織", "suzuki", "kaori")])
    r.add(19, [child("田中 結衣", "たなか ゆい", SUMIRE)], [mother("田中 恵", "tanaka", "megumi"), father("田中 亮", "tanaka", "ryo")])
    r.add(91, [child("田中 結衣", "たなか ゆい", HIMAWARI)], [mother("田中 恵", "tanaka", "megumi")])
    # Separated parents: two homes, two phones, an order to call.
    r.add(15, [child("加藤 葵", "かとう あおい", HIMAWARI), child("加藤 樹", "かとう いつき", TANPOPO)],
          [mother("加藤 沙織", "kato", "saori", 家="母"), father("加藤 剛", "kato", "tsuyoshi", 家="父")])
    r.add(44, [child("井上 咲良", "いのうえ さくら", USAGI)],
          [mother("井上 理恵", "inoue", "rie", 家="母", 連絡順="2"), father("井上 直人", "inoue", "naoto", 家="父", 連絡順="1")])
    r.add(76, [child("清水 律", "しみず りつ", SUMIRE)],
          [mother("岡 佳奈", "oka", "kana", 家="母"), father("清水 俊介", "shimizu", "shunsuke", 家="父"),
           follower("清水 節子", "祖母", "shimizu", "setsuko", 家="父")])
    # Grandparents who follow, some of them two; one reads easy Japanese.
    r.add(23, [child("木村 心春", "きむら こはる", RISU)],
          [mother("木村 優子", "kimura", "yuko"), father("木村 和也", "kimura", "kazuya"),
           follower("木村 正", "祖父", "kimura", "tadashi"), follower("木村 幸子", "祖母", "kimura", "sachiko")])
    r.add(66, [child("池田 新", "いけだ あらた", HIMAWARI)],
          [father("池田 浩二", "ikeda", "koji", 連絡順="1"),
           {"保護者名": "池田 良子", "続柄": "祖母", "メール": r.mail("ikeda", "yoshiko"), "電話": r.landline(), "連絡順": "2"}])
    # Paper only.
    for number, name, kana, class_name, parent in [
        (5, "山口 美月", "やまぐち みつき", HIMAWARI, "山口 綾"), (28, "前田 大和", "まえだ やまと", TANPOPO, "前田 裕美"),
        (49, "後藤 杏", "ごとう あん", SUMIRE, "後藤 純子"), (71, "近藤 楓", "こんどう かえで", USAGI, "近藤 久美子"),
        (88, "三浦 光", "みうら ひかる", RISU, "三浦 知美"), (104, "上田 琴音", "うえだ ことね", HIMAWARI, "上田 文香"),
    ]:
        r.add(number, [child(name, kana, class_name)], [mother(parent, 連絡方法="紙", 電話=r.landline())])
    # No channel at all: only the telephone.
    r.add(37, [child("坂本 瑛太", "さかもと えいた", SUMIRE)], [mother("坂本 瞳")])
    r.add(82, [child("原田 澪", "はらだ みお", TANPOPO)], [father("原田 修", 連絡順="1", 電話=r.landline())])
    # Several languages; names in katakana, Latin letters and Chinese characters.
    r.add(9, [child("シルバ ルーカス", "しるば るーかす", HIMAWARI), child("シルバ ソフィア", "しるば そふぃあ", RISU)],
          [mother("Silva Mariana", "silva", "mariana", 言語="pt"), father("Silva Rafael", "silva", "rafael", 言語="pt")])
    r.add(26, [child("グエン ミン アン", "ぐえん みん あん", SUMIRE)],
          [mother("Nguyễn Thị Hoa", "nguyen", "hoa", 言語="vi"), father("Nguyễn Văn Long", "nguyen", "long", 言語="やさしい")])
    r.add(40, [child("Miller Emma", "みらー えま", TANPOPO)],
          [mother("Miller Hannah", "miller", "hannah", 言語="en"), father("Miller James", "miller", "james", 言語="en")])
    r.add(53, [child("王 雨桐", "おう うとう", USAGI)], [mother("王 麗", "wang", "li", 言語="zh"), father("王 強", "wang", "qiang", 言語="やさしい")])
    r.add(69, [child("チャン ホア ラン", "ちゃん ほあ らん", HIYOKO)], [mother("Trần Thị Mai", "tran", "mai", 言語="vi")])
    r.add(85, [child("サントス 結菜", "さんとす ゆいな", HIMAWARI)],
          [mother("サントス 早紀", "santos", "saki"), father("Santos Pedro", "santos", "pedro", 言語="en")])
    r.add(97, [child("グルン アーシャ", "ぐるん あーしゃ", SUMIRE)], [father("Gurung Bikash", "gurung", "bikash", 言語="やさしい", 連絡順="1")])
    r.add(113, [child("李 浩然", "り こうぜん", TANPOPO)], [mother("李 静", "li", "jing", 言語="zh")])
    r.add(118, [child("オコナー ジュン", "おこなー じゅん", RISU)], [mother("オコナー 奈緒", "oconnor", "nao"), father("O'Connor Liam", "oconnor", "liam", 言語="en")])
    # Old carrier addresses: two dots in a row, a dot before the @. They were handed out, and they must be mailed.
    r.add(31, [child("遠藤 花", "えんどう はな", HIMAWARI)], [mother("遠藤 友香"), father("遠藤 達也", "endo", "tatsuya")])
    r.households[31][1][0].update(メール="hana..mama@docomo.example.jp", 連絡方法="メール")
    r.add(62, [child("藤井 健太", "ふじい けんた", SUMIRE)], [mother("藤井 明日香")])
    r.households[62][1][0].update(メール="kenta.0512.@docomo.example.jp", 連絡方法="メール")
    # Characters that old fonts and old encodings lack.
    r.add(17, [child("髙橋 紬", "たかはし つむぎ", SUMIRE)], [mother("髙橋 真由美", "takahashi", "mayumi"), father("髙橋 哲也", "takahashi", "tetsuya")])
    r.add(47, [child("山﨑 朝陽", "やまざき あさひ", HIMAWARI)], [mother("山﨑 彩香", "yamazaki", "ayaka")])
    r.add(60, [child("德永 凛", "とくなが りん", USAGI)], [mother("德永 奈緒", "tokunaga", "nao"), father("德永 隆", "tokunaga", "takashi")])
    r.add(80, [child("𠮷野 一花", "よしの いちか", TANPOPO)], [mother("𠮷野 佳奈", "yoshino", "kana")])
    r.add(100, [child("渡邉 晴", "わたなべ はる", RISU), child("渡邉 遥", "わたなべ はるか", HIMAWARI)],
          [mother("渡邉 知美", "watanabe", "tomomi"), father("渡邉 雄太", "watanabe", "yuta")])
    # Left in October; joins in December.
    r.add(55, [child("西村 奏汰", "にしむら かなた", SUMIRE, 入園日="2023-04-01", 退園日="2026-10-31")],
          [mother("西村 早紀", "nishimura", "saki"), father("西村 慎也", "nishimura", "shinya")])
    r.add(120, [child("福田 小春", "ふくだ こはる", HIYOKO, 入園日="2026-12-01")],
          [mother("福田 文香", "fukuda", "fumika"), father("福田 聡", "fukuda", "satoshi")])
    # Do not call (night shifts): the other parent may be called. Asked for no mail: to be phoned.
    r.add(73, [child("太田 莉子", "おおた りこ", HIMAWARI)],
          [mother("太田 瞳", "ota", "hitomi", 電話不可="はい"), father("太田 正樹", "ota", "masaki")])
    r.add(94, [child("竹内 伊織", "たけうち いおり", USAGI)], [mother("竹内 友香", "takeuchi", "tomoka", 配信停止="はい")])
    # One address for both parents.
    r.add(108, [child("和田 真央", "わだ まお", HIMAWARI), child("和田 望", "わだ のぞみ", USAGI)],
          [mother("和田 純子", "wada", "family"), father("和田 智也", メール="wada.family@example.jp", 連絡方法="メール")])


def ordinary(r):
    """Everybody else: one child, or two in different classes."""
    given = {"子": table(CHILDREN), "母": table(MOTHERS), "父": table(FATHERS)}
    taken = {c["児童名"] for children, _ in r.households.values() for c in children}
    numbers = [n for n in range(1, 121) if n not in r.households]
    children_left = sum(r.left.values())
    surnames = (table(SURNAMES) * 2)[3:]
    siblings = children_left - len(numbers)
    assert siblings >= 0
    step = len(numbers) // siblings if siblings else 0
    for i, number in enumerate(numbers):
        surname, surname_kana, romaji = surnames[i % len(surnames)]
        count = 2 if siblings and i % step == 0 and i // step < siblings else 1
        children = []
        for _ in range(count):
            free = [c for c in r.left if r.left[c] > sum(k["クラス"] == c for k in children)]
            free = [c for c in free if c not in {k["クラス"] for k in children}] or free
            free.sort(key=lambda c: -r.left[c])
            class_name = free[0] if r.random.random() < 0.6 else r.pick(free)
            while True:
                name, kana = r.pick(given["子"])
                if f"{surname} {name}" not in taken:
                    break
            taken.add(f"{surname} {name}")
            children.append(child(f"{surname} {name}", f"{surname_kana} {kana}", class_name))
        guardians = []
        m_name, m_romaji = r.pick(given["母"])
        f_name, f_romaji = r.pick(given["父"])
        mother = {"保護者名": f"{surname} {m_name}", "続柄": "母", "メール": r.mail(romaji, m_romaji), "電話": r.mobile(), "連絡順": "1"}
        father = {"保護者名": f"{surname} {f_name}", "続柄": "父", "メール": r.mail(romaji, f_romaji), "電話": r.mobile(), "連絡順": "2"}
        kind = r.random.random()
        if kind < 0.55:
            guardians = [mother, father]
        elif kind < 0.92:
            guardians = [mother]
        else:
            father["連絡順"] = "1"
            guardians = [father]
        if r.random.random() < 0.08:
            guardians[0]["電話"] = r.landline()
        if r.random.random() < 0.12:
            for guardian in guardians:
                guardian["グループ"] = "延長保育"
        if i % 17 == 5:
            guardians.append({"保護者名": f"{surname} 昭子", "続柄": "祖母", "メール": r.mail(romaji, "akiko"), "役割": "フォロワー"})
        r.add(number, children, guardians)


def write(path, headings, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows([row.get(h, "") for h in headings] for row in rows)


def main():
    r = Roster()
    special(r)
    ordinary(r)
    assert len(r.households) == 120 and not any(r.left.values()), r.left
    rows, consent = [], []
    for number in sorted(r.households):
        children, guardians = r.households[number]
        key = f"H{number:03d}"
        for c in children:
            rows += [{"世帯番号": key, **c, **g} for g in guardians]
            answer = {14: "いいえ", 39: "いいえ", 60: "いいえ", 73: "いいえ", 111: "いいえ"}.get(number)
            answer = answer or ("クラス内" if number % 13 == 4 else "はい")
            consent.append({"世帯番号": key, "児童名": c["児童名"], "写真": answer})
    # The neighbourhood: gets letters for everybody, has no child here.
    rows.append({"世帯番号": "C001", "保護者名": "ひまわり町会 会長", "メール": "chokai@example.jp", "電話": "03-0000-0999",
                 "言語": "ja", "連絡方法": "メール", "役割": "地域"})
    out = ROOT / "recipients"
    out.mkdir(exist_ok=True)
    write(out / "families.csv", HEADINGS, rows)
    write(out / "photo-consent.csv", ["世帯番号", "児童名", "写真"], consent)


if __name__ == "__main__":
    main()
