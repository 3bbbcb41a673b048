//! Which files are meant: paths, patterns, folders, the standard input.

use std::path::Path;

use super::complain;
use crate::engine::Session;
use crate::lang::Lang;

/// The endings of files that contracts are looked for in, in a folder.
const ENDINGS: &[&str] =
    &["jsonl", "ndjson", "json", "csv", "tsv", "txt", "xlsx", "xlsm", "xlsb", "xls", "ods", "parquet", "arrow", "feather"];

/// The endings of packed files.
const PACKED: &[&str] = &["gz", "zst", "zstd"];

/// Why an argument stands for no file: Japanese, English.
pub(super) type NoFile = [String; 2];

/// The files that arguments stand for, each once, in the order of the arguments; those of a pattern or a folder by name.
pub(super) fn expand(arguments: &[String]) -> Vec<Result<String, (String, NoFile)>> {
    let mut found: Vec<Result<String, (String, NoFile)>> = Vec::new();
    for argument in arguments {
        match one(argument) {
            Ok(files) => files.into_iter().for_each(|file| {
                if argument == &file || !found.iter().any(|known| known.as_ref() == Ok(&file)) {
                    found.push(Ok(file));
                }
            }),
            Err(why) => found.push(Err((argument.clone(), why))),
        }
    }
    found
}

/// The same, for a session: what stands for no file is noted as an input that cannot be read.
pub(super) fn open(arguments: &[String], session: &mut Session<'_>, lang: Lang) -> Vec<String> {
    let mut files = Vec::new();
    for file in expand(arguments) {
        match file {
            Ok(file) => files.push(file),
            Err((name, why)) => {
                let input = session.input(&name);
                complain(&format!("{name}: {}", why[usize::from(lang == Lang::En)]));
                session.broken(input, why);
            }
        }
    }
    files
}

fn one(argument: &str) -> Result<Vec<String>, NoFile> {
    let path = Path::new(argument);
    if path.is_dir() {
        let mut files = Vec::new();
        walk(path, argument.trim_end_matches(['/', std::path::MAIN_SEPARATOR]), &mut files);
        files.sort();
        return match files.is_empty() {
            false => Ok(files),
            true => Err([
                format!("読めるファイルがありません（{} など）", ENDINGS[..4].join("、")),
                format!("there is no file in it that can be read ({} and others)", ENDINGS[..4].join(", ")),
            ]),
        };
    }
    if argument == "-" || path.exists() || !argument.contains(['*', '?', '[']) {
        return Ok(vec![argument.to_owned()]);
    }
    let paths = glob::glob(argument).map_err(|why| {
        [format!("ファイル名の型として読めません（{}）", why.msg), format!("not a pattern of file names ({})", why.msg)]
    })?;
    let files: Vec<String> =
        paths.flatten().filter(|path| path.is_file()).map(|path| path.to_string_lossy().into_owned()).collect();
    match files.is_empty() {
        false => Ok(files),
        true => Err(["この型に合うファイルがありません".to_owned(), "no file matches this pattern".to_owned()]),
    }
}

/// The files of a folder and those in it, hidden ones passed over.
fn walk(folder: &Path, name: &str, files: &mut Vec<String>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(file) = entry.file_name().into_string() else { continue };
        // Spreadsheet programs leave a `~$…` beside a file that is open.
        if file.starts_with(['.', '~']) {
            continue;
        }
        let below = format!("{name}/{file}");
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), &below, files),
            Ok(_) if is_data(&file) => files.push(below),
            _ => {}
        }
    }
}

fn is_data(file: &str) -> bool {
    let file = file.to_lowercase();
    let bare = PACKED.iter().find_map(|packed| file.strip_suffix(&format!(".{packed}"))).unwrap_or(&file);
    bare.rsplit_once('.').is_some_and(|(_, ending)| ENDINGS.contains(&ending))
}
