//! What the documentation of the rules says is true.

use std::collections::BTreeMap;
use std::path::Path;

use onehead::lint::{ALL, Rule};
use onehead::report::rule_index;

use crate::scene::{Files, Scene};

/// The fenced blocks of one section.
#[derive(Default)]
struct Blocks {
    here: Files,
    base: Files,
    release: Files,
    /// Files of BASE that merging takes away.
    gone: Vec<String>,
    settings: Option<String>,
}

fn blocks(rule: &Rule, heading: &str) -> Blocks {
    let start = rule
        .doc
        .split(&format!("\n## {heading}\n"))
        .nth(1)
        .unwrap_or_else(|| panic!("{} has no {heading}", rule.code));
    let section = start.split("\n## ").next().expect("split gives at least one");
    let mut blocks = Blocks::default();
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        let Some(info) = line.strip_prefix("```") else { continue };
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let text = body.join("\n") + "\n";
        let title = attribute(info, "title").unwrap_or_else(|| panic!("{}: a block without a title", rule.code));
        if info.starts_with("toml") {
            blocks.settings = Some(text);
            continue;
        }
        match attribute(info, "in") {
            Some("release") => drop(blocks.release.insert(title.to_owned(), text)),
            Some("base") if info.ends_with(" gone") => {
                blocks.gone.push(title.to_owned());
                blocks.base.insert(title.to_owned(), text);
            }
            Some("base") => drop(blocks.base.insert(title.to_owned(), text)),
            Some("both") => {
                blocks.base.insert(title.to_owned(), text.clone());
                blocks.here.insert(title.to_owned(), text);
            }
            _ => drop(blocks.here.insert(title.to_owned(), text)),
        }
    }
    blocks
}

fn attribute<'a>(info: &'a str, name: &str) -> Option<&'a str> {
    info.split_once(&format!("{name}=\""))?.1.split('"').next()
}

/// Runs a section's example: nobody asks for downgrades but the rules about them.
fn codes(rule: &Rule, heading: &str) -> Vec<&'static str> {
    let blocks = blocks(rule, heading);
    assert!(!blocks.here.is_empty(), "{}: no example under {heading}", rule.code);
    let mut scene = Scene::default();
    let about_downgrades = rule.code.starts_with("OH2") || rule.code.starts_with("OH0");
    if about_downgrades || blocks.settings.is_some() {
        scene.settings = toml::from_str(&blocks.settings.unwrap_or_default()).expect("settings");
        if !about_downgrades {
            scene.settings.downgrades = onehead::project::Downgrades::Optional;
        }
    }
    scene.here = blocks.here;
    if !blocks.gone.is_empty() {
        scene.merged = Some(scene.here.clone());
    }
    if !blocks.release.is_empty() {
        let mut release = blocks.base.clone();
        release.extend(blocks.release);
        scene.release = Some(release);
    }
    scene.base = (!blocks.base.is_empty()).then_some(blocks.base);
    // Everything that is on by default, and the rule itself.
    scene.select = ALL
        .iter()
        .filter(|other| other.default || other.code == rule.code)
        .map(|rule| rule.code.to_owned())
        .collect();
    scene.findings().iter().map(|finding| finding.code).collect()
}

#[test]
fn every_bad_example_gives_exactly_its_rule() {
    for rule in ALL {
        assert_eq!(codes(rule, "Example"), [rule.code], "{}", rule.name);
    }
}

#[test]
fn every_good_example_gives_nothing() {
    for rule in ALL {
        assert_eq!(codes(rule, "Use instead"), [""; 0], "{}", rule.name);
    }
}

#[test]
fn every_documentation_has_the_same_headings() {
    for rule in ALL {
        let headings: Vec<&str> = rule.doc.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, Rule::HEADINGS, "{}", rule.code);
        assert!(
            rule.doc.starts_with(&format!("# {} ({})\n", rule.name, rule.code)),
            "{}",
            rule.code
        );
        assert!(
            rule.summary().ends_with('.') && rule.summary().len() > 20,
            "{}: {}",
            rule.code,
            rule.summary()
        );
    }
}

#[test]
fn every_file_of_a_rule_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder of the rules")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("utf-8"))
        .filter(|name| name.starts_with("oh") && name.contains('.'))
        .collect();
    files.sort();
    let mut expected: Vec<String> = ALL
        .iter()
        .flat_map(|rule| {
            let stem = format!("{}_{}", rule.code.to_lowercase(), rule.name.replace('-', "_"));
            [format!("{stem}.md"), format!("{stem}.rs")]
        })
        .collect();
    expected.sort();
    assert_eq!(files, expected);
}

#[test]
fn codes_and_names_are_unique_and_in_order() {
    let codes: Vec<&str> = ALL.iter().map(|rule| rule.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    let names: BTreeMap<&str, &str> = ALL.iter().map(|rule| (rule.name, rule.code)).collect();
    assert_eq!(names.len(), ALL.len());
}

/// `ONEHEAD_WRITE_DOCS=1 cargo test --test rules` writes the index anew.
#[test]
fn the_index_of_the_rules_is_up_to_date() {
    const MARK: &str = "<!-- The table is written by `ONEHEAD_WRITE_DOCS=1 cargo test --test rules`. -->\n\n";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let text = std::fs::read_to_string(&path).expect("docs/rules.md");
    let (prose, table) = text.split_once(MARK).expect("the mark of the table");
    let expected = rule_index("../src/lint/rules");
    if table != expected && std::env::var_os("ONEHEAD_WRITE_DOCS").is_some() {
        std::fs::write(&path, format!("{prose}{MARK}{expected}")).expect("docs/rules.md is writable");
        return;
    }
    assert_eq!(table, expected);
}
