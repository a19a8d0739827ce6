import { createView } from '../../../../../lib/client/connection/view.js';
import type {
  Connection,
  ConnectionOptions,
  GapData,
  SSEErrorEvent,
} from '../../../../../lib/client/index.js';
import { resolveOptions } from '../../../../../lib/client/options/resolve-options.js';
import { createTabSource } from '../../../../../lib/client/tabs/tab-source.js';
import type { createHistory } from '../../support/history.js';
import { until } from '../../support/until.js';
import type { createBrowser, FakeTab } from './browser.js';

export const pause = (milliseconds = 2) =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

export interface OpenTab {
  tab: FakeTab;
  source: Connection;
  /** Ids of the events `tick`. */
  heard: (string | undefined)[];
  gaps: GapData[];
  log: string[];
  errors: SSEErrorEvent[];
  status(): string;
  /** Its process dies; what its code still does reaches nobody. */
  crash(): void;
}

/** A tab that wants the connection to `history`. */
export function openTab(
  browser: ReturnType<typeof createBrowser>,
  history: ReturnType<typeof createHistory>,
  options: ConnectionOptions = {},
  random?: (below: number) => number,
): OpenTab {
  const tab = browser.open(random);
  const end = new AbortController();
  const settings = resolveOptions({
    url: '/sse',
    tabs: 'shared',
    reconnectInterval: 0,
    maxReconnectAttempts: Number.POSITIVE_INFINITY,
    fetch: ((url: string, init: RequestInit) => {
      if (tab.isDead) return new Promise(() => {});
      const signal = AbortSignal.any([end.signal, init.signal as AbortSignal]);
      return history.fetch(url, { ...init, signal });
    }) as typeof fetch,
    ...options,
  });
  const shared = createTabSource(settings, tab as never);
  const view = createView(settings, () => ({ connection: shared, release: () => undefined }));
  const source = view.hold().connection;
  const opened: OpenTab = {
    tab,
    source,
    heard: [],
    gaps: [],
    log: [],
    errors: [],
    status: () => source.getSnapshot().status,
    crash() {
      tab.crash();
      end.abort();
    },
  };
  source.listen({
    onMessage({ event, id }) {
      if (tab.isDead) return;
      if (event === 'tick') opened.heard.push(id);
      else opened.log.push(event);
    },
    onGap: (gap) => opened.gaps.push(gap),
    onOpen: () => opened.log.push('open'),
    onClose: () => opened.log.push('close'),
    onError: (error) => opened.errors.push(error as SSEErrorEvent),
  });
  source.connect();
  return opened;
}

/** Each tab hears these events, once and in order. On a busy machine that takes its time. */
export async function expectHeard(tabs: OpenTab[], ids: string[]): Promise<void> {
  for (const { heard } of tabs) {
    // What it lacks in the end is told below.
    await until(() => heard.length >= ids.length).catch(() => undefined);
    expect(heard).toEqual(ids);
  }
}
