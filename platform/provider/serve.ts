/**
 * Speaks the engine's protocol for a provider, previews included, which the SDK's own server does
 * not answer. Holds no resource's logic.
 */
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb.js";
import services from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import type {
  CheckRequest,
  CreateRequest,
  DeleteRequest,
  DiffRequest,
  ReadRequest,
  UpdateRequest,
} from "@pulumi/pulumi/proto/provider_pb.js";
import messages from "@pulumi/pulumi/proto/provider_pb.js";
import emptyModule from "google-protobuf/google/protobuf/empty_pb.js";
import structModule from "google-protobuf/google/protobuf/struct_pb.js";

import type { Change } from "./list-changes.ts";
import { withoutUndefined } from "./values.ts";

const { Empty } = emptyModule;
const { Struct } = structModule;
type Struct = structModule.Struct;

/** Properties as the engine sends them: secrets and unknown values are marked. */
export type Marked = Record<string, unknown>;

export interface Provider {
  version: string;
  /** The inputs, completed. */
  check(urn: string, inputs: Marked): Promise<Marked>;
  diff(urn: string, state: Marked, inputs: Marked): Promise<readonly Change[]>;
  /** In a preview nothing is made: the answer is what is known of the outputs. */
  create(urn: string, inputs: Marked, preview: boolean): Promise<{ id: string; state: Marked }>;
  update(urn: string, state: Marked, inputs: Marked, preview: boolean): Promise<Marked>;
  read(urn: string, state: Marked): Promise<Marked>;
  delete(urn: string, state: Marked): Promise<void>;
}

/** As the SDK's own server has it: a message may be as large as a state. */
const messageBytes = 400 << 20;

/** Prints the port, by which the engine finds it. */
export async function serve(provider: Provider): Promise<void> {
  for (const event of ["uncaughtException", "unhandledRejection"]) process.on(event, reportUncaught);
  const server = new Server({
    "grpc.max_receive_message_length": messageBytes,
    "grpc.max_send_message_length": messageBytes,
  });
  server.addService(services.ResourceProviderService, methodsOf(provider));
  const port = await new Promise<number>((done, fail) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? fail(error) : done(bound));
  });
  process.stdout.write(`${port}\n`);
}

/** What is at work goes on to its end. */
function reportUncaught(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
}

/** Methods that are missing answer that they are not implemented. */
function methodsOf(provider: Provider): UntypedServiceImplementation {
  return {
    getPluginInfo: unary(async () => new plugin.PluginInfo().setVersion(provider.version)),
    attach: unary(async () => new Empty()),
    cancel: unary(async () => new Empty()),
    getSchema: unary(async () => new messages.GetSchemaResponse().setSchema("{}")),
    configure: unary(async () =>
      new messages.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true)),
    check: unary(async (request: CheckRequest) =>
      new messages.CheckResponse()
        .setInputs(pack(await provider.check(request.getUrn(), read(request.getNews()))))),
    diff: unary(async (request: DiffRequest) =>
      describeDiff(
        await provider.diff(request.getUrn(), read(request.getOlds()), read(request.getNews())),
      )),
    create: unary(async (request: CreateRequest) => {
      const inputs = read(request.getProperties());
      const { id, state } = await provider.create(request.getUrn(), inputs, request.getPreview());
      return new messages.CreateResponse().setId(id).setProperties(pack(state));
    }),
    update: unary(async (request: UpdateRequest) => {
      const [state, inputs] = [read(request.getOlds()), read(request.getNews())];
      const next = await provider.update(request.getUrn(), state, inputs, request.getPreview());
      return new messages.UpdateResponse().setProperties(pack(next));
    }),
    read: unary(async (request: ReadRequest) =>
      new messages.ReadResponse()
        .setId(request.getId())
        .setProperties(pack(await provider.read(request.getUrn(), read(request.getProperties()))))),
    delete: unary(async (request: DeleteRequest) => {
      await provider.delete(request.getUrn(), read(request.getProperties()));
      return new Empty();
    }),
  };
}

function unary<Request>(work: (request: Request) => Promise<unknown>) {
  const handle: handleUnaryCall<Request, unknown> = (call, done) => {
    work(call.request).then(
      (answer) => done(null, answer),
      (error: unknown) => done({ code: status.UNKNOWN, details: messageOf(error) }),
    );
  };
  return handle as UntypedServiceImplementation[string];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function describeDiff(changes: readonly Change[]): unknown {
  const { DIFF_SOME, DIFF_NONE } = messages.DiffResponse.DiffChanges;
  const answer = new messages.DiffResponse()
    .setChanges(changes.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setDiffsList([...new Set(changes.map(({ property }) => property))])
    .setHasdetaileddiff(true);
  for (const { path, kind, isInput } of changes) {
    const diff = new messages.PropertyDiff().setKind(messages.PropertyDiff.Kind[kind]);
    answer.getDetaileddiffMap().set(path, diff.setInputdiff(isInput));
  }
  return answer;
}

function read(properties: Struct | undefined): Marked {
  return (properties?.toJavaScript() ?? {}) as Marked;
}

function pack(properties: Marked): Struct {
  const plain = withoutUndefined(properties) as Parameters<typeof Struct.fromJavaScript>[0];
  return Struct.fromJavaScript(plain);
}
