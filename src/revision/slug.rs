//! The part of a file name that is made of the message.

/// Makes the slug of a message as Alembic does (spec section 4.3): the runs of word characters joined by `_`, lower
/// case; a longer one is cut to `limit` characters, then behind its last `_`.
#[must_use]
pub fn slug(message: &str, limit: usize) -> String {
    let words: Vec<&str> = message
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect();
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
    }
}
