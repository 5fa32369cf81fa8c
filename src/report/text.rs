//! Findings as text with source snippets, for people.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::diagnostic::{Diagnostic, Location, Severity};
use crate::text::{Place, SourceText, escape_line};

use super::{Report, ReportFormat, shown_path};

/// `--format text`.
pub(super) static FORMAT: ReportFormat = ReportFormat { name: "text", render };

/// How much of a line is shown on each side of what is pointed at, in bytes.
const AROUND: usize = 160;

/// How much of the thing itself is shown, in bytes.
const WITHIN: usize = 320;

fn render(report: &Report<'_>) -> String {
    let renderer = if report.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut text = String::new();
    for finding in report.findings {
        text += &renderer.render(&[group(report, finding)]);
        text += "\n\n";
    }
    if !report.findings.is_empty() {
        text += &summary(report.findings);
        text.push('\n');
    }
    text
}

fn group<'a>(report: &Report<'_>, finding: &Diagnostic) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level
        .primary_title(one_line(&finding.message))
        .id(format!("{} {}", finding.code, finding.rule));
    let mut group = Group::with_title(title);
    if let Some(location) = &finding.location {
        group = add(group, report, location, None);
    }
    for label in &finding.labels {
        group = add(group, report, &label.location, Some(one_line(&label.message)));
    }
    for help in &finding.help {
        group = group.element(Level::HELP.message(one_line(help)));
    }
    group
}

fn add<'a>(group: Group<'a>, report: &Report<'_>, location: &Location, label: Option<String>) -> Group<'a> {
    let path = one_line(&shown_path(report.cwd, &location.path));
    let shown = location
        .place
        .and_then(|place| Some((place, window(report, &location.path, place)?)));
    if let Some((place, window)) = shown {
        let kind = if label.is_some() {
            AnnotationKind::Context
        } else {
            AnnotationKind::Primary
        };
        let snippet = Snippet::source(window.text).line_start(place.line as usize).path(path);
        return group.element(snippet.annotation(kind.span(window.span).label(label)));
    }
    let mut origin = Origin::path(path);
    if let Some(place) = location.place {
        origin = origin.line(place.line as usize).char_column(place.column as usize);
    }
    let notes = label.map(|label| Level::NOTE.message(label));
    group.element(origin).elements(notes)
}

/// The part of one line that is shown, safe for a terminal.
struct Window {
    text: String,
    span: Range<usize>,
}

/// Cuts out the line a place stands in. Only the first line of what is pointed at is shown, and of a long line only
/// what stands near; none where the text has changed since the place was read.
fn window(report: &Report<'_>, path: &Path, place: Place) -> Option<Window> {
    let text = (report.texts)(path)?;
    cut(&text, place)
}

fn cut(text: &SourceText, place: Place) -> Option<Window> {
    let all = text.text();
    let (start, end) = (place.span.start as usize, place.span.end as usize);
    if end < start || !all.is_char_boundary(start) || !all.is_char_boundary(end) {
        return None;
    }
    let is_end = |c: char| c == '\n' || c == '\r';
    let line_start = all[..start].rfind(is_end).map_or(0, |at| at + 1);
    let line_end = all[start..].find(is_end).map_or(all.len(), |at| start + at);
    let end = end.min(line_end);
    let before = escape_line(tail(&all[line_start..start], AROUND)).into_owned();
    let within = escape_line(head(&all[start..end], WITHIN)).into_owned();
    let after = escape_line(head(&all[end..line_end], AROUND)).into_owned();
    let span = before.len()..before.len() + within.len();
    Some(Window {
        text: before + &within + &after,
        span,
    })
}

fn head(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

fn one_line(text: &str) -> String {
    escape_line(text).into_owned()
}

/// Counts: `2 errors, 1 warning; 1 of them can be fixed with --fix`.
fn summary(findings: &[Diagnostic]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts = [(count(Severity::Error), "error"), (count(Severity::Warning), "warning")];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if *count == 1 { "" } else { "s" }))
        .collect();
    let fixable = findings.iter().filter(|finding| finding.fix.is_some()).count();
    let fixes = if fixable == 0 {
        String::new()
    } else {
        format!("; {fixable} of them can be fixed with --fix")
    };
    words.join(", ") + &fixes
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Arc;

    use super::super::Read;
    use super::*;
    use crate::diagnostic::Label;
    use crate::sources::SourceName;
    use crate::text::Span;

    fn location(text: &SourceText, part: &str) -> Location {
        let start = u32::try_from(text.text().find(part).expect("is there")).expect("small");
        let end = start + u32::try_from(part.len()).expect("small");
        Location {
            path: text.path().to_path_buf(),
            place: Some(text.place(Span::new(start, end))),
        }
    }

    fn finding(location: Option<Location>) -> Diagnostic {
        Diagnostic {
            code: "OH101",
            rule: "multiple-heads",
            severity: Severity::Error,
            message: "the history has 2 heads: a and b".to_owned(),
            location,
            labels: vec![],
            revision: None,
            help: vec!["join them: onehead merge heads".to_owned()],
            fix: None,
        }
    }

    fn rendered(text: &SourceText, findings: &[Diagnostic]) -> String {
        let read = Read {
            source: SourceName {
                kind: "working tree",
                commits: vec![],
            },
            against: None,
        };
        let text = Arc::new(text.clone());
        render(&Report {
            read: &read,
            projects: &[],
            findings,
            texts: &|path| (path == text.path()).then(|| Arc::clone(&text)),
            cwd: Path::new("/p"),
            colour: false,
        })
    }

    #[test]
    fn a_finding_shows_the_line_the_further_places_and_the_way_out() {
        let text = SourceText::new(
            "/p/versions/a.py",
            "\"\"\"doc\"\"\"\nrevision = 'a'\ndown_revision = 'r'\n",
        );
        let mut finding = finding(Some(location(&text, "'a'")));
        finding.labels.push(Label {
            location: location(&text, "'r'"),
            message: "both come after r".to_owned(),
        });
        finding.labels.push(Label {
            location: Location {
                path: PathBuf::from("/p/versions/b.py"),
                place: None,
            },
            message: "head b".to_owned(),
        });
        let expected = "\
error[OH101 multiple-heads]: the history has 2 heads: a and b
 --> versions/a.py:2:12
  |
2 | revision = 'a'
  |            ^^^
  |
 ::: versions/a.py:3:17
  |
3 | down_revision = 'r'
  |                 --- both come after r
 ::: versions/b.py
  = note: head b
  = help: join them: onehead merge heads

1 error
";
        let shown = rendered(&text, &[finding]);
        assert_eq!(shown, expected, "\n{shown}");
    }

    #[test]
    fn strangers_text_never_drives_the_terminal() {
        let text = SourceText::new("/p/\u{1b}]0;x.py", "revision = 'a\u{1b}[2J\u{202e}'\n");
        let mut finding = finding(Some(location(&text, "'a\u{1b}[2J\u{202e}'")));
        finding.message = "id a\u{1b}[2J\n::error::x".to_owned();
        finding.help = vec!["see \u{7}".to_owned()];
        finding.labels.push(Label {
            location: finding.location.clone().expect("just made"),
            message: "\u{9b}31m".to_owned(),
        });
        let shown = rendered(&text, &[finding]);
        assert!(
            shown.chars().all(|c| c == '\n' || (!c.is_control() && c != '\u{202e}')),
            "{shown:?}"
        );
        assert!(!shown.lines().any(|line| line.starts_with("::error")), "{shown}");
        assert!(shown.contains(r"1 | revision = 'a\u{1b}[2J\u{202e}'"), "{shown}");
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let line = format!("{}X{}", "ä".repeat(100_000), "ö".repeat(100_000));
        let text = SourceText::new("/p/a.py", line);
        let shown = rendered(&text, &[finding(Some(location(&text, "X")))]);
        assert!(shown.contains("/a.py:1:") || shown.contains("a.py:1:"), "{shown}");
        assert!(shown.len() < 4000, "{}", shown.len());
    }

    #[test]
    fn a_place_that_no_longer_fits_the_text_shows_the_file_and_line() {
        let text = SourceText::new("/p/a.py", "short");
        let mut location = location(&text, "short");
        location.place = Some(Place {
            line: 9,
            column: 4,
            span: Span::new(900, 910),
        });
        let shown = rendered(&text, &[finding(Some(location))]);
        assert!(shown.contains("--> a.py:9:4\n"), "{shown}");
    }

    #[test]
    fn the_summary_counts() {
        let mut warning = finding(None);
        warning.severity = Severity::Warning;
        assert_eq!(summary(&[finding(None), finding(None), warning]), "2 errors, 1 warning");
        let text = SourceText::new("/p/a.py", "");
        assert_eq!(rendered(&text, &[]), "");
    }
}
