//! What a run is told, as JavaScript says it.

#[cfg(feature = "full")]
use sadame::engine::Register;
use sadame::engine::{Engine, Options, Session, parse_date};
use sadame::input::feed::How;
use serde_json::Value;
use wasm_bindgen::JsValue;

use crate::fault;

/// What a run is told: an object of JSON. The package has seen to it that it has no other members than these.
pub(crate) struct Told(Value);

impl Told {
    /// What JSON says.
    pub(crate) fn read(json: &str) -> Result<Told, JsValue> {
        serde_json::from_str(json).map(Told).map_err(|why| {
            fault::setting([format!("オプションが読めません（{why}）"), format!("the options cannot be read ({why})")])
        })
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let texts = self.0.get(name).and_then(Value::as_array).into_iter().flatten();
        texts.filter_map(|text| text.as_str().map(str::to_owned)).collect()
    }

    fn truth(&self, name: &str) -> bool {
        self.0.get(name).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Names and what they are set to, in their order, as the language writes it.
    fn pairs(&self, name: &str) -> Vec<(String, String)> {
        let pairs = self.0.get(name).and_then(Value::as_array).into_iter().flatten();
        let written = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        pairs.filter_map(|pair| Some((written(pair.get(0)?), written(pair.get(1)?)))).collect()
    }

    /// Whether the records are kept as they were read.
    pub(crate) fn keep(&self) -> bool {
        self.truth("keep")
    }

    /// Starts judging.
    pub(crate) fn session<'e>(&self, engine: &'e Engine) -> Result<Session<'e>, JsValue> {
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
            all: self.truth("all"),
            brief: self.truth("brief"),
            select: self.texts("select"),
            ignore: self.texts("ignore"),
            levels: levels.collect::<Result<_, JsValue>>()?,
            #[cfg(feature = "full")]
            register: self.register()?,
            ..Options::default()
        };
        engine.session(&options).map_err(|errors| fault::of_settings(&errors))
    }

    /// How inputs are read: as these options say, and otherwise as before.
    pub(crate) fn how(&self, engine: &Engine, before: How) -> Result<How, JsValue> {
        if let Some(why) = self.text("layout").and_then(|name| engine.no_layout(name)) {
            return Err(fault::setting(why));
        }
        #[cfg(feature = "full")]
        if let Some(name) = self.text("encoding").filter(|name| sadame::input::encoding::named(name).is_none()) {
            let ja = format!("`{name}` という文字コードはありません（utf-8、cp932、euc-jp、utf-16le など）");
            let en = format!("there is no encoding `{name}` (such as utf-8, cp932, euc-jp, utf-16le)");
            return Err(fault::setting([ja, en]));
        }
        let limit = self.0.get("limit").and_then(Value::as_u64).and_then(|limit| usize::try_from(limit).ok());
        Ok(How {
            layout: self.text("layout").map(str::to_owned).or(before.layout),
            encoding: self.text("encoding").map(str::to_owned).or(before.encoding),
            limit: limit.unwrap_or(before.limit),
            made_of: self.text("madeOf").map(str::to_owned),
            digest: self.0.get("digest").and_then(Value::as_bool).unwrap_or(before.digest),
        })
    }

    #[cfg(feature = "full")]
    fn register(&self) -> Result<Register, JsValue> {
        let file = |name: &str| Some((name.to_owned(), self.0.get(name)?.to_string().into_bytes()));
        Register::read(file("baseline").as_ref(), file("decisions").as_ref()).map_err(fault::setting)
    }
}
