//! Dates and times as Python builds and writes them (`datetime`).

use super::Literal;
use crate::ops::{Arguments, Call, Signature, Value, reason};
use crate::revision::Reason;

/// `datetime.date`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date {
    /// The year, four digits.
    pub year: i128,
    /// The month.
    pub month: i128,
    /// The day.
    pub day: i128,
}

/// `datetime.time`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// The hour.
    pub hour: i128,
    /// The minute.
    pub minute: i128,
    /// The second.
    pub second: i128,
    /// Millionths of a second.
    pub microsecond: i128,
}

/// `datetime.datetime`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateTime {
    /// The date.
    pub date: Date,
    /// The time.
    pub time: Time,
    /// The offset of its zone: only UTC is understood, 0.
    pub offset: Option<i8>,
}

/// `datetime.timedelta`, in millionths of a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// How long it is.
    pub microseconds: i128,
}

impl Date {
    /// `2020-01-02`
    #[must_use]
    pub fn iso(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    fn is_real(&self) -> bool {
        let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => 0,
        };
        (1..=9999).contains(&self.year) && (1..=days).contains(&self.day)
    }
}

impl Time {
    /// `03:04:05`, with six digits of a second where there are any, or where they are asked for.
    #[must_use]
    pub fn iso(&self, always_with_microseconds: bool) -> String {
        let seconds = format!("{:02}:{:02}:{:02}", self.hour, self.minute, self.second);
        if self.microsecond != 0 || always_with_microseconds {
            format!("{seconds}.{:06}", self.microsecond)
        } else {
            seconds
        }
    }

    fn is_real(&self) -> bool {
        let in_range = |number: i128, end: i128| (0..end).contains(&number);
        in_range(self.hour, 24)
            && in_range(self.minute, 60)
            && in_range(self.second, 60)
            && in_range(self.microsecond, 1_000_000)
    }
}

impl DateTime {
    /// `2020-01-02 03:04:05`, its zone behind it.
    #[must_use]
    pub fn iso(&self, always_with_microseconds: bool) -> String {
        let zone = self.offset.map_or("", |_| "+00:00");
        format!("{} {}{zone}", self.date.iso(), self.time.iso(always_with_microseconds))
    }
}

const DATE: Signature = Signature::new("datetime.date", &["year", "month", "day"]);
const TIME: Signature =
    Signature::new("datetime.time", &["hour", "minute", "second", "microsecond"]).with_keywords(&["tzinfo"]);
const DATETIME: Signature = Signature::new(
    "datetime.datetime",
    &[
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "microsecond",
        "tzinfo",
    ],
);
const TIMEDELTA: Signature = Signature::new(
    "datetime.timedelta",
    &[
        "days",
        "seconds",
        "microseconds",
        "milliseconds",
        "minutes",
        "hours",
        "weeks",
    ],
);

/// Reads a date or a time; `None` where the call makes none.
pub(super) fn moment(name: &str, call: &Call) -> Result<Option<Literal>, Reason> {
    let literal = match name {
        "datetime.date" => Literal::Date(date(&DATE.bind(call)?)?),
        "datetime.time" => {
            let arguments = TIME.bind(call)?;
            if arguments.value("tzinfo").is_some() {
                return Err(reason(call.place, "a time with a zone is not understood"));
            }
            Literal::Time(time(&arguments)?)
        }
        "datetime.datetime" => {
            let arguments = DATETIME.bind(call)?;
            Literal::DateTime(DateTime {
                date: date(&arguments)?,
                time: time(&arguments)?,
                offset: offset(&arguments)?,
            })
        }
        "datetime.timedelta" => Literal::Span(span(&TIMEDELTA.bind(call)?)?),
        _ => return Ok(None),
    };
    Ok(Some(literal))
}

fn number(arguments: &Arguments<'_>, name: &str) -> Result<i128, Reason> {
    Ok(arguments.integer(name)?.unwrap_or_default())
}

fn date(arguments: &Arguments<'_>) -> Result<Date, Reason> {
    let date = Date {
        year: number(arguments, "year")?,
        month: number(arguments, "month")?,
        day: number(arguments, "day")?,
    };
    if date.is_real() {
        Ok(date)
    } else {
        Err(reason(arguments.place, "there is no such date"))
    }
}

fn time(arguments: &Arguments<'_>) -> Result<Time, Reason> {
    let time = Time {
        hour: number(arguments, "hour")?,
        minute: number(arguments, "minute")?,
        second: number(arguments, "second")?,
        microsecond: number(arguments, "microsecond")?,
    };
    if time.is_real() {
        Ok(time)
    } else {
        Err(reason(arguments.place, "there is no such time"))
    }
}

fn offset(arguments: &Arguments<'_>) -> Result<Option<i8>, Reason> {
    match arguments.value("tzinfo").map(Value::as_name) {
        None => Ok(None),
        Some(Some("datetime.timezone.utc" | "datetime.UTC")) => Ok(Some(0)),
        Some(_) => Err(reason(arguments.place, "the zone of a time is not understood")),
    }
}

fn span(arguments: &Arguments<'_>) -> Result<Span, Reason> {
    const UNITS: [(&str, i128); 7] = [
        ("days", 86_400_000_000),
        ("seconds", 1_000_000),
        ("microseconds", 1),
        ("milliseconds", 1_000),
        ("minutes", 60_000_000),
        ("hours", 3_600_000_000),
        ("weeks", 604_800_000_000),
    ];
    let mut microseconds: i128 = 0;
    for (name, unit) in UNITS {
        let part = number(arguments, name)?.checked_mul(unit);
        let sum = part.and_then(|part| microseconds.checked_add(part));
        microseconds = sum.ok_or_else(|| reason(arguments.place, "there is no such span of time"))?;
    }
    Ok(Span { microseconds })
}
