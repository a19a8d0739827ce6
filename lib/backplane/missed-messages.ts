import { targetKinds } from 'ssecast/native';
import { type Disconnect, readDisconnect } from './control.js';

/** Milliseconds for which a message is kept, and how many are. */
const kKept = 4_000;
const kMost = 8_192;

/**
 * The newest messages that this environment has left to the one that feeds the broadcaster. If that one
 * has ended, it may not have acted on them, and a client would keep a right that was revoked.
 */
export class MissedMessages {
  private messages: { entry: Uint8Array; at: number }[] = [];
  /** Until when messages are missing here. */
  private overflowsUntil = 0;

  add(entry: Uint8Array): void {
    const now = performance.now();
    if (this.messages.length >= kMost) this.forget(now);
    if (this.messages.length >= kMost) {
      this.overflowsUntil = now + kKept;
      this.messages = [];
    }
    // A copy: the entry may be a part of a large reply.
    this.messages.push({ entry: new Uint8Array(entry), at: now });
  }

  /** What to disconnect: everybody, if there were too many to keep. */
  take(): Disconnect[] {
    const now = performance.now();
    this.forget(now);
    const { messages } = this;
    this.messages = [];
    if (now < this.overflowsUntil) {
      return [{ kind: targetKinds.all, keys: '', by: undefined }];
    }
    return messages.flatMap(({ entry }) => readDisconnect(entry) ?? []);
  }

  private forget(now: number): void {
    this.messages = this.messages.filter(({ at }) => now - at < kKept);
  }
}
