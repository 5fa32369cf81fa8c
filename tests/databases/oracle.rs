//! Python as the judge.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn python() -> PathBuf {
    let venv = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/venv/bin/python");
    let python = std::env::var_os("ONEHEAD_PYTHON").map_or(venv, PathBuf::from);
    assert!(
        python.exists(),
        "no Python at {}: run tests/setup-venv.sh first, or name one in ONEHEAD_PYTHON",
        python.display()
    );
    python
}

/// Runs a program of Python in a folder with an input; answers what it printed.
pub fn run(program: &str, arguments: &[&str], directory: &Path, input: &str) -> String {
    let mut child = Command::new(python())
        .args(["-W", "ignore", "-c", program])
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("Python ends");
    writer.join().expect("no panic").expect("Python reads");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "Python failed: {stderr}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// Everything a database holds, as text; the random names of nothing in it.
pub fn dump(database: &Path) -> String {
    let program = "import sqlite3, sys\nfor line in sqlite3.connect(sys.argv[1]).iterdump(): print(line)";
    run(program, &[&database.display().to_string()], Path::new("/"), "")
}
