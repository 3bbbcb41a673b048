//! The frame of the page: its head, its heading, its contents, and what stands at its foot.

use std::io::Result;

use maud::{DOCTYPE, html};

use super::contents::{Contents, Section};
use super::sheet::{self, Sheet};
use crate::json::Document;
use crate::lang::Lang;
use crate::report::words;

/// The style, which stands in the page.
const STYLE: &str = include_str!("style.css");

/// What the page may load: nothing but its own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// From the beginning of the page to that of its main part.
pub(super) fn open(sheet: &mut Sheet<'_>, document: &Document, contents: &Contents<'_>) -> Result<()> {
    let title = words::report_title(sheet.lang, &document.header.record.label);
    let lang = sheet.say("ja", "en");
    sheet.put(&html! { (DOCTYPE) })?;
    sheet.tag(&format!("<html lang=\"{lang}\">\n<head>"))?;
    sheet.put(&html! {
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(POLICY);
        meta name="viewport" content="width=device-width, initial-scale=1";
        meta name="generator" content={ "sadame " (document.header.sadame) };
        title { (title) }
    })?;
    sheet.tag(&format!("<style>\n{STYLE}</style>\n</head>\n<body>"))?;
    sheet.put(&html! { a.skip href="#main" { (sheet.say("本文へ移動", "Skip to the report")) } })?;
    sheet.tag("<div class=\"page\">")?;
    heading(sheet, document, &title)?;
    navigation(sheet, contents)?;
    sheet.tag("<main id=\"main\">")
}

/// What was held against which rules, and for which day.
fn heading(sheet: &mut Sheet<'_>, document: &Document, title: &str) -> Result<()> {
    let header = &document.header;
    let names: Vec<&str> = document.summary.inputs.iter().map(|input| input.name.as_str()).collect();
    sheet.put(&html! {
        header {
            h1 { (title) }
            dl.pairs {
                dt { (sheet.say("規則", "Rules")) }
                @for pack in header.packs.iter().rev() {
                    dd { (sheet.text(&pack.title)) " " span.place { (pack.name) " " (pack.version) } }
                }
                dt { (sheet.say("基準日", "As of")) }
                dd { (header.as_of.as_deref().unwrap_or(sheet.say("指定なし", "not given"))) }
                @if !names.is_empty() {
                    dt { (sheet.say("対象", "Inputs")) }
                    dd { (names.join(words::comma(sheet.lang))) }
                }
            }
        }
    })
}

fn navigation(sheet: &mut Sheet<'_>, contents: &Contents<'_>) -> Result<()> {
    let title = sheet.say("目次", "Contents");
    sheet.put(&html! {
        nav aria-labelledby="contents" {
            h2 #contents { (title) }
            ol { @for section in &contents.sections {
                li { a href={ "#" (section.id) } {
                    span { (section.title) }
                    @if let Some(count) = section.count { span.number { (sheet::counted(sheet.lang, count)) } }
                } }
            } }
        }
    })
}

/// Begins a section; tells whether it stands on the page.
pub(super) fn section(sheet: &mut Sheet<'_>, contents: &Contents<'_>, id: &str) -> Result<bool> {
    let Some(Section { id, title, count }) = contents.section(id) else { return Ok(false) };
    sheet.tag(&format!("<section aria-labelledby=\"{id}\">"))?;
    let count = count.map_or_else(String::new, |count| match sheet.lang {
        Lang::Ja => format!("　{}件", sheet::count(count as u64)),
        Lang::En => format!(" ({})", sheet::count(count as u64)),
    });
    sheet.put(&html! { h2 id=(id) { (title) (count) } })?;
    Ok(true)
}

/// The words of this page, and the end of it.
pub(super) fn close(sheet: &mut Sheet<'_>, document: &Document) -> Result<()> {
    sheet.tag("</main>")?;
    let words = sheet.say(
        "違反・注意・要審査・参考は、規則に適合しないものを重大度の順に示します。判定不能は、足りない事実があるため適合とも違反とも言えないものです。\
         例外適用は、規則が定める例外に当たるものです。",
        "Violations, warnings, findings for review and for information depart from a rule, in the order of gravity. What is undetermined turns on a fact \
         that is missing, and is neither a pass nor a violation. What is excepted falls under an exception that the rule names.",
    );
    let printed = sheet.say(
        "印刷には、事実と照合の細目のうち、画面で開いているものだけが載ります。",
        "Of the details of facts and comparisons, those that are open on the screen are printed.",
    );
    let by = match sheet.lang {
        Lang::Ja => format!("定め（Sadame）{} が作成", document.header.sadame),
        Lang::En => format!("Made by Sadame {}", document.header.sadame),
    };
    sheet.put(&html! { footer { p { (words) } p.screen { (printed) } p { (by) } } })?;
    sheet.tag("</div>\n</body>\n</html>")
}
