import type { Headers } from '../request/headers.js';

/** As the command line has them. */
export interface BenchOptions {
  clients: number;
  /** Connections that are begun in a second. */
  ramp: number;
  /** Milliseconds. */
  duration: number;
  channel?: string[];
  header?: Headers;
  token?: string;
  lastEventId?: string;
  json?: boolean;
}
