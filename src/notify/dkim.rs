//! Our own signature (DKIM, RFC 6376): whoever gets the mail can see that it is the school's, unchanged.
//!
//! RSA-2048 for everybody, Ed25519 (RFC 8463) beside it; relaxed/relaxed, because mail servers mend blanks.

use aws_lc_rs::digest::{self, Context, SHA256};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{Ed25519KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::BASE64;

/// What is signed. A name that stands here once more than in the mail signs that there is no other: nobody can put a
/// second From above ours. One-click needs its two headers here (RFC 8058 §4).
const SIGNED: &str = "From:From:To:To:Cc:Subject:Subject:Date:Date:Message-ID:Reply-To:MIME-Version:\
                      Content-Type:Content-Transfer-Encoding:Auto-Submitted:List-Id:List-Unsubscribe:\
                      List-Unsubscribe-Post";

/// Signs the school's mails: its keys, read once.
pub struct Signing {
    domain: String,
    keys: Vec<(String, Key)>,
}

/// A private key.
pub(super) enum Key {
    Rsa(RsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// The key refuses to sign.
#[derive(Debug, thiserror::Error)]
#[error("the DKIM key cannot sign")]
pub struct SignError;

impl Key {
    fn algorithm(&self) -> &'static str {
        match self {
            Key::Rsa(_) => "rsa-sha256",
            Key::Ed25519(_) => "ed25519-sha256",
        }
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, SignError> {
        match self {
            Key::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                let random = SystemRandom::new();
                key.sign(&RSA_PKCS1_SHA256, &random, text, &mut signature).map_err(|_| SignError)?;
                Ok(signature)
            }
            // RFC 8463 §3: the hash is what is signed.
            Key::Ed25519(key) => Ok(key.sign(digest::digest(&SHA256, text).as_ref()).as_ref().to_vec()),
        }
    }
}

impl Signing {
    /// Of a domain, by selector and key.
    pub(super) fn new(domain: String, keys: Vec<(String, Key)>) -> Self {
        Signing { domain, keys }
    }

    /// The `DKIM-Signature` lines to put before a mail, one for each key. They tell no time: receivers refuse one that
    /// comes from the future, and an office's clock may be fast.
    ///
    /// # Errors
    /// The key.
    pub fn lines(&self, mail: &str) -> Result<String, SignError> {
        let (head, body) = mail.split_once("\r\n\r\n").unwrap_or((mail, ""));
        let body_hash = BASE64.encode(relaxed_body_hash(body).as_ref());
        let mut signed = signed_headers(head);
        let headers_end = signed.len();
        let mut lines = String::with_capacity(1600);
        for (selector, key) in &self.keys {
            let start = lines.len();
            lines.push_str("DKIM-Signature: v=1; a=");
            for piece in
                [key.algorithm(), "; c=relaxed/relaxed; d=", &self.domain, ";\r\n s=", selector, ";\r\n h="]
            {
                lines.push_str(piece);
            }
            fold(&mut lines, SIGNED, ':');
            for piece in [";\r\n bh=", &body_hash, ";\r\n b="] {
                lines.push_str(piece);
            }
            // Its own line is signed too, last and without the signature (§3.7).
            signed.truncate(headers_end);
            relaxed_header(&mut signed, &lines[start..]);
            let signature = BASE64.encode(&key.sign(signed.trim_end().as_bytes())?);
            let mut rest = signature.as_str();
            while !rest.is_empty() {
                let (line, after) = rest.split_at(rest.len().min(72));
                lines.push_str(line);
                if !after.is_empty() {
                    lines.push_str("\r\n ");
                }
                rest = after;
            }
            lines.push_str("\r\n");
        }
        Ok(lines)
    }
}

impl std::fmt::Debug for Signing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Signing").field("domain", &self.domain).field("keys", &self.keys.len()).finish()
    }
}

/// The headers named in `h=`, in that order, each name from the mail's end upwards (§5.4.2).
fn signed_headers(head: &str) -> String {
    let mut fields = Vec::with_capacity(16);
    let mut start = 0;
    for (at, _) in head.match_indices("\r\n") {
        if !head[at + 2..].starts_with([' ', '\t']) {
            fields.push(&head[start..at]);
            start = at + 2;
        }
    }
    fields.push(&head[start..]);
    let fields: Vec<(&str, &str)> = fields
        .into_iter()
        .rev()
        .filter_map(|field| Some((field.split_once(':')?.0.trim_end(), field)))
        .collect();
    let mut signed = String::with_capacity(head.len());
    let (mut last, mut before) = ("", 0);
    // A name that stands there twice stands there twice in a row.
    for name in SIGNED.split(':') {
        before = if name == last { before + 1 } else { 0 };
        last = name;
        let mut named = fields.iter().filter(|(found, _)| found.eq_ignore_ascii_case(name));
        if let Some((_, field)) = named.nth(before) {
            relaxed_header(&mut signed, field);
        }
    }
    signed
}

/// §3.4.2: the name in small letters, unfolded, one blank for many, none around the colon nor at the end.
fn relaxed_header(out: &mut String, field: &str) {
    let (name, value) = field.split_once(':').unwrap_or((field, ""));
    out.extend(name.trim_end().chars().map(|sign| sign.to_ascii_lowercase()));
    out.push(':');
    let words = value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    for (number, word) in words.enumerate() {
        if number > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
    out.push_str("\r\n");
}

/// §3.4.4: one blank for many, none at the end of a line, no empty lines at the end.
fn relaxed_body_hash(body: &str) -> digest::Digest {
    let mut context = Context::new(&SHA256);
    let body = body.trim_end_matches([' ', '\t', '\r', '\n']);
    if body.is_empty() {
        return context.finish();
    }
    if !has_blanks_to_relax(body.as_bytes()) {
        // So are most of ours: nothing in them to be made one.
        context.update(body.as_bytes());
        context.update(b"\r\n");
        return context.finish();
    }
    let is_relaxed = |line: &str| {
        !line.contains('\t') && (!line.contains(' ') || (!line.ends_with(' ') && !line.contains("  ")))
    };
    // Long runs of lines go to the hash as they are.
    let mut written = 0;
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let bare = line.strip_suffix("\r\n").unwrap_or(line);
        if !is_relaxed(bare) {
            context.update(&body.as_bytes()[written..start]);
            let text = bare.trim_end_matches([' ', '\t']);
            let mut after_blank = false;
            let mut relaxed = String::with_capacity(text.len() + 2);
            for sign in text.chars() {
                let blank = matches!(sign, ' ' | '\t');
                if !blank {
                    relaxed.push(sign);
                } else if !after_blank {
                    relaxed.push(' ');
                }
                after_blank = blank;
            }
            relaxed.push_str(&line[bare.len()..]);
            context.update(relaxed.as_bytes());
            written = start + line.len();
        }
        start += line.len();
    }
    context.update(&body.as_bytes()[written..]);
    context.update(b"\r\n");
    context.finish()
}

/// Is there a tab, or a blank before another one or before the end of a line? Asked of all bytes at once, without a branch.
fn has_blanks_to_relax(body: &[u8]) -> bool {
    let followed = body.iter().zip(&body[1..]);
    followed.fold(false, |found, (byte, next)| {
        found | (*byte == b'\t') | ((*byte == b' ') & ((*next == b' ') | (*next == b'\r')))
    })
}

/// Adds a list, broken after `between` before a line gets too long.
fn fold(out: &mut String, list: &str, between: char) {
    let mut column = 3;
    for item in list.split_inclusive(between) {
        if column + item.len() > 76 {
            out.push_str("\r\n ");
            column = 1;
        }
        out.push_str(item);
        column += item.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_relaxed_as_in_the_example_of_rfc_6376() {
        // §3.4.5
        let mut header = String::new();
        relaxed_header(&mut header, "A: X");
        relaxed_header(&mut header, "B : Y\t\r\n\tZ  ");
        assert_eq!(header, "a:X\r\nb:Y Z\r\n");
        let hash = |body: &str| relaxed_body_hash(body).as_ref().to_vec();
        let plain = |body: &str| digest::digest(&SHA256, body.as_bytes()).as_ref().to_vec();
        assert_eq!(hash(" C \r\nD \t E\r\n\r\n\r\n"), plain(" C\r\nD E\r\n"));
        assert_eq!(hash("a\r\n b  c\r\n\t\r\nd\r\n"), plain("a\r\n b c\r\n\r\nd\r\n"));
        assert_eq!(hash("a"), plain("a\r\n"));
        assert_eq!(hash("\r\n\r\n"), plain(""));
    }

    #[test]
    fn headers_are_taken_from_the_end_and_a_missing_one_is_nothing() {
        let head = "From: first\r\nX: y\r\nFrom: a\r\n b\r\nSubject:  s\r\n\tt ";
        assert_eq!(signed_headers(head), "from:a b\r\nfrom:first\r\nsubject:s t\r\n");
    }
}
