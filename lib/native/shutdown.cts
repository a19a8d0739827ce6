import { isMainThread } from './environment.cjs';
import { closeAll } from './exit.cjs';
import { isClosed } from './native-error.cjs';
import { drainBroadcaster } from './questions.cjs';
import { record } from './record.cjs';
import { closeConnections, rememberServers } from './servers.cjs';
import { holdSignal, type SignalSource } from './signals.cjs';
import type { BroadcasterState } from './state.cjs';

/** Milliseconds that requests in progress have after the streams are drained. */
const kGrace = 1_000;

/** Begins each line of the log: an operator reads it without knowing what a drain is. */
const kShutdown = 'ssecast: the process shuts down,';

/** The part of `DrainReport` (types/stats.ts) that is logged. */
interface Report {
  clients: number;
  flushed: number;
  unflushed: number;
  left: number;
  history?: { error?: string };
  backplane?: { unsent: number };
}

/**
 * Drains all broadcasters of this environment when one of the signals comes, before any other listener
 * runs: Next.js ends the process as soon as Node has no connection, and connections of the direct path
 * are not Node's. A later call, and a call in a worker thread, does nothing.
 */
export function drainOnSignals(
  deadline: number,
  signals: readonly NodeJS.Signals[],
  source?: SignalSource,
): void {
  // Signals reach the main thread only.
  if (record.drainsOnSignals || !isMainThread()) return;
  record.drainsOnSignals = true;
  rememberServers();
  let end: number | undefined;
  const work = {
    before: () => {
      end ??= performance.now() + deadline;
      return drainAll(deadline);
    },
    after: () => {
      const rest = (end ?? 0) - performance.now();
      // Unref'd: an open connection keeps the process alive anyway.
      setTimeout(closeConnections, Math.max(0, Math.min(rest, kGrace))).unref();
    },
    last: closeAll,
  };
  for (const signal of signals) holdSignal(signal, work, source);
}

/** @returns undefined when there is no broadcaster to drain */
function drainAll(deadline: number): Promise<void> | undefined {
  const open = [...record.broadcasters.values()].filter((state) => !state.closed);
  if (open.length === 0) return undefined;
  return Promise.all(open.map((state) => drainAndTell(state, deadline))).then(() => undefined);
}

async function drainAndTell(state: BroadcasterState, deadline: number): Promise<void> {
  const { logger, name } = state;
  try {
    const report = JSON.parse(await drainBroadcaster(state, deadline)) as Report;
    const { clients, flushed, unflushed, left, history, backplane } = report;
    const figures =
      `${flushed} of ${clients} clients received every event, ${unflushed} missed events because of ` +
      `the deadline, ${left} disconnected before`;
    const text = `${kShutdown} so the broadcaster ${name} ended its streams: ${figures}`;
    if (unflushed > 0) logger.warn(text);
    else logger.info(text);
    if (history?.error !== undefined) {
      logger.error(
        `${kShutdown} but the broadcaster ${name} could not write its history: ${history.error}`,
      );
    }
    if (backplane !== undefined && backplane.unsent > 0) {
      logger.error(
        `${kShutdown} but the backplane of the broadcaster ${name} did not take ${backplane.unsent} events in time`,
      );
    }
  } catch (error) {
    // Another thread may have closed the broadcaster, which ends its streams, too.
    if (!isClosed(error)) {
      logger.error(
        `${kShutdown} but the broadcaster ${name} could not end its streams in good order`,
        error,
      );
    }
  }
}
