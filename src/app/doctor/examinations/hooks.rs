//! Hooks that are not there, or that git does not run.

use super::super::{Ailment, Patient, Report};
use crate::app::AppError;
use crate::app::hooks::{HookState, hooks_place, status};

pub(super) fn examine(patient: &Patient<'_>, report: &mut Report) -> Result<(), AppError> {
    if patient.workspace.repo().is_err() {
        return Ok(());
    }
    let status = status(&hooks_place(patient.workspace)?)?;
    let named = |is_so: &dyn Fn(&HookState, bool) -> bool| {
        let hooks = status.hooks.iter().filter(|hook| is_so(&hook.state, hook.runs));
        hooks.map(|hook| hook.hook.to_string()).collect::<Vec<_>>()
    };
    let absent = named(&|state, _| {
        matches!(
            state,
            HookState::NotInstalled | HookState::Foreign | HookState::NotAFile
        )
    });
    let old = named(&|state, _| matches!(state, HookState::Outdated));
    let idle = named(&|state, runs| !runs && matches!(state, HookState::Installed | HookState::CallsOnehead));
    for (hooks, what) in [
        (absent, "not installed"),
        (old, "of an older version"),
        (idle, "there, and git does not run them"),
    ] {
        if hooks.is_empty() {
            continue;
        }
        let ailment = Ailment::new("hooks", format!("hooks are {what}: {}", hooks.join(", ")));
        report.ailments.push(match &status.refused {
            Some(reason) => ailment
                .detail(reason.clone())
                .way("see what stands there", ["onehead hooks status"]),
            None => ailment.way(
                "install them; a hook of yours is kept and run first",
                ["onehead hooks install"],
            ),
        });
    }
    Ok(())
}
