use proptest::prelude::*;

use super::text;
use crate::formats::{Bodies, Body, Draft, Format, TemplateError, sql::Sql};
use crate::revision::{BranchLabel, RevisionId};

fn draft() -> Draft {
    Draft {
        id: RevisionId::new("a1"),
        message: "create tasks".to_owned(),
        parents: vec![],
        labels: vec![],
        depends_on: vec![],
        created: "2026-11-22 08:36:01.457404".to_owned(),
    }
}

#[test]
fn the_built_in_template_leaves_out_what_is_empty() {
    let rendered = Sql.render(&draft(), None).expect("renders");
    assert_eq!(
        rendered,
        "-- revision: a1\n-- down_revision:\n-- message: create tasks\n-- created: 2026-11-22 08:36:01.457404\n\n\
         -- onehead: upgrade\n\n-- onehead: downgrade\n"
    );
    let bodies = Sql.bodies(&text(&rendered));
    assert!(matches!(
        bodies,
        Bodies {
            upgrade: Body::Empty(_),
            downgrade: Body::Empty(_)
        }
    ));
}

#[test]
fn a_merge_names_everything() {
    let mut draft = draft();
    draft.parents = vec!["b".into(), "c".into()];
    draft.labels = vec![BranchLabel::new("core")];
    draft.depends_on = vec!["x".to_owned(), "y".to_owned()];
    let rendered = Sql.render(&draft, None).expect("renders");
    assert!(rendered.contains("-- down_revision: b, c\n-- branch_labels: core\n-- depends_on: x, y\n"));
}

#[test]
fn a_projects_template_replaces_names_in_comments_only() {
    let template = "-- revision: ${revision}\r\n-- down_revision: ${down_revision}\r\n-- message: ${message}\n\
                    -- by hand, for ${revision}\n-- onehead: upgrade sqlite\nSELECT '${revision}';\n";
    let rendered = Sql.render(&draft(), Some(template)).expect("renders");
    assert!(rendered.contains("-- by hand, for a1\n"));
    assert!(rendered.contains("SELECT '${revision}';\n"));
    let unknown = Sql.render(&draft(), Some("-- revision: ${revision}\n-- ${nobody}\n"));
    assert!(matches!(unknown, Err(TemplateError::UnknownName { line: 2, name }) if name == "nobody"));
    let lossy = Sql.render(
        &draft(),
        Some("-- revision: ${revision}\n-- down_revision: ${down_revision}\n"),
    );
    assert!(
        matches!(lossy, Err(TemplateError::Unfaithful(_))),
        "the message is lost"
    );
}

#[test]
fn names_cannot_smuggle_statements() {
    for name in ["a\nDROP TABLE t;", "a\r", "a b", "a,b", ""] {
        let draft = Draft {
            id: RevisionId::new(name),
            ..draft()
        };
        assert!(
            matches!(Sql.render(&draft, None), Err(TemplateError::Unfaithful(_))),
            "{name:?}"
        );
    }
    let draft = Draft {
        parents: vec![RevisionId::new("b, c")],
        ..draft()
    };
    assert!(Sql.render(&draft, None).is_err());
}

proptest! {
    #[test]
    fn every_message_reads_back(message in any::<String>()) {
        let draft = Draft { message: message.clone(), ..draft() };
        let rendered = Sql.render(&draft, None).expect("renders");
        let header = Sql.header(&text(&rendered));
        prop_assert_eq!(&*header.doc, message.trim());
        prop_assert_eq!(header.damage, None);
        prop_assert!(matches!(Sql.bodies(&text(&rendered)).upgrade, Body::Empty(_)));
    }

    #[test]
    fn messages_made_to_break_out_read_back(
        message in r"(--|\n|onehead: upgrade|DROP TABLE t;|\\u\{a\}|\$\{revision\}|\*/|/\*|'| |\r|\t){0,12}"
    ) {
        let draft = Draft { message: message.clone(), ..draft() };
        let rendered = Sql.render(&draft, None).expect("renders");
        let header = Sql.header(&text(&rendered));
        prop_assert_eq!(&*header.doc, message.trim());
        prop_assert!(matches!(Sql.bodies(&text(&rendered)).upgrade, Body::Empty(_)));
    }
}
