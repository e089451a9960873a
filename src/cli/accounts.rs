//! `otayori accounts`: who may enter the desk; and for those who forgot their password, a new link from the machine
//! itself.

use serde_json::json;

use super::say::Say;
use super::typed::{Accounts, AccountsCommand};
use super::{End, machine_user};
use crate::desk::{self, DeskState};
use crate::office::{Office, OfficeError, OneTime};

pub(super) async fn run(office: &Office, typed: &Accounts, say: Say) -> Result<End, OfficeError> {
    let by = machine_user();
    match &typed.command {
        None => list(office, say).await?,
        Some(AccountsCommand::New { name, role, class }) => {
            let classes = class.iter().cloned().collect();
            tell_link(office, name, &office.admit(name, *role, classes, &by).await?, say);
        }
        Some(AccountsCommand::Reset { name }) => {
            tell_link(office, name, &office.reset_account(name, true, &by).await?, say);
        }
        Some(AccountsCommand::Renew { name }) => {
            let until = office.renew_account(name, &by).await?;
            if say.json {
                say.object(&json!({ "name": name, "ends": until }));
            }
            say.talk("accounts-renewed", &[("name", name.into()), ("day", until.to_string().into())]);
        }
        Some(AccountsCommand::End { name }) => {
            office.end_account(name, &by).await?;
            if say.json {
                say.object(&json!({ "name": name }));
            }
            say.talk("accounts-ended", &[("name", name.into())]);
        }
    }
    Ok(End::Done)
}

async fn list(office: &Office, say: Say) -> Result<(), OfficeError> {
    let (accounts, today) = (office.ledger.accounts().await?, office.today());
    if say.json {
        let rows: Vec<_> = accounts
            .iter()
            .map(|account| {
                json!({
                    "name": account.name, "role": account.role, "classes": account.classes,
                    "ends": account.ends_on, "open": account.is_open(today),
                    "password": account.has_password, "second": account.has_second,
                })
            })
            .collect();
        say.object(&json!({ "accounts": rows }));
    }
    if accounts.is_empty() {
        say.talk("accounts-none", &[]);
    }
    for account in accounts {
        let state = match (account.is_open(today), account.has_password) {
            (false, _) => "accounts-is-ended",
            (true, false) => "accounts-waits",
            (true, true) => "accounts-is-open",
        };
        let classes: Vec<String> = account.classes.into_iter().collect();
        let role = say.text(&format!("desk-role-{}", account.role), &[]);
        let state = say.text(state, &[("day", account.ends_on.to_string().into())]);
        say.result(&format!("{}  {role} {}  {state}", account.name, classes.join("・")));
    }
    Ok(())
}

/// The link is the result: it is printed here and kept nowhere.
fn tell_link(office: &Office, name: &str, one: &OneTime, say: Say) {
    let link = desk::first_link(&DeskState::address_of(&office.settings.desk), one);
    if say.json {
        say.object(&json!({ "name": name, "link": link, "until": one.until }));
    }
    let until = one.until.to_zoned(office.settings.time_zone.clone()).strftime("%Y-%m-%d %H:%M").to_string();
    say.talk("accounts-link", &[("name", name.into()), ("until", until.into())]);
    say.result(&link);
}
