//! A client that speaks to `sadame lsp` as an editor does: JSON-RPC over its standard input and output.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// Where the cursor stands in a text to be found.
const CURSOR: char = '‸';

/// An editor with a project in a folder.
pub struct Client {
    server: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    folder: TempDir,
    asked: i64,
    /// The texts as the editor has them, with their versions.
    texts: BTreeMap<String, (i64, String)>,
    utf8: bool,
}

impl Client {
    /// Starts the server for a folder, and greets it.
    pub fn start(folder: TempDir, options: Value) -> Client {
        let mut client = Client::silent(folder);
        let encodings = options.get("encodings").cloned().unwrap_or(json!(["utf-16"]));
        client.utf8 = encodings[0] == "utf-8";
        let params = json!({
            "processId": null, "rootUri": null, "locale": options.get("locale"),
            "initializationOptions": { "language": options.get("language") },
            "capabilities": { "general": { "positionEncodings": encodings } },
        });
        let answer = client.ask("initialize", params);
        assert_eq!(answer["capabilities"]["positionEncoding"], if client.utf8 { "utf-8" } else { "utf-16" });
        client.tell("initialized", json!({}));
        client
    }

    /// Starts the server, and says nothing yet.
    pub fn silent(folder: TempDir) -> Client {
        let mut server = Command::new(env!("CARGO_BIN_EXE_sadame"))
            .arg("lsp")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdin = server.stdin.take();
        let stdout = BufReader::new(server.stdout.take().expect("the output is piped"));
        Client { server, stdin, stdout, folder, asked: 0, texts: BTreeMap::new(), utf8: false }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The name of a file of the folder.
    pub fn uri(&self, file: &str) -> String {
        let path = self.path().join(file).to_string_lossy().replace('\\', "/");
        format!("file://{}{path}", if path.starts_with('/') { "" } else { "/" })
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let stdin = self.stdin.as_mut().expect("the server is still spoken to");
        write!(stdin, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("the server listens");
        stdin.flush().expect("the server listens");
    }

    pub fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// The next message of the server.
    pub fn next(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.stdout.read_line(&mut line).expect("the server speaks UTF-8") > 0, "the server speaks on");
            match line.trim_end().split_once(": ") {
                Some(("Content-Length", count)) => length = count.parse().expect("a length is a number"),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.stdout.read_exact(&mut body).expect("a message is whole");
        serde_json::from_slice(&body).expect("a message is JSON")
    }

    /// The number of a request that is sent.
    pub fn request(&mut self, method: &str, params: Value) -> i64 {
        self.asked += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.asked, "method": method, "params": params }));
        self.asked
    }

    /// The answer to a request: what it comes to, or its error. What is told meanwhile is passed over.
    pub fn response(&mut self, id: i64) -> Result<Value, Value> {
        loop {
            let message = self.next();
            if message["id"] == id {
                return match message.get("error") {
                    Some(error) => Err(error.clone()),
                    None => Ok(message["result"].clone()),
                };
            }
        }
    }

    /// What a request comes to.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.response(id).unwrap_or_else(|error| panic!("{method}: {error}"))
    }

    /// Opens a file as it lies on the disk.
    pub fn open(&mut self, file: &str) {
        let text = std::fs::read_to_string(self.path().join(file)).expect("the file is there");
        let uri = self.uri(file);
        self.open_as(&uri, &text);
    }

    /// Opens a text.
    pub fn open_as(&mut self, uri: &str, text: &str) {
        self.texts.insert(uri.to_owned(), (1, text.to_owned()));
        let document = json!({ "uri": uri, "languageId": "sadame", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts a text in the place of another, as an editor tells it: by its range.
    pub fn edit(&mut self, file: &str, from: &str, to: &str) {
        let uri = self.uri(file);
        let (start, end) = (self.place(&uri, &format!("{CURSOR}{from}")), self.place(&uri, &format!("{from}{CURSOR}")));
        let (version, text) = self.texts.get_mut(&uri).expect("it is open");
        *text = text.replacen(from, to, 1);
        *version += 1;
        let params = json!({
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "range": { "start": start, "end": end }, "text": to }],
        });
        self.tell("textDocument/didChange", params);
    }

    /// Puts a whole text in the place of what was there.
    pub fn rewrite(&mut self, file: &str, text: &str) {
        let uri = self.uri(file);
        let (version, known) = self.texts.get_mut(&uri).expect("it is open");
        text.clone_into(known);
        *version += 1;
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", params);
    }

    pub fn text(&self, file: &str) -> &str {
        &self.texts[&self.uri(file)].1
    }

    /// The place of the cursor in the first such stretch of an open text.
    pub fn place(&self, uri: &str, with_cursor: &str) -> Value {
        let text = &self.texts[uri].1;
        let cursor = with_cursor.find(CURSOR).expect("the cursor stands somewhere");
        let stretch = with_cursor.replace(CURSOR, "");
        let at = text.find(&stretch).unwrap_or_else(|| panic!("`{stretch}` is not there")) + cursor;
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let column = if self.utf8 { at - start } else { text[start..at].encode_utf16().count() };
        json!({ "line": text[..at].matches('\n').count(), "character": column })
    }

    /// What a request about a place comes to.
    pub fn about(&mut self, method: &str, file: &str, with_cursor: &str) -> Value {
        let params = self.at(file, with_cursor);
        self.ask(&format!("textDocument/{method}"), params)
    }

    /// The parameters of a request about a place.
    pub fn at(&self, file: &str, with_cursor: &str) -> Value {
        let uri = self.uri(file);
        json!({ "textDocument": { "uri": uri }, "position": self.place(&uri, with_cursor), "context": { "includeDeclaration": true, "triggerKind": 1 } })
    }

    /// What is wrong with a file at its latest version: codes, with the text they are about.
    pub fn wrong(&mut self, file: &str) -> Vec<(String, String)> {
        let uri = self.uri(file);
        self.wrong_with(&uri)
            .iter()
            .map(|it| (it["code"].as_str().unwrap_or_default().to_owned(), self.stretch(&uri, it)))
            .collect()
    }

    /// The same, as it is told.
    pub fn wrong_with(&mut self, uri: &str) -> Vec<Value> {
        let version = self.texts.get(uri).map(|(version, _)| *version);
        loop {
            let message = self.next();
            let params = &message["params"];
            let is_it = message["method"] == "textDocument/publishDiagnostics" && params["uri"] == uri;
            if is_it && (version.is_none() || params["version"].as_i64() == version) {
                return params["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    /// The text of a range.
    pub fn stretch(&self, uri: &str, it: &Value) -> String {
        let text = &self.texts[uri].1;
        let offset = |place: &Value| {
            let line =
                text.split_inclusive('\n').take(place["line"].as_u64().expect("a number") as usize).map(str::len).sum::<usize>();
            let wanted = place["character"].as_u64().expect("a number") as usize;
            let mut counted = 0;
            let mut letters = text[line..].char_indices();
            letters
                .find(|(_, letter)| {
                    let here = counted >= wanted;
                    counted += if self.utf8 { letter.len_utf8() } else { letter.len_utf16() };
                    here
                })
                .map_or(text.len(), |(at, _)| line + at)
        };
        text[offset(&it["range"]["start"])..offset(&it["range"]["end"])].to_owned()
    }

    /// Ends the server as an editor does, and gives its exit status.
    pub fn end(mut self) -> i32 {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.status()
    }

    /// Says nothing more, and waits for the server's end.
    pub fn status(&mut self) -> i32 {
        self.stdin = None;
        self.server.wait().expect("the server ends").code().expect("by itself")
    }
}
