mod header;
mod meaning;
mod render;
mod script;
mod split;

use crate::text::SourceText;

fn text(content: &str) -> SourceText {
    SourceText::new("/p/versions/a.sql", content)
}
