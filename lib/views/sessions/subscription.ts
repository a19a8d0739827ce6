import {
  type BroadcasterState,
  type ClientReader,
  type ClientSink,
  type DisconnectReason,
  isPromise,
} from 'ssecast/native';
import { toAdmission } from '../../server/identity.js';
import { openReader } from '../../server/open-client.js';
import { RefusedError } from '../../server/refused-error.js';
import { blocksOf, idOf, isEvent } from './blocks.js';
import type { SessionListener, SessionSubscribeOptions } from './types.js';

/** Reasons after which the subscription resumes from its cursor, as a browser does. */
const kPassing: ReadonlySet<DisconnectReason> = new Set(['age', 'slow', 'timeout', 'error']);

/** A client of the session that JavaScript reads, until it is closed. */
export class SessionSubscription implements ClientSink {
  private reader: ClientReader | undefined;
  private cursor: string | undefined;
  private isGreeted = false;
  private isClosed = false;

  constructor(
    private readonly state: BroadcasterState,
    private readonly sessionId: string,
    private readonly listener: SessionListener,
    private readonly options: SessionSubscribeOptions,
  ) {
    this.cursor = options.lastEventId;
  }

  /** @throws RefusedError */
  open(): void {
    const identity = { sessionId: this.sessionId, metadata: { subscription: true } };
    const admission = { ...toAdmission(identity), lastEventId: this.cursor };
    const opened = openReader(this.state, admission, this);
    if (opened.refusal !== undefined) throw new RefusedError(opened.refusal);
    this.isGreeted = false;
    this.reader = opened.reader;
    this.reader.open();
  }

  close(): void {
    this.isClosed = true;
    this.reader?.close();
    this.reader = undefined;
  }

  onChunk(chunk: Uint8Array): undefined {
    for (const block of blocksOf(chunk)) {
      this.cursor = idOf(block) ?? this.cursor;
      // The first event is `connected`, which is not an event of the session.
      if (this.isGreeted && isEvent(block)) this.tell(block);
      this.isGreeted = true;
      if (this.isClosed) return;
    }
  }

  onEnd(reason: DisconnectReason): void {
    this.reader = undefined;
    if (kPassing.has(reason)) {
      try {
        this.open();
        return;
      } catch (error) {
        const { logger } = this.state;
        logger.error('ssecast: a subscription to a session has ended', error);
      }
    }
    this.isClosed = true;
    this.guard(() => this.options.onEnd?.(reason));
  }

  private tell(block: string): void {
    this.guard(() => this.listener(block));
  }

  /** Logs an error or a rejection of a listener, so that it does not affect other listeners. */
  private guard(call: () => unknown): void {
    try {
      const result = call();
      if (isPromise(result)) result.then(undefined, this.report);
    } catch (error) {
      this.report(error);
    }
  }

  private readonly report = (error: unknown): void => {
    this.state.logger.error('ssecast: a listener of a session failed', error);
  };
}
