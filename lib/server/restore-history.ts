import { type BroadcasterState, closeAtExit } from 'ssecast/native';
import type { HistoryRestored } from '../types/stats.js';

/**
 * Reads the `history.file` of an earlier process, once. Callers check `state.restoresHistory` first, so a
 * later publish costs no more than that.
 */
export function restoreHistory(state: BroadcasterState): void {
  // Reading consumes the file, and a build has no clients for it.
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
