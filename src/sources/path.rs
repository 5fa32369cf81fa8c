//! Paths as sources want them: absolute, without `.` and `..`.

use std::path::{Component, Path, PathBuf};

/// Makes a path absolute against a directory and takes `.` and `..` out by their letters, as Python's
/// `os.path.abspath` does.
#[must_use]
pub fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                result.pop();
            }
            other => result.push(other),
        }
    }
    result
}

/// Answers the path as a person standing in `base` would type it; the path itself where it lies elsewhere.
#[must_use]
pub fn relative_to(base: &Path, path: &Path) -> PathBuf {
    if let Ok(inside) = path.strip_prefix(base) {
        return inside.to_path_buf();
    }
    // A place beside us is still shorter as `../x`, as long as the way up is short.
    for (ups, ancestor) in base.ancestors().enumerate().skip(1).take(3) {
        if ancestor.parent().is_some()
            && let Ok(inside) = path.strip_prefix(ancestor)
        {
            return std::iter::repeat_n("..", ups).collect::<PathBuf>().join(inside);
        }
    }
    path.to_path_buf()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_cleaned_by_their_letters() {
        assert_eq!(absolute(Path::new("/a/b"), Path::new("../c/./d")), Path::new("/a/c/d"));
        assert_eq!(absolute(Path::new("/a"), Path::new("/x/../y")), Path::new("/y"));
    }

    #[test]
    fn relative_paths_are_what_one_would_type() {
        assert_eq!(
            relative_to(Path::new("/a/b"), Path::new("/a/b/c.py")),
            Path::new("c.py")
        );
        assert_eq!(
            relative_to(Path::new("/a/b"), Path::new("/a/x/c.py")),
            Path::new("../x/c.py")
        );
        assert_eq!(
            relative_to(Path::new("/a/b"), Path::new("/tmp/c.py")),
            Path::new("/tmp/c.py")
        );
    }
}
