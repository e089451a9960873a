//! A tiny school in a temporary folder, with its host, its collector and its mail server really listening.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use otayori::demo::{ReceivedMail, site_router};
use otayori::follow_up::FollowUp;
use otayori::ledger::{LetterId, Postbox};
use otayori::office::{Kind, Office, OfficeError, ReleaseOrder, Rest};
use otayori::settings::{CollectorKey, Proxies, Settings};
use otayori::track::{self, Apart, Collector, CollectorSettings};
use otayori::world::{Clock, FixedClock, SeededRandom};
use tempfile::TempDir;
use tokio::net::TcpListener;

use super::smtp::SmtpServer;

/// Four households: siblings, a paper family, one with two guardians, one without a channel.
pub const FAMILIES: &str = "\
世帯番号,児童名,クラス,学年,保護者名,続柄,メール,電話,連絡順,連絡方法,役割
H001,山田 はな,ひまわり組,年長,山田 一郎,父,h001@example.jp,090-0000-0001,1,メール,保護者
H001,山田 そら,すみれ組,年中,山田 一郎,父,h001@example.jp,090-0000-0001,1,メール,保護者
H002,佐藤 ゆい,ひまわり組,年長,佐藤 花,母,h002@example.jp,090-0000-0002,1,メール,保護者
H002,佐藤 ゆい,ひまわり組,年長,佐藤 健,父,h002b@example.jp,090-0000-0022,2,メール,保護者
H003,鈴木 れん,すみれ組,年中,鈴木 春,母,,090-0000-0003,1,紙,保護者
H004,高橋 みお,ひまわり組,年長,高橋 梅,祖母,baba@example.jp,090-0000-0044,2,メール,フォロワー
H004,高橋 みお,ひまわり組,年長,高橋 直,母,h004@example.jp,090-0000-0004,1,メール,保護者
";

/// So many households with one guardian each: `k0@…`, `k1@…` …, at the domain that is theirs.
pub fn households(count: usize, domain: impl Fn(usize) -> &'static str) -> String {
    let mut roster = String::from("世帯番号,児童名,クラス,学年,保護者名,メール,電話,役割\n");
    for number in 0..count {
        let email = format!("k{number}@{}", domain(number));
        roster += &format!("K{number:03},子 {number},ひまわり組,年長,親 {number},{email},,保護者\n");
    }
    roster
}

pub struct School {
    pub folder: TempDir,
    pub office: Office,
    pub clock: Arc<FixedClock>,
    pub smtp: SmtpServer,
    pub collector: String,
    /// of a collector apart: what it keeps, and its own clock
    pub postbox: Option<Postbox>,
    pub collector_clock: Arc<FixedClock>,
    /// what keeps the collector running
    _collector: Box<dyn std::any::Any + Send + Sync>,
}

impl School {
    /// Opens a school on 2026-11-24 10:00 in Tokyo; `more` is added to `school.yaml`.
    pub async fn open(more: &str) -> Self {
        Self::opened(more, false).await
    }

    /// The same with a collector apart, its folder beside the school's files.
    pub async fn with_collector_apart(more: &str) -> Self {
        Self::opened(more, true).await
    }

    async fn opened(more: &str, apart: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let smtp = SmtpServer::start().await;
        let (site, collector) = (door().await, door().await);
        let (site_address, collector_address) = (address(&site), address(&collector));
        write(folder.path(), "recipients/families.csv", FAMILIES);
        std::fs::create_dir_all(folder.path().join("content")).unwrap();
        std::fs::create_dir_all(folder.path().join("public")).unwrap();
        let settings = format!(
            "name: ひまわり保育園\nphone: 03-0000-0000\nschool-year: 2026\nsite: {site_address}\n\
             collector: {collector_address}\nhost: folder:public\nmail:\n  from: ひまわり保育園 <otayori@example.jp>\n  \
             courier: smtp://{}?tls=none\n  hold: 60s\n{more}",
            smtp.address
        );
        let settings = if apart { format!("collector-apart: true\n{settings}") } else { settings };
        write(folder.path(), "school.yaml", &settings);
        let key = CollectorKey::of([3; 32]);
        if apart {
            std::fs::create_dir_all(folder.path().join(".otayori")).unwrap();
            std::fs::write(CollectorKey::file(folder.path()), key.text()).unwrap();
        }
        let clock = Arc::new(FixedClock::at("2026-11-24T10:00:00+09:00".parse().unwrap()));
        let office = open(folder.path(), clock.clone()).await;
        serve(site, site_router(&folder.path().join("public")));
        let collector_clock = Arc::new(FixedClock::at(clock.now()));
        let postbox = match apart {
            true => Some(Postbox::open(&folder.path().join("apart")).await.unwrap()),
            false => None,
        };
        let running: Box<dyn std::any::Any + Send + Sync> = match &postbox {
            Some(postbox) => {
                let random = office.random.clone();
                let (clock, proxies) = (collector_clock.clone(), Proxies::default());
                let apart = Apart::start(postbox.clone(), clock, random, &key, proxies).await.unwrap();
                let doors = track::apart_router(&apart);
                apart.thread().spawn(track::hear(collector, doors, std::future::pending()));
                Box::new(apart)
            }
            None => {
                let about = CollectorSettings::from(office.settings.as_ref());
                let (ledger, random) = (office.ledger.clone(), office.random.clone());
                let tracked = Collector::start(ledger, clock.clone(), random, about).await.unwrap();
                let doors = track::router(&tracked);
                tracked.thread().spawn(track::hear(collector, doors, std::future::pending()));
                Box::new(tracked)
            }
        };
        School {
            folder,
            office,
            clock,
            smtp,
            collector: collector_address,
            postbox,
            collector_clock,
            _collector: running,
        }
    }

    pub fn write(&self, path: &str, text: &str) {
        write(self.folder.path(), path, text);
    }

    /// So many households in place of the four, and a letter to all of them that is still a draft.
    pub fn write_for_many(&self, count: usize) {
        self.write("recipients/families.csv", &households(count, |_| "example.jp"));
        self.write("content/全園/2026-11-20 園だより.md", "# 園だより\n\nこんにちは。\n");
    }

    pub fn advance(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
        self.collector_clock.advance(SignedDuration::from_secs(seconds));
    }

    /// Releases a letter and sends everything that is due after the hold.
    pub async fn send(&self, letter: &str) -> LetterId {
        let id = self.release(letter, Kind::Send).await;
        self.advance(61);
        assert_eq!(self.post().await, Rest::Done);
        id
    }

    pub async fn release(&self, letter: &str, kind: Kind) -> LetterId {
        let reading = self.office.read().await.unwrap();
        let letter = self.office.find(&reading, letter).unwrap();
        let photos_seen = Some(self.office.photo_check(&reading, letter).seen());
        let order = ReleaseOrder { kind, emergency: false, by: "test".to_owned(), photos_seen };
        match self.office.release(&reading, letter, &order).await {
            Ok(release) => release.letter,
            Err(error) => panic!("{}", error.told(self.office.settings.lang.words())),
        }
    }

    /// A release that is cut off after freezing, because the collector is away; afterwards it is back.
    pub async fn release_cut_off(&self, letter: &str) {
        let settings = std::fs::read_to_string(self.folder.path().join("school.yaml")).unwrap();
        self.write("school.yaml", &settings.replace(&self.collector, "http://127.0.0.1:9"));
        let cut_off = open(self.folder.path(), self.clock.clone()).await;
        let reading = cut_off.read().await.unwrap();
        let letter = cut_off.find(&reading, letter).unwrap();
        let order =
            ReleaseOrder { kind: Kind::Send, emergency: false, by: "test".to_owned(), photos_seen: None };
        let refused = cut_off.release(&reading, letter, &order).await;
        assert!(matches!(refused, Err(OfficeError::Outside(_))), "{refused:?}");
        self.write("school.yaml", &settings);
    }

    pub async fn post(&self) -> Rest {
        self.office.send(None, SignedDuration::ZERO, &|| false, &|_| {}).await.unwrap()
    }

    /// The page's link in the last mail to this address.
    pub fn link(&self, to: &str) -> String {
        let mails = self.smtp.accepted();
        let mail = mails.iter().rev().find(|mail| mail.to == to).unwrap_or_else(|| panic!("no mail to {to}"));
        let parsed = mail_parser::MessageParser::default().parse(mail.message.as_bytes()).unwrap();
        let text = parsed.body_text(0).unwrap();
        text.split_whitespace().find(|word| word.contains("/?k=")).unwrap().to_owned()
    }

    pub async fn list(&self, letter: &LetterId) -> FollowUp {
        self.office.unread(letter).await.unwrap()
    }

    /// Families on the list with their reasons: `["H003 no-channel", …]`.
    pub async fn unread(&self, letter: &LetterId) -> Vec<String> {
        let mut rows: Vec<String> = self
            .list(letter)
            .await
            .unread
            .iter()
            .map(|row| format!("{} {}", row.family, row.reason.as_str()))
            .collect();
        rows.sort();
        rows
    }

    /// Does what the page's script does for a person who reads and touches the page.
    pub async fn read(&self, link: &str) {
        self.touch(link, "read").await;
    }

    /// Opens the page, waits in view, and reports `what`: `read`, `confirm` or `asks`.
    pub async fn touch(&self, link: &str, what: &str) {
        let client = reqwest::Client::builder().no_proxy().user_agent(PHONE).build().unwrap();
        let page = client.get(link).send().await.unwrap().text().await.unwrap();
        let edition = page.split("data-edition=\"").nth(1).unwrap().split('"').next().unwrap();
        let token = link.split("?k=").nth(1).unwrap().split('&').next().unwrap();
        let origin = link.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        let post = |door: &str, body: serde_json::Value| {
            client
                .post(format!("{}/b/{door}", self.collector))
                .header("Origin", &origin)
                .header("Content-Type", "text/plain")
                .body(body.to_string())
                .send()
        };
        let started = post("start", serde_json::json!({ "k": token, "edition": edition })).await.unwrap();
        let started: serde_json::Value = serde_json::from_str(&started.text().await.unwrap()).unwrap();
        self.advance(4);
        let body = serde_json::json!({
            "k": token, "edition": edition, "nonce": started["nonce"], "visible": 4000, "gesture": "touchstart",
        });
        let answer = post(what, body).await.unwrap();
        assert!(answer.status().is_success(), "{what}: {}", answer.status());
    }
}

const PHONE: &str = "Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) \
                     Chrome/140.0.0.0 Mobile Safari/537.36";

pub async fn open(folder: &Path, clock: Arc<FixedClock>) -> Office {
    let settings =
        Settings::load(folder, "2026-11-24".parse().unwrap(), &|_| None).unwrap_or_else(|problems| {
            panic!("{problems:?}");
        });
    Office::open(settings, clock, Arc::new(SeededRandom::from(7))).await.unwrap()
}

pub fn write(folder: &Path, path: &str, text: &str) -> PathBuf {
    let file = folder.join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, text).unwrap();
    file
}

pub async fn door() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

pub fn address(listener: &TcpListener) -> String {
    format!("http://{}", listener.local_addr().unwrap())
}

pub fn serve(listener: TcpListener, router: axum::Router) {
    tokio::spawn(async move {
        axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).await.unwrap();
    });
}

/// `now` as the ledger writes it, for comparisons.
pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// The mails of a rehearsal.
pub fn mailbox(folder: &Path) -> Vec<ReceivedMail> {
    otayori::demo::received(folder)
}
