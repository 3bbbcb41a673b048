//! The server: takes messages one at a time, and sends each to what answers it. What is wrong with the rules is told when nothing else waits.

use std::collections::{BTreeSet, VecDeque};
use std::sync::mpsc::{self, Receiver, TryRecvError};

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response, ResponseError};
use lsp_types::notification::{
    Cancel, DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit,
    Notification as _, PublishDiagnostics,
};
use lsp_types::{
    CompletionOptions, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    HoverProviderCapability, InitializeParams, InitializeResult, OneOf, PublishDiagnosticsParams, RenameOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::position::Encoding;
use super::workspace::{Document, Workspace};
use super::{complete, examples, hover, navigate, publish, rename, symbols};
use crate::cli::{LangArg, Status};
use crate::lang::Lang;

/// The server's state.
pub(super) struct Server {
    connection: Connection,
    /// The language of what is shown.
    pub(super) lang: Lang,
    /// What columns count.
    pub(super) encoding: Encoding,
    /// What is open.
    pub(super) workspace: Workspace,
    /// Something has changed since what is wrong was last told.
    changed: bool,
    /// The texts of which something wrong was told, so that it can be taken back.
    told: BTreeSet<String>,
    /// The editor has asked to end.
    ending: bool,
}

/// What a request comes to.
pub(super) type Answer = Result<Value, ResponseError>;

/// Serves until the editor ends it.
///
/// # Errors
/// The editor does not begin as the protocol has it.
pub(super) fn serve(connection: Connection, lang: Option<LangArg>) -> Result<Status, ProtocolError> {
    let (id, params) = connection.initialize_start()?;
    let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
    let offered = params.capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
    let encoding = Encoding::agreed(offered);
    let result = InitializeResult {
        capabilities: capabilities(encoding),
        server_info: Some(ServerInfo { name: "sadame".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
    };
    let result = serde_json::to_value(result).unwrap_or_default();
    connection.initialize_finish(id, result)?;
    let messages = forwarded(&connection);
    let server = Server {
        connection,
        lang: language(lang, &params),
        encoding,
        workspace: Workspace::default(),
        changed: false,
        told: BTreeSet::new(),
        ending: false,
    };
    Ok(server.run(&messages))
}

/// Messages as they come, read ahead of what is being answered: so that what is cancelled meanwhile is seen.
fn forwarded(connection: &Connection) -> Receiver<Message> {
    let (forward, messages) = mpsc::channel();
    let receiver = connection.receiver.clone();
    std::thread::spawn(move || receiver.into_iter().try_for_each(|message| forward.send(message)));
    messages
}

/// The language: as said on the command line, by the initialization option `language`, or by the editor's locale.
fn language(said: Option<LangArg>, params: &InitializeParams) -> Lang {
    let option = params.initialization_options.as_ref().and_then(|options| options.get("language")).and_then(Value::as_str);
    match said.map(|said| Lang::from(Some(said))) {
        Some(lang) => lang,
        None => match option.or(params.locale.as_deref()) {
            None => Lang::Ja,
            Some(tag) if tag.to_ascii_lowercase().starts_with("ja") => Lang::Ja,
            Some(_) => Lang::En,
        },
    }
}

fn capabilities(encoding: Encoding) -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::Supported(true)),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        position_encoding: Some(encoding.kind()),
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(vec![".".to_owned(), "{".to_owned(), "[".to_owned()]),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        inlay_hint_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    }
}

impl Server {
    fn run(mut self, messages: &Receiver<Message>) -> Status {
        let mut waiting: VecDeque<Message> = VecDeque::new();
        loop {
            loop {
                match messages.try_recv() {
                    Ok(message) => waiting.push_back(message),
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) if waiting.is_empty() => return Status::Findings,
                    Err(TryRecvError::Disconnected) => break,
                }
            }
            let Some(message) = waiting.pop_front() else {
                if std::mem::take(&mut self.changed) {
                    self.tell();
                    continue;
                }
                match messages.recv() {
                    Ok(message) => waiting.push_back(message),
                    Err(_) => return Status::Findings,
                }
                continue;
            };
            match message {
                Message::Request(request) => self.request(request, &mut waiting),
                Message::Notification(notification) if notification.method == Exit::METHOD => {
                    return if self.ending { Status::Clean } else { Status::Findings };
                }
                Message::Notification(notification) => self.notification(notification),
                Message::Response(_) => {}
            }
        }
    }

    fn request(&mut self, request: Request, waiting: &mut VecDeque<Message>) {
        let Request { id, method, params } = request;
        let answer = if cancelled(&id, waiting) {
            Err(fault(ErrorCode::RequestCanceled, "cancelled"))
        } else if self.ending {
            Err(fault(ErrorCode::InvalidRequest, "the server is ending"))
        } else {
            self.answer(&method, params)
        };
        self.send(Message::Response(Response { id, response_result: answer }));
    }

    fn answer(&mut self, method: &str, params: Value) -> Answer {
        match method {
            "shutdown" => {
                self.ending = true;
                Ok(Value::Null)
            }
            "textDocument/hover" => hover::hover(self, &read(params)?),
            "textDocument/completion" => complete::complete(self, &read(params)?),
            "textDocument/definition" => navigate::definition(self, &read(params)?),
            "textDocument/references" => navigate::references(self, &read(params)?),
            "textDocument/documentHighlight" => navigate::highlights(self, &read(params)?),
            "textDocument/prepareRename" => rename::prepare(self, &read(params)?),
            "textDocument/rename" => rename::rename(self, &read(params)?),
            "textDocument/formatting" => symbols::format(self, &read(params)?),
            "textDocument/documentSymbol" => symbols::symbols(self, &read(params)?),
            "textDocument/inlayHint" => examples::hints(self, &read(params)?),
            "sadame/text" => publish::text(&params),
            _ => Err(fault(ErrorCode::MethodNotFound, &format!("`{method}` is not known"))),
        }
    }

    fn notification(&mut self, notification: Notification) {
        let Notification { method, params } = notification;
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Ok(DidOpenTextDocumentParams { text_document: it }) = read(params) {
                    self.workspace.put(Document { uri: it.uri, version: it.version, text: it.text });
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Ok(params) = read(params) {
                    self.change(params);
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Ok(DidCloseTextDocumentParams { text_document: it }) = read(params) {
                    self.workspace.close(&it.uri);
                }
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => self.workspace.forget(),
            // Of a request that has been answered, or is none.
            Cancel::METHOD => return,
            _ => return,
        }
        self.changed = true;
    }

    fn change(&mut self, params: DidChangeTextDocumentParams) {
        let Some(mut document) = self.workspace.get(&params.text_document.uri).cloned() else { return };
        for change in params.content_changes {
            match change.range {
                None => document.text = change.text,
                Some(range) => {
                    let start = self.encoding.offset(&document.text, range.start);
                    let end = self.encoding.offset(&document.text, range.end).max(start);
                    document.text.replace_range(start..end, &change.text);
                }
            }
        }
        document.version = params.text_document.version;
        self.workspace.put(document);
    }

    /// Tells what is wrong with the packs of all that is open, and takes back what is not wrong any more.
    fn tell(&mut self) {
        let mut found = publish::Found::new();
        for home in self.workspace.homes() {
            let analysed = self.workspace.analysed(&home);
            publish::collect(self, &analysed, &mut found);
        }
        let before = std::mem::take(&mut self.told);
        for path in before.iter().filter(|path| !found.contains_key(*path)) {
            if let Some(uri) = self.workspace.uri(path) {
                self.publish(uri, Vec::new());
            }
        }
        for (path, (uri, diagnostics)) in found {
            // An empty list is told where something stood before, and of what is open.
            if !diagnostics.is_empty() || before.contains(&path) || self.workspace.get(&uri).is_some() {
                if !diagnostics.is_empty() {
                    self.told.insert(path);
                }
                self.publish(uri, diagnostics);
            }
        }
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<lsp_types::Diagnostic>) {
        let version = self.workspace.get(&uri).map(|document| document.version);
        let params = PublishDiagnosticsParams { uri, diagnostics, version };
        self.send(Message::Notification(Notification::new(PublishDiagnostics::METHOD.to_owned(), params)));
    }

    /// Sends a message; who has gone does not take it.
    fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }
}

/// Whether a request is taken back by what waits behind it.
fn cancelled(id: &RequestId, waiting: &mut VecDeque<Message>) -> bool {
    let asked = waiting.iter().position(|message| match message {
        Message::Notification(notification) if notification.method == Cancel::METHOD => {
            notification.params.get("id").and_then(|of| serde_json::from_value::<RequestId>(of.clone()).ok()).as_ref() == Some(id)
        }
        _ => false,
    });
    asked.is_some_and(|at| waiting.remove(at).is_some())
}

/// The parameters of a message.
fn read<T: DeserializeOwned>(params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|why| fault(ErrorCode::InvalidParams, &why.to_string()))
}

/// Why a request is refused.
pub(super) fn fault(code: ErrorCode, message: &str) -> ResponseError {
    ResponseError { code: code as i32, message: message.to_owned(), data: None }
}

/// What is answered.
pub(super) fn answer(answer: impl serde::Serialize) -> Answer {
    serde_json::to_value(answer).map_err(|why| fault(ErrorCode::InternalError, &why.to_string()))
}
