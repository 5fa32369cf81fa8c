//! Random bodies: random operations with random arguments.

/// A source of random choices; the same seed gives the same body.
pub struct Dice(u64);

const NAMES: &[&str] = &[
    "a",
    "b",
    "user",
    "Order",
    "with space",
    "x_1",
    "select",
    "t%t",
    "it's",
    "q\"q",
    "9lives",
    "groß",
    "key",
    "end",
];
const SCHEMAS: &[&str] = &["s", "Sales", "db.owner"];
const TYPES: &[&str] = &[
    "sa.Integer()",
    "sa.Integer",
    "sa.BigInteger()",
    "sa.SmallInteger()",
    "sa.String(20)",
    "sa.String(length=7)",
    "sa.Text()",
    "sa.Boolean()",
    "sa.Boolean(create_constraint=True, name='ck_b')",
    "sa.DateTime()",
    "sa.DateTime",
    "sa.DateTime(timezone=True)",
    "sa.Date()",
    "sa.TIMESTAMP()",
    "sa.Numeric(10, 2)",
    "sa.Float()",
    "sa.JSON()",
    "sa.Uuid()",
    "sa.LargeBinary()",
    "sa.Enum('x', \"it's\", name='kind')",
    "sa.Enum('x', 'y', name='kind2', native_enum=False, create_constraint=True)",
    "sa.Enum('x', 'y', name='kind3', schema='s')",
    "sa.String(5).with_variant(sa.Text(), 'postgresql')",
    "sa.Integer().with_variant(sa.BigInteger(), 'mysql', 'mariadb')",
    "sa.ARRAY(sa.Integer())",
    "pg.JSONB()",
    "my.TINYINT(1)",
    "sa.String()",
];
const DEFAULTS: &[&str] = &[
    "'x'",
    "'0'",
    "\"it's\"",
    "sa.text('0')",
    "sa.text('now()')",
    "sa.text(\"'a'\")",
    "sa.text('1 + 1')",
    "sa.func.now()",
    "sa.true()",
    "sa.false()",
    "sa.null()",
    "sa.text('CURRENT_TIMESTAMP')",
    "None",
];
const CHECKS: &[&str] = &["'b > 3'", "sa.text('b <> 4')", "column('b') > 3", "\"a LIKE 'x%'\""];
const ACTIONS: &[&str] = &["CASCADE", "SET NULL", "RESTRICT", "NO ACTION"];

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll()).expect("a word is an index") % count
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn name(&mut self) -> String {
        let name = self.pick(NAMES);
        quoted(name)
    }

    /// Names of columns, each once.
    fn names(&mut self, most: usize) -> Vec<String> {
        let count = 1 + self.below(most);
        let mut names: Vec<String> = Vec::new();
        while names.len() < count {
            let name = self.name();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn bool(&mut self) -> &'static str {
        if self.one_in(2) { "True" } else { "False" }
    }

    /// Adds an argument one time in so many.
    fn maybe(&mut self, out: &mut Vec<String>, one_in: usize, argument: impl FnOnce(&mut Self) -> String) {
        if self.one_in(one_in) {
            out.push(argument(self));
        }
    }

    fn schema(&mut self, out: &mut Vec<String>, parameter: &str) {
        self.maybe(out, 5, |dice| format!("{parameter}={}", quoted(dice.pick(SCHEMAS))));
    }

    /// The name of a constraint or an index: often plain, sometimes final, sometimes none.
    fn label(&mut self, prefix: &str) -> String {
        match self.below(6) {
            0 => "None".to_owned(),
            1 => format!("op.f('{prefix}_{}')", self.below(9)),
            2 => quoted(&format!("{prefix} {}", self.pick(NAMES))),
            _ => format!("'{prefix}_{}'", self.below(9)),
        }
    }
}

/// A random body of a few operations.
pub fn body(seed: u64) -> String {
    let dice = &mut Dice::new(seed);
    let count = 1 + dice.below(3);
    let lines: Vec<String> = (0..count).map(|_| operation(dice)).collect();
    lines.join("\n") + "\n"
}

fn operation(dice: &mut Dice) -> String {
    match dice.below(20) {
        0..=3 => create_table(dice),
        4..=6 => add_column(dice, "op", true),
        7..=9 => alter_column(dice, "op", true),
        10 => create_index(dice, "op", true),
        11 => {
            let mut rest = vec![dice.label("ix"), format!("table_name={}", dice.name())];
            dice.schema(&mut rest, "schema");
            dice.maybe(&mut rest, 4, |dice| format!("if_exists={}", dice.bool()));
            format!("op.drop_index({})", rest.join(", "))
        }
        12 | 13 => constraint(dice, "op", true),
        14 => drop_constraint(dice, "op", true),
        15 => {
            let mut rest = vec![dice.name()];
            dice.schema(&mut rest, "schema");
            dice.maybe(&mut rest, 4, |dice| format!("if_exists={}", dice.bool()));
            format!("op.drop_table({})", rest.join(", "))
        }
        16 => {
            let mut rest = vec![dice.name(), dice.name()];
            dice.schema(&mut rest, "schema");
            match dice.below(3) {
                0 => format!("op.rename_table({})", rest.join(", ")),
                1 => format!("op.drop_column({})", rest.join(", ")),
                _ => format!("op.create_table_comment({})", rest.join(", ")),
            }
        }
        17 | 18 => batch(dice),
        _ => remade(dice),
    }
}

fn column(dice: &mut Dice, name: &str) -> String {
    let mut rest = vec![name.to_owned(), dice.pick(TYPES).to_owned()];
    dice.maybe(&mut rest, 8, |dice| {
        let name = dice.label("fk");
        format!(
            "sa.ForeignKey('z.id', name={name}, ondelete={})",
            quoted(dice.pick(ACTIONS))
        )
    });
    dice.maybe(&mut rest, 12, |dice| {
        let (check, name) = (dice.pick(CHECKS), dice.label("ck"));
        format!("sa.CheckConstraint({check}, name={name})")
    });
    match dice.below(12) {
        0 => rest.push(format!("sa.Identity(start={})", dice.below(9))),
        1 => rest.push(format!("sa.Computed('b + 1', persisted={})", dice.bool())),
        _ => dice.maybe(&mut rest, 3, |dice| format!("server_default={}", dice.pick(DEFAULTS))),
    }
    dice.maybe(&mut rest, 2, |dice| format!("nullable={}", dice.bool()));
    dice.maybe(&mut rest, 8, |_| "unique=True".to_owned());
    dice.maybe(&mut rest, 8, |_| "index=True".to_owned());
    dice.maybe(&mut rest, 8, |dice| format!("comment={}", dice.name()));
    dice.maybe(&mut rest, 12, |dice| format!("autoincrement={}", dice.bool()));
    dice.maybe(&mut rest, 16, |_| "default=4".to_owned());
    dice.maybe(&mut rest, 16, |_| "sqlite_on_conflict_unique='IGNORE'".to_owned());
    format!("sa.Column({})", rest.join(", "))
}

fn key_column(dice: &mut Dice, name: &str) -> String {
    let of = dice.pick(&[
        "sa.Integer()",
        "sa.BigInteger()",
        "sa.SmallInteger()",
        "sa.String(8)",
        "sa.Uuid()",
    ]);
    let mut rest = vec![name.to_owned(), of.to_owned()];
    rest.push("primary_key=True".to_owned());
    dice.maybe(&mut rest, 8, |dice| format!("autoincrement={}", dice.bool()));
    dice.maybe(&mut rest, 8, |dice| format!("nullable={}", dice.bool()));
    format!("sa.Column({})", rest.join(", "))
}

fn items(dice: &mut Dice) -> Vec<String> {
    let names = dice.names(5);
    let mut items = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let is_key = if at == 0 { dice.one_in(2) } else { dice.one_in(9) };
        items.push(if is_key {
            key_column(dice, name)
        } else {
            column(dice, name)
        });
    }
    for _ in 0..dice.below(3) {
        let picked = names[dice.below(names.len())].clone();
        items.push(match dice.below(5) {
            0 => format!("sa.UniqueConstraint({picked}, name={})", dice.label("uq")),
            1 => format!("sa.CheckConstraint({}, name={})", dice.pick(CHECKS), dice.label("ck")),
            2 => {
                let deletion = quoted(dice.pick(ACTIONS));
                format!(
                    "sa.ForeignKeyConstraint([{picked}], ['z.id'], name={}, ondelete={deletion})",
                    dice.label("fk")
                )
            }
            3 => format!("sa.Index({}, {picked}, unique={})", dice.label("ix"), dice.bool()),
            _ => format!("sa.PrimaryKeyConstraint({picked}, name={})", dice.label("pk")),
        });
    }
    items
}

fn create_table(dice: &mut Dice) -> String {
    let mut rest = vec![dice.name()];
    rest.extend(items(dice));
    dice.schema(&mut rest, "schema");
    dice.maybe(&mut rest, 6, |dice| format!("comment={}", dice.name()));
    dice.maybe(&mut rest, 9, |dice| format!("if_not_exists={}", dice.bool()));
    dice.maybe(&mut rest, 9, |_| "prefixes=['TEMPORARY']".to_owned());
    dice.maybe(&mut rest, 6, |_| {
        "mysql_engine='InnoDB', mysql_charset='utf8mb4'".to_owned()
    });
    dice.maybe(&mut rest, 9, |_| "sqlite_autoincrement=True".to_owned());
    dice.maybe(&mut rest, 9, |_| {
        "postgresql_with={'fillfactor': 70}, postgresql_tablespace='Fast'".to_owned()
    });
    format!("op.create_table({})", rest.join(", "))
}

fn add_column(dice: &mut Dice, on: &str, is_op: bool) -> String {
    let mut rest = if is_op { vec![dice.name()] } else { Vec::new() };
    let name = dice.name();
    rest.push(column(dice, &name));
    if is_op {
        dice.schema(&mut rest, "schema");
    } else {
        dice.maybe(&mut rest, 12, |dice| format!("insert_after={}", dice.name()));
    }
    dice.maybe(&mut rest, 9, |dice| format!("if_not_exists={}", dice.bool()));
    dice.maybe(&mut rest, 9, |dice| format!("inline_references={}", dice.bool()));
    dice.maybe(&mut rest, 9, |dice| format!("inline_primary_key={}", dice.bool()));
    format!("{on}.add_column({})", rest.join(", "))
}

fn alter_column(dice: &mut Dice, on: &str, is_op: bool) -> String {
    let mut rest = if is_op { vec![dice.name()] } else { Vec::new() };
    rest.push(dice.name());
    dice.maybe(&mut rest, 3, |dice| format!("nullable={}", dice.bool()));
    dice.maybe(&mut rest, 3, |dice| format!("type_={}", dice.pick(TYPES)));
    dice.maybe(&mut rest, 3, |dice| format!("server_default={}", dice.pick(DEFAULTS)));
    dice.maybe(&mut rest, 5, |dice| format!("new_column_name={}", dice.name()));
    dice.maybe(&mut rest, 7, |dice| format!("comment={}", dice.name()));
    if dice.below(4) > 0 {
        rest.push(format!("existing_type={}", dice.pick(TYPES)));
    }
    dice.maybe(&mut rest, 2, |dice| format!("existing_nullable={}", dice.bool()));
    dice.maybe(&mut rest, 5, |dice| {
        format!("existing_server_default={}", dice.pick(DEFAULTS))
    });
    dice.maybe(&mut rest, 9, |dice| format!("existing_comment={}", dice.name()));
    dice.maybe(&mut rest, 9, |dice| format!("autoincrement={}", dice.bool()));
    dice.maybe(&mut rest, 12, |_| "postgresql_using='b::int'".to_owned());
    if is_op {
        dice.schema(&mut rest, "schema");
    }
    format!("{on}.alter_column({})", rest.join(", "))
}

fn create_index(dice: &mut Dice, on: &str, is_op: bool) -> String {
    let mut rest = vec![dice.label("ix")];
    if is_op {
        rest.push(dice.name());
    }
    rest.push(format!("[{}]", dice.names(3).join(", ")));
    dice.maybe(&mut rest, 2, |dice| format!("unique={}", dice.bool()));
    dice.maybe(&mut rest, 6, |_| "postgresql_using='gin'".to_owned());
    dice.maybe(&mut rest, 6, |_| {
        "postgresql_where=sa.text('b > 3'), sqlite_where=sa.text('b > 3')".to_owned()
    });
    dice.maybe(&mut rest, 9, |dice| format!("mysql_length={}", dice.below(30)));
    dice.maybe(&mut rest, 9, |_| "postgresql_concurrently=True".to_owned());
    dice.maybe(&mut rest, 9, |dice| format!("if_not_exists={}", dice.bool()));
    if is_op {
        dice.schema(&mut rest, "schema");
    }
    format!("{on}.create_index({})", rest.join(", "))
}

fn constraint(dice: &mut Dice, on: &str, is_op: bool) -> String {
    let table = if is_op { vec![dice.name()] } else { Vec::new() };
    let columns = dice.names(2);
    let listed = format!("[{}]", columns.join(", "));
    let (kind, mut rest, schema) = match dice.below(4) {
        0 => ("unique_constraint", vec![dice.label("uq"), listed], "schema"),
        1 => (
            "check_constraint",
            vec![dice.label("ck"), dice.pick(CHECKS).to_owned()],
            "schema",
        ),
        2 => ("primary_key", vec![dice.label("pk"), listed], "schema"),
        _ => {
            let remote = dice.names(columns.len());
            let remote = if remote.len() == columns.len() { remote } else { columns };
            let referent = dice.name();
            let remote = format!("[{}]", remote.join(", "));
            (
                "foreign_key",
                vec![dice.label("fk"), referent, listed, remote],
                "source_schema",
            )
        }
    };
    rest.splice(1..1, table);
    if kind == "foreign_key" {
        dice.maybe(&mut rest, 3, |dice| format!("ondelete={}", quoted(dice.pick(ACTIONS))));
        dice.maybe(&mut rest, 5, |dice| format!("onupdate={}", quoted(dice.pick(ACTIONS))));
        dice.schema(&mut rest, "referent_schema");
    }
    if kind != "primary_key" {
        dice.maybe(&mut rest, 6, |dice| {
            format!("deferrable={}, initially='DEFERRED'", dice.bool())
        });
    }
    if is_op {
        dice.schema(&mut rest, schema);
    }
    format!("{on}.create_{kind}({})", rest.join(", "))
}

fn drop_constraint(dice: &mut Dice, on: &str, is_op: bool) -> String {
    let mut rest = vec![dice.label("uq")];
    if is_op {
        rest.push(dice.name());
    }
    let kinds = ["'unique'", "'foreignkey'", "'primary'", "'check'", "None"];
    rest.push(format!("type_={}", dice.pick(&kinds)));
    if is_op {
        dice.schema(&mut rest, "schema");
        dice.maybe(&mut rest, 6, |dice| format!("if_exists={}", dice.bool()));
    }
    format!("{on}.drop_constraint({})", rest.join(", "))
}

fn step(dice: &mut Dice) -> String {
    match dice.below(7) {
        0 | 1 => add_column(dice, "b", false),
        2 => alter_column(dice, "b", false),
        3 => create_index(dice, "b", false),
        4 => constraint(dice, "b", false),
        5 => drop_constraint(dice, "b", false),
        _ => format!("b.drop_column({})", dice.name()),
    }
}

fn block(dice: &mut Dice, rest: &[String]) -> String {
    let count = 1 + dice.below(3);
    let steps: Vec<String> = (0..count).map(|_| format!("    {}", step(dice))).collect();
    format!(
        "with op.batch_alter_table({}) as b:\n{}",
        rest.join(", "),
        steps.join("\n")
    )
}

fn batch(dice: &mut Dice) -> String {
    let mut rest = vec![dice.name()];
    dice.schema(&mut rest, "schema");
    dice.maybe(&mut rest, 4, |_| "recreate='never'".to_owned());
    block(dice, &rest)
}

/// A batch that is told the table, so that it can be made anew; the columns are those that its steps often name.
fn remade(dice: &mut Dice) -> String {
    let mut columns = vec![key_column(dice, "'a'")];
    columns.push(format!("sa.Column('b', {})", dice.pick(TYPES)));
    columns.push(format!("sa.Column('user', {}, server_default='x')", dice.pick(TYPES)));
    columns.push(column(dice, "'key'"));
    dice.maybe(&mut columns, 3, |_| "sa.UniqueConstraint('b', name='uq_1')".to_owned());
    dice.maybe(&mut columns, 3, |_| "sa.Index('ix_1', 'user')".to_owned());
    let always = if dice.one_in(2) { ", recreate='always'" } else { "" };
    let table = format!("old = sa.Table('t', sa.MetaData(), {})", columns.join(", "));
    format!(
        "{table}\n{}",
        block(dice, &["'t'".to_owned(), format!("copy_from=old{always}")])
    )
}

fn quoted(name: &str) -> String {
    let escaped = name.replace('\\', "\\\\").replace('\'', "\\'");
    format!("'{escaped}'")
}
