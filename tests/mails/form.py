"""Reads every mail of a folder by Python's strict policy: no defect, each header once, what was meant is what is read."""

import email
import email.header
import email.policy
import email.utils
import json
import multiprocessing
import sys
from pathlib import Path

ONCE = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
        "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]

folder = Path(sys.argv[1])


def name_of(data):
    """The sender's name. The address parser of Python leaves a blank between encoded words, against RFC 2047 6.2; its
    decoder of headers does not."""
    value = email.message_from_bytes(data)["From"]
    phrase = value[: value.rfind("<")].strip()
    if phrase.startswith("=?"):
        return str(email.header.make_header(email.header.decode_header(phrase)))
    return email.utils.parseaddr(value.replace("\r\n", ""))[0]


def judged(row, data):
    head = data.split(b"\r\n\r\n")[0]
    assert head.isascii(), "a header beyond ASCII"
    assert all(len(line) <= 998 for line in data.split(b"\r\n")), "a line too long"
    assert all(len(line) <= 78 for line in head.split(b"\r\n") if b"=?UTF-8?" in line), "an encoded word too long"
    mail = email.message_from_bytes(data, policy=email.policy.strict)
    for part in mail.walk():
        assert not part.defects, part.defects
        for name, value in part.items():
            assert not value.defects, (name, value.defects)
    names = [name for name, _ in mail.items()]
    assert sorted(names) == sorted(ONCE), names
    (sender,), (to,) = mail["From"].addresses, mail["To"].addresses
    assert sender.addr_spec == "otayori@example.jp", sender
    assert name_of(data) == row["name"], (name_of(data), row["name"])
    assert f"{to.username}@{to.domain}" == row["to"], (to, row["to"])
    assert mail["Subject"] == row["subject"], (mail["Subject"], row["subject"])
    assert mail["Message-ID"] == row["id"] and mail["List-Unsubscribe"] == row["stop"]
    assert mail["List-Id"].endswith("<otayori.example.jp>"), mail["List-Id"]
    plain, html = mail.iter_parts()
    for part, kind, wanted in [(plain, "text/plain", row["text"]), (html, "text/html", row["html"])]:
        assert part.get_content_type() == kind
        read = part.get_payload(decode=True).decode("utf-8").replace("\r\n", "\n")
        assert read == wanted, (read, wanted)


def fault(row):
    try:
        judged(row, (folder / "plain" / row["file"]).read_bytes())
    except Exception as error:
        return f"{row['file']}: {type(error).__name__} {error}"


if __name__ == "__main__":
    rows = [json.loads(line) for line in (folder / "expected.jsonl").read_text("utf-8").split("\n") if line]
    with multiprocessing.Pool() as pool:
        faults = [found for found in pool.imap_unordered(fault, rows, 100) if found]
    for found in faults[:20]:
        print(found)
    print(f"{len(rows) - len(faults)} mails without a defect, {len(faults)} with")
    sys.exit(1 if faults or not rows else 0)
