import { AsyncLocalStorage } from 'node:async_hooks';
import type { NativeBinding } from './contract.cjs';
import { loadBinding } from './load-binding.cjs';
import { NativeError } from './native-error.cjs';
import type {
  BroadcasterState,
  CurrentAdmission,
  HttpServer,
  PendingAnswer,
  RequestContext,
} from './state.cjs';

/**
 * The state that all copies of ssecast's TypeScript in this environment share. Next evaluates bundled
 * modules several times, so shared state is here, under a global symbol, or in C++.
 */
export interface NativeRecord {
  /** The folder of the copy of `ssecast/native` that came first. */
  readonly folder: string;
  readonly binding: NativeBinding;
  readonly broadcasters: Map<string, BroadcasterState>;
  readonly requests: AsyncLocalStorage<RequestContext>;
  readonly admissions: AsyncLocalStorage<CurrentAdmission>;
  /** Keys of warnings that were logged. */
  readonly logged: Set<string>;
  /** Questions that workers have not answered, by token. */
  readonly answers: Map<number, PendingAnswer>;
  lastToken: number;
  lastTag: number;
  /** HTTP servers that have received a request. */
  readonly servers: Set<WeakRef<HttpServer>>;
  readonly knownServers: WeakSet<HttpServer>;
  remembersServers: boolean;
  drainsOnSignals: boolean;
  capturesRequests: boolean;
  hasDispatcher: boolean;
  closesAtExit: boolean;
  /** The logs of `memoryBackplane`, by their names. */
  readonly memoryLogs: Map<string, object>;
}

const kRecord = Symbol.for('ssecast.native');

function open(): NativeRecord {
  const shared = globalThis as { [kRecord]?: NativeRecord };
  const present = shared[kRecord];
  if (present === undefined) {
    const created = create();
    shared[kRecord] = created;
    return created;
  }
  if (present.folder !== __dirname) {
    // An addon that is loaded from two paths has its C++ statics twice: a name has two broadcasters, and an
    // event reaches half of the clients.
    throw new NativeError(
      'ERR_SSECAST_DUPLICATE',
      `Two copies of ssecast are loaded in one process: ${present.folder} and ${__dirname}. ` +
        'Install it once (`npm ls ssecast` shows where each comes from, `npm dedupe` may join them).',
    );
  }
  return present;
}

function create(): NativeRecord {
  return {
    folder: __dirname,
    binding: loadBinding(),
    broadcasters: new Map(),
    requests: new AsyncLocalStorage(),
    admissions: new AsyncLocalStorage(),
    logged: new Set(),
    answers: new Map(),
    lastToken: 0,
    lastTag: 0,
    servers: new Set(),
    knownServers: new WeakSet(),
    remembersServers: false,
    drainsOnSignals: false,
    capturesRequests: false,
    hasDispatcher: false,
    closesAtExit: false,
    memoryLogs: new Map(),
  };
}

export const record: NativeRecord = open();

/** Whether this is the first call with that key in this environment. For warnings that are logged once. */
export function isFirst(key: string): boolean {
  if (record.logged.has(key)) return false;
  record.logged.add(key);
  return true;
}
