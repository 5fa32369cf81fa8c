//! Real revision files and made-up ones, read by onehead and by Python's own parser: nothing may be read differently.

#[path = "corpus/made_up.rs"]
mod made_up;
#[path = "corpus/oracle.rs"]
mod oracle;

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use onehead::formats::Format;
use onehead::formats::python::Python;
use onehead::text::SourceText;
use proptest::prelude::*;

fn corpus() -> PathBuf {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/corpus");
    assert!(
        corpus.join(".complete").exists(),
        "no corpus: run tests/corpus/fetch.sh first"
    );
    corpus
}

#[test]
fn every_real_header_is_read_as_python_reads_it() {
    let corpus = corpus();
    let readings = oracle::tree(&corpus);
    let (mut files, mut unknown, mut wrong) = (0, Vec::new(), Vec::new());
    for (path, reading) in &readings {
        let file = corpus.join(path);
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .expect("names of wheels are UTF-8");
        // A newer Python than the oracle's may be needed; that is no reading to compare with.
        let (true, None) = (Python.is_revision_file(name), &reading.error) else {
            continue;
        };
        files += 1;
        let bytes = std::fs::read(&file).expect("the oracle read it");
        let source = SourceText::decode(&file, &bytes).expect("revision files are text");
        let header = Python.header(&source);
        wrong.extend(
            oracle::differences(reading, &header, source.text())
                .into_iter()
                .map(|what| format!("{path}: {what}")),
        );
        unknown.extend(
            header
                .unknown()
                .map(|(part, reason)| format!("{path}: {part}: {}", reason.text)),
        );
        if let Some(damage) = &header.damage {
            wrong.push(format!("{path}: damage: {}", damage.text));
        }
    }
    println!("{files} files, {} unknown:\n{}", unknown.len(), unknown.join("\n"));
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(files > 2_000, "only {files} files");
    assert!(
        unknown.len() * 100 < files,
        "{} unknown parts in {files} files",
        unknown.len()
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn made_up_headers_are_read_as_python_runs_them(module in made_up::module()) {
        // One Python answers all cases.
        static ORACLE: Mutex<Option<oracle::Oracle>> = Mutex::new(None);
        let opinions = {
            let mut oracle = ORACLE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            oracle.get_or_insert_with(oracle::Oracle::start).read(&module)
        };
        let source = SourceText::new("f", module.as_str());
        let header = Python.header(&source);
        if opinions.read.error.is_some() {
            return Ok(());
        }
        prop_assert_eq!(&header.damage, &None);
        // What runs decides over what is written; places are known only of what is written.
        if opinions.run.error.is_none() {
            let run = oracle::run_differences(&opinions.run, &header);
            prop_assert!(run.is_empty(), "{:?}\n{}", run, module);
        }
        let read = oracle::place_differences(&opinions.read, &header, source.text());
        prop_assert!(read.is_empty(), "{:?}\n{}", read, module);
        // What the oracle can read plainly is not left unknown.
        let missed = oracle::missed(&opinions.read, &opinions.run, &header);
        prop_assert!(missed.is_empty(), "{:?}\n{}", missed, module);
    }
}
