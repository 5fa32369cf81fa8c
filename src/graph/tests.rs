use super::*;

/// Draws a graph: `id <- parents ~ dependencies # label`, one revision a line, in load order.
fn draw(lines: &str) -> Graph {
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let nodes = lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| {
            let (line, labels) = line.split_once('#').unwrap_or((line, ""));
            let (line, depends_on) = line.split_once('~').unwrap_or((line, ""));
            let (id, parents) = line.split_once("<-").unwrap_or((line, ""));
            Node {
                id: id.trim().into(),
                parents: words(parents).iter().map(|id| id.as_str().into()).collect(),
                depends_on: words(depends_on),
                labels: words(labels).iter().map(|label| label.as_str().into()).collect(),
            }
        });
    Graph::build(nodes.collect())
}

fn ids(graph: &Graph, revs: &[Rev]) -> String {
    revs.iter()
        .map(|&rev| graph.id(rev).as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

fn rows(text: &str) -> Vec<RevisionId> {
    text.split_whitespace().map(RevisionId::from).collect()
}

/// Applies a route to rows, checking each move, and answers what is left.
fn after(start: &str, moves: impl IntoIterator<Item = VersionMove>) -> String {
    let mut left: std::collections::BTreeSet<String> = start.split_whitespace().map(str::to_owned).collect();
    for step in moves {
        match step {
            VersionMove::Insert(id) => assert!(left.insert(id.to_string()), "{id} is there already"),
            VersionMove::Delete(id) => assert!(left.remove(id.as_str()), "{id} is not there"),
            VersionMove::Update { from, to } => {
                assert!(left.remove(from.as_str()), "{from} is not there");
                assert!(left.insert(to.to_string()), "{to} is there already");
            }
        }
    }
    left.into_iter().collect::<Vec<_>>().join(" ")
}

fn moved(start: &str, route: Route) -> String {
    after(start, route.steps.into_iter().flat_map(|step| step.moves))
}

/// Spec section 3.5, the example that was run live.
#[test]
fn history_walks_branch_lines_depth_first() {
    let graph = draw(
        "0000
         1111 <- 0000
         vvvv <- xxxx
         wwww <- yyyy
         xxxx <- zzzz
         yyyy <- zzzz
         zzzz",
    );
    assert_eq!(ids(&graph, &graph.history()), "1111 0000 vvvv xxxx wwww yyyy zzzz");
    let route = graph.upgrade(&[], "heads").expect("from base");
    let order: Vec<Rev> = route.steps.iter().map(|step| step.rev).collect();
    assert_eq!(ids(&graph, &order), "zzzz yyyy wwww xxxx vvvv 0000 1111");
}

/// Spec section 2.6, the worked table.
#[test]
fn dependencies_absorb_rows() {
    let graph = draw(
        "a1 # core
         a2 <- a1
         a3 <- a2
         n1 # net
         n2 <- n1 ~ a2
         n3 <- n2 ~ a3",
    );
    assert_eq!(moved("", graph.upgrade(&[], "heads").expect("up")), "n3");
    assert_eq!(
        moved("n3", graph.downgrade(&rows("n3"), "net@-1").expect("down")),
        "a3 n2"
    );
    assert_eq!(
        moved("a2 n1", graph.upgrade(&rows("a2 n1"), "net@+1").expect("up")),
        "n2"
    );
    assert_eq!(
        moved("n3", graph.downgrade(&rows("n3"), "core@-1").expect("down")),
        "n2"
    );
    assert_eq!(
        moved("n3", graph.downgrade(&rows("n3"), "net@base").expect("down")),
        "a3"
    );
}

/// Alembic refuses these as ambiguous walks (docs/differences.md).
#[test]
fn a_walk_that_leaves_a_merge_takes_the_merge_back() {
    let graph = draw(
        "a
         b <- a
         c <- a
         m <- b c
         n <- m
         o <- m",
    );
    for (start, target, left) in [
        ("m", "-1", "b c"),
        ("n", "-2", "b c"),
        ("n o", "n-2", "b c"),
        ("n o", "-1", "o"),
        ("m", "m-1", "b c"),
        ("b c", "m-1", "b c"),
    ] {
        let route = graph.downgrade(&rows(start), target).expect(target);
        assert_eq!(moved(start, route), left, "{start} {target}");
    }
    // Beyond the merge there are two ways.
    for (start, target) in [("m", "-2"), ("n", "-3"), ("b", "m-1")] {
        assert!(graph.downgrade(&rows(start), target).is_err(), "{start} {target}");
    }
    // Nothing else walks over it.
    assert!(graph.stamp(&rows("m"), &["-1".to_owned()]).is_err());
}

/// Spec section 2.5, the worked rows over a fork.
#[test]
fn stamp_collapses_the_rows_of_a_lineage() {
    let graph = draw(
        "a
         b1 <- a
         b2 <- a
         c1 <- b1
         c2 <- b2",
    );
    let stamp = |start: &str, targets: &[&str]| {
        let targets: Vec<String> = targets.iter().map(|&target| target.to_owned()).collect();
        let steps = graph.stamp(&rows(start), &targets).expect("resolves");
        after(start, steps.into_iter().flat_map(|step| step.moves))
    };
    assert_eq!(stamp("c1 c2", &["b1"]), "b1 c2");
    assert_eq!(stamp("c1 c2", &["a"]), "a");
    assert_eq!(stamp("", &["c1", "c2"]), "c1 c2");
    assert_eq!(stamp("c1 c2", &["a", "c2"]), "a");
    assert_eq!(stamp("c1 c2", &["base"]), "");
}

#[test]
fn labels_reach_up_and_down_to_the_fork() {
    let graph = draw(
        "a
         b <- a
         c <- b
         d <- c # tip
         e <- a",
    );
    let labelled: Vec<Rev> = graph.revs().filter(|&rev| graph.has_label(rev, "tip")).collect();
    assert_eq!(ids(&graph, &labelled), "b c d");
}

#[test]
fn a_cycle_names_its_members_and_every_question_ends() {
    let graph = draw(
        "a
         b <- a d
         c <- b
         d <- c
         e <- d",
    );
    let [Fault::Cycle { members, .. }] = graph.faults() else {
        panic!("{:?}", graph.faults())
    };
    assert_eq!(ids(&graph, members), "b c d");
    assert_eq!(graph.history().len(), 5);
    assert_eq!(ids(&graph, graph.heads()), "e");
    let _ = graph.upgrade(&[], "heads");
}

#[test]
fn of_a_duplicate_id_the_later_file_wins_at_the_earlier_place() {
    let graph = draw(
        "a
         b <- a
         a <- b",
    );
    assert!(graph.faults().contains(&Fault::DuplicateId {
        rev: Rev(0),
        winner: 2,
        loser: 0
    }));
    assert_eq!(graph.origin(Rev(0)), 2);
}

#[test]
fn ten_thousand_heads_and_a_hundred_thousand_steps_stay_linear() {
    let star: Vec<Node> = (0..10_001)
        .map(|at| Node {
            id: format!("{at:05}").as_str().into(),
            parents: if at == 0 { vec![] } else { vec!["00000".into()] },
            depends_on: vec![],
            labels: vec![],
        })
        .collect();
    let graph = Graph::build(star);
    assert_eq!(graph.history().len(), 10_001);
    let line: Vec<Node> = (0..100_000)
        .map(|at: u32| Node {
            id: format!("{at:06}").as_str().into(),
            parents: at
                .checked_sub(1)
                .map(|below| format!("{below:06}").as_str().into())
                .into_iter()
                .collect(),
            depends_on: vec![],
            labels: vec![],
        })
        .collect();
    let graph = Graph::build(line);
    assert_eq!(graph.history().first(), graph.heads().first());
    assert_eq!(graph.upgrade(&[], "head").expect("up").steps.len(), 100_000);
    let down = graph.downgrade(&rows("099999"), "base").expect("down");
    assert_eq!(down.steps.len(), 100_000);
}

/// Two lines, the second of which depends on the first at every step: each line waits for the other all the time.
#[test]
fn lines_that_wait_for_each_other_stay_linear() {
    let name = |at: usize| format!("{at:06}");
    let twins = (0..50_000).map(|at: usize| Node {
        id: name(at).as_str().into(),
        parents: at
            .checked_sub(2)
            .map(|below| name(below).as_str().into())
            .into_iter()
            .collect(),
        depends_on: if at % 2 == 1 { vec![name(at - 1)] } else { vec![] },
        labels: vec![],
    });
    let graph = Graph::build(twins.collect());
    assert_eq!(graph.history().len(), 50_000);
    assert_eq!(graph.upgrade(&[], "heads").expect("up").steps.len(), 50_000);
}

/// Alembic counts a base once for each of its names, and looks the branch up where there are several (`downgrade`).
#[test]
fn a_branch_that_nobody_has_is_refused_even_above_a_single_labelled_base() {
    let plain = draw("aaaa\n bbbb <- aaaa");
    let labelled = draw("aaaa # core\n bbbb <- aaaa");
    assert!(plain.downgrade(&rows("bbbb"), "nobody@base").is_ok());
    assert!(labelled.downgrade(&rows("bbbb"), "nobody@base").is_err());
    assert!(labelled.downgrade(&rows("bbbb"), "core@base").is_ok());
}
