//! The pages of `sadame explain CODE`: there is one for each code, its first block raises the code, and its second does not.

use sadame::check::{CheckFile, TableFiles, check};
use sadame::diag::problem::{CheckProblem, PackProblem, SyntaxProblem};
use sadame::source::Sources;
use sadame::syntax::parse;

/// A block of a page: its language, and its text.
struct Block {
    lang: String,
    text: String,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(lang) => {
                inside = !inside;
                if inside {
                    blocks.push(Block { lang: lang.to_owned(), text: String::new() });
                }
            }
            None => {
                if let (true, Some(block)) = (inside, blocks.last_mut()) {
                    block.text.push_str(line);
                    block.text.push('\n');
                }
            }
        }
    }
    blocks
}

/// The one table file that a page may have.
struct Rows<'a>(Option<&'a str>);

impl TableFiles for Rows<'_> {
    fn read(&self, _module: &str, path: &str) -> Option<(String, Vec<u8>)> {
        self.0.filter(|_| path == "rows.csv").map(|text| (path.to_owned(), text.as_bytes().to_vec()))
    }
}

/// The files of a block: those it begins by `# name.sadame`, or the prelude with the block behind it.
fn files(block: &str, prelude: &str) -> Vec<String> {
    let begins = |line: &str| line.starts_with("# ") && line.ends_with(".sadame");
    if !block.lines().next().is_some_and(begins) {
        return vec![format!("{prelude}\n{block}")];
    }
    let mut files: Vec<String> = Vec::new();
    for line in block.lines() {
        if begins(line) {
            files.push(String::new());
        } else if let Some(file) = files.last_mut() {
            file.push_str(line);
            file.push('\n');
        }
    }
    files
}

/// The parser lets through nothing that would raise these; the checker says them of programs that were not made from text.
const NOT_FROM_TEXT: &[&str] = &["E0320"];

/// The codes that a block raises; what the prelude raises by itself does not count.
fn raised(block: &str, prelude: &str, rows: Option<&str>) -> Vec<&'static str> {
    let mut sources = Sources::default();
    let (mut diagnostics, mut parsed) = (Vec::new(), Vec::new());
    let files = files(block, prelude);
    let own = if files.iter().any(|text| text.starts_with(prelude)) { prelude.len() } else { 0 };
    for (number, text) in files.iter().enumerate() {
        let source = sources.add(format!("{number}.sadame"), text.as_str());
        let (file, found) = parse(source, text);
        diagnostics.extend(found);
        parsed.push((file, source));
    }
    let files: Vec<CheckFile<'_>> = parsed.iter().map(|(file, source)| CheckFile { file, source: *source }).collect();
    let (_, found) = check(&files, &Rows(rows), &mut sources);
    diagnostics.extend(found);
    diagnostics.iter().filter(|it| it.span.source.0 > 0 || it.span.start as usize >= own).map(|it| it.problem.code().0).collect()
}

#[test]
fn every_code_has_a_page_whose_blocks_do_as_it_says() {
    let prelude = &blocks(&std::fs::read_to_string("docs/errors/README.md").expect("the readme is there"))[0].text;
    let codes = [SyntaxProblem::CODES, CheckProblem::CODES, PackProblem::CODES].concat();
    let mut wrong = Vec::new();
    for code in &codes {
        let Ok(page) = std::fs::read_to_string(format!("docs/errors/{code}.md")) else {
            wrong.push(format!("{code} has no page"));
            continue;
        };
        let mut rows = None;
        let mut seen = 0;
        let blocks = blocks(&page);
        for block in &blocks {
            match block.lang.as_str() {
                "csv" => rows = Some(block.text.as_str()),
                "sadame" => {
                    let found = raised(&block.text, prelude, rows);
                    let errors = found.iter().any(|code| code.starts_with('E'));
                    if seen == 0 && !found.contains(code) && !NOT_FROM_TEXT.contains(code) {
                        wrong.push(format!("{code}: the first block raises {found:?}"));
                    } else if seen == 1 && (found.contains(code) || errors) {
                        wrong.push(format!("{code}: the second block raises {found:?}"));
                    }
                    seen += 1;
                }
                _ => {}
            }
        }
        if !code.starts_with("E08") && seen != 2 {
            wrong.push(format!("{code} has {seen} blocks"));
        }
    }
    let pages = std::fs::read_dir("docs/errors").expect("the pages are there").count();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(pages, codes.len() + 1, "no page is of no code");
}
