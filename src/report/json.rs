//! Findings as JSON, for programs. The shape is documented and only grows while `schema` stays the same.

use serde::Serialize;

use crate::diagnostic::{Diagnostic, Severity};

use super::{Read, Report, ReportFormat, shown_path};

/// `--format json`.
pub(super) static FORMAT: ReportFormat = ReportFormat { name: "json", render };

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    source: &'a Read,
    findings: Vec<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    projects: Option<&'a [String]>,
}

#[derive(Serialize)]
struct Finding<'a> {
    code: &'a str,
    rule: &'a str,
    severity: Severity,
    message: &'a str,
    path: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    revision: Option<&'a str>,
    help: &'a [String],
    fixable: bool,
}

fn render(report: &Report<'_>) -> String {
    let document = Document {
        schema: 1,
        source: report.read,
        findings: report.findings.iter().map(|finding| shape(report, finding)).collect(),
        projects: (report.projects.len() > 1).then_some(report.projects),
    };
    let mut text = serde_json::to_string(&document).expect("strings, numbers and lists are always JSON");
    text.push('\n');
    text
}

fn shape<'a>(report: &Report<'_>, finding: &'a Diagnostic) -> Finding<'a> {
    let location = finding.location.as_ref();
    let place = location.and_then(|location| location.place);
    Finding {
        code: finding.code,
        rule: finding.rule,
        severity: finding.severity,
        message: &finding.message,
        path: location.map(|location| shown_path(report.cwd, &location.path)),
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        revision: finding.revision.as_deref(),
        help: &finding.help,
        fixable: finding.fix.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::diagnostic::Location;
    use crate::sources::SourceName;
    use crate::text::{Place, Span};

    fn finding() -> Diagnostic {
        Diagnostic {
            code: "OH201",
            rule: "missing-downgrade",
            severity: Severity::Error,
            message: "revision a\u{1b}[1m has no downgrade".to_owned(),
            location: Some(Location {
                path: PathBuf::from("/p/versions/a.py"),
                place: Some(Place {
                    line: 3,
                    column: 12,
                    span: Span::new(20, 23),
                }),
            }),
            labels: vec![],
            revision: Some("a".to_owned()),
            help: vec!["write one".to_owned()],
            fix: None,
        }
    }

    fn render_with(projects: &[String], findings: &[Diagnostic]) -> String {
        let read = Read {
            source: SourceName {
                kind: "index",
                commits: vec![],
            },
            against: Some(SourceName {
                kind: "commit",
                commits: vec!["ab".repeat(20)],
            }),
        };
        render(&Report {
            read: &read,
            projects,
            findings,
            texts: &|_| None,
            cwd: Path::new("/p"),
            colour: true,
        })
    }

    #[test]
    fn the_shape_is_the_documented_one() {
        let text = render_with(&["p".to_owned()], &[finding()]);
        let commit = "ab".repeat(20);
        let expected = format!(
            "{{\"schema\":1,\"source\":{{\"kind\":\"index\",\"commits\":[],\"against\":{{\"kind\":\"commit\",\
             \"commits\":[\"{commit}\"]}}}},\"findings\":[{{\"code\":\"OH201\",\"rule\":\"missing-downgrade\",\
             \"severity\":\"error\",\"message\":\"revision a\\u001b[1m has no downgrade\",\"path\":\"versions/a.py\",\
             \"line\":3,\"column\":12,\"revision\":\"a\",\"help\":[\"write one\"],\"fixable\":false}}]}}\n"
        );
        assert_eq!(text, expected);
    }

    #[test]
    fn several_projects_are_named_and_what_is_not_known_is_null() {
        let mut finding = finding();
        finding.location = None;
        finding.revision = None;
        let text = render_with(&["a".to_owned(), "b".to_owned()], &[finding]);
        assert!(text.ends_with(",\"projects\":[\"a\",\"b\"]}\n"), "{text}");
        assert!(text.contains("\"path\":null,\"line\":null,\"column\":null,\"revision\":null"));
    }
}
