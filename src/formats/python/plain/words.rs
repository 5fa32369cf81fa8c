//! Words whose mere presence sends a file to the parser.

use std::sync::LazyLock;

use regex::bytes::{Regex, RegexBuilder};

const DANGER: &str = r"\b(?:globals?|exec|execfile|eval|locals|vars|setattr|__dict__|modules)\b";
const BINDING: &str = r"revision|branch_labels|depends_on|__doc__|__getattr__|import[ \t\\]*\*|sys";

fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text)
        .unicode(false)
        .build()
        .expect("the pattern is constant")
}

static ANY_DANGER: LazyLock<Regex> = LazyLock::new(|| pattern(DANGER));
static ANY_BINDING: LazyLock<Regex> = LazyLock::new(|| pattern(&format!("{DANGER}|{BINDING}")));

/// Decides whether a function in this text might bind any name of the module.
pub(super) fn any_danger(text: &str) -> bool {
    ANY_DANGER.is_match(text.as_bytes())
}

/// Decides whether code in this text might bind a name of the header.
pub(super) fn any_binding(text: &str) -> bool {
    ANY_BINDING.is_match(text.as_bytes())
}

/// What a word at the left margin means for the reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Plain,
    /// `import`, which may stand once, behind `from` or first.
    Import,
    /// Whatever might bind or unbind a name of the header, or stop the module.
    Hard,
}

/// Judges a word.
pub(super) fn judge(word: &str) -> Word {
    match word {
        "import" => Word::Import,
        "revision" | "down_revision" | "branch_labels" | "depends_on" | "__doc__" | "__getattr__" | "__dict__"
        | "exec" | "eval" | "execfile" | "globals" | "locals" | "vars" | "setattr" | "modules" | "global"
        | "nonlocal" | "del" | "raise" | "return" | "yield" | "await" | "print" | "break" | "continue" => Word::Hard,
        _ => Word::Plain,
    }
}
