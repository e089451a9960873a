//! How long the follow-up list of a letter takes in a full ledger, and how large a year makes it: `benches/reading list`.
//!
//! Every letter of the ledger went to every family; of each letter eight families in ten opened it, seven read it. The
//! roster is read twice as a desk holds it: those times are told beside the list's. The first list is a cold one: nothing is
//! remembered, and no connection has a page.
//! With `--keep FOLDER` the filled ledgers stay there, and are not filled again.
#![expect(clippy::print_stdout, reason = "a bench tells what it measured")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use otayori::follow_up;
use otayori::ledger::LetterId;
use otayori::office::Office;
use otayori::recipients;
use otayori::settings::Settings;
use otayori::world::{Clock, SystemClock, SystemRandom};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const TIMES: usize = 7;

fn main() {
    if !std::env::args().any(|argument| argument == "list") {
        println!("benches/reading list measures this; see benches/README.md");
        return;
    }
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let (many, letters) = if is_quick { (5_000, 20) } else { (50_000, 200) };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let work = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/.work");
    std::fs::create_dir_all(&work).expect("a folder");
    let passing = tempfile::tempdir_in(&work).expect("a folder");
    let kept = std::env::args().skip_while(|argument| argument != "--keep").nth(1);
    let work = kept.map_or_else(|| passing.path().to_owned(), PathBuf::from);
    runtime.block_on(async {
        let tenth = measure(&work, many / 10, letters).await;
        let whole = measure(&work, many, letters).await;
        println!("10 x the families: {:.1} x the time", whole.as_secs_f64() / tenth.as_secs_f64());
        measure(&work, 300, 250).await;
    });
}

async fn measure(work: &Path, families: usize, letters: usize) -> Duration {
    let folder = work.join(format!("{families}-{letters}"));
    let is_filled = folder.join("filled").exists();
    let office = school(&folder, families).await;
    if !is_filled {
        office.ledger.close().await;
        fill(&folder.join(".otayori/ledger.sqlite"), families, letters).await;
        std::fs::write(folder.join("filled"), "").expect("a file");
    }
    let office = if is_filled { office } else { school(&folder, families).await };
    let letter = LetterId(format!("letter-{:04}", letters / 2));
    let start = Instant::now();
    let held = recipients::Remembered::default();
    held.hold();
    let read = || held.read(&office.settings.recipients_folder(), office.today()).0;
    let roster = read();
    let reading = start.elapsed();
    let start = Instant::now();
    read();
    let again = start.elapsed();
    let (mut ledgers, mut lists) = (Vec::new(), Vec::new());
    let mut unread = 0;
    let before = processor();
    for _ in 0..TIMES {
        let start = Instant::now();
        let record = office.ledger.record(&letter).await.expect("rows").expect("a letter");
        ledgers.push(start.elapsed());
        let list = follow_up::list(&record, &roster, &office.settings, office.clock.now()).expect("a list");
        lists.push(start.elapsed());
        unread = list.unread.len();
        assert_eq!(list.families, families);
    }
    let processor = (processor() - before) / TIMES as u32;
    let size = std::fs::metadata(folder.join(".otayori/ledger.sqlite")).map_or(0, |about| about.len());
    println!(
        "{families} families, {letters} letters: list {} (first {}, least {}), of which the ledger {} (least {}); \
         {} of processor each; {unread} rows; the roster apart {}, again {}; ledger {} MiB",
        told(middle(&mut lists.clone())),
        told(lists[0]),
        told(lists.iter().min().copied().unwrap_or_default()),
        told(middle(&mut ledgers)),
        told(ledgers[0]),
        told(processor),
        told(reading),
        told(again),
        size / (1 << 20)
    );
    office.ledger.close().await;
    middle(&mut lists)
}

/// A school with so many families in its roster, and an empty ledger.
async fn school(folder: &Path, families: usize) -> Office {
    let mut roster =
        String::from("世帯番号,児童名,ふりがな,クラス,学年,保護者名,続柄,メール,電話,連絡順,連絡方法,役割\n");
    for number in 0..families {
        let class = number % 200;
        let _ = writeln!(
            roster,
            "H{number:06},児童 {number},じどう,組{class},年長,保護者 {number},母,h{number}@example.jp,090-0000-0000,1,\
             メール,保護者"
        );
    }
    std::fs::create_dir_all(folder.join("recipients")).expect("a folder");
    std::fs::create_dir_all(folder.join("content")).expect("a folder");
    std::fs::write(folder.join("recipients/families.csv"), roster).expect("a roster");
    let settings = "name: みほん園\nsite: https://a.example\ncollector: https://b.example\n\
                    mail:\n  from: 園 <a@example.jp>\n";
    std::fs::write(folder.join("school.yaml"), settings).expect("settings");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let today = clock.now().to_zoned(jiff::tz::TimeZone::UTC).date();
    let settings = Settings::load(folder, today, &|_| None).expect("settings");
    Office::open(settings, clock, Arc::new(SystemRandom)).await.expect("an office")
}

/// Fills the ledger by statements of its own: freezing ten million rows one by one is another bench's matter. The tokens of
/// a letter lie side by side, which the list does not ask and which saves an hour.
async fn fill(file: &Path, families: usize, letters: usize) {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .pragma("cache_size", "-400000");
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("the ledger");
    let each = i64::try_from(families).expect("few families");
    for number in 0..letters {
        let letter = format!("letter-{number:04}");
        for statement in [
            "INSERT INTO letter (id, path, hash, address, first_seen)
             VALUES (?1, ?1 || '.md', '', ?1, '2026-04-01')",
            "INSERT INTO release (letter, edition, hash, title, day, year, audience, series, important, emergency,
                                  counts, released_at, published_at)
             VALUES (?1, 0, hex(zeroblob(32)), ?1, '2026-11-24', 2026, '\"everyone\"', '', 0, 0, 1, 1000, 1000)",
            "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?2 - 1)
             INSERT INTO dispatch (letter, edition, family, guardian, role, route, address, lang, message_id, state,
                                   due_at, attempts, handed_over_at)
             SELECT ?1, 0, printf('H%06d', i), '保護者' || i, 'guardian', 'mail', 'h' || i || '@example.jp', 'ja',
                    ?1 || '-' || i || '@example.jp', 'accepted', 2000, 1, 3000 + i FROM n",
            "INSERT INTO token (hash, dispatch, drawn_at)
             SELECT CAST(substr(?1, -4) || substr(hex(randomblob(14)), 1, 28) AS BLOB), id, 2000
             FROM dispatch WHERE letter = ?1",
            "INSERT INTO touch (token, kind, door, at, edition, dwell, gesture, late, session, device, dispatch)
             SELECT k.hash, w.kind, 'page', 9000000 + w.rank, hex(zeroblob(32)), w.rank * 4000, w.gesture, 0,
                    randomblob(8), randomblob(8), d.id
             FROM (SELECT id FROM dispatch WHERE letter = ?1 ORDER BY random()) d
             JOIN token k ON k.dispatch = d.id
             JOIN (SELECT 'shown' AS kind, 0 AS rank, '' AS gesture, 8 AS tenths
                   UNION ALL SELECT 'read', 1, 'touchstart', 7) w ON d.id % 10 < w.tenths",
        ] {
            sqlx::query(statement).bind(&letter).bind(each).execute(&pool).await.expect("rows");
        }
    }
    pool.close().await;
}

fn middle(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// What this process has had of the processor, as Linux tells it, in hundredths of a second.
fn processor() -> Duration {
    let told = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = told.rsplit(')').next().unwrap_or_default().split_whitespace();
    Duration::from_millis(
        fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>() * 10,
    )
}

fn told(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
