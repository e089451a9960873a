"""dkimpy verifies both signatures of every signed mail, and refuses each that was changed on its way."""

import json
import sys
from pathlib import Path

import dkim

folder = Path(sys.argv[1])
dns = json.loads((folder / "dns.json").read_text())


def txt(name, timeout=5):
    return dns[name.decode().rstrip(".")].encode()


def verified(data):
    signatures = data.split(b"\r\n\r\n")[0].count(b"DKIM-Signature:")
    assert signatures == 2, f"{signatures} signatures"
    return [dkim.DKIM(data).verify(idx, dnsfunc=txt) for idx in range(signatures)]


def quietly(data):
    try:
        return verified(data)
    except dkim.DKIMException:
        return [False, False]


changes = {
    "another subject": lambda data: data.replace(b"\r\nSubject: ", b"\r\nSubject: x", 1),
    "another stop link": lambda data: data.replace(b"/stop?m=", b"/stop?n=", 1),
    "without one-click": lambda data: data.replace(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b"", 1),
    "a second From": lambda data: b"From: evil@example.com\r\n" + data,
    "a second To": lambda data: b"To: evil@example.com\r\n" + data,
    "a Cc": lambda data: b"Cc: evil@example.com\r\n" + data,
    "a second Subject": lambda data: b"Subject: evil\r\n" + data,
    "words after the end": lambda data: data + b"evil\r\n",
}
# What mail servers do to blanks changes nothing.
harmless = {
    "blanks after lines": lambda data: data.replace(b"\r\nMIME-Version: 1.0", b"\r\nMIME-Version:  1.0 \t", 1),
    "empty lines at the end": lambda data: data + b"\r\n\r\n",
    "a Received above": lambda data: b"Received: by mx; now\r\n" + data,
}
files = sorted((folder / "signed").glob("*.eml"))
faults = []
for number, file in enumerate(files):
    data = file.read_bytes()
    if verified(data) != [True, True]:
        faults.append(f"{file.name}: {verified(data)}")
    if number < 5:
        for what, change in changes.items():
            assert change(data) != data, what
            if any(quietly(change(data))):
                faults.append(f"{file.name}: {what} passes")
        for what, change in harmless.items():
            if not all(quietly(change(data))):
                faults.append(f"{file.name}: {what} spoils it")
for fault in faults[:20]:
    print(fault)
print(f"{len(files)} signed mails, {len(faults)} faults")
sys.exit(1 if faults or not files else 0)
