import type { ConnectionSettings } from '../options/options.js';
import { createHub } from '../stream/feed.js';
import { createLog, type Log } from '../stream/log.js';
import { type Moment, moment, since } from '../transport/clock.js';
import { followPage, pageEvents } from '../transport/page-life.js';
import { emitClosed } from './emit-status.js';
import { createReconnector } from './reconnector.js';
import type { Source } from './source.js';

/** Events in memory for readers that join later. */
const longestMemory = 100;
/** Milliseconds in which many tabs may say that the network is back. */
const echo = 1_000;

export interface ServerSourceOptions {
  /** The log of the stream that this one continues. */
  log?: Log | undefined;
  /** Called for each stream before anything of it is read; it may disconnect. */
  onStream?(response: Response): void;
}

/** A connection to the server that reconnects by itself and resumes from the last event it has. */
export function createServerSource(
  settings: ConnectionSettings,
  {
    log = createLog(settings.cursor, Math.min(settings.maxEvents, longestMemory)),
    onStream,
  }: ServerSourceOptions = {},
): Source {
  const hub = createHub(log);
  /** Closed after too many attempts: it begins anew when the page wakes. */
  let isGivenUp = false;
  /** The page is in the back/forward cache, or on its way there. */
  let isHidden = false;
  let unfollow: (() => void) | undefined;
  const isNews = createEchoFilter();
  const reconnector = createReconnector({
    settings,
    hub,
    onStream,
    onClosed(failure) {
      if (failure) isGivenUp = true;
      else ignorePage();
    },
  });
  const { channels, retries } = reconnector;
  const status = () => hub.state().status;

  function begin(error?: string | null): void {
    unfollow ??= followPage(pageEvents(), { onWake: wake, onHide: hide, onShow: show });
    isGivenUp = false;
    isHidden = false;
    reconnector.begin(error);
  }

  function ignorePage(): void {
    unfollow?.();
    unfollow = undefined;
    isGivenUp = false;
    isHidden = false;
  }

  function wake(isNetwork: boolean): void {
    const isSooner = reconnector.hurry();
    if (isNetwork || isGivenUp) retries.reset();
    else if (isSooner) retries.hurried();
    const attempt = reconnector.attempt();
    const isBack = isNetwork && isNews();
    // A request that left without a network may never be answered.
    const isDoubtful = status() === 'open' ? attempt?.isQuiet() : isBack && attempt?.isSent();
    if (isDoubtful) begin();
    else if (isGivenUp) {
      isGivenUp = false;
      reconnector.revive();
    }
  }

  /** A page in the back/forward cache would keep one of the site's few connections. */
  function hide(): void {
    if (!reconnector.attempt()) return;
    reconnector.end();
    isHidden = true;
  }

  function show(): void {
    if (isHidden) begin();
  }

  return {
    ...hub,
    join: channels.join,
    leave: channels.leave,
    wake,
    start() {
      if (status() === 'idle') begin();
    },
    connect() {
      if (status() === 'open') return;
      retries.reset();
      // Not a second request while one is on its way.
      if (!reconnector.attempt()) begin();
    },
    disconnect() {
      ignorePage();
      if (status() === 'idle' || status() === 'closed') return;
      reconnector.end();
      emitClosed(hub);
    },
    reconnect() {
      retries.reset();
      reconnector.end();
      begin(null);
    },
    rewind(position) {
      if (!hub.rewind(position)) return false;
      hub.flush();
      if (reconnector.attempt()?.isSent()) begin();
      return true;
    },
  };
}

/** @returns whether it was not called a moment ago */
function createEchoFilter(): () => boolean {
  let last: Moment | undefined;
  return () => {
    const isNews = !last || since(last) >= echo;
    last = moment();
    return isNews;
  };
}
