/**
 * Stands in for the language host of an official Pulumi install, which an engine built from source
 * lacks: it runs the program as that host does, by the SDK's own cmd/run.
 */
import { spawn } from "node:child_process";
import { createRequire } from "node:module";

import grpc from "@grpc/grpc-js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import language from "@pulumi/pulumi/proto/language_pb.js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";

const require = createRequire(import.meta.url);
const engine = process.argv.findLast((argument) => /^[\d.]+:\d+$/.test(argument));

function run(call, callback) {
  const request = call.request;
  const config = Object.fromEntries(request.getConfigMap().toObject());
  const args = [
    require.resolve("@pulumi/pulumi/cmd/run"),
    "--monitor",
    request.getMonitorAddress(),
    "--engine",
    engine,
    "--project",
    request.getProject(),
    "--stack",
    request.getStack(),
    "--pwd",
    request.getPwd(),
    "--parallel",
    String(request.getParallel()),
    "--organization",
    request.getOrganization(),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    request.getProgram(),
  ];
  const env = {
    ...process.env,
    PULUMI_NODEJS_TYPESCRIPT: "false",
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
  };
  const child = spawn(process.execPath, args, {
    cwd: request.getPwd(),
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  child.once("exit", (code) => {
    const response = new language.RunResponse();
    // 32: the program has told its own errors
    if (code === 32) response.setBail(true);
    else if (code !== 0) response.setError(`the program exited with code ${code}`);
    callback(null, response);
  });
}

/** A policy pack, in its own folder: its SDK reads the package.json there. */
function runPlugin(call) {
  const { request } = call;
  const script = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const child = spawn(process.execPath, [script, ...request.getArgsList(), "."], {
    cwd: request.getInfo().getProgramDirectory(),
    env: Object.fromEntries(request.getEnvList().map((line) => line.split(/=(.*)/s))),
  });
  const answer = (fill) => {
    const response = new language.RunPluginResponse();
    fill(response);
    call.write(response);
  };
  child.stdout.on("data", (text) => answer((response) => response.setStdout(text)));
  child.stderr.on("data", (text) => answer((response) => response.setStderr(text)));
  call.on("cancelled", () => child.kill());
  child.once("close", (code) => {
    answer((response) => response.setExitcode(code ?? 1));
    call.end();
  });
}

const server = new grpc.Server();
server.addService(languageService.LanguageRuntimeService, {
  handshake: (_call, callback) => callback({ code: grpc.status.UNIMPLEMENTED }),
  getRequiredPlugins: (_call, callback) =>
    callback(null, new language.GetRequiredPluginsResponse()),
  getRequiredPackages: (_call, callback) =>
    callback(null, new language.GetRequiredPackagesResponse()),
  getPluginInfo: (_call, callback) => callback(null, new plugin.PluginInfo()),
  installDependencies: (call) => call.end(),
  about: (_call, callback) => callback(null, new language.AboutResponse()),
  getProgramDependencies: (_call, callback) =>
    callback(null, new language.GetProgramDependenciesResponse()),
  cancel: (_call, callback) => callback(null, new empty.Empty()),
  run,
  runPlugin,
});
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(port);
});
