/** What the command line asks for. */
export interface RouteSettings {
  url: URL;
  /** Sent with each request, by lower-case name. */
  headers: Readonly<Record<string, string>>;
  /** The origin of a page elsewhere that is to read the stream. */
  origin?: string | undefined;
  /** Milliseconds that each stream is watched at most. */
  wait: number;
  /** Whether to watch that long also when all is seen before. */
  watchesOn: boolean;
  /** A route of `createDebugRoute`, which knows the path of a client. */
  debugRoute?: URL | undefined;
}
