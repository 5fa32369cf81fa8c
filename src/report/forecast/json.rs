//! A forecast for programs (`docs/forecast.md`).

use super::{Forecast, ForecastFormat};

/// `--format json`.
pub(super) static FORMAT: ForecastFormat = ForecastFormat { name: "json", render };

fn render(forecast: &Forecast) -> String {
    let mut text = serde_json::to_string(forecast).expect("strings, numbers and lists are always JSON");
    text.push('\n');
    text
}
