//! The time of a new revision.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Answers the present in a configured time zone: as written, else in capitals (spec section 4.3); none where there is
/// no such zone.
#[must_use]
pub fn now(timezone: Option<&str>) -> Option<Zoned> {
    let zone = match timezone {
        None => TimeZone::system(),
        Some(name) => TimeZone::get(name)
            .or_else(|_| TimeZone::get(&name.to_uppercase()))
            .ok()?,
    };
    Some(Timestamp::now().to_zoned(zone))
}

/// Writes a time as Python's `str(datetime)` does: with the offset only where a time zone is configured.
#[must_use]
pub fn create_date(time: &Zoned, timezone: Option<&str>) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    let mut text = time.strftime("%Y-%m-%d %H:%M:%S").to_string();
    if micros != 0 {
        text.push_str(&format!(".{micros:06}"));
    }
    if timezone.is_some() {
        text.push_str(&time.strftime("%:z").to_string());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_read_like_pythons() {
        let time: Zoned = "2026-11-22T08:36:01.457404[UTC]".parse().expect("a date");
        assert_eq!(create_date(&time, None), "2026-11-22 08:36:01.457404");
        assert_eq!(create_date(&time, Some("utc")), "2026-11-22 08:36:01.457404+00:00");
        let time: Zoned = "2026-11-22T08:36:01[Europe/Berlin]".parse().expect("a date");
        assert_eq!(create_date(&time, Some("Europe/Berlin")), "2026-11-22 08:36:01+01:00");
        assert!(now(Some("utc")).is_some());
        assert!(now(Some("Nowhere/Land")).is_none());
    }
}
