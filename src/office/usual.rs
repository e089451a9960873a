//! An audience far from what the letters of its folder usually have.

use std::collections::BTreeMap;

use super::Office;
use crate::content::{Audience, Groups, Letter};
use crate::ledger::{KnownLetter, Release};
use crate::problem::{Place, Problem};
use crate::recipients::Roster;

/// So many of the folder's last releases say what is usual.
const LAST: usize = 10;
/// So many times the usual number of families is far.
const FAR: usize = 3;

impl Office {
    /// A warning for each letter that would go to the whole school although its folder's never did, or to three times
    /// as many families as any of the folder's last ten. Where nothing was released yet, the folder's own name says
    /// what is usual. Of what is released already with that audience nothing is said.
    pub(super) fn audiences_far_from_usual(
        &self,
        letters: &[Letter],
        known: &[KnownLetter],
        releases: &[Release],
        roster: &Roster,
        groups: &Groups,
    ) -> Vec<(Option<String>, Problem)> {
        let paths: BTreeMap<_, &str> = known.iter().map(|known| (&known.id, known.path.as_str())).collect();
        let mut usual: BTreeMap<&str, Vec<(&str, &Release)>> = BTreeMap::new();
        for release in releases.iter().filter(|release| release.recalled_at.is_none()) {
            if let Some(path) = paths.get(&release.letter) {
                usual.entry(folder(path)).or_default().push((path, release));
            }
        }
        for releases in usual.values_mut() {
            releases.sort_by_key(|(_, release)| release.released_at);
        }
        let nothing = Vec::new();
        let far = letters.iter().filter_map(|letter| {
            let of_folder = usual.get(folder(&letter.path)).unwrap_or(&nothing);
            let is_out = |(path, release): &(&str, &Release)| {
                *path == letter.path && release.audience == letter.audience
            };
            if of_folder.iter().any(is_out) {
                return None;
            }
            let others = of_folder.iter().rev().filter(|(path, _)| *path != letter.path).take(LAST);
            let mut audiences: Vec<Audience> = others.map(|(_, release)| release.audience.clone()).collect();
            if audiences.is_empty() {
                audiences.extend(by_name(&letter.path, groups));
            }
            let problem = self.far(letter, &audiences, roster)?;
            Some((Some(letter.path.clone()), problem))
        });
        far.collect()
    }

    fn far(&self, letter: &Letter, usual: &[Audience], roster: &Roster) -> Option<Problem> {
        if usual.is_empty() || usual.contains(&letter.audience) {
            return None;
        }
        let count =
            |audience: &Audience| roster.families_of(audience, &self.settings.groups, self.today()).len();
        let (now, most) = (count(&letter.audience), usual.iter().map(count).max()?);
        let is_whole = letter.audience == Audience::Everyone && now > most;
        if most == 0 || !(is_whole || now >= most * FAR) {
            return None;
        }
        let values = vec![
            ("folder", folder(&letter.path).into()),
            ("audience", letter.audience.label().into()),
            ("families", now.into()),
            ("usual", most.into()),
        ];
        Some(Problem::warning("office-audience-far", values).at(self.place_of_audience(letter)))
    }

    /// Where the letter says whom it is for: its line `to:`, else its folder.
    fn place_of_audience(&self, letter: &Letter) -> Place {
        let shown = self.settings.shown(&letter.file);
        let mut at = 0;
        for line in letter.text.split_inclusive('\n').take(40) {
            let key = line.split([':', '：']).next().unwrap_or_default().trim();
            if ["to", "宛先", "あて先"].contains(&key) && key.len() < line.trim_end().len() {
                return Place::in_text(shown, &letter.text, at, at + line.trim_end().len());
            }
            at += line.len();
        }
        Place::file(shown)
    }
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `うさぎ組`, `年中・年長`: what the first folder's name means by itself.
fn by_name(path: &str, groups: &Groups) -> Option<Audience> {
    let (first, _) = path.split_once('/')?;
    if groups.knows(first) {
        return Some(Audience::Named([first.to_owned()].into()));
    }
    let names: Vec<&str> = first.split(['・', '、']).map(str::trim).collect();
    let all_known = names.iter().all(|name| groups.knows(name));
    all_known.then(|| Audience::Named(names.into_iter().map(str::to_owned).collect()))
}
