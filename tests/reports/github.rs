//! The report as workflow commands: one line each, at the place of the record, as loud as the finding is grave.

use sadame::finding::{Outcome, Standing};
use sadame::json::{Document, Subject};
use sadame::lang::Lang;
use sadame::report::github::write;

use super::{decided, nasty, synthetic, written};

/// A command as the runner reads it: its name, its properties, its message.
struct Read {
    name: String,
    properties: Vec<(String, String)>,
    message: String,
}

impl Read {
    fn property(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

fn unescape(text: &str) -> String {
    ["%3A", "%2C", "%0D", "%0A", "%25"]
        .iter()
        .zip([":", ",", "\r", "\n", "%"])
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// The commands, split as the runner splits them.
fn commands(document: &Document, lang: Lang) -> Vec<Read> {
    let read = |line: &str| {
        let rest = line.strip_prefix("::").unwrap_or_else(|| panic!("no command: {line:.200}"));
        let (head, message) = rest.split_once("::").expect("a command has a message");
        let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
        let properties =
            properties.split(',').filter(|it| !it.is_empty()).map(|it| it.split_once('=').expect("a property has a value"));
        Read {
            name: name.to_owned(),
            properties: properties.map(|(name, value)| (name.to_owned(), unescape(value))).collect(),
            message: unescape(message),
        }
    };
    written(write, document, lang).lines().map(read).collect()
}

#[test]
fn there_is_a_command_for_everything_and_the_counts_come_last() {
    for document in [synthetic(false), synthetic(true), decided(), nasty()] {
        let broken = document.summary.inputs.iter().filter(|input| input.problem.is_some()).count();
        for lang in [Lang::Ja, Lang::En] {
            let commands = commands(&document, lang);
            assert_eq!(commands.len(), document.findings.len() + document.data_errors.len() + broken + 1);
            let last = commands.last().expect("there are commands");
            assert_eq!(
                (last.name.as_str(), last.property("title")),
                ("notice", Some(concat!("Sadame ", env!("CARGO_PKG_VERSION"))))
            );
            assert!(last.message.contains(&document.summary.read.to_string()), "{}", last.message);
        }
    }
}

#[test]
fn each_is_as_loud_as_it_is_grave() {
    let document = decided();
    for (finding, command) in document.findings.iter().zip(commands(&document, Lang::Ja)) {
        let wanted = match (finding.outcome, finding.standing, finding.word.ja.as_str()) {
            (_, Standing::Known | Standing::Accepted, _) => "notice",
            (Outcome::Fail, _, "違反") => "error",
            (Outcome::Fail, _, "注意") | (Outcome::Unknown, ..) => "warning",
            _ => "notice",
        };
        assert_eq!(command.name, wanted, "{}", command.message);
        let title = command.property("title").expect("it has a title");
        assert!(title.contains(&finding.rule) && title.contains(&finding.word.ja), "{title}");
        assert_eq!(title.contains("（承認済み）"), finding.standing == Standing::Accepted);
        assert_eq!(title.contains("（既知）"), finding.standing == Standing::Known);
        if let Subject::Record { record, .. } = &finding.subject {
            assert_eq!(command.property("file"), Some(record.input.as_str()));
            assert_eq!(command.property("line"), Some(record.position.to_string().as_str()));
            assert!(command.message.contains(&record.key), "{}", command.message);
        }
    }
}

#[test]
fn what_passes_is_silent() {
    let document = synthetic(true);
    for (finding, command) in document.findings.iter().zip(commands(&document, Lang::En)) {
        let is_clean = matches!(finding.outcome, Outcome::Pass | Outcome::NotApplicable);
        assert_eq!(command.name == "debug", is_clean);
        assert!(!is_clean || command.properties.is_empty());
    }
}

#[test]
fn data_gives_no_commands_of_its_own() {
    let document = nasty();
    let text = written(write, &document, Lang::Ja);
    assert!(!text.chars().any(|it| it.is_control() && it != '\n' && it != '\t'), "nothing for a terminal to obey");
    let commands = commands(&document, Lang::Ja);
    assert!(commands.iter().all(|command| ["error", "warning", "notice", "debug"].contains(&command.name.as_str())));
    assert!(
        commands
            .iter()
            .all(|command| command.properties.iter().all(|(name, _)| ["file", "line", "title"].contains(&name.as_str())))
    );
    let named = commands.iter().filter(|command| command.property("file") == Some("契約 一覧,<1>:\"%\".jsonl"));
    assert!(named.count() > 10, "a file is named as it is");
    assert!(
        commands.iter().any(|command| command.message.contains("::error file=x,title=y::二行目\n%0A%25")),
        "and so is the data"
    );
    assert!(commands.iter().all(|command| command.property("file") != Some("-")), "a pipe is no file");
    let broken = &commands[commands.len() - 2];
    assert_eq!((broken.name.as_str(), broken.property("line")), ("error", None));
}
