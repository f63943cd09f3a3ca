// Representations of images from a frozen, adversarially trained teacher that an Rrm teacher service serves. Types and units are in index.d.ts.

import { existsSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import protoLoader from "@grpc/proto-loader";

export const status = grpc.status;

// Bytes of images in one message, and messages under way: enough to keep the server busy, few enough to be fair.
const MESSAGE_BYTES = 2 << 20;
const IN_FLIGHT = 4;

// Milliseconds.
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2000;

// In the package, the contract lies beside this file; in the repository, where every language finds it.
const roots = ["./proto", "../../proto"].map(path => fileURLToPath(new URL(path, import.meta.url)));
const contract = protoLoader.loadSync("rrm/v1/teacher.proto", { includeDirs: [roots.find(existsSync)], longs: String, enums: String, defaults: true });
const { TeacherService } = grpc.loadPackageDefinition(contract).rrm.v1;

export class TeacherError extends Error {
  constructor(code, detail) {
    super(`${status[code]}: ${detail}`);
    this.name = new.target.name;
    this.code = code;
  }
}

export class TeacherChanged extends TeacherError {}

export function connect(address, { token, tls, client, work = "train" } = {}) {
  const local = /^(unix:|localhost:|127\.|\[::1\]:)/.test(address);
  if (token && !tls && !local) throw new Error(`A token would go to ${address} in the clear. Use tls: true, or a unix: or loopback address.`);
  const credentials = !tls ? grpc.credentials.createInsecure() : tls === true ? grpc.credentials.createSsl() : tls;
  const metadata = new grpc.Metadata();
  for (const [key, value] of Object.entries({ authorization: token && `Bearer ${token}`, "rrm-client": client, "rrm-work": work })) if (value) metadata.set(key, value);
  const limits = { "grpc.max_send_message_length": -1, "grpc.max_receive_message_length": -1 };
  return new Service(new TeacherService(address, credentials, limits), metadata);
}

export class Service {
  #stub;
  #metadata;

  constructor(stub, metadata) {
    this.#stub = stub;
    this.#metadata = metadata;
  }

  async teachers({ timeout = 30_000 } = {}) {
    const { teachers } = await this.call("ListTeachers", {}, Date.now() + timeout);
    return teachers.map(description => new Teacher(this, description));
  }

  async teacher(name, { sha256, timeout = 30_000 } = {}) {
    const teacher = new Teacher(this, await this.call("GetTeacher", { name }, Date.now() + timeout));
    if (sha256 && sha256.toLowerCase() !== teacher.sha256)
      throw new TeacherChanged(status.FAILED_PRECONDITION, `Teacher '${name}' has sha256 ${teacher.sha256}, not ${sha256}.`);
    return teacher;
  }

  close() {
    this.#stub.close();
  }

  // The reply. Asks again, with pauses, where the service says that it may help: it is overloaded, starts, drains, or is away.
  async call(method, request, deadline, signal) {
    for (let usual = FIRST_PAUSE; ; usual = Math.min(2 * usual, LONGEST_PAUSE)) {
      try {
        return await this.#once(method, request, deadline, signal);
      } catch (error) {
        const wait = pushback(error) ?? usual * (0.5 + Math.random() / 2);
        const mayHelp = error.code === status.RESOURCE_EXHAUSTED || error.code === status.UNAVAILABLE;
        if (wait < 0 || !mayHelp || signal?.aborted || Date.now() + wait >= deadline)
          throw new (error.code === status.FAILED_PRECONDITION ? TeacherChanged : TeacherError)(error.code, error.details);
        await pause(wait, undefined, { signal });
      }
    }
  }

  #once(method, request, deadline, signal) {
    return new Promise((resolve, reject) => {
      const call = this.#stub[method](request, this.#metadata, { deadline }, (error, reply) => {
        signal?.removeEventListener("abort", cancel);
        if (error) reject(error);
        else resolve(reply);
      });
      const cancel = () => call.cancel();
      signal?.addEventListener("abort", cancel);
    });
  }
}

export class Teacher {
  #service;

  constructor(service, description) {
    this.#service = service;
    this.name = description.name;
    this.sha256 = description.sha256;
    this.inputShape = [description.input.channels, description.input.height, description.input.width];
    this.representationWidth = description.representationWidth;
    this.classNames = description.classNames;
    this.device = description.device;
    this.maxRequestImages = description.maxRequestImages;
    Object.freeze(this);
  }

  get classes() {
    return this.classNames.length;
  }

  represent(images, options) {
    return this.#outputs(images, "representation", this.representationWidth, options);
  }

  logits(images, options) {
    return this.#outputs(images, "logits", this.classes, options);
  }

  async #outputs(images, output, width, { timeout = 60_000 } = {}) {
    const values = this.inputShape.reduce((product, size) => product * size);
    const format = images instanceof Float32Array ? "PIXEL_FORMAT_FLOAT32" : images instanceof Uint8Array ? "PIXEL_FORMAT_UINT8" : undefined;
    if (!format) throw new TypeError("images are neither Uint8Array nor Float32Array.");
    if (images.length % values !== 0)
      throw new RangeError(`images have ${images.length} values; teacher '${this.name}' takes images of ${this.inputShape.join(" x ")}, ${values} values each.`);
    const count = images.length / values;
    const deadline = Date.now() + timeout;
    const result = new Float32Array(count * width);
    const step = Math.max(1, Math.min(this.maxRequestImages, Math.floor(MESSAGE_BYTES / (values * images.BYTES_PER_ELEMENT))));
    const failed = new AbortController();
    let next = 0;

    // Each worker has one message under way and takes the next part when it is answered.
    const work = async () => {
      while (next < count && !failed.signal.aborted) {
        const first = next;
        const part = images.subarray(first * values, Math.min(count, (next += step)) * values);
        const [channels, height, breadth] = this.inputShape;
        const request = {
          teacher: this.name,
          sha256: this.sha256,
          images: {
            count: part.length / values,
            shape: { channels, height, width: breadth },
            format,
            pixels: Buffer.from(part.buffer, part.byteOffset, part.byteLength),
          },
          [output]: true,
        };
        const reply = await this.#service.call("Represent", request, deadline, failed.signal);
        // A copy: the reply's bytes may lie at an address that is no multiple of four.
        result.set(new Float32Array(Uint8Array.from(reply[output]).buffer), first * width);
      }
    };
    try {
      await Promise.all(Array.from({ length: IN_FLIGHT }, work));
    } catch (error) {
      // Nobody waits for the others.
      failed.abort();
      throw error;
    }
    return result;
  }
}

// Milliseconds that the service asks to wait; negative when it asks not to come again, undefined when it says nothing.
function pushback(error) {
  const wished = error.metadata?.get("grpc-retry-pushback-ms")[0];
  return wished === undefined ? undefined : /^\d+$/.test(wished) ? Number(wished) : -1;
}
