// Starts `sadame lsp` for files of rules, and shows the texts that lie in the program: built-in modules, pages of error codes.

const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** The scheme of texts that lie in the program. */
const SCHEME = "sadame";

let client;

async function start() {
  const settings = vscode.workspace.getConfiguration("sadame");
  const language = settings.get("language") || vscode.env.language;
  const server = { command: settings.get("path") || "sadame", args: ["lsp"] };
  client = new LanguageClient("sadame", "Sadame", server, {
    documentSelector: [{ language: "sadame" }],
    initializationOptions: { language },
    synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/{*.sadame,*.csv,pack.toml}") },
  });
  await client.start();
}

/** Why the server cannot be started, in a message that names the setting. */
function failed(error) {
  vscode.window.showErrorMessage(`Sadame: ${error.message ?? error} (sadame.path)`);
}

exports.activate = function activate(context) {
  const texts = {
    provideTextDocumentContent: (uri) => client.sendRequest("sadame/text", { uri: `${SCHEME}:${uri.path}` }),
  };
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, texts),
    vscode.commands.registerCommand("sadame.restart", () => client.stop().then(start).catch(failed)),
  );
  return start().catch(failed);
};

exports.deactivate = function deactivate() {
  return client?.stop();
};
