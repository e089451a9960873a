//! The DNS, as receivers will ask it.

use super::*;

/// dnsmasq with these records and no others.
fn dns(records: &[String]) -> (Running, u16) {
    let port = free_port();
    let mut command = Command::new("dnsmasq");
    command.args([
        "--keep-in-foreground",
        "--conf-file=/dev/null",
        "--no-resolv",
        "--no-hosts",
        "--bind-interfaces",
    ]);
    command.args(["--listen-address=127.0.0.1", "--pid-file=", "--local=/jp/", &format!("--port={port}")]);
    (Running::start(command.args(records), port), port)
}

/// What the program says of the DNS: `check id verdict`, in the order of its checks.
fn asked(folder: &Path, port: u16) -> Vec<String> {
    let output = tokio::task::block_in_place(|| {
        let mut program = Command::new(env!("CARGO_BIN_EXE_otayori"));
        program.arg("--school").arg(folder).args(["--json", "doctor"]).stdin(Stdio::null());
        program.env("OTAYORI_RESOLVER", format!("127.0.0.1:{port}")).output().unwrap()
    });
    let said: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let wrong =
        said["findings"].as_array().unwrap().iter().filter(|found| found["verdict"] == "wrong").count();
    assert_eq!(said["wrong"], wrong);
    assert_eq!(output.status.code(), Some(if wrong > 0 { 3 } else { 0 }));
    let of_dns = ["sender", "spf", "dkim", "dmarc"];
    let found = said["findings"].as_array().unwrap().iter();
    found
        .filter(|found| of_dns.contains(&found["check"].as_str().unwrap()))
        .map(|found| {
            let id = found["id"].as_str().unwrap().trim_start_matches("doctor-").to_owned();
            format!("{id} {}", found["verdict"].as_str().unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_receivers_ask_the_dns_is_asked_before_them() {
    if std::env::var_os("OTAYORI_JUDGES").is_none() {
        return;
    }
    let school = school().await;
    let office = changed(&school, |settings| format!("{settings}  dkim: true\n")).await;
    let keys = office.mail_keys(true).unwrap();
    let txt = |name: &str, text: &str| format!("--txt-record={name},{text}");
    let key = |number: usize| {
        let pieces: Vec<&str> = keys[number].pieces();
        txt(&keys[number].name, &pieces.join(","))
    };
    let mx = || "--mx-host=example.jp,mail.example.jp,10".to_owned();
    let spf = |text: &str| txt("example.jp", text);
    let dmarc = |text: &str| txt("_dmarc.example.jp", text);
    let right = || {
        vec![
            mx(),
            spf("v=spf1 ip4:192.0.2.1 -all"),
            key(0),
            key(1),
            dmarc("v=DMARC1; p=none; rua=mailto:d@example.jp"),
        ]
    };
    let look = |records: &[String]| {
        let (_server, port) = dns(records);
        asked(school.folder.path(), port)
    };
    assert_eq!(
        look(&right()),
        ["sender-fine fine", "spf-fine fine", "dkim-fine fine", "dkim-fine fine", "dmarc-fine fine"]
    );

    // One record other than it should be, and what is said of it.
    let eleven: Vec<String> = (0..11).map(|number| format!("a:a{number}.jp")).collect();
    let cases: Vec<(usize, Vec<String>, &str)> = vec![
        (0, vec![], "sender-nothing wrong"),
        (0, vec!["--host-record=example.jp,192.0.2.1".to_owned()], "sender-fine fine"),
        (0, vec!["--dns-rr=example.jp,15,000000".to_owned()], "sender-null-mx warning"),
        (1, vec![], "spf-missing wrong"),
        (1, vec![spf("v=spf1 a -all"), spf("v=spf1 mx -all")], "spf-several wrong"),
        (1, vec![spf("v=spf1 ipv4:192.0.2.1 -all")], "spf-syntax wrong"),
        (1, vec![spf("v=spf1 a +all")], "spf-everybody wrong"),
        (1, vec![spf("v=spf1 a")], "spf-neutral warning"),
        (1, vec![spf("v=spf1 include:relay.jp -all")], "spf-included wrong"),
        (1, vec![spf("v=spf1 include:relay.jp -all"), txt("relay.jp", "v=spf1 mx ~all")], "spf-fine fine"),
        (
            1,
            vec![spf("v=spf1 include:relay.jp -all"), txt("relay.jp", "v=spf1 what ~all")],
            "spf-included-syntax wrong",
        ),
        (1, vec![spf("v=spf1 include:example.jp -all")], "spf-lookups wrong"),
        (1, vec![spf(&format!("v=spf1 {} -all", eleven.join(" ")))], "spf-lookups wrong"),
        (1, vec![spf("v=spf1 redirect=relay.jp"), txt("relay.jp", "v=spf1 a -all")], "spf-fine fine"),
        (2, vec![], "dkim-missing wrong"),
        (
            2,
            vec![txt(&keys[0].name, "v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")],
            "dkim-differs wrong",
        ),
        (2, vec![txt(&keys[0].name, "v=DKIM1; k=rsa; p=")], "dkim-revoked wrong"),
        (2, vec![key(0), txt(&keys[0].name, "v=DKIM1; k=rsa; p=")], "dkim-several wrong"),
        (3, vec![key(1).replace("v=DKIM1;", "v=DKIM1; t=y;")], "dkim-testing warning"),
        (4, vec![], "dmarc-missing wrong"),
        (4, vec![dmarc("v=DMARC1; p=none"), dmarc("v=DMARC1; p=reject")], "dmarc-several wrong"),
        (4, vec![dmarc("v=DMARC1; p=maybe")], "dmarc-policy wrong"),
        (4, vec![dmarc("v=DMARC1; p=reject")], "dmarc-no-reports warning"),
    ];
    for (changed, records, expected) in cases {
        let mut zone = right();
        zone.splice(changed..=changed, records.clone());
        let said = look(&zone);
        assert_eq!(said[changed], expected, "{records:?}: {said:?}");
        let others = said.iter().enumerate().filter(|(number, _)| *number != changed);
        assert!(others.clone().all(|(_, said)| said.ends_with(" fine")), "{records:?}: {said:?}");
    }
    // The signature of another domain, and a domain below the one that speaks for it.
    let elsewhere = |settings: String| settings.replace("dkim: true", "dkim:\n    domain: other.jp");
    let office = changed(&school, elsewhere).await;
    let theirs = office.mail_keys(true).unwrap();
    let theirs: Vec<String> = theirs.iter().map(|key| txt(&key.name, &key.pieces().join(","))).collect();
    let zone = [right(), theirs].concat();
    assert_eq!(look(&zone).last().unwrap(), "dmarc-alignment wrong");
    assert_eq!(asked(school.folder.path(), free_port())[0], "dns-away wrong", "no DNS is no verdict");
}
