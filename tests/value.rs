//! Values: laws that must hold whatever the figures, and the figures that people will check by hand.

use proptest::prelude::*;
use sadame::value::{Date, Exact, FiscalYear, Lang, Value, Why, era, exact, literal, ops, show};

/// Values of the tests hold no choices and no rows.
struct NoNames;

impl show::Names for NoNames {
    fn choice(&self, _: sadame::value::ChoiceRef, _: Lang) -> &str {
        ""
    }
    fn row(&self, _: u32, _: u32) -> String {
        String::new()
    }
}

fn read(text: &str) -> Value {
    type Form = fn(&str) -> Result<Value, literal::Fault>;
    let forms: [Form; 6] =
        [literal::number, literal::percent, literal::money, literal::fiscal_year, literal::duration, literal::date];
    forms.iter().find_map(|form| form(text).ok()).unwrap_or_else(|| Value::Text(text.into()))
}

#[test]
fn literals_show_as_people_write_them() {
    for (written, ja, en) in [
        ("71_928千円", "71,928,000円", "JPY 71,928,000"),
        ("5億円", "500,000,000円", "JPY 500,000,000"),
        ("3億1_630万円", "316,300,000円", "JPY 316,300,000"),
        ("0.5百万円", "500,000円", "JPY 500,000"),
        ("USD 25_000.00", "USD 25,000", "USD 25,000"),
        ("50%", "50%", "50%"),
        ("99.5%", "99.5%", "99.5%"),
        ("1_234.5", "1,234.5", "1,234.5"),
        ("FY2016", "平成28年度", "FY2016"),
        ("平成33年度", "令和3年度", "FY2021"),
        ("FY2019", "令和元年度", "FY2019"),
        ("2016-04-01", "2016年4月1日", "2016-04-01"),
        ("平成28年4月1日", "2016年4月1日", "2016-04-01"),
        ("72 days", "72日", "72 days"),
        ("1 year", "1年", "1 year"),
        ("3 months", "3か月", "3 months"),
    ] {
        let value = read(written);
        assert_eq!(show::show(&value, Lang::Ja, &NoNames), ja, "{written}");
        assert_eq!(show::show(&value, Lang::En, &NoNames), en, "{written}");
    }
}

#[test]
fn entries_show_as_how_many_they_are() {
    let entry = Value::Record([Value::Bool(true)].into());
    let list = |count: usize| Value::List(vec![entry.clone(); count].into());
    for (value, ja, en) in [
        (entry.clone(), "1件", "1 entry"),
        (list(0), "（なし）", "(none)"),
        (list(1), "1件", "1 entry"),
        (list(3), "3件", "3 entries"),
    ] {
        assert_eq!(show::show(&value, Lang::Ja, &NoNames), ja);
        assert_eq!(show::show(&value, Lang::En, &NoNames), en);
    }
}

#[test]
fn what_does_not_exist_shows_as_none_and_what_is_not_known_as_unknown() {
    for (why, ja, en) in
        [(Why::Absent, "（なし）", "(none)"), (Why::Missing, "（不明）", "(unknown)"), (Why::Overflow, "（不明）", "(unknown)")]
    {
        assert_eq!(show::show(&Value::Unknown(why), Lang::Ja, &NoNames), ja);
        assert_eq!(show::show(&Value::Unknown(why), Lang::En, &NoNames), en);
    }
}

#[test]
fn what_is_not_a_literal_is_refused() {
    for text in [
        "",
        "_1",
        "1_",
        "1__0",
        "1.",
        ".5",
        "1.2.3",
        "円",
        "1万億円",
        "1億2億円",
        "1億200_000万円",
        "1万10_000円",
        "usd 1",
        "5%%",
        "FY16",
        "1 week",
        "2016-02-30",
        "平成28年2月30日",
    ] {
        assert!(matches!(read(text), Value::Text(_)), "`{text}` was read as {:?}", read(text));
    }
    assert_eq!(literal::number("12345678901234567890123456789012345"), Err(literal::Fault::Overflow));
}

#[test]
fn eras_past_their_end_are_counted_on_and_said_so() {
    assert_eq!(era::parse_fiscal_year("平成33年度"), Some((FiscalYear(2021), Some(era::Note::PastEnd))));
    assert_eq!(era::parse_fiscal_year("平成28年度"), Some((FiscalYear(2016), None)));
    assert_eq!(era::parse_date("R7.7.28"), Some((Date::ymd(2025, 7, 28).expect("a day"), None)));
    assert_eq!(era::parse_date("令和元年5月1日").map(|(date, _)| date), Date::ymd(2019, 5, 1));
    assert_eq!(era::parse_date("令和元年4月30日"), None, "the era had not begun");
}

#[test]
fn no_exact_figure_is_lost() {
    let tenth = |n: i64| Exact::ratio(n.into(), 10).expect("ten is not zero");
    assert_eq!(tenth(1).checked_add(tenth(2)), Ok(tenth(3)), "0.1 + 0.2 = 0.3");
    assert_eq!("9007199254740993".parse::<Exact>().map(|n| n.to_string()), Ok("9007199254740993".to_owned()));
    assert_eq!("9223372036854775808".parse::<Exact>().map(|n| n.to_string()), Ok("9223372036854775808".to_owned()));
    assert_eq!(Exact::from(10).checked_div(Exact::ZERO), Err(Why::DivisionByZero));
    let most = Exact::ratio(i128::MAX, 1).expect("one is not zero");
    assert_eq!(most.checked_add(Exact::ONE), Err(Why::Overflow));
    let third = Exact::ratio(1, 3).expect("three is not zero");
    assert_eq!(third.checked_mul(Exact::from(3)), Ok(Exact::ONE), "a third three times is one");
}

#[test]
fn rounding_goes_the_way_its_name_says() {
    let money = |n: i64, d: i128| match literal::money("1円") {
        Ok(Value::Money(yen)) => {
            Value::Money(sadame::value::Money { amount: Exact::ratio(n.into(), d).expect("not zero"), ..yen })
        }
        other => panic!("{other:?}"),
    };
    let yen = money(1, 1);
    for (top, near, up, down) in [(5, 3, 3, 2), (-5, -3, -3, -2), (4, 2, 2, 2), (1, 1, 1, 0)] {
        let half = money(top, 2);
        assert_eq!(ops::round(&half, &yen), money(near, 1), "{top}/2");
        assert_eq!(ops::round_up(&half, &yen), money(up, 1), "{top}/2");
        assert_eq!(ops::round_down(&half, &yen), money(down, 1), "{top}/2");
    }
}

#[test]
fn a_corporate_number_needs_its_check_digit() {
    let valid = |text: &str| ops::is_corporate_number(&Value::Text(text.into()));
    assert_eq!(valid("7000012050002"), Value::Bool(true), "the National Tax Agency's own");
    assert_eq!(valid("8000012050002"), Value::Bool(false));
    assert_eq!(valid("７000012050002"), Value::Bool(false), "full-width digits are for the readers to repair");
    assert_eq!(valid("700001205000"), Value::Bool(false));
}

/// Fractions small enough that sums of three stay within bounds.
fn fraction() -> impl Strategy<Value = Exact> {
    (-1_000_000_000_000_i64..1_000_000_000_000, 1_i128..1000)
        .prop_map(|(top, bottom)| Exact::ratio(top.into(), bottom).expect("not zero"))
}

/// The number that these digits stand for, without an exponent, by moving the point.
fn written_out(whole: &str, fraction: &str, exponent: i32, negative: bool) -> String {
    let digits = format!("{}{whole}{fraction}{}", "0".repeat(40), "0".repeat(40));
    let point = usize::try_from(40 + i32::try_from(whole.len()).expect("short") + exponent).expect("the zeros before are enough");
    let (whole, fraction) = digits.split_at(point);
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    let sign = if negative && (whole, fraction) != ("0", "") { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

proptest! {
    #[test]
    fn arithmetic_keeps_its_laws(a in fraction(), b in fraction(), c in fraction()) {
        prop_assert_eq!(a.checked_add(b), b.checked_add(a));
        prop_assert_eq!(a.checked_sub(b).and_then(|it| it.checked_add(b)), Ok(a));
        if b != Exact::ZERO {
            prop_assert_eq!(a.checked_div(b).and_then(|it| it.checked_mul(b)), Ok(a));
        }
        let spread = a.checked_mul(c).and_then(|ac| b.checked_mul(c).and_then(|bc| ac.checked_add(bc)));
        prop_assert_eq!(a.checked_add(b).and_then(|it| it.checked_mul(c)), spread);
        prop_assert_eq!(a.to_string().parse::<Exact>(), Ok(a));
    }

    #[test]
    fn order_agrees_with_the_difference(a in fraction(), b in fraction()) {
        let difference = a.checked_sub(b).expect("within bounds");
        prop_assert_eq!(a.cmp(&b), difference.cmp(&Exact::ZERO));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
    }

    #[test]
    fn order_never_overflows(a in any::<i128>(), b in 1..i128::MAX, c in any::<i128>(), d in 1..i128::MAX) {
        let (Ok(one), Ok(other)) = (Exact::ratio(a, b), Exact::ratio(c, d)) else { return Ok(()) };
        prop_assert_eq!(one.cmp(&other), other.cmp(&one).reverse());
        prop_assert_eq!(one.cmp(&one), std::cmp::Ordering::Equal);
    }

    #[test]
    fn months_stay_within_the_month(year in 1900..2100_i32, month in 1..=12_u32, day in 1..=31_u32, by in -600..600_i64) {
        let Some(date) = Date::ymd(year, month, day) else { return Ok(()) };
        let moved = date.add_months(by).expect("within the calendar");
        prop_assert!(moved.day() <= date.day());
        let months = i64::from(moved.year() - year) * 12 + i64::from(moved.month()) - i64::from(month);
        prop_assert_eq!(months, by);
    }

    #[test]
    fn eras_go_both_ways(days in 0..80_000_i64) {
        let date = Date::ymd(1868, 1, 25).and_then(|first| first.add_days(days)).expect("within the calendar");
        let written = era::show_date(date);
        prop_assert_eq!(era::parse_date(&written), Some((date, None)), "{}", written);
    }

    #[test]
    fn a_day_lies_in_its_fiscal_year(days in 0..80_000_i64, month in 1..=12_u32) {
        let date = Date::ymd(1900, 1, 1).and_then(|first| first.add_days(days)).expect("within the calendar");
        let year = FiscalYear::of(date, month);
        prop_assert!(year.start(month).expect("a day") <= date && date <= year.end(month).expect("a day"));
    }

    #[test]
    fn quantiles_lie_within_the_sample(numbers in prop::collection::vec(-1000..1000_i64, 1..40), percent in 0..=100_i64) {
        let mut sample: Vec<Value> = numbers.iter().map(|&number| Value::Number(Exact::from(number))).collect();
        let share = Exact::ratio(percent.into(), 100).expect("not zero");
        let Value::Number(found) = ops::quantile(&mut sample, share) else { return Err(TestCaseError::fail("no number")) };
        let (least, most) = (numbers.iter().min().expect("not empty"), numbers.iter().max().expect("not empty"));
        prop_assert!(Exact::from(*least) <= found && found <= Exact::from(*most));
    }

    #[test]
    fn quantiles_stand_where_the_definition_puts_them(
        numbers in prop::collection::vec(-1000..1000_i64, 1..40),
        percent in 0..=100_i128,
    ) {
        // In units of 1/300: h = (n + 1/3)·p + 1/3 is `place`; between the neighbours of h in the sorted sample, both ends held.
        let mut sorted: Vec<i128> = numbers.iter().copied().map(i128::from).collect();
        sorted.sort_unstable();
        let count = i128::try_from(sorted.len()).expect("short");
        let place = (3 * count + 1) * percent + 100;
        let at = |rank: i128| sorted[usize::try_from(rank.clamp(1, count) - 1).expect("clamped")];
        let (low, high, part) = (at(place / 300), at(place / 300 + 1), place % 300);
        let expected = Exact::ratio(low * 300 + (high - low) * part, 300).expect("not zero");
        let mut sample: Vec<Value> = numbers.iter().map(|&number| Value::Number(Exact::from(number))).collect();
        let share = Exact::ratio(percent, 100).expect("not zero");
        prop_assert_eq!(ops::quantile(&mut sample, share), Value::Number(expected));
    }

    #[test]
    fn numbers_are_read_digit_by_digit_or_not_at_all(
        whole in "(0|[1-9][0-9]{0,30})",
        fraction in "[0-9]{0,30}",
        exponent in -30..30_i32,
        negative in any::<bool>(),
    ) {
        let point = if fraction.is_empty() { String::new() } else { format!(".{fraction}") };
        let text = format!("{}{whole}{point}e{exponent}", if negative { "-" } else { "" });
        match exact::from_decimal(&text) {
            Ok(number) => prop_assert_eq!(number.to_string(), written_out(&whole, &fraction, exponent, negative)),
            Err(why) => {
                prop_assert_eq!(why, Why::Overflow);
                let digits = format!("{whole}{fraction}");
                let many = digits.trim_matches('0').len() > 27 || digits.len() > 37;
                prop_assert!(many || exponent.abs() > 0, "{} is not much to hold", text);
            }
        }
    }

    #[test]
    fn fiscal_years_go_both_ways(year in 1868..2100_i32) {
        let written = era::show_fiscal_year(FiscalYear(year));
        prop_assert_eq!(era::parse_fiscal_year(&written).map(|(year, _)| year), Some(FiscalYear(year)), "{}", written);
    }

    #[test]
    fn sets_hold_what_was_put_in(items in prop::collection::vec(0..20_i64, 0..10), other in prop::collection::vec(0..20_i64, 0..10)) {
        let set = |items: &[i64]| ops::set_of(items.iter().map(|&item| Value::Years(item)).collect());
        let (one, two) = (set(&items), set(&other));
        for item in 0..20 {
            prop_assert_eq!(ops::contains(&one, &Value::Years(item)), Value::Bool(items.contains(&item)));
            let left = ops::contains(&ops::difference(&one, &two), &Value::Years(item));
            prop_assert_eq!(left, Value::Bool(items.contains(&item) && !other.contains(&item)));
        }
        prop_assert_eq!(ops::overlaps(&one, &two), Value::Bool(items.iter().any(|item| other.contains(item))));
    }
}

#[test]
fn quantiles_are_of_type_8() {
    // n = 4, p = 3/4: h = 13/3·3/4 + 1/3 = 43/12; between the third and the fourth at 7/12.
    let mut sample: Vec<Value> = [1, 2, 3, 4].map(|n| Value::Number(Exact::from(n))).to_vec();
    let found = ops::quantile(&mut sample, Exact::ratio(3, 4).expect("not zero"));
    assert_eq!(found, Value::Number(Exact::ratio(43, 12).expect("not zero")));
    assert_eq!(ops::quantile(&mut Vec::new(), Exact::ONE), Value::Unknown(Why::Nothing));
}
