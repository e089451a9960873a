//! Whole letters on paper: a month, three lines, many photos, lunches, another language.

use otayori::content::Audience;

use super::*;

#[test]
fn photos_of_every_number_and_shape() {
    let folder = tempfile::tempdir().unwrap();
    let sizes = [
        (1200, 900),
        (900, 1200),
        (1200, 900),
        (1600, 600),
        (700, 1200),
        (1000, 1000),
        (1200, 900),
        (1200, 900),
        (900, 1200),
        (1200, 900),
        (1200, 900),
    ];
    let (uses, album) = photos(folder.path(), &sizes);
    for (name, grids) in [
        ("photos-1", vec![1]),
        ("photos-2", vec![2]),
        ("photos-5", vec![5]),
        ("photos-grids", vec![1, 2, 3, 4]),
        ("photos-gallery", vec![11]),
    ] {
        let mut blocks = vec![
            p(
                "園庭いっぱいに、こいのぼりが泳ぎました。こどもたちは手をのばして、いつまでも見上げていました。",
            ),
            h(2, "写真でふりかえる4月"),
        ];
        let mut next = 0;
        for count in grids {
            blocks.push(Block::Photos { photos: (next..next + count).collect() });
            blocks.push(p("お天気のよい日には、みんなで園庭に出ています。"));
            next += count;
        }
        let mut letter = letter("写真でみる4月", blocks);
        letter.photos = uses[..next].to_vec();
        letter.audience = Audience::Named(["すみれ組".to_owned()].into());
        let set = set(name, &letter, &album);
        assert_eq!(told(&set.problems), "");
        if let (Some(images), Some(_)) = (judge("pdfimages", &["-list"], &set.file), judged(&set)) {
            assert_eq!(
                images.lines().skip(2).filter(|line| line.contains("jpeg")).count(),
                next,
                "{name}: {images}"
            );
        }
    }
}

/// A month's letter with all that such letters hold, and four photos.
pub(super) fn month(folder: &Path) -> (Letter, Album) {
    let (uses, album) = photos(folder, &[(1200, 900), (1200, 900), (900, 1200), (1200, 900)]);
    let mut letter = letter(
        "わかばだより 5月号",
        vec![
            boxed(
                BoxKind::Lead,
                "",
                vec![p(
                    "{新緑|しんりょく}がまぶしい{季節|きせつ}になりました。{入園|にゅうえん}・{進級|しんきゅう}から1か月、はじめは{涙|なみだ}のお別れだったお{友|とも}だちも、今では「おはよう!」と元気に門をくぐってきます。こどもたちの「できた!」を、ご家庭といっしょに喜びあえる5月にしたいと思います。",
                )],
            ),
            h(2, "🌱 今月のねらい"),
            list(&[
                "{戸外|こがい}で体をのびのびと動かして遊ぶ。",
                "身のまわりの草花や虫に興味をもつ。",
                "「じぶんでやってみたい」という気持ちを大切にする。",
            ]),
            Block::Photos { photos: vec![0, 1] },
            h(2, "🚌 春の遠足について"),
            p(
                "5月22日(金)に、年中・年長組は**中央公園**まで遠足に出かけます。雨天のときは26日(火)に延期し、当日の朝7:00までにメールと園のホームページでお知らせします。集合は**8:40**、門の前です。遅れる場合は必ず園(☎ 03-0000-0000)までご連絡ください。",
            ),
            boxed(
                BoxKind::Bring,
                "もちもの(遠足)",
                vec![list(&[
                    "おべんとう・すいとう(中身はお茶か水)",
                    "おしぼり、ビニールシート",
                    "着替え1組、ポリ袋2枚",
                ])],
            ),
            h(2, "📝 クラスのようす"),
            p(
                "年長ひまわり組では、こいのぼり製作に取り組みました。「うろこは何色にする?」「空みたいな青!」と、友だちと相談しながら、長さ3mの大きなこいのぼりが完成。園庭のポールで、青空を気持ちよさそうに泳いでいます。",
            ),
            Block::Photos { photos: vec![2, 3] },
            boxed(
                BoxKind::Notice,
                "保護者のみなさまへのお願い",
                vec![Block::List {
                    start: Some(1),
                    items: vec![
                        vec![p(
                            "感染性胃腸炎が近隣で増えています。**下痢・嘔吐・37.5℃以上の発熱**があるときは登園を控え、医師の診察を受けてください。",
                        )],
                        vec![p(
                            "朝の駐車場は8:20〜8:40がたいへん混みあいます。徒歩・自転車での登園にご協力ください。",
                        )],
                    ],
                }],
            ),
            Block::Rule,
            h(2, "📅 5月のよてい"),
            table(&[
                &["日", "曜", "ぎょうじ", "対象"],
                &["1", "金", "こどもの日のつどい 🎏", "全園児"],
                &["3", "日", "憲法記念日", "休園"],
                &["4", "月", "みどりの日", "休園"],
                &["5", "火", "こどもの日", "休園"],
                &["6", "水", "振替休日", "休園"],
                &["9", "土", "保護者会・総会 10:00〜11:30(1階ホール)", "保護者"],
                &["13", "水", "内科検診 🩺 13:00〜", "全園児"],
                &["22", "金", "春の遠足 🚌", "年中・年長"],
                &["27", "水", "誕生会 🎂", "5月生まれ"],
            ]),
            boxed(
                BoxKind::Lunch,
                "",
                vec![p(
                    "5月の旬は、そらまめ・たけのこ・新たまねぎ。15日には、こどもたちが**そらまめのさやむき**に挑戦します。",
                )],
            ),
            boxed(
                BoxKind::Health,
                "",
                vec![p(
                    "汗をかいたら着替える、のどがかわく前に水を飲むを合いことばに、{熱中症|ねっちゅうしょう}をふせぎましょう。",
                )],
            ),
            boxed(
                BoxKind::Info,
                "5月うまれのおともだち",
                vec![p(
                    "🎂 すみれ組 あおい さん(3日)、たんぽぽ組 はると さん(11日)、さくら組 ゆい さん(18日)。",
                )],
            ),
        ],
    );
    letter.photos = uses;
    letter.deadline = Some(date(2026, 5, 15));
    (letter, album)
}

#[test]
fn a_month_letter_is_whole_tagged_and_the_same_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (letter, album) = month(folder.path());
    let first = set("month", &letter, &album);
    let started = Instant::now();
    let second = set("month", &letter, &album);
    assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    assert!(first.bytes == second.bytes, "two runs, two files");
    sees(
        &first,
        2,
        &[
            "令和8年5月1日(金)",
            "園長 山田 花子",
            "5月15日(金)までにお願いします",
            "新緑",
            "振替休日",
            "きゅうしょく",
            "ほけん",
            "1/2",
            "2/2",
            "03-0000-0000",
        ],
    );
    let Some(structure) = judge("pdfinfo", &["-struct-text"], &first.file) else { return };
    for tag in ["H1", "L ", "LBody", "Table", "THead", "TH", "Figure"] {
        assert!(structure.contains(tag), "{tag}: {structure}");
    }
    let Some(json) = judge("qpdf", &["--json", "--json-key=outlines", "--json-key=qpdf"], &first.file) else {
        return;
    };
    for said in ["園庭で遊ぶ子どもたち その1", "園庭で遊ぶ子どもたち その4", "u:ja-JP", "今月のねらい"]
    {
        assert!(json.contains(said), "{said} is not told");
    }
}

#[test]
fn three_lines_fill_one_page() {
    let mut letter = letter(
        "臨時休園のお知らせ",
        vec![p(
            "台風15号の接近のため、明日9月4日(金)は**臨時休園**とします。\nお弁当の用意はいりません。9月5日(土)の保育は通常どおりの予定です。\n変更があるときは、5日の朝6時30分までにお知らせします。",
        )],
    );
    letter.date = date(2026, 9, 3);
    letter.important = true;
    let set = set("emergency", &letter, &Album::default());
    sees(&set, 1, &["令和8年9月3日(木)", "大切なお知らせです", "1/1"]);
}

#[test]
fn a_month_of_lunches() {
    let mut rows: Vec<Vec<String>> =
        vec![["日", "曜", "こんだて", "おやつ", "エネルギー"].map(str::to_owned).to_vec()];
    let weekdays = ["金", "土", "日", "月", "火", "水", "木"];
    for day in 1..=31_usize {
        let (lunch, snack) = match day % 4 {
            0 => ("ごはん・鮭の塩焼き・ほうれん草のごまあえ・豆腐のみそ汁", "バナナ・牛乳"),
            1 => ("カレーライス・コーンサラダ・オレンジ", "おせんべい・麦茶"),
            2 => ("そぼろ丼・切干大根の煮物・わかめスープ", "さつまいも蒸しパン・牛乳"),
            _ => ("ロールパン・鶏のからあげ・ポテトサラダ・野菜スープ", "ヨーグルト"),
        };
        rows.push(vec![
            day.to_string(),
            weekdays[(day - 1) % 7].to_owned(),
            lunch.to_owned(),
            snack.to_owned(),
            format!("{}kcal", 430 + day * 7 % 90),
        ]);
    }
    let rows: Vec<Vec<&str>> = rows.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
    let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
    let mut letter = letter(
        "きゅうしょくだより 5月",
        vec![
            h(2, "5月のこんだて"),
            table(&rows),
            boxed(
                BoxKind::Lunch,
                "アレルギーについて",
                vec![p("除去食のご相談は、給食室までお声がけください。")],
            ),
        ],
    );
    letter.series = vec!["きゅうしょく".into()];
    let set = set("lunch", &letter, &Album::default());
    sees(&set, 1, &["全園・きゅうしょく", "カレーライス", "アレルギー"]);
}

#[test]
fn a_letter_in_english() {
    let mut letter = letter(
        "Spring excursion",
        vec![
            p(
                "Dear families, on Friday 22 May the four- and five-year-olds will visit Chuo Park. We leave from the gate at 8:40 and come back at about 14:00. If it rains, we go on Tuesday 26 May instead; we’ll tell you by 7:00 that morning.",
            ),
            boxed(
                BoxKind::Bring,
                "",
                vec![list(&[
                    "Lunch and a water bottle",
                    "A small towel and a sheet to sit on",
                    "A change of clothes",
                ])],
            ),
            p(
                "“See you at the gate” — please call us if your child will be late. Café au lait is not needed.",
            ),
        ],
    );
    letter.lang = "en".into();
    letter.deadline = Some(date(2026, 5, 15));
    let set = set("english", &letter, &Album::default());
    sees(
        &set,
        1,
        &["Spring excursion", "Everyone", "What to bring", "Please answer by Fri 15 May", "1 May 2026"],
    );
}
