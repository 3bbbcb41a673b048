//! What a run is told, as JavaScript says it: one option after the other, so that no reader of JSON is needed for them.

#[cfg(feature = "full")]
use sadame::engine::Register;
use sadame::engine::{Engine, Options, Session, parse_date};
use sadame::input::feed::How;

use crate::fault;

/// Ends an option.
const END: char = '\u{1e}';

/// Stands between an option's name and what it is set to; and, of a parameter or a level, between its name and that.
const IS: char = '\u{1f}';

/// What a run is told. The package has seen to it that there are no other options than these, and of which kind they are.
pub(crate) struct Told<'t>(&'t str);

impl<'t> Told<'t> {
    /// What is told so.
    pub(crate) fn new(text: &'t str) -> Told<'t> {
        Told(text)
    }

    /// What an option is set to, as often as it is.
    fn all<'n>(&self, name: &'n str) -> impl Iterator<Item = &'t str> + use<'t, 'n> {
        let options = self.0.split(END).filter_map(|option| option.split_once(IS));
        options.filter(move |(known, _)| *known == name).map(|(_, value)| value)
    }

    fn text(&self, name: &str) -> Option<&'t str> {
        self.all(name).next()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        self.all(name).map(str::to_owned).collect()
    }

    fn truth(&self, name: &str) -> Option<bool> {
        self.text(name).map(|text| text == "true")
    }

    /// Names and what they are set to, in their order, as the language writes it.
    fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let pairs = self.all(name).filter_map(|pair| pair.split_once(IS));
        pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    /// Whether the records are kept as they were read.
    pub(crate) fn keep(&self) -> bool {
        self.truth("keep").unwrap_or_default()
    }

    /// Starts judging.
    pub(crate) fn session<'e>(&self, engine: &'e Engine) -> Result<Session<'e>, String> {
        let as_of = self.text("asOf").map(|text| {
            let ja = format!("`{text}` は日付ではありません。2017-03-31 か 平成29年3月31日 の形で書きます");
            let en = format!("`{text}` is not a date; write 2017-03-31 or 平成29年3月31日");
            parse_date(text).ok_or_else(|| fault::setting([ja, en]))
        });
        let levels = self.pairs("levels").into_iter().map(|(rules, level)| {
            let ja = format!("`{level}` という重大度はありません（info、review、warning、error）");
            let en = format!("`{level}` is not a severity; write info, review, warning or error");
            level.parse().map(|level| (rules, level)).map_err(|()| fault::setting([ja, en]))
        });
        self.how(engine, How::default())?;
        let options = Options {
            as_of: as_of.transpose()?,
            parameters: self.pairs("parameters"),
            record: self.text("record").map(str::to_owned),
            all: self.truth("all").unwrap_or_default(),
            brief: self.truth("brief").unwrap_or_default(),
            select: self.texts("select"),
            ignore: self.texts("ignore"),
            levels: levels.collect::<Result<_, String>>()?,
            #[cfg(feature = "full")]
            clear: self.truth("clear").unwrap_or_default(),
            #[cfg(feature = "full")]
            register: self.register()?,
            ..Options::default()
        };
        engine.session(&options).map_err(|errors| fault::of_settings(&errors))
    }

    /// How inputs are read: as these options say, and otherwise as before.
    pub(crate) fn how(&self, engine: &Engine, before: How) -> Result<How, String> {
        if let Some(why) = self.text("layout").and_then(|name| engine.no_layout(name)) {
            return Err(fault::setting(why));
        }
        #[cfg(feature = "full")]
        if let Some(name) = self.text("encoding").filter(|name| sadame::input::encoding::named(name).is_none()) {
            let ja = format!("`{name}` という文字コードはありません（utf-8、cp932、euc-jp、utf-16le など）");
            let en = format!("there is no encoding `{name}` (such as utf-8, cp932, euc-jp, utf-16le)");
            return Err(fault::setting([ja, en]));
        }
        let limit = self.text("limit").and_then(|limit| limit.parse().ok());
        Ok(How {
            layout: self.text("layout").map(str::to_owned).or(before.layout),
            encoding: self.text("encoding").map(str::to_owned).or(before.encoding),
            limit: limit.unwrap_or(before.limit),
            made_of: self.text("madeOf").map(str::to_owned),
            digest: self.truth("digest").unwrap_or(before.digest),
        })
    }

    #[cfg(feature = "full")]
    fn register(&self) -> Result<Register, String> {
        let file = |name: &str| Some((name.to_owned(), self.text(name)?.to_owned().into_bytes()));
        Register::read(file("baseline").as_ref(), file("decisions").as_ref()).map_err(fault::setting)
    }
}
