import type { ChannelCredentials, status as Status } from "@grpc/grpc-js";

/** The gRPC status codes, by name. */
export declare const status: typeof Status;

export interface ConnectOptions {
  /** What the service's operator gave out; goes over TLS or a local connection only. */
  token?: string;
  /** True for the system's certificate authorities, or grpc.credentials.createSsl(...) for your own and for a client certificate. */
  tls?: boolean | ChannelCredentials;
  /** A name for the service's fair shares and statistics, where there is no token. */
  client?: string;
  /** How much the work weighs when the service is busy; "train" unless said otherwise. */
  work?: "train" | "evaluate" | "bulk";
}

export interface CallOptions {
  /** Milliseconds for the whole call, retries included. */
  timeout?: number;
}

/** A teacher service at "host:port", "unix:/path.sock", or several hosts at "dns:///name:port". Nothing is sent yet. */
export declare function connect(address: string, options?: ConnectOptions): Service;

/** A connection to a teacher service. */
export declare class Service {
  private constructor();
  /** The teachers that are served. */
  teachers(options?: CallOptions): Promise<Teacher[]>;
  /**
   * A teacher, as it is served now. If the service ever has another network under this name, its answers are not taken for this one's: the call
   * fails with TeacherChanged, as this one does when the teacher has not the sha256 that is asked for.
   */
  teacher(name: string, options?: CallOptions & { sha256?: string }): Promise<Teacher>;
  close(): void;
}

/** A teacher of a service. */
export declare class Teacher {
  private constructor();
  readonly name: string;
  /** Hex SHA-256 of the network: every request names it. */
  readonly sha256: string;
  /** Channels, height, width. */
  readonly inputShape: readonly [number, number, number];
  readonly representationWidth: number;
  readonly classNames: readonly string[];
  readonly classes: number;
  /** What really computes: "cpu" or "cuda". */
  readonly device: string;
  readonly maxRequestImages: number;
  /**
   * Representations, one row of representationWidth after the other, of images one after the other, each channels first: bytes, or floats in
   * [0, 1]. Any number of images; they travel in messages of a size that suits the service.
   */
  represent(images: Uint8Array | Float32Array, options?: CallOptions): Promise<Float32Array>;
  /** Logits, one row of `classes` after the other, of images as represent takes them. */
  logits(images: Uint8Array | Float32Array, options?: CallOptions): Promise<Float32Array>;
}

/** The service refused, or could not be reached in time. */
export declare class TeacherError extends Error {
  readonly code: Status;
}

/** The service has another network under this teacher's name. */
export declare class TeacherChanged extends TeacherError {}
