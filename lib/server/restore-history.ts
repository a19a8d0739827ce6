import { type BroadcasterState, closeAtExit } from 'ssecast/native';
import type { HistoryRestored } from '../../types/stats.js';

/**
 * Reads what an earlier process has written to `history.file`, once. The callers look at
 * `state.restoresHistory` first, which is all that it costs afterwards.
 */
export function restoreHistory(state: BroadcasterState): void {
  // The file is consumed, and pages that are rendered at build time have no clients to give it to.
  if (process.env.NEXT_PHASE === 'phase-production-build') return;
  state.restoresHistory = false;
  closeAtExit();
  const answer = state.native.restoreHistory();
  if (answer === undefined) return;
  const { events, warning } = JSON.parse(answer) as HistoryRestored;
  if (warning !== undefined) state.logger.warn(`ssecast: ${warning}`);
  else if (events > 0)
    state.logger.info(`ssecast: ${events} events were restored from the history file`);
}
