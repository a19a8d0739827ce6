import type { Headers } from '../request/headers.js';

/** As the command line has them. */
export interface TailOptions {
  event?: string[];
  channel?: string[];
  grep?: string;
  header?: Headers;
  token?: string;
  lastEventId?: string;
  heartbeats?: boolean;
  json?: boolean;
  full?: boolean;
  count?: number;
  for?: number;
  reconnect: boolean;
}
