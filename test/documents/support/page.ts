import { EventSource as EventSourcePackage } from 'eventsource';

/** A page may take the place of the global one. */
const nodeFetch = fetch;

/** What a browser gives the script of a page that was loaded from an origin. */
export interface Page {
  /** The package `eventsource`, which stands for a browser's own: takes relative addresses, sends the cookie. */
  readonly EventSource: typeof EventSource;
  readonly fetch: typeof fetch;
  /** Leaves the page: ends its connections. */
  leave(): void;
}

/** @param cookie who the page belongs to, like `user=7` */
export function openPage(origin: string, cookie = ''): Page {
  const leaving = new AbortController();
  const open = new Set<EventSourcePackage>();
  const fromPage: typeof fetch = (address, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('Cookie', cookie);
    const signals = [leaving.signal, ...(init.signal ? [init.signal] : [])];
    const signal = AbortSignal.any(signals);
    return nodeFetch(new URL(String(address), origin), { ...init, headers, signal });
  };

  class PageEventSource extends EventSourcePackage {
    constructor(address: string | URL, init: EventSourceInit = {}) {
      super(new URL(String(address), origin), { ...init, fetch: fromPage as never });
      open.add(this);
    }
  }

  return {
    EventSource: PageEventSource as unknown as typeof EventSource,
    fetch: fromPage,
    leave() {
      for (const source of open) source.close();
      leaving.abort();
    },
  };
}

/** Loads a page from the origin: `fetch` and `EventSource` are the page's from now on. */
export function visit(origin: string, cookie?: string): Page {
  const page = openPage(origin, cookie);
  Object.assign(globalThis, { fetch: page.fetch, EventSource: page.EventSource });
  return page;
}

/** Who the page of a request belongs to. */
export function userIn(request: Request): string | undefined {
  return /(?:^|; )user=([^;]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
}
