// Tests of the package against a server.
//
// RRM_TEACHER_ADDRESS names one that serves the teacher RRM_TEACHER_NAME; RRM_TEACHER_GOLDENS a folder with images.u8, images of that teacher's size,
// and representation.f32 and logits.f32, what it answers to them. The others need nothing.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";
import { connect, status, TeacherChanged, TeacherError } from "rrm-teacher";

const { RRM_TEACHER_ADDRESS: address, RRM_TEACHER_NAME: name, RRM_TEACHER_GOLDENS: goldens } = process.env;
const sharp = await import("sharp").then(module => module.default, () => undefined);
const floats = bytes => new Float32Array(Uint8Array.from(bytes).buffer);

describe("a server", { skip: address ? false : "RRM_TEACHER_ADDRESS names no server" }, () => {
  let service, teacher, images, representation, logits;

  before(async () => {
    service = connect(address, { client: "node-tests" });
    teacher = await service.teacher(name);
    images = new Uint8Array(await readFile(join(goldens, "images.u8")));
    representation = floats(await readFile(join(goldens, "representation.f32")));
    logits = floats(await readFile(join(goldens, "logits.f32")));
  });

  after(() => service.close());

  test("answers bytes and floats with what the model answers", async () => {
    // Many more than one request may have, so they are split.
    assert.ok(images.length > 3 * teacher.maxRequestImages * 3072);
    assert.deepEqual(await teacher.represent(images), representation);
    assert.deepEqual(await teacher.logits(images), logits);
    assert.deepEqual(await teacher.represent(Float32Array.from(images, value => Math.fround(value / 255))), representation);
    assert.equal((await teacher.represent(new Uint8Array(0))).length, 0);
  });

  test("lists its teachers, which are known by their hash", async () => {
    assert.ok((await service.teachers()).some(listed => listed.name === name));
    assert.equal((await service.teacher(name, { sha256: teacher.sha256.toUpperCase() })).sha256, teacher.sha256);
    await assert.rejects(service.teacher(name, { sha256: "0".repeat(64) }), error => error instanceof TeacherChanged && error.message.includes(teacher.sha256));
    await assert.rejects(service.teacher("nobody"), error => error instanceof TeacherError && error.code === status.NOT_FOUND);
  });

  test("is not sent what is no batch of images", async () => {
    await assert.rejects(teacher.represent(new Uint8Array(3071)), /3071 values; .* 3 x 32 x 32, 3072 values each/);
    await assert.rejects(teacher.represent([1, 2, 3]), TypeError);
  });

  test("names what is wrong with a pixel", async () => {
    const bad = new Float32Array(2 * 3072);
    bad[3072 + 7] = NaN;
    await assert.rejects(teacher.represent(bad), /Value 7 of image 1/);
  });

  test("represents a folder in the example", { skip: sharp ? false : "no sharp; npm install" }, async () => {
    const folder = await mkdtemp(join(tmpdir(), "rrm-"));
    try {
      for (let index = 0; index < 5; index++) {
        const pixels = Buffer.alloc(3072);
        for (let place = 0; place < 1024; place++)
          for (let channel = 0; channel < 3; channel++) pixels[place * 3 + channel] = images[index * 3072 + channel * 1024 + place];
        await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } }).png().toFile(join(folder, `${index}.png`));
      }
      const out = join(folder, "out.npy");
      const example = fileURLToPath(new URL("../examples/represent-folder.js", import.meta.url));
      const { stdout } = await promisify(execFile)(process.execPath, [example, address, name, folder, out], { timeout: 60_000 });
      assert.match(stdout, new RegExp(`^5 pictures, ${teacher.representationWidth} numbers each`));
      const written = await readFile(out);
      const start = 10 + written.readUInt16LE(8);
      assert.equal(start % 64, 0);
      assert.match(written.toString("latin1", 10, start), new RegExp(`'shape': \\(5, ${teacher.representationWidth}\\)`));
      assert.deepEqual(floats(written.subarray(start)), representation.subarray(0, 5 * teacher.representationWidth));
      assert.equal(await readFile(join(folder, "out.txt"), "utf8"), "0.png\n1.png\n2.png\n3.png\n4.png\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("a service that refuses", () => {
  const images = Uint8Array.from({ length: 200 }, (_, index) => index);
  const contract = protoLoader.loadSync("rrm/v1/teacher.proto", { includeDirs: [fileURLToPath(new URL("../../../proto", import.meta.url))], defaults: true });
  let server, service, teacher, refusals, calls, metadata, answers;

  before(async () => {
    server = new grpc.Server();
    server.addService(grpc.loadPackageDefinition(contract).rrm.v1.TeacherService.service, {
      GetTeacher: (call, done) =>
        done(null, { name: call.request.name, sha256: "ab", input: { channels: 1, height: 1, width: 2 }, representationWidth: 1, maxRequestImages: 10 }),
      Represent(call, done) {
        calls++;
        metadata = call.metadata;
        const [code, pushback] = refusals.shift() ?? [];
        if (code !== undefined) {
          const trailers = new grpc.Metadata();
          if (pushback !== undefined) trailers.set("grpc-retry-pushback-ms", pushback);
          done({ code, details: "not now", metadata: trailers });
        } else if (answers) {
          const first = Float32Array.from(call.request.images.pixels.filter((_, index) => index % 2 === 0));
          done(null, { representation: Buffer.from(first.buffer), count: first.length });
        }
      },
    });
    const port = await promisify(server.bindAsync.bind(server))("127.0.0.1:0", grpc.ServerCredentials.createInsecure());
    service = connect(`127.0.0.1:${port}`, { token: "secret", work: "bulk" });
    teacher = await service.teacher("any");
  });

  beforeEach(() => {
    [refusals, calls, answers] = [[], 0, true];
  });

  after(() => {
    service.close();
    server.forceShutdown();
  });

  test("is waited for", async () => {
    refusals = [[status.RESOURCE_EXHAUSTED, "300"], [status.UNAVAILABLE], [status.RESOURCE_EXHAUSTED], [status.UNAVAILABLE, "0"]];
    const start = Date.now();
    assert.deepEqual(await teacher.represent(images), Float32Array.from({ length: 100 }, (_, index) => 2 * index));
    // What the service wished for was waited for.
    assert.ok(Date.now() - start >= 290);
    assert.equal(calls, 14);
    assert.deepEqual([metadata.get("authorization"), metadata.get("rrm-work")], [["Bearer secret"], ["bulk"]]);
  });

  for (const [code, pushback, kind] of [[status.RESOURCE_EXHAUSTED, "-1", TeacherError], [status.PERMISSION_DENIED, undefined, TeacherError], [status.FAILED_PRECONDITION, undefined, TeacherChanged]])
    test(`is believed: ${status[code]} ${pushback ?? ""}`, async () => {
      refusals = [[code, pushback]];
      await assert.rejects(teacher.represent(images.subarray(0, 2)), error => error instanceof kind && error.code === code && error.message.includes("not now"));
      assert.equal(calls, 1);
    });

  test("is waited for no longer than the timeout for everything together", async () => {
    refusals = Array.from({ length: 1000 }, () => [status.UNAVAILABLE, "200"]);
    const start = Date.now();
    await assert.rejects(teacher.represent(images, { timeout: 1000 }), error => error.code === status.UNAVAILABLE);
    [refusals, answers] = [[], false];
    await assert.rejects(teacher.represent(images, { timeout: 500 }), error => error.code === status.DEADLINE_EXCEEDED);
    assert.ok(Date.now() - start < 5000);
  });

  test("gets no token in the clear", () => {
    assert.throws(() => connect("teachers.example:50051", { token: "secret" }), /in the clear/);
  });
});
