/**
 * Speaks the engine's protocol for a stand-in of an official provider plugin. Holds no resource's
 * logic. Values come and go plain: the engine itself marks what was secret in them again.
 */
import "../../../platform/provider/end-with-engine.ts";

import { Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import statuses from "@pulumi/pulumi/proto/status_pb.js";
import anyModule from "google-protobuf/google/protobuf/any_pb.js";
import emptyModule from "google-protobuf/google/protobuf/empty_pb.js";
import structModule from "google-protobuf/google/protobuf/struct_pb.js";

import { reveal } from "../../../platform/provider/values.ts";
import { type Asked, NotReady, type Plugin, type Props } from "./plugin.ts";

const { Any } = anyModule;
const { Empty } = emptyModule;
const { Struct } = structModule;

export async function serve(name: string, version: string, plugged: Plugin): Promise<void> {
  console.error(`a stand-in for the official plugin ${name} ${version} is at work`);
  const server = new Server({
    "grpc.max_receive_message_length": 400 << 20,
    "grpc.max_send_message_length": 400 << 20,
  });
  server.addService(services.ResourceProviderService, methodsOf(plugged, version) as never);
  const port = await new Promise<number>((done, fail) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound),
    );
  });
  console.log(String(port));
}

// The protocol's generated code has a getter and a setter for each field; nothing types them.
/* eslint-disable @typescript-eslint/no-explicit-any */
type Call = { request: any };

function methodsOf(plugged: Plugin, version: string) {
  return {
    getPluginInfo: unary(async () => new plugin.PluginInfo().setVersion(version)),
    handshake: refused("Handshake"),
    attach: unary(async () => new Empty()),
    cancel: unary(async () => new Empty()),
    getSchema: unary(async () => new messages.GetSchemaResponse().setSchema("{}")),
    checkConfig: unary(async (request) =>
      new messages.CheckResponse().setInputs(request.getNews()),
    ),
    diffConfig: unary(async () => {
      const none = messages.DiffResponse.DiffChanges.DIFF_NONE;
      return new messages.DiffResponse().setChanges(none);
    }),
    configure: unary(async (request) => {
      await plugged.configure(parseConfig(plain(request.getArgs())));
      return new messages.ConfigureResponse().setSupportspreview(true);
    }),
    check: unary(async (request) => {
      const inputs = await plugged.check(askedOf(request, plain(request.getNews())));
      return new messages.CheckResponse().setInputs(struct(inputs));
    }),
    diff: unary(async (request) =>
      describeDiff(await plugged.diff(askedOf(request, plain(request.getNews())))),
    ),
    create: unary(async (request) => {
      const made = await plugged.create(askedOf(request, plain(request.getProperties())));
      return new messages.CreateResponse().setId(made.id).setProperties(struct(made.state));
    }),
    update: unary(async (request) => {
      const made = await plugged.update(askedOf(request, plain(request.getNews())));
      return new messages.UpdateResponse().setProperties(struct(made.state));
    }),
    read: unary(async (request) => {
      const found = await plugged.read(askedOf(request, plain(request.getInputs())));
      if (!found) return new messages.ReadResponse();
      return new messages.ReadResponse()
        .setId(found.id)
        .setProperties(struct(found.state))
        .setInputs(struct(found.inputs));
    }),
    delete: unary(async (request) => {
      await plugged.remove(askedOf(request, plain(request.getOldInputs?.())));
      return new Empty();
    }),
    invoke: refused("Invoke"),
    call: refused("Call"),
    construct: refused("Construct"),
    parameterize: refused("Parameterize"),
    getMapping: unary(async () => new messages.GetMappingResponse()),
    getMappings: unary(async () => new messages.GetMappingsResponse()),
  };
}

function unary(work: (request: any) => Promise<unknown>) {
  return (call: Call, done: (error: unknown, answer?: unknown) => void) => {
    work(call.request).then(
      (answer) => done(null, answer),
      (error: unknown) => done(faultOf(error)),
    );
  };
}

function refused(name: string) {
  return (_call: Call, done: (error: unknown) => void) =>
    done({ code: status.UNIMPLEMENTED, details: `${name} is not implemented` });
}

function faultOf(error: unknown) {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof NotReady)) return { code: status.UNKNOWN, details: message };
  const detail = new messages.ErrorResourceInitFailed()
    .setId(error.made.id)
    .setProperties(struct(error.made.state))
    .setReasonsList([message]);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const told = new statuses.Status().setCode(status.UNKNOWN).setMessage(message);
  told.addDetails(any);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(told.serializeBinary()));
  return { code: status.UNKNOWN, details: message, metadata };
}

/** The requests have these fields in common, and each lacks some. */
function askedOf(request: any, inputs: Props): Asked {
  const urn: string = request.getUrn();
  const get = <T>(field: string, otherwise: T): T => request[`get${field}`]?.() ?? otherwise;
  return {
    type: urn.split("::")[2]!.split("$").at(-1)!,
    name: urn.split("::").slice(3).join("::"),
    id: get("Id", ""),
    inputs,
    state: plain(get("Olds", get("Properties", undefined))),
    oldInputs: plain(get("OldInputs", undefined)),
    preview: get("Preview", false),
    timeoutSeconds: get("Timeout", 0),
    ignored: get("IgnorechangesList", []),
  };
}

function describeDiff({
  changes,
  deleteBeforeReplace,
}: Awaited<ReturnType<Plugin["diff"]>>): unknown {
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const answer = new messages.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(changes.filter(({ replaces }) => replaces).map(({ path }) => path))
    .setDeletebeforereplace(deleteBeforeReplace)
    .setHasdetaileddiff(true);
  for (const { path, kind, replaces } of changes) {
    const kinds = messages.PropertyDiff.Kind;
    const word = `${kind.toUpperCase()}${replaces ? "_REPLACE" : ""}` as keyof typeof kinds;
    answer.getDetaileddiffMap().set(path, new messages.PropertyDiff().setKind(kinds[word]));
  }
  return answer;
}

/** Values of a provider's configuration that are no text come as JSON. */
function parseConfig(config: Props): Props {
  return Object.fromEntries(
    Object.entries(reveal(config) as Props).map(([key, value]) => [key, parseValue(value)]),
  );
}

function parseValue(value: unknown): unknown {
  if (typeof value !== "string" || !/^(\[|\{|true$|false$)/.test(value)) return value;
  try {
    return reveal(JSON.parse(value));
  } catch {
    return value; // a kubeconfig in YAML may well open with a bracket
  }
}

function plain(message: any): Props {
  return (message?.toJavaScript() ?? {}) as Props;
}

function struct(value: Props) {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(value)) as never);
}
