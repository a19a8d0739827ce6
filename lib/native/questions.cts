import { ask } from './answers.cjs';
import { ensureDispatcher } from './dispatcher.cjs';
import type { BroadcasterState } from './state.cjs';

/** Milliseconds in which workers answer a question that needs no waiting. */
const kPatience = 5_000;

/**
 * Asks every worker for its clients. It does not keep the process alive.
 * @returns JSON text of `ClientDetails[]`
 * @throws NativeError `ERR_SSECAST_NO_ANSWER`, `ERR_SSECAST_TOO_MANY_QUESTIONS` (as a rejection)
 */
export function inspectClients(state: BroadcasterState): Promise<string> {
  ensureDispatcher();
  const question = (token: number) => state.native.inspect(token);
  return ask('inspect', question, { timeout: kPatience, keepsAlive: false });
}

/**
 * Drains a broadcaster, see `Broadcaster.drain`. It keeps the process alive until then. A second call joins
 * the first and ignores its own deadline.
 * @returns JSON text of `DrainReport`
 * @throws what `NativeBroadcaster.drain` throws, and what `inspectClients` does (as a rejection)
 */
export function drainBroadcaster(state: BroadcasterState, deadline: number): Promise<string> {
  if (state.draining !== undefined) return state.draining;
  ensureDispatcher();
  const question = (token: number) => state.native.drain(token, deadline);
  const answer = ask('drain', question, { timeout: deadline + kPatience, keepsAlive: true });
  // At the same time: clients resume elsewhere, so their streams need not wait for the log.
  const unsent = state.backplane?.flush(deadline);
  const drained = answer.then(afterPendingWrites);
  const draining = unsent === undefined ? drained : withUnsent(drained, unsent);
  state.draining = draining;
  // A later call cannot join one that was refused.
  draining.catch(() => {
    if (state.draining === draining) state.draining = undefined;
  });
  return draining;
}

/** Adds to a report how many events the log of the backplane did not get. */
async function withUnsent(drained: Promise<string>, unsent: Promise<number>): Promise<string> {
  const [json, backplane] = await Promise.all([drained, unsent]);
  return JSON.stringify({ ...JSON.parse(json), backplane: { unsent: backplane } });
}

/**
 * On the stream path the last bytes are in a web stream when the answer comes. They take a turn of the
 * event loop to reach Node's response, and the caller may end the process next.
 */
async function afterPendingWrites(json: string): Promise<string> {
  await nextTurn();
  await nextTurn();
  return json;
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
