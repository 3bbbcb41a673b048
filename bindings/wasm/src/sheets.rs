//! Workbooks: their own chunk reads their bytes into tables, which the chunk that judges takes in; and writes reports as workbooks.

#[cfg(feature = "full")]
use sadame::input::fault::TableFault;
use sadame::input::grid::Table;
use serde::{Deserialize, Serialize};

/// What came of opening a workbook, between the chunks.
#[derive(Serialize, Deserialize)]
pub(crate) enum Opened {
    /// Its sheets.
    Sheets(Vec<Table>),
    /// It is under a password.
    Password,
    /// It is no workbook, or a damaged one: what the reader says.
    Fault(String),
}

#[cfg(feature = "full")]
impl Opened {
    /// The sheets in what the chunk for sheets gave.
    pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Table>, TableFault> {
        match postcard::from_bytes(bytes) {
            Ok(Opened::Sheets(sheets)) => Ok(sheets),
            Ok(Opened::Password) => Err(TableFault::Password),
            Ok(Opened::Fault(why)) => Err(TableFault::Workbook { why }),
            Err(why) => Err(TableFault::Workbook { why: why.to_string() }),
        }
    }
}

#[cfg(feature = "sheets")]
pub(crate) mod chunk {
    use sadame::input::fault::TableFault;
    use sadame::input::workbook::Workbook;
    use sadame::json::Document;
    use sadame::lang::Lang;
    use sadame::report::xlsx;
    use wasm_bindgen::prelude::wasm_bindgen;

    use super::{Opened, Table};

    fn sheets(bytes: Vec<u8>) -> Result<Vec<Table>, TableFault> {
        let mut workbook = Workbook::new(bytes)?;
        let names = workbook.names();
        names.iter().map(|name| workbook.table(name)).collect()
    }

    /// Opens a workbook, for the chunk that judges.
    #[wasm_bindgen(js_name = openWorkbook)]
    pub fn open_workbook(bytes: Vec<u8>) -> Vec<u8> {
        let opened = match sheets(bytes) {
            Ok(sheets) => Opened::Sheets(sheets),
            Err(TableFault::Workbook { why }) => Opened::Fault(why),
            Err(_) => Opened::Password,
        };
        postcard::to_stdvec(&opened).expect("memory takes all that is written")
    }

    /// Writes a report as a workbook.
    #[wasm_bindgen(js_name = writeWorkbook)]
    pub fn write_workbook(report: &str, english: bool) -> Result<Vec<u8>, String> {
        let document: Document = serde_json::from_str(report).map_err(|why| why.to_string())?;
        let mut out = Vec::new();
        xlsx::write(&mut out, &document, if english { Lang::En } else { Lang::Ja }).map_err(|why| why.to_string())?;
        Ok(out)
    }
}
