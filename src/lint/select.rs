//! Which rules run, and how bad their findings are.

use std::collections::BTreeMap;

use crate::diagnostic::Severity;
use crate::project::Settings;

use super::rule::Rule;
use super::rules::ALL;

/// Why a selection makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SelectError {
    /// No rule has such a code, prefix or name.
    #[error("no rule is called `{selector}` ({place})")]
    Unknown {
        /// What was written.
        selector: String,
        /// Where: `--select`, `select`, `severity` and so on.
        place: &'static str,
    },
}

/// The rules that run, with the severity the user chose for them.
#[derive(Debug, Clone)]
pub struct Selection {
    rules: Vec<(&'static Rule, Option<Severity>)>,
}

impl Selection {
    /// Makes the selection of the settings and the command line. `select` of the command line takes the place of that
    /// of the settings; `ignore` adds to it. A selector is a code, a prefix of codes, a rule's name, or `ALL`; the
    /// longer one wins, and of equals the one that ignores.
    ///
    /// # Errors
    /// [`SelectError`] when a selector names no rule: a typo must not switch a gate off.
    pub fn new(settings: &Settings, select: &[String], ignore: &[String]) -> Result<Self, SelectError> {
        let selected = if select.is_empty() {
            selectors(&settings.select, "select")?
        } else {
            selectors(select, "--select")?
        };
        let mut ignored = selectors(&settings.ignore, "ignore")?;
        ignored.extend(selectors(ignore, "--ignore")?);
        let severities = severities(&settings.severity)?;
        let runs = |rule: &Rule| {
            let wanted = if selected.is_empty() {
                rule.default.then_some(0)
            } else {
                strength(&selected, rule)
            };
            wanted.is_some_and(|wanted| strength(&ignored, rule).is_none_or(|unwanted| wanted > unwanted))
        };
        let rules = ALL
            .iter()
            .copied()
            .filter(|rule| runs(rule))
            .map(|rule| (rule, chosen(&severities, rule)))
            .collect();
        Ok(Self { rules })
    }

    /// Lists the rules that run, in the order of their codes, each with the severity the user chose for it.
    pub fn rules(&self) -> impl Iterator<Item = (&'static Rule, Option<Severity>)> + '_ {
        self.rules.iter().copied()
    }

    /// Answers whether one of some rules runs.
    #[must_use]
    pub fn has_any(&self, codes: &[&str]) -> bool {
        codes.iter().any(|code| self.has(code))
    }

    /// Answers whether a rule runs.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.rules.iter().any(|(rule, _)| rule.code == code)
    }
}

fn selectors(written: &[String], place: &'static str) -> Result<Vec<String>, SelectError> {
    // `--select OH101,OH102` is one argument of two selectors.
    let parts = written.iter().flat_map(|text| text.split(','));
    let parts = parts.map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| checked(part, place)).collect()
}

fn checked(selector: &str, place: &'static str) -> Result<String, SelectError> {
    if ALL.iter().any(|rule| matches(selector, rule).is_some()) {
        Ok(selector.to_owned())
    } else {
        Err(SelectError::Unknown {
            selector: selector.to_owned(),
            place,
        })
    }
}

fn severities(written: &BTreeMap<String, Severity>) -> Result<Vec<(String, Severity)>, SelectError> {
    let pairs = written.iter();
    pairs
        .map(|(selector, severity)| Ok((checked(selector, "severity")?, *severity)))
        .collect()
}

/// Answers how closely a selector names a rule: the length of the prefix; a name is as close as the whole code.
fn matches(selector: &str, rule: &Rule) -> Option<usize> {
    if selector == "ALL" {
        Some(1)
    } else if selector == rule.name {
        Some(rule.code.len())
    } else {
        (!selector.is_empty() && rule.code.starts_with(selector)).then_some(selector.len())
    }
}

fn strength(selectors: &[String], rule: &Rule) -> Option<usize> {
    selectors.iter().filter_map(|selector| matches(selector, rule)).max()
}

fn chosen(severities: &[(String, Severity)], rule: &Rule) -> Option<Severity> {
    let fitting = severities
        .iter()
        .filter_map(|(selector, severity)| Some((matches(selector, rule)?, *severity)));
    fitting.max_by_key(|(length, _)| *length).map(|(_, severity)| severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(list: &[&str]) -> Vec<String> {
        list.iter().map(|word| (*word).to_owned()).collect()
    }

    fn codes(settings: &Settings, select: &[&str], ignore: &[&str]) -> Vec<&'static str> {
        let selection = Selection::new(settings, &words(select), &words(ignore)).expect("known selectors");
        selection.rules().map(|(rule, _)| rule.code).collect()
    }

    #[test]
    fn the_default_set_leaves_out_what_is_off() {
        let codes = codes(&Settings::default(), &[], &[]);
        assert!(codes.contains(&"OH101") && codes.contains(&"OH201"));
        assert!(!codes.contains(&"OH203"));
    }

    #[test]
    fn the_longer_selector_wins_and_ignoring_wins_a_tie() {
        let none = Settings::default();
        assert_eq!(codes(&none, &["OH20"], &[]), ["OH201", "OH202", "OH203", "OH204"]);
        assert_eq!(codes(&none, &["OH203"], &["OH2"]), ["OH203"]);
        assert_eq!(codes(&none, &["OH1,OH202"], &["OH1"]), ["OH202"]);
        assert!(codes(&none, &["multiple-heads"], &["OH101"]).is_empty());
        assert_eq!(codes(&none, &["ALL"], &[]).len(), ALL.len());
    }

    #[test]
    fn the_command_line_replaces_select_and_adds_to_ignore() {
        let settings = Settings {
            select: words(&["OH2"]),
            ignore: words(&["OH204"]),
            ..Settings::default()
        };
        assert_eq!(codes(&settings, &[], &["OH202"]), ["OH201", "OH203"]);
        assert_eq!(codes(&settings, &["OH101", "OH204"], &[]), ["OH101"]);
    }

    #[test]
    fn a_selector_that_names_no_rule_is_refused() {
        let error = Selection::new(&Settings::default(), &[], &words(&["OH9"])).unwrap_err();
        assert_eq!(error.to_string(), "no rule is called `OH9` (--ignore)");
        let mut settings = Settings::default();
        settings.severity.insert("multiple-hats".to_owned(), Severity::Error);
        assert!(Selection::new(&settings, &[], &[]).is_err());
    }

    #[test]
    fn the_closest_severity_is_chosen() {
        let mut settings = Settings::default();
        settings.severity.insert("OH1".to_owned(), Severity::Warning);
        settings.severity.insert("multiple-heads".to_owned(), Severity::Error);
        let selection = Selection::new(&settings, &[], &[]).expect("known");
        let severity = |code| {
            selection
                .rules()
                .find(|(rule, _)| rule.code == code)
                .and_then(|(_, severity)| severity)
        };
        assert_eq!(severity("OH101"), Some(Severity::Error));
        assert_eq!(severity("OH102"), Some(Severity::Warning));
        assert_eq!(severity("OH201"), None);
    }
}
