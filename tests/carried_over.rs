//! Files of earlier versions, with rows in them: what came back from the pages is all there, and counts once still.

use std::path::{Path, PathBuf};

use jiff::SignedDuration;
use otayori::content::SchoolYear;
use otayori::ledger::{
    Agent, Circumstances, Door, Evidence, Fate, Fetch, Ledger, LetterId, Postbox, TouchKind,
};
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{Connection as _, SqlitePool};

/// The file as it was before this migration.
async fn file_before(migration: &str, of: &str, file: &Path) -> SqlitePool {
    let folder = tempfile::tempdir().unwrap();
    for script in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(of)).unwrap() {
        let script: PathBuf = script.unwrap().path();
        let name = script.file_name().unwrap().to_str().unwrap();
        if name < migration {
            std::fs::copy(&script, folder.path().join(name)).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).foreign_keys(true);
    let pool = SqlitePool::connect_with(options).await.unwrap();
    Migrator::new(folder.path()).await.unwrap().run(&pool).await.unwrap();
    pool
}

fn evidence(token: u8, kind: TouchKind, nonce: u8) -> Evidence {
    Evidence {
        token: [token; 32],
        kind,
        door: Door::Page,
        at: "2026-11-24T09:00:00.123Z".parse().unwrap(),
        edition: "ab".repeat(32),
        dwell: 4_321,
        gesture: "touchstart".into(),
        late: true,
        circumstances: Circumstances {
            agent: Agent::Line,
            fetch: Fetch::Agrees,
            network: Some([1, 0, 255, 16, 2, 3, 4, 5]),
            session: Some([nonce; 8]),
            device: None,
        },
        nonce: Some([nonce; 32]),
    }
}

#[tokio::test]
async fn touches_of_an_older_ledger_are_all_there_and_their_nonces_stay_used() {
    let folder = tempfile::tempdir().unwrap();
    let old = file_before("0025", "src/ledger/migrations", &folder.path().join("ledger.sqlite")).await;
    sqlx::raw_sql(
        "INSERT INTO letter (id, path, hash, address, first_seen) VALUES ('L', 'a.md', '', 'a', '2026-04-01');
         INSERT INTO release (letter, edition, hash, title, day, year, audience, series, important, emergency, counts,
                              released_at) VALUES ('L', 0, '', '', '2026-11-24', 2026, '\"everyone\"', '', 0, 0, 1, 0);
         INSERT INTO dispatch (id, letter, edition, family, guardian, role, route, lang, message_id, state, due_at)
         VALUES (5, 'L', 0, 'H1', '', 'guardian', 'mail', 'ja', 'm5', 'accepted', 0),
                (6, 'L', 0, 'H2', '', 'guardian', 'mail', 'ja', 'm6', 'accepted', 0);
         INSERT INTO token (hash, dispatch, drawn_at) VALUES
             (unhex(replace(hex(zeroblob(32)), '00', '07')), 5, 0), (unhex(replace(hex(zeroblob(32)), '00', '08')), 6, 0);
         INSERT INTO touch (token, kind, door, at, edition, dwell, gesture, late, agent, fetch, network, session)
         SELECT hash, kind, 'page', 1763975000000 + rank, 'ab', 4321, 'wheel', 1, 'line', 'agrees', x'0100ff1002030405',
                x'0909090909090909'
         FROM token, (SELECT 'shown' AS kind, 1 AS rank UNION ALL SELECT 'read', 2) ORDER BY hash, rank;
         INSERT INTO nonce (hash, used_at) VALUES (unhex(replace(hex(zeroblob(32)), '00', '09')), 1763975000002);
         INSERT INTO stranger (token, kind, door, at, edition, dwell, gesture, late, agent, fetch)
         VALUES (x'01', 'shown', 'page', 1, '', 0, '', 0, 'line', 'silent');",
    )
    .execute(&old)
    .await
    .unwrap();
    old.close().await;

    let ledger = Ledger::open(folder.path()).await.unwrap();
    let letter = LetterId("L".into());
    let before = ledger.touches(&letter).await.unwrap();
    let seen: Vec<_> = before.iter().map(|touch| (touch.dispatch, touch.token[0], touch.kind)).collect();
    let (shown, read) = (TouchKind::Shown, TouchKind::Read);
    assert_eq!(seen, [(5, 7, shown), (5, 7, read), (6, 8, shown), (6, 8, read)]);
    let last = &before[3];
    assert_eq!((last.dwell, &*last.gesture, last.late), (4_321, "wheel", true));
    assert_eq!(last.circumstances, evidence(8, read, 9).circumstances);
    assert_eq!(ledger.first_touches(&[8; 32]).await.unwrap().len(), 2);

    let (used, fresh, wrong) = (evidence(7, read, 9), evidence(7, read, 10), evidence(66, read, 11));
    let mut pen = ledger.pen();
    for _ in 0..2 {
        let together = [used.clone(), fresh.clone(), wrong.clone()];
        let fates = pen.write(&together, fresh.at).await.unwrap();
        assert_eq!(fates, [Fate::Kept, Fate::Kept, Fate::Stranger]);
        assert_eq!(
            ledger.touches(&letter).await.unwrap().len(),
            5,
            "the used one not again, the fresh one once"
        );
    }
    let new = [evidence(66, read, 12), evidence(8, read, 13), evidence(67, read, 14)];
    let fates = pen.write(&new, fresh.at).await.unwrap();
    assert_eq!(fates, [Fate::Stranger, Fate::Kept, Fate::Stranger]);
    assert_eq!(ledger.health().await.unwrap().faults, [] as [String; 0]);
}

#[tokio::test]
async fn networks_are_wiped_in_whatever_order_their_touches_came() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.sqlite");
    let old = file_before("0026", "src/ledger/migrations", &file).await;
    let first = evidence(1, TouchKind::Shown, 1).at;
    sqlx::query(
        "INSERT INTO touch (token, kind, door, at, edition, dwell, gesture, late, network)
         SELECT x'01', 'shown', 'page', ?, '', 0, '', 0, value FROM (SELECT NULL AS value UNION ALL SELECT x'02')",
    )
    .bind(first.as_millisecond())
    .execute(&old)
    .await
    .unwrap();
    old.close().await;

    let ledger = Ledger::open(folder.path()).await.unwrap();
    let mut pen = ledger.pen();
    let mut write = async |days: i64, nonce: u8| {
        let at = first + SignedDuration::from_hours(24 * days);
        let one = Evidence { at, ..evidence(nonce, TouchKind::Shown, nonce) };
        pen.write(&[one], at).await.unwrap();
    };
    let left = async |after_days: i64| {
        ledger.forget(first + SignedDuration::from_hours(24 * after_days)).await.unwrap();
        let options = SqliteConnectOptions::new().filename(&file);
        let mut line = SqliteConnection::connect_with(&options).await.unwrap();
        let days = "SELECT (at - ?) / 86400000 FROM touch WHERE network IS NOT NULL ORDER BY id";
        let days = sqlx::query_scalar::<_, i64>(days).bind(first.as_millisecond());
        days.fetch_all(&mut line).await.unwrap()
    };
    write(31, 2).await;
    write(1, 3).await;
    write(40, 4).await;
    assert_eq!(left(29).await, [0, 31, 1, 40]);
    assert_eq!(left(32).await, [31, 40], "what came late is wiped in time, too");
    write(5, 5).await;
    assert_eq!(left(62).await, [40]);
    assert_eq!(left(80).await, [] as [i64; 0]);

    // The last numbers are given again where their touches went.
    let options = SqliteConnectOptions::new().filename(&file);
    let mut line = SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("DELETE FROM touch WHERE id > 2").execute(&mut line).await.unwrap();
    ledger.purge(&[], SchoolYear(2026), None, first).await.unwrap();
    write(90, 6).await;
    assert_eq!(left(91).await, [90]);
    assert_eq!(left(121).await, [] as [i64; 0]);
}

#[tokio::test]
async fn slips_of_an_older_postbox_are_all_there_and_count_once() {
    let folder = tempfile::tempdir().unwrap();
    let old = file_before("0003", "src/ledger/postbox", &folder.path().join("collector.sqlite")).await;
    let (known, waits) = (evidence(7, TouchKind::Read, 9), evidence(8, TouchKind::Confirmed, 10));
    sqlx::query("INSERT INTO token (hash) VALUES (?)").bind([7; 32].as_slice()).execute(&old).await.unwrap();
    for (number, one) in [(Some(1_000), &known), (None, &waits)] {
        sqlx::query("INSERT INTO slip (number, token, nonce, kind, at, evidence) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(number)
            .bind(one.token.as_slice())
            .bind(one.nonce.as_ref().map(|nonce| nonce.as_slice()))
            .bind(one.kind.as_str())
            .bind(one.at.as_millisecond())
            .bind(serde_json::to_string(one).unwrap())
            .execute(&old)
            .await
            .unwrap();
    }
    old.close().await;

    let postbox = Postbox::open(folder.path()).await.unwrap();
    let slips = async |after| {
        let slips = postbox.slips(after, 10).await.unwrap();
        slips.into_iter().map(|slip| (slip.number, slip.evidence)).collect::<Vec<_>>()
    };
    assert_eq!(slips(0).await, [(1_000, known.clone())]);
    let fates = postbox.pen().write(&[known.clone(), waits.clone()], known.at).await.unwrap();
    assert_eq!(fates, [Fate::Kept, Fate::Stranger]);
    assert_eq!(slips(0).await.len(), 1, "each nonce counts once");
    assert_eq!(postbox.first_touches(&[8; 32]).await.unwrap().len(), 1, "it waits for its token still");
    postbox.take("about", &[[8; 32]], &[], known.at).await.unwrap();
    let late = slips(1_000).await;
    assert_eq!(late.iter().map(|(_, evidence)| evidence).collect::<Vec<_>>(), [&waits]);
    assert!(late[0].0 >= known.at.as_millisecond(), "its number begins with the time");
    let new = [evidence(9, TouchKind::Read, 11), evidence(7, TouchKind::Read, 12)];
    let fates = postbox.pen().write(&new, known.at).await.unwrap();
    assert_eq!(fates, [Fate::Stranger, Fate::Kept]);
}
