//! The plan: carried out as it says, the history has one head.

use serde_json::Value;

use crate::scene::{Scene, path, script, words};

#[test]
fn carrying_out_the_plan_ends_with_one_head() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"]), ("a2", &["a1"])]);
    scene.branch("b", "main", &[("b1", &["002"])]);
    scene.branch("c", "main", &[("c1", &["002"])]);
    scene.branch("old", "main", &[("o1", &["001"])]);
    scene.branch("a-more", "a", &[("a3", &["a2"])]);
    scene.branch("easy", "main", &[]);
    let (code, document) = scene.json("a b c old a-more easy --onto main");
    assert_eq!(code, 1);
    let plan = document["projects"][0]["plan"].as_array().expect("a plan").clone();
    assert_eq!(plan.len(), 5, "a branch without revisions has no step: {plan:?}");
    let order: Vec<&str> = plan.iter().filter_map(|step| step["branch"].as_str()).collect();
    let place = |name| order.iter().position(|branch| *branch == name);
    assert!(place("a") < place("a-more"), "{order:?}");
    assert_eq!(
        order.last(),
        Some(&"old"),
        "who collides with the base itself comes last"
    );
    for step in &plan {
        let branch = step["branch"].as_str().expect("a name");
        scene.run("git", &["merge", "-q", "--no-edit", branch]);
        for need in step["needs"].as_array().expect("needs") {
            carry_out(&scene, need);
        }
        scene.commit("re-parented");
        assert_eq!(
            scene.run("onehead", &["heads"]).lines().count(),
            1,
            "after {branch}: {plan:?}"
        );
    }
}

fn carry_out(scene: &Scene, need: &Value) {
    if need["kind"] == "update" {
        return;
    }
    assert_eq!(need["kind"], "reparent", "{need}");
    let [revision, from, onto] = ["revision", "from", "onto"].map(|key| need[key].as_str().expect("a name"));
    let text = script(revision, &[from]);
    assert!(text.contains(&format!("down_revision = \"{from}\"")));
    scene.write(&path(revision), &script(revision, &[onto]));
}

#[test]
fn each_re_parent_names_whom_to_wait_for() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("a1", &["002"])]);
    scene.branch("b", "main", &[("b1", &["002"])]);
    let (_, document) = scene.json("a b --onto main");
    let plan = &document["projects"][0]["plan"];
    assert_eq!(plan[0]["branch"], "a");
    assert_eq!(plan[0]["needs"].as_array().map(Vec::len), Some(0));
    let need = &plan[1]["needs"][0];
    assert_eq!(
        (&need["revision"], &need["onto"], &need["after"]),
        (&"b1".into(), &"a1".into(), &"a".into())
    );
    assert_eq!(need["text"], "re-parent b1 onto a1 of a");
}

#[test]
fn an_id_minted_twice_needs_another_one() {
    let scene = Scene::new();
    scene.branch("a", "main", &[("twin", &["002"])]);
    scene.run("git", &["switch", "-q", "-c", "b", "main"]);
    scene.write(
        "migrations/versions/twin_other.py",
        &script("twin", &["002"]).replace("up", "else"),
    );
    scene.commit("b");
    scene.git("switch -q main");
    let (code, document) = scene.json("a b --onto main");
    assert_eq!(code, 1);
    let project = &document["projects"][0];
    let kinds: Vec<&str> = project["pairs"][0]["clashes"]
        .as_array()
        .expect("clashes")
        .iter()
        .filter_map(|clash| clash["kind"].as_str())
        .collect();
    assert!(kinds.contains(&"same-id"), "{project}");
    let needs = project["plan"][1]["needs"].as_array().expect("needs");
    assert!(
        needs
            .iter()
            .any(|need| need["kind"] == "new-id" && need["revision"] == "twin"),
        "{needs:?}"
    );
    assert!(
        needs
            .iter()
            .any(|need| need["kind"] == "reparent" && need["onto"] == "twin"),
        "{needs:?}"
    );
    assert_eq!(words(&project["pairs"][0]["branches"]), ["a", "b"]);
}
