//! Cases out of a seed: types, expressions and statements as people write them, and as nobody does.

use crate::compare::Case;

/// Numbers out of a seed (`SplitMix64`), the same on every machine.
pub struct Random(u64);

impl Random {
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end).expect("small")).expect("small")
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    fn many(&mut self, most: usize, mut make: impl FnMut(&mut Self) -> String) -> String {
        let count = 1 + self.below(most);
        let items: Vec<String> = (0..count).map(|_| make(self)).collect();
        items.join(", ")
    }
}

const SETUP: &[&str] = &[
    "t = sa.table('t', sa.column('a', sa.Integer), sa.column('b', sa.String(20)), sa.column('c', sa.Boolean), \
     sa.column('d', sa.DateTime), sa.column('e', sa.Numeric(10, 2)), sa.column('f'), sa.column('g', sa.Date), \
     sa.column('h', sa.Enum('x', 'y', name='e')), sa.column('i', sa.Float), sa.column('k', sa.Text))",
    "u = sa.table('u', sa.column('id', sa.Integer), sa.column('Name', sa.String), sa.column('t_a', sa.BigInteger), \
     schema='s')",
    "w = sa.Table('w', sa.MetaData(), sa.Column('id', sa.Integer, primary_key=True), \
     sa.Column('name', sa.String(10)), sa.Column('n', sa.Integer, default=5), \
     sa.Column('m', sa.DateTime, server_default=sa.func.now(), onupdate=sa.func.now()))",
];
const COLUMNS: &[&str] = &["a", "b", "c", "d", "e", "f", "g", "h", "i", "k"];
const TEXTS: &[&str] = &[
    "'x'",
    "\"it's\"",
    "'back\\\\slash'",
    "'50%'",
    "''",
    "'ä'",
    "'a:b'",
    "'x_y%'",
];

/// Cases of one kind out of a seed.
pub fn cases(kind: &'static str, seed: u64, count: usize) -> Vec<Case> {
    let mut random = Random::new(seed);
    let make = |random: &mut Random| match kind {
        "column_type" | "bare_type" => column_type(random, 2),
        "condition" => match random.below(6) {
            0 => text(random),
            _ => condition(random, 3),
        },
        "index" => expression(random, 2),
        "default" => default(random),
        "statement" => statement(random),
        "bulk" => bulk(random),
        other => panic!("no kind {other}"),
    };
    let mut case = |_| Case {
        kind,
        setup: SETUP.iter().map(|line| (*line).to_owned()).collect(),
        source: make(&mut random),
    };
    (0..count).map(&mut case).collect()
}

fn argument(random: &mut Random) -> String {
    match random.below(8) {
        0 => "None".to_owned(),
        1 => "0".to_owned(),
        2 => random.pick(&["True", "False"]).to_owned(),
        3 => "'x'".to_owned(),
        _ => (1 + random.below(60)).to_string(),
    }
}

fn column_type(random: &mut Random, depth: usize) -> String {
    let name = random.pick(&[
        "sa.String",
        "sa.Unicode",
        "sa.Text",
        "sa.UnicodeText",
        "sa.VARCHAR",
        "sa.NVARCHAR",
        "sa.CHAR",
        "sa.NCHAR",
        "sa.TEXT",
        "sa.CLOB",
        "sa.Integer",
        "sa.SmallInteger",
        "sa.BigInteger",
        "sa.INTEGER",
        "sa.BIGINT",
        "sa.Numeric",
        "sa.DECIMAL",
        "sa.NUMERIC",
        "sa.Float",
        "sa.FLOAT",
        "sa.Double",
        "sa.DOUBLE",
        "sa.REAL",
        "sa.DOUBLE_PRECISION",
        "sa.Boolean",
        "sa.BOOLEAN",
        "sa.Date",
        "sa.DATE",
        "sa.DateTime",
        "sa.DATETIME",
        "sa.TIMESTAMP",
        "sa.Time",
        "sa.TIME",
        "sa.Interval",
        "sa.LargeBinary",
        "sa.BLOB",
        "sa.BINARY",
        "sa.VARBINARY",
        "sa.JSON",
        "sa.Uuid",
        "sa.UUID",
        "sa.PickleType",
        "sa.Enum",
        "sa.ARRAY",
        "pg.ARRAY",
        "pg.JSON",
        "pg.JSONB",
        "pg.UUID",
        "pg.TIMESTAMP",
        "pg.TIME",
        "pg.INTERVAL",
        "pg.BIT",
        "pg.BYTEA",
        "pg.CITEXT",
        "pg.INET",
        "pg.HSTORE",
        "pg.TSVECTOR",
        "pg.INT4RANGE",
        "pg.MONEY",
        "pg.ENUM",
        "pg.DOUBLE_PRECISION",
        "my.VARCHAR",
        "my.CHAR",
        "my.TEXT",
        "my.LONGTEXT",
        "my.MEDIUMTEXT",
        "my.TINYTEXT",
        "my.INTEGER",
        "my.TINYINT",
        "my.SMALLINT",
        "my.BIGINT",
        "my.MEDIUMINT",
        "my.DECIMAL",
        "my.NUMERIC",
        "my.DOUBLE",
        "my.REAL",
        "my.FLOAT",
        "my.DATETIME",
        "my.TIMESTAMP",
        "my.TIME",
        "my.YEAR",
        "my.BIT",
        "my.ENUM",
        "my.SET",
        "my.JSON",
        "my.LONGBLOB",
        "my.NVARCHAR",
        "my.NCHAR",
        "sl.JSON",
        "sl.DATETIME",
        "ms.DATETIME2",
        "ms.NVARCHAR",
        "ms.BIT",
        "ms.TIME",
        "ms.REAL",
        "ora.VARCHAR2",
        "ora.NUMBER",
        "ora.FLOAT",
        "ora.TIMESTAMP",
        "ora.DATE",
    ]);
    let mut arguments = Vec::new();
    if matches!(name, "sa.ARRAY" | "pg.ARRAY") {
        arguments.push(if depth == 0 {
            "sa.Integer".to_owned()
        } else {
            column_type(random, depth - 1)
        });
    } else if matches!(name, "sa.Enum" | "pg.ENUM" | "my.ENUM" | "my.SET") {
        arguments.push(random.many(3, |random| random.pick(TEXTS).to_owned()));
    } else {
        for _ in 0..random.below(3) {
            arguments.push(argument(random));
        }
    }
    for _ in 0..random.below(3) {
        arguments.push(keyword(random));
    }
    arguments.dedup_by_key(|argument| argument.split_once('=').map(|(name, _)| name.to_owned()));
    let call = if arguments.is_empty() && random.one_in(2) {
        name.to_owned()
    } else {
        format!("{name}({})", arguments.join(", "))
    };
    if depth > 0 && call.ends_with(')') && random.one_in(8) {
        let dialect = random.pick(&["postgresql", "mysql", "mariadb", "sqlite", "oracle"]);
        return format!("{call}.with_variant({}, '{dialect}')", column_type(random, 0));
    }
    call
}

fn keyword(random: &mut Random) -> String {
    let name = random.pick(&[
        "length",
        "collation",
        "timezone",
        "precision",
        "scale",
        "asdecimal",
        "as_uuid",
        "native_uuid",
        "name",
        "native_enum",
        "create_constraint",
        "create_type",
        "schema",
        "dimensions",
        "as_tuple",
        "none_as_null",
        "unsigned",
        "zerofill",
        "display_width",
        "charset",
        "collate",
        "fsp",
        "fields",
        "varying",
        "native",
        "second_precision",
        "quote",
        "inherit_schema",
        "validate_strings",
        "nonsense",
        "decimal_return_scale",
        "binary",
        "national",
        "ascii",
    ]);
    let value = match name {
        "length"
        | "precision"
        | "scale"
        | "dimensions"
        | "display_width"
        | "fsp"
        | "second_precision"
        | "decimal_return_scale" => (1 + random.below(9)).to_string(),
        "collation" | "name" | "schema" | "charset" | "collate" | "fields" => random
            .pick(&["'x'", "'C'", "'a_b'", "None", "'De de'", "'text'"])
            .to_owned(),
        _ => random.pick(&["True", "False"]).to_owned(),
    };
    format!("{name}={value}")
}

fn value(random: &mut Random) -> String {
    match random.below(14) {
        0 => "None".to_owned(),
        1 => random.pick(&["True", "False"]).to_owned(),
        2 | 3 => random.below(100).to_string(),
        4 => random
            .pick(&["-1", "0", "99999999999", "-99999999999", "2147483647", "2147483648"])
            .to_owned(),
        5 => random.pick(&["1.5", "-0.25", "0.00001", "1e20", "100.0"]).to_owned(),
        6 => random
            .pick(&["decimal.Decimal('1.50')", "decimal.Decimal('-7')", "decimal.Decimal(3)"])
            .to_owned(),
        7 => random
            .pick(&["datetime.date(2020, 1, 2)", "datetime.datetime(2020, 1, 2, 3, 4, 5)"])
            .to_owned(),
        8 => random
            .pick(&[
                "datetime.datetime(1999, 12, 31, 23, 59, 59, 123)",
                "datetime.time(1, 2)",
                "b'abc'",
            ])
            .to_owned(),
        _ => random.pick(TEXTS).to_owned(),
    }
}

fn column(random: &mut Random) -> String {
    match random.below(12) {
        0 => "sa.column('x')".to_owned(),
        1 => format!(
            "sa.column('Q x', {})",
            random.pick(&["sa.Integer", "sa.String", "sa.Boolean", "sa.Date"])
        ),
        2 => "sa.literal_column('z')".to_owned(),
        3 => format!("u.c.{}", random.pick(&["id", "Name", "t_a"])),
        _ => format!("t.c.{}", random.pick(COLUMNS)),
    }
}

fn text(random: &mut Random) -> String {
    let sql = random.pick(&[
        "a > 0",
        "b LIKE '50%'",
        "x = :v",
        "a::int > :v",
        r"c = '\:x'",
        "':v' || x",
        "12:30",
        "a:b:c",
        ":v",
        "%(a)s",
    ]);
    let bound = if sql.contains(":v") && random.one_in(2) {
        format!(".bindparams(v={})", value(random))
    } else {
        String::new()
    };
    format!("sa.text(r\"{sql}\"){bound}")
}

fn operand(random: &mut Random, depth: usize) -> String {
    if random.one_in(3) {
        value(random)
    } else {
        expression(random, depth)
    }
}

fn expression(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return column(random);
    }
    let depth = depth - 1;
    match random.below(22) {
        0..=6 => column(random),
        7 | 8 => {
            let operator = random.pick(&["+", "-", "*", "/", "//", "%"]);
            if random.one_in(5) {
                format!("({} {operator} {})", value(random), expression(random, depth))
            } else {
                format!("({} {operator} {})", expression(random, depth), operand(random, depth))
            }
        }
        9 => format!("(-{})", expression(random, depth)),
        10 => format!("sa.cast({}, {})", operand(random, depth), column_type(random, 0)),
        11 => format!("sa.type_coerce({}, sa.String)", operand(random, depth)),
        12 => format!("sa.literal({})", value(random)),
        13 | 14 => {
            let name = random.pick(&[
                "now",
                "lower",
                "coalesce",
                "current_timestamp",
                "max",
                "count",
                "char_length",
                "random",
                "NOW",
                "concat",
                "substring",
                "pow",
                "sum",
                "current_date",
                "My Func",
                "pkg.f",
                "user",
                "sysdate",
                "localtimestamp",
            ]);
            let path = if name.contains(' ') {
                "f_x_".to_owned()
            } else {
                name.to_owned()
            };
            let arguments = match name {
                "now" | "NOW" | "current_timestamp" | "random" | "current_date" | "user" | "sysdate"
                | "localtimestamp" => String::new(),
                _ => random.many(3, |random| operand(random, depth)),
            };
            format!("sa.func.{path}({arguments})")
        }
        15 => {
            let otherwise = operand(random, depth);
            let when = condition(random, depth);
            let then = operand(random, depth);
            format!("sa.case(({when}, {then}), else_={otherwise})")
        }
        16 => random
            .pick(&["sa.null()", "sa.true()", "sa.false()", "sa.literal_column(\"'a%'\")"])
            .to_owned(),
        17 => format!("{}.concat({})", expression(random, depth), operand(random, depth)),
        18 => format!(
            "{}.op('{}')({})",
            expression(random, depth),
            random.pick(&["||", "->>", "%%", "@>"]),
            operand(random, depth)
        ),
        19 => format!("{}.collate('C')", column(random)),
        20 => format!(
            "sa.extract('{}', {})",
            random.pick(&["year", "epoch", "century"]),
            column(random)
        ),
        _ => text(random),
    }
}

fn condition(random: &mut Random, depth: usize) -> String {
    if depth == 0 {
        return format!("({} == {})", column(random), value(random));
    }
    let depth = depth - 1;
    match random.below(20) {
        0..=4 => {
            let operator = random.pick(&["==", "!=", "<", "<=", ">", ">="]);
            format!("({} {operator} {})", expression(random, depth), operand(random, depth))
        }
        5 => format!("({} < {})", value(random), expression(random, depth)),
        6 | 7 => {
            let word = random.pick(&["and_", "or_"]);
            format!("sa.{word}({})", random.many(3, |random| condition(random, depth)))
        }
        8 => {
            let operator = random.pick(&["&", "|"]);
            format!("({} {operator} {})", condition(random, depth), condition(random, depth))
        }
        9 => format!("sa.not_({})", condition(random, depth)),
        10 => format!("(~{})", condition(random, depth)),
        11 | 12 => {
            let method = random.pick(&["in_", "not_in", "notin_"]);
            let items = if random.one_in(6) {
                String::new()
            } else {
                random.many(3, |random| operand(random, 0))
            };
            format!("{}.{method}([{items}])", expression(random, depth))
        }
        13 => {
            let method = random.pick(&["is_", "is_not", "is_distinct_from", "is_not_distinct_from"]);
            format!(
                "{}.{method}({})",
                expression(random, depth),
                random.pick(&["None", "True", "False", "sa.null()"])
            )
        }
        14 | 15 => {
            let method = random.pick(&[
                "like",
                "ilike",
                "not_like",
                "not_ilike",
                "startswith",
                "endswith",
                "contains",
                "icontains",
                "istartswith",
            ]);
            let escape = if random.one_in(4) { ", escape='/'" } else { "" };
            format!("{}.{method}({}{escape})", expression(random, depth), random.pick(TEXTS))
        }
        16 => format!(
            "{}.between({}, {})",
            expression(random, depth),
            operand(random, 0),
            operand(random, 0)
        ),
        17 => random
            .pick(&["t.c.c", "sa.true()", "sa.false()", "True", "False", "sa.text('x OR y')"])
            .to_owned(),
        18 => format!(
            "{}.bool_op('@@')({})",
            expression(random, depth),
            operand(random, depth)
        ),
        _ => column(random),
    }
}

fn default(random: &mut Random) -> String {
    match random.below(4) {
        0 => value(random),
        1 => text(random),
        _ => expression(random, 2),
    }
}

/// A condition that names no other table.
fn own_condition(random: &mut Random) -> String {
    condition(random, 2)
        .replace("u.c.id", "t.c.a")
        .replace("u.c.Name", "t.c.b")
        .replace("u.c.t_a", "t.c.e")
}

fn row(random: &mut Random) -> String {
    let mut columns: Vec<&str> = Vec::new();
    random.many(4, |random| {
        let column = random.pick(COLUMNS);
        if columns.contains(&column) {
            return "**{}".to_owned();
        }
        columns.push(column);
        let value = if random.one_in(3) {
            expression(random, 2)
                .replace("u.c.id", "t.c.a")
                .replace("u.c.Name", "t.c.b")
                .replace("u.c.t_a", "t.c.e")
        } else {
            value(random)
        };
        format!("{column}={value}")
    })
}

fn values(random: &mut Random) -> String {
    let row = row(random);
    let items: Vec<&str> = row.split(", **{}").collect();
    items.concat().replace("**{}, ", "")
}

fn statement(random: &mut Random) -> String {
    match random.below(14) {
        0..=2 => format!("t.insert().values({})", values(random)),
        3 => format!("w.insert().values(name={})", value(random)),
        4 | 5 => format!("t.update().where({}).values({})", own_condition(random), values(random)),
        6 => format!("sa.update(t).values({})", values(random)),
        7 => format!(
            "t.delete().where({}).where({})",
            own_condition(random),
            own_condition(random)
        ),
        8 => format!("sa.select(t.c.a, t.c.b).where({})", condition(random, 2)),
        9 => format!(
            "t.update().where(sa.exists().where({}, u.c.id == t.c.a)).values(b='x')",
            condition(random, 1)
        ),
        10 => format!(
            "t.insert().from_select(['a', 'b'], sa.select(u.c.id, {}))",
            expression(random, 2)
        ),
        11 => format!(
            "t.update().values(a=sa.select(u.c.id).where(u.c.t_a == t.c.a, {}).scalar_subquery())",
            condition(random, 1)
        ),
        12 => format!(
            "w.update().where(w.c.name == {}).values(n={})",
            value(random),
            value(random)
        ),
        _ => text(random),
    }
}

fn bulk(random: &mut Random) -> String {
    let rows = random.many(2, |random| {
        let items = random.many(3, |random| format!("'{}': {}", random.pick(COLUMNS), value(random)));
        format!("{{{items}}}")
    });
    format!("(t, [{rows}])")
}
