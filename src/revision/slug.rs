//! The part of a file name that is made of the message.

use std::sync::LazyLock;

use regex::Regex;

/// Python's `\w`, letters and numbers by their category: `char::is_alphanumeric` takes vowel signs of Indic scripts, too.
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"[\p{L}\p{N}_]+").expect("the pattern is constant"));

/// Makes the slug of a message as Alembic does (spec section 4.3): the runs of word characters joined by `_`, lower
/// case; a longer one is cut to `limit` characters, then behind its last `_`.
#[must_use]
pub fn slug(message: &str, limit: usize) -> String {
    let words: Vec<&str> = WORD.find_iter(message).map(|word| word.as_str()).collect();
    let slug = words.join("_").to_lowercase();
    if slug.chars().count() <= limit {
        return slug;
    }
    let cut: String = slug.chars().take(limit).collect();
    let kept = cut.rsplit_once('_').map_or(cut.as_str(), |(kept, _)| kept);
    format!("{kept}_")
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn slugs_follow_alembic() {
        assert_eq!(slug("Add user: authentication!", 40), "add_user_authentication");
        assert_eq!(slug("abcdefghijklmnop", 12), "abcdefghijkl_");
        assert_eq!(slug("one two three", 9), "one_two_");
        assert_eq!(slug("", 40), "");
        assert_eq!(slug("नमस्ते", 40), "नमस_त");
    }
}
