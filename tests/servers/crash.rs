//! Runs that are killed at any time (faults T12, T13).

use std::process::{Command, Stdio};
use std::time::Duration;

use onehead::dialect::Dialect;

use crate::cuts::history;
use crate::scene::{How, upgrade};
use crate::server::{BOTH, Database, figure};

const URL: &str = "ONEHEAD_TEST_CRASH";

#[test]
fn a_run_that_is_killed_goes_on_exactly() {
    for dialect in BOTH {
        let whole = Database::fresh(dialect);
        upgrade(&whole.url(), &history(dialect), How::default()).expect("applies");
        let wanted = whole.dump();
        let (count, mut killed) = (figure(12, 200), 0);
        for number in 0..count {
            let database = Database::fresh(dialect);
            let mut child = Command::new(std::env::current_exe().expect("this test"))
                .args(["--ignored", "--exact", "crash::one_run"])
                .env(URL, database.url())
                .stdout(Stdio::null())
                .spawn()
                .expect("starts");
            let spread = 120.0 / f64::from(u32::try_from(count).expect("small"));
            let pause = f64::from(u32::try_from(number).expect("small")) * spread;
            std::thread::sleep(Duration::from_secs_f64(pause / 1000.0));
            child.kill().expect("kills");
            killed += usize::from(!child.wait().expect("ends").success());
            let again = upgrade(&database.url(), &history(dialect), How::default());
            again.unwrap_or_else(|error| panic!("{dialect:?} {number}: {error}"));
            assert_eq!(database.dump(), wanted, "{dialect:?} {number}");
        }
        assert!(killed > 0, "none was killed in time");
    }
}

#[test]
#[ignore = "the process that the test above kills"]
fn one_run() {
    let url = std::env::var(URL).expect("started by the test above");
    let dialect = if url.starts_with("postgresql") {
        Dialect::PostgreSql
    } else {
        Dialect::MariaDb
    };
    upgrade(&url, &history(dialect), How::default()).expect("applies");
}
