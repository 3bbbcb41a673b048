//! Cells of tables, from what stands in the file to what the engine holds: one row of `spec/cells.csv` each, and laws that hold whatever is written.

use std::collections::BTreeMap;

use proptest::prelude::*;
use sadame::check::typed::{Label, Type};
use sadame::decode::{DataError, Decoder, Level};
use sadame::engine::Engine;
use sadame::input::cell::{Cell, Column, Reading, Repair, fold, read};
use sadame::pack::Memory;
use sadame::value::{Date, FiscalYear, Lang, Value, Why, era, show};

/// What the types of the spec name.
const PRELUDE: &str = r#"
module spec "spec" en "spec"
source doc "出典" en "document" { verified yes }
choice kind "種類" en "kind" { works "工事" en "works"  purchase "買入れ" en "purchase"  lease "ＩＴ機器 リース" en "IT lease" }
choice clause "条項" en "clause" { secrecy "秘密保持" en "secrecy"  return_of_data "データの返却" en "return of data"  audit "監査" en "audit" }
choice likeness "紛らわしい" en "alike" { one "甲 乙" en "AB"  two "甲乙" en "A b"  three "丙" en "C" }
"#;

/// A program with a field of each of some types, and a rule that reads each.
struct Program {
    engine: Engine,
    choices: Vec<Vec<(String, Label)>>,
    decoder: Decoder,
}

impl Program {
    fn new(types: &[&str]) -> Program {
        let fields = types.iter().enumerate().map(|(at, ty)| format!("f{at} {ty} optional \"{at}\" en \"{at}\"\n"));
        let rules = (0..types.len()).map(|at| {
            format!(
                "rule R-{at} \"{at}\" en \"{at}\" {{ for each c cite doc require f{at} is present message \"否\" en \"no\" }}\n"
            )
        });
        let record =
            format!("record c \"記録\" en \"record\" {{ id text key \"番号\" en \"number\"\n{} }}\n", fields.collect::<String>());
        let mut files = Memory::default();
        files.0.insert("spec/pack.toml".into(), b"name = \"spec\"\nversion = \"0\"\ntitle = { ja = \"spec\" }\n".to_vec());
        files.0.insert("spec/spec.sadame".into(), format!("{PRELUDE}{record}{}", rules.collect::<String>()).into_bytes());
        let engine = Engine::compile(&[&files], &["spec".to_owned()]).unwrap_or_else(|fault| {
            let said =
                fault.diagnostics.iter().map(|it| format!("{}: {}", fault.sources.text(it.span), it.problem.message(Lang::En)));
            panic!("{}", said.collect::<Vec<_>>().join("\n"))
        });
        let record = engine.program.records.iter().position(|record| record.name == "c").expect("it is declared above");
        let choices = engine.program.choices.iter().map(|choice| choice.variants.clone()).collect();
        let decoder = Decoder::new(&engine.program, &engine.plan, record);
        Program { engine, choices, decoder }
    }

    fn ty(&self, field: usize) -> &Type {
        let record = self.engine.program.records.iter().find(|record| record.name == "c").expect("it is declared above");
        &record.fields[field + 1].ty
    }

    fn column(&self, field: usize) -> Column<'_> {
        Column { ty: self.ty(field), choices: &self.choices, unit: 1, percent: false, split: None }
    }

    /// The value that the engine holds of a cell that was read so, and what it reports.
    fn decode(&self, field: usize, reading: &Reading) -> (Value, Vec<DataError>) {
        let member = reading.json.as_ref().map(|json| format!(",\"f{field}\":{json}")).unwrap_or_default();
        let mut faults = Vec::new();
        let value = self.decoder.decode(format!("{{\"id\":\"1\"{member}}}").as_bytes(), &mut faults);
        let Some(Value::Record(slots)) = value else { panic!("no record: {member}") };
        let record = self.engine.program.records.iter().position(|record| record.name == "c").expect("it is declared above");
        let slot = self.engine.plan.projections[record].slots.iter().position(|slot| slot.field == field + 1);
        (slots[slot.expect("a rule reads it")].clone(), faults)
    }

    /// What a user sees of it: the value, `missing`, or why it could not be read.
    fn reads(&self, field: usize, reading: &Reading) -> String {
        let (value, faults) = self.decode(field, reading);
        let codes: Vec<&str> = faults.iter().map(|fault| fault.reason.code()).collect();
        if faults.iter().any(|fault| fault.level == Level::Error) {
            assert!(faults.iter().all(|fault| !fault.raw.is_empty()), "what stood there is told");
            return format!("unreadable:{}", codes.join(" "));
        }
        let shown = match value {
            Value::Unknown(Why::Absent) if reading.json.is_none() => "missing".to_owned(),
            Value::Unknown(why) => format!("unknown:{}", why.label(Lang::En)),
            value => show::show(&value, Lang::En, &self.engine.plan),
        };
        if codes.is_empty() { shown } else { format!("{shown} [{}]", codes.join(" ")) }
    }
}

/// A cell as the spec writes it: `n:` a number of a workbook, `d:` a day, `b:` true or false, `f:` a fault; `⏎` a new line.
fn cell(written: &str) -> Cell {
    let written = written.replace('⏎', "\n");
    match written.split_at_checked(2) {
        _ if written.is_empty() => Cell::Empty,
        Some(("n:", text)) => Cell::Number(text.to_owned()),
        Some(("d:", text)) => Cell::Date(text.to_owned()),
        Some(("b:", text)) => Cell::Bool(text == "true"),
        Some(("f:", text)) => Cell::Fault(text.to_owned()),
        _ => Cell::Text(written),
    }
}

#[test]
fn cells_read_as_the_spec_says() {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path("tests/spec/cells.csv").expect("the spec is there");
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("the spec is well formed")).collect();
    let numbers: BTreeMap<&str, usize> = {
        let mut types: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
        types.sort_unstable();
        types.dedup();
        types.into_iter().enumerate().map(|(at, ty)| (ty, at)).collect()
    };
    let program = Program::new(&numbers.keys().copied().collect::<Vec<_>>());
    let mut wrong = Vec::new();
    for row in &rows {
        let field = numbers[&row[0]];
        let mut column = program.column(field);
        for setting in row[1].split_whitespace() {
            match setting.split_once('=') {
                Some(("unit", unit)) => column.unit = unit.parse().expect("a unit is a number"),
                Some(("split", split)) => column.split = Some(split),
                _ if setting == "percent" => column.percent = true,
                _ => panic!("no setting: {setting}"),
            }
        }
        let cell = cell(&row[2]);
        let reading = read(&cell, &column);
        let repairs: Vec<&str> = reading.repairs.iter().map(|repair| repair.code()).collect();
        let found = (program.reads(field, &reading), repairs.join(" "), reading.remark.unwrap_or_default());
        let expected = (row[3].to_owned(), row[4].to_owned(), row[5].replace('⏎', "\n"));
        if found != expected {
            wrong.push(format!("{} `{}`: expected {expected:?}, came to {found:?}", &row[0], &row[2]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    assert!(rows.len() > 220, "the spec was read");
}

#[test]
fn repairs_have_a_code_of_their_own_and_say_in_both_languages_what_was_done() {
    let all = [
        Repair::Dash,
        Repair::Width,
        Repair::Space,
        Repair::Grouping,
        Repair::Sign,
        Repair::Currency,
        Repair::Kanji,
        Repair::Scale,
        Repair::OwnUnit,
        Repair::Counter,
        Repair::PercentWord,
        Repair::Hundredths,
        Repair::Fraction,
        Repair::Form,
        Repair::Compact,
        Repair::Era,
        Repair::Weekday,
        Repair::Time,
        Repair::Serial,
        Repair::Mark,
        Repair::Spelling,
        Repair::Split,
        Repair::Nothing,
        Repair::Range,
        Repair::Merged,
    ];
    let mut codes: Vec<&str> = all.iter().map(|repair| repair.code()).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), all.len());
    assert!(all.iter().all(|repair| repair.what().iter().all(|said| !said.is_empty())));
    let spec = std::fs::read_to_string("tests/spec/cells.csv").expect("the spec is there");
    // That a cell is one over several rows is no matter of what stands in it; tests/cli/workbooks.rs has one.
    let of_cells = codes.iter().filter(|code| **code != Repair::Merged.code());
    let untried: Vec<&&str> = of_cells.filter(|code| !spec.contains(**code)).collect();
    assert!(untried.is_empty(), "no row of the spec has {untried:?}");
}

#[test]
fn headings_fold_to_what_they_say() {
    for (one, other) in [("契約金額（税込）", "契約金額(税込)"), ("契約⏎金額", "契約 金額"), ("ＩＤ", "id"), ("ｹｲﾔｸ", "ケイヤク")]
    {
        assert_eq!(fold(&one.replace('⏎', "\n")), fold(other));
    }
    assert_ne!(fold("契約金額"), fold("契約額"));
}

#[test]
fn what_is_handed_on_is_as_it_stood() {
    for text in ["1000²", " 12 345 ", "１,８４", "a\"b\\c\u{1}"] {
        let reading = read(&Cell::Text(text.to_owned()), &MONEY.with(|program| program.column(0)));
        let json: String = serde_json::from_str(&reading.json.expect("it is handed on")).expect("it is a JSON string");
        assert_eq!((json.as_str(), reading.repairs.len(), reading.remark), (text, 0, None));
    }
    let records = Type::List(Box::new(Type::Record(0)));
    let column = Column { ty: &records, choices: &[], unit: 1, percent: false, split: None };
    assert_eq!(read(&Cell::Text("なし".to_owned()), &column).json.as_deref(), Some("\"なし\""), "records stand in no cell");
}

thread_local! {
    /// One field of each kind that the laws below are about.
    static MONEY: &'static Program =
        Box::leak(Box::new(Program::new(&["money incl tax", "date", "fiscal_year", "number", "percent", "days", "fiscal_years"])));
}

/// The value of a text in a field of [`MONEY`]; none where it cannot be read.
fn value(field: usize, text: &str) -> Option<Value> {
    MONEY.with(|program| {
        let (value, faults) = program.decode(field, &read(&Cell::Text(text.to_owned()), &program.column(field)));
        if faults.iter().any(|fault| fault.level == Level::Error) || matches!(value, Value::Unknown(_)) {
            None
        } else {
            Some(value)
        }
    })
}

fn amount(text: &str) -> Option<String> {
    match value(0, text)? {
        Value::Money(money) => Some(money.amount.to_string()),
        other => panic!("{other:?} is no money"),
    }
}

fn wide(text: &str) -> String {
    let wide = |letter: char| match letter {
        '!'..='~' => char::from_u32(u32::from(letter) + 0xfee0).expect("full-width forms stand in a row"),
        letter => letter,
    };
    text.chars().map(wide).collect()
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A number below ten thousand in kanji, with the digits given.
fn kanji_group(number: u64, digits: &[char], ten: char) -> String {
    let mut out = String::new();
    for (unit, scale) in [(1000, '千'), (100, '百'), (10, ten), (1, ' ')] {
        let digit = usize::try_from(number / unit % 10).expect("a digit is small");
        if digit > 0 {
            if digit > 1 || unit == 1 {
                out.push(digits[digit]);
            }
            out.extend([scale].into_iter().filter(|_| unit > 1));
        }
    }
    out
}

const PLAIN: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
const FORMAL: [char; 10] = ['零', '壱', '弐', '参', '四', '五', '六', '七', '八', '九'];

/// A number in groups of four digits: `3億1630万`, `三億千六百三十万`.
fn in_groups(number: u64, group: impl Fn(u64) -> String) -> String {
    let mut out = String::new();
    for (unit, scale) in [(1_000_000_000_000, "兆"), (100_000_000, "億"), (10_000, "万"), (1, "")] {
        let part = number / unit % 10_000;
        if part > 0 {
            out += &(group(part) + scale);
        }
    }
    out
}

/// An amount in every style in which offices write it.
fn styles(number: u64) -> Vec<String> {
    let (plain, groups) = (number.to_string(), grouped(number));
    vec![
        plain.clone(),
        groups.clone(),
        wide(&plain),
        wide(&groups),
        format!("{groups}円"),
        format!(" ¥{groups}　"),
        format!("￥{plain}"),
        format!("JPY {groups}"),
        format!("{plain} JPY"),
        format!("金{groups}円也"),
        format!("+{plain}"),
        format!("{groups} 円 ※変更後"),
        format!("{}円", in_groups(number, |part| part.to_string())),
        format!("{}円", in_groups(number, grouped)),
        format!("{}円", wide(&in_groups(number, |part| part.to_string()))),
        format!("金{}円也", in_groups(number, |part| kanji_group(part, &PLAIN, '十'))),
        format!("金{}円也", in_groups(number, |part| kanji_group(part, &FORMAL, '拾')).replace('万', "萬")),
        format!("{}円", plain.chars().map(|digit| PLAIN[digit as usize - '0' as usize]).collect::<String>()),
    ]
}

proptest! {
    #[test]
    fn an_amount_in_any_style_reads_as_itself(number in prop_oneof![1_u64..100_000, 1_u64..9_999_999_999_999_999]) {
        for text in styles(number) {
            prop_assert_eq!(amount(&text), Some(number.to_string()), "{}", text);
        }
        for text in [
            format!("-{number}"), format!("△{}", grouped(number)), format!("▲ {}円", grouped(number)), format!("({})", grouped(number)),
            format!("（{}円）", wide(&grouped(number))), format!("−{number}"), format!("－¥{number}"), format!("¥-{number}"),
        ] {
            prop_assert_eq!(amount(&text), Some(format!("-{number}")), "{}", text);
        }
        prop_assert_eq!(amount(&format!("{}千円", grouped(number / 1000))), Some((number / 1000 * 1000).to_string()));
        prop_assert_eq!(amount(&format!("{}百万円", number / 1_000_000)), Some((number / 1_000_000 * 1_000_000).to_string()));
    }

    #[test]
    fn a_unit_multiplies_plain_amounts_and_no_others(number in 1_u64..1_000_000_000_000) {
        MONEY.with(|program| {
            let column = Column { unit: 1000, ..program.column(0) };
            let json = |text: String| read(&Cell::Text(text), &column).json;
            prop_assert_eq!(json(grouped(number)), Some((number * 1000).to_string()));
            prop_assert_eq!(json(format!("{}円", grouped(number))), Some(number.to_string()));
            prop_assert_eq!(json(format!("{number}千円")), Some((number * 1000).to_string()));
            Ok(())
        })?;
    }

    #[test]
    fn a_day_in_any_style_reads_as_itself(days in 0_i64..54_000) {
        let date = Date::ymd(1876, 1, 1).expect("there is such a day").add_days(days).expect("there is such a day");
        let (year, month, day) = (date.year(), date.month(), date.day());
        let of_era = era::show_date(date);
        let initial = ["令和", "平成", "昭和", "大正", "明治"].iter().zip("RHSTM".chars()).fold(of_era.clone(), |text, (name, letter)| {
            text.replace(name, &letter.to_string())
        });
        let dotted = initial.replace('元', "1").replace(['年', '月'], ".").replace('日', "");
        for text in [
            date.to_string(), format!("{year}/{month}/{day}"), format!("{year}.{month}.{day}"), format!("{year}-{month}-{day}"),
            format!("{year}年{month}月{day}日"), wide(&format!("{year}年{month:02}月{day:02}日")), format!("{year}年 {month}月 {day}日"),
            format!("{date} 00:00:00"), format!("{date}T00:00:00"), format!("{year}/{month}/{day} 0:00"), format!("{date} 17:30"),
            format!("{year:04}{month:02}{day:02}"), of_era.clone(), wide(&of_era), initial, dotted.clone(), dotted.to_lowercase(),
            dotted.replace('.', "/"), wide(&dotted), of_era.replace("平成", "㍻").replace("令和", "㋿"),
            format!("{date}({})", "木金土日月火水".chars().nth(usize::try_from(date.days_since(Date::ymd(1970, 1, 1).expect("there is such a day")).rem_euclid(7)).expect("not below zero")).expect("seven days")),
            format!("{}年{}月{}日", kanji_group(year.unsigned_abs().into(), &PLAIN, '十'), kanji_group(month.into(), &PLAIN, '十'), kanji_group(day.into(), &PLAIN, '十')),
        ] {
            prop_assert_eq!(value(1, &text), Some(Value::Date(date)), "{}", text);
        }
        let serial = date.days_since(Date::ymd(1899, 12, 30).expect("there is such a day"));
        if (20_000..=80_000).contains(&serial) {
            prop_assert_eq!(value(1, &serial.to_string()), Some(Value::Date(date)));
        }
    }

    #[test]
    fn a_fiscal_year_in_any_style_reads_as_itself(year in 1870_i32..2090) {
        let expected = Some(Value::FiscalYear(FiscalYear(year)));
        let of_era = era::show_fiscal_year(FiscalYear(year));
        let initial = ["令和", "平成", "昭和", "大正", "明治"].iter().zip("RHSTM".chars()).fold(of_era.clone(), |text, (name, letter)| {
            text.replace(name, &letter.to_string())
        });
        let kanji: String = year.to_string().chars().map(|digit| PLAIN[digit as usize - '0' as usize]).collect();
        for text in [
            year.to_string(), format!("FY{year}"), format!("{year}年度"), wide(&format!("FY{year}")), format!("{kanji}年度"), of_era.clone(),
            wide(&of_era), initial.clone(), initial.replace("年度", ""), of_era.replace("年度", "年"),
        ] {
            prop_assert_eq!(&value(2, &text), &expected, "{}", text);
        }
        for text in [format!("{year}..{year}"), format!("{of_era}～{of_era}"), format!("{of_era}から{of_era}まで"), format!("{year}-{year}")] {
            prop_assert!(value(6, &text).is_some(), "{}", text);
        }
    }

    #[test]
    fn plain_digits_that_read_as_money_keep_every_digit(text in "[0-9０-９,，.．()（）△▲¥￥円 +\\-－]{1,16}") {
        if let Some(amount) = amount(&text) {
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            let narrow: String = text.chars().map(|it| if ('０'..='９').contains(&it) { char::from_u32(u32::from(it) - 0xfee0).expect("ASCII") } else { it }).collect();
            let written = digits(&narrow);
            // A fraction of nothing (`1000.00`) is not kept.
            let kept = if narrow.contains(['.', '．']) { written.trim_end_matches('0') } else { &written };
            let found = digits(&amount);
            let found = if narrow.contains(['.', '．']) { found.trim_end_matches('0') } else { &found };
            prop_assert_eq!(found, kept, "{}", text);
        }
    }

    #[test]
    fn nothing_reads_as_a_number_that_holds_no_numeral(text in prop_oneof!["\\PC{0,12}", "[△▲()円¥金也,.千百十万億 ※\\-ー―〇○一½²①㈠⼀㊀％%日年月元HR者～]{0,8}"]) {
        let numeral = text.chars().any(|it| it.is_ascii_digit() || ('０'..='９').contains(&it))
            || text.contains(|it| "零一二三四五六七八九壱弐参壹貳參肆伍陸漆捌玖十百千拾佰陌仟阡".contains(it));
        for field in 0..7 {
            let read = value(field, &text);
            prop_assert!(read.is_none() || numeral || (field == 1 || field == 2) && text.contains('元'), "{}: {:?}", text, read);
        }
    }

    #[test]
    fn no_text_makes_a_reader_fail(text in any::<String>()) {
        MONEY.with(|program| {
            let set = Type::Set(Box::new(Type::Text));
            let list = Type::List(Box::new(Type::Percent));
            let others = [&Type::Text, &Type::Bool, &Type::Months, &Type::Years, &Type::Choice(0), &Type::Choice(99), &Type::Record(0), &set, &list];
            for ty in (0..7).map(|field| program.ty(field)).chain(others) {
                for cell in [Cell::Text(text.clone()), Cell::Number(text.clone()), Cell::Date(text.clone()), Cell::Fault(text.clone())] {
                    let column = Column { ty, choices: &program.choices, unit: 1000, percent: true, split: None };
                    if let Some(json) = read(&cell, &column).json {
                        prop_assert!(serde_json::from_str::<&serde_json::value::RawValue>(&json).is_ok(), "{}", json);
                    }
                }
            }
            Ok(())
        })?;
    }
}
