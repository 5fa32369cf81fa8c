use super::super::{Draft, TemplateError};
pub(super) fn render(_draft: &Draft, _template: Option<&str>) -> Result<String, TemplateError> {
    Err(TemplateError::Unfaithful(String::new()))
}
