import { isClosed, type NativeBroadcaster, type NativeFeed } from 'ssecast/native';
import type { BackplaneEvents, Entry, Epoch, Position } from './backplane.js';
import { type Disconnect, isControl, readDisconnect } from './control.js';
import { asError } from './errors.js';
import { MissedMessages } from './missed-messages.js';
import type { LinkState } from './state.js';
import { comparePlaces, fromWireId } from './wire-id.js';

/** Bytes that wait for the thread of `feed`: above the first reading pauses, below the second it goes on. */
const kHigh = 8 * 1024 * 1024;
const kLow = 4 * 1024 * 1024;

/** Milliseconds between two looks at what waits for that thread. */
const kLook = 10;
/** Milliseconds between two attempts to become the environment that feeds the broadcaster. */
const kClaim = 2_000;

/** What the feed needs of its broadcaster. */
export interface FeedHost {
  /** What this broadcaster is called in messages, by every environment of the process. */
  sender(): string;
  readonly native: NativeBroadcaster;
  readonly link: LinkState;
  logWarning(message: string): void;
  /** Called when the place in the log is known. */
  onOpened(): void;
  /** Called when reading and writing work again. */
  onWorks(): void;
  /** The broadcaster was closed, perhaps by another thread. */
  onClosed(): void;
}

/**
 * Hands the entries of the log to C++, which parses and publishes them: constant work for an entry. One
 * environment of a process does that; the others read as well, so that one of them can go on when it ends.
 */
export class Incoming implements BackplaneEvents {
  received = 0;
  foreignEntries = 0;
  unknown = 0;
  epochs = 0;
  lost = 0;
  /** Where the next entry comes after. Undefined before the first `opened`. */
  private place: { epoch: Epoch; position: Position } | undefined;
  private hasClaim = false;
  private isFeeding = false;
  /** What C++ has to follow before the next entry. */
  private start: { epoch: Epoch; position: Position; lost: boolean } | undefined;
  private claiming: NodeJS.Timeout | undefined;
  private readonly missed = new MissedMessages();
  private hasLoggedForeign = false;
  private isEnded = false;

  constructor(private readonly host: FeedHost) {}

  /** The epoch of what is read now. */
  get epoch(): Epoch | undefined {
    return this.place?.epoch;
  }

  opened({ epoch, position, lost }: { epoch: Epoch; position: Position; lost: boolean }): void {
    if (this.isEnded) return;
    if (this.place !== undefined && this.place.epoch !== epoch) this.epochs++;
    if (lost) this.lost++;
    this.place = { epoch, position };
    if (this.isFeeding) {
      this.start = { epoch, position, lost: lost || this.start?.lost === true };
      this.attempt(() => this.follow());
    } else if (this.claiming === undefined) {
      this.claim();
    }
    this.host.onOpened();
  }

  entries(entries: readonly Entry[]): undefined | Promise<void> {
    const last = entries.at(-1);
    if (this.isEnded || last === undefined || this.place === undefined) return undefined;
    this.received += entries.length;
    this.place.position = last.position;
    if (!this.isFeeding) {
      for (const { entry } of entries) if (isControl(entry)) this.missed.add(entry);
      return undefined;
    }
    let fed: undefined | Promise<void>;
    let events: (string | Uint8Array)[] = [];
    const inOrder = (work: () => undefined | Promise<void>) => {
      fed = fed === undefined ? work() : fed.then(work);
    };
    const feed = (part = events) => {
      events = [];
      if (part.length > 0) inOrder(() => this.handOver(() => this.host.native.feed(part)));
    };
    for (const { position, entry } of entries) {
      if (isControl(entry)) {
        feed();
        inOrder(() => this.obey(entry));
      } else {
        events.push(position, entry);
      }
    }
    feed();
    return fed;
  }

  foreign(position: Position, what: string): void {
    this.foreignEntries++;
    if (this.hasLoggedForeign) return;
    this.hasLoggedForeign = true;
    this.host.logWarning(
      `something in the log of its backplane is no entry, and is skipped: ${what}, at ${position}. This ` +
        'is logged once; stats() counts them.',
    );
  }

  failed(error: Error | undefined): void {
    this.host.link.report('connection', error);
    if (error === undefined) this.host.onWorks();
  }

  warned(message: string): void {
    if (!this.isEnded) this.host.logWarning(message);
  }

  close(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    clearTimeout(this.claiming);
    if (this.hasClaim) this.attempt(() => this.host.native.releaseFeed());
  }

  /**
   * Gives something to the thread of the feed.
   * @param push gives it, and returns the bytes that wait there
   */
  private handOver(push: () => number): undefined | Promise<void> {
    try {
      this.follow();
      return push() > kHigh ? this.drained() : undefined;
    } catch (error) {
      if (isClosed(error)) {
        this.host.onClosed();
        return undefined;
      }
      // The system refused memory. Nothing may be skipped, so it is given again.
      this.host.link.note(asError(error));
      return pause(kLook).then(() => (this.isEnded ? undefined : this.handOver(push)));
    }
  }

  private async drained(): Promise<void> {
    do {
      await pause(kLook);
    } while (!this.isEnded && this.feedState().waitingBytes > kLow);
  }

  private feedState(): NativeFeed {
    return JSON.parse(this.host.native.feedState());
  }

  /** Begins to feed the broadcaster, or tries again later. */
  private claim(): void {
    this.attempt(() => {
      this.hasClaim ||= this.host.native.claimFeed();
      this.isFeeding = this.hasClaim && this.takesOver();
    });
    if (this.isFeeding) {
      for (const message of this.missed.take()) void this.disconnect(message);
    } else if (!this.isEnded) {
      // Also when the system refused memory: no other environment would feed.
      const pause = this.hasClaim ? kLook : kClaim;
      this.claiming = setTimeout(() => this.claim(), pause).unref();
    }
  }

  /** @returns false while C++ has entries of the environment that fed the broadcaster before */
  private takesOver(): boolean {
    const { following, position, waiting } = this.feedState();
    if (waiting > 0 || this.place === undefined) return false;
    const there = fromWireId(position);
    const goesOn =
      following &&
      there?.epoch === this.place.epoch &&
      comparePlaces(there.position, this.place.position) >= 0;
    // C++ skips what it has. What was read before the claim is not kept, so clients behind it get a gap.
    if (!goesOn) this.start = { ...this.place, lost: false };
    this.follow();
    return true;
  }

  private follow(): void {
    if (this.start === undefined) return;
    const { epoch, position, lost } = this.start;
    this.host.native.follow(epoch, position, lost);
    this.start = undefined;
  }

  private obey(entry: Uint8Array): undefined | Promise<void> {
    const message = readDisconnect(entry);
    if (message !== undefined) return this.disconnect(message);
    this.unknown++;
    return undefined;
  }

  private disconnect({ kind, keys, by }: Disconnect): undefined | Promise<void> {
    if (by === this.host.sender()) return undefined;
    return this.handOver(() => this.host.native.feedDisconnect(kind, keys));
  }

  private attempt(call: () => unknown): void {
    try {
      call();
    } catch (error) {
      if (isClosed(error)) this.host.onClosed();
      else this.host.link.note(asError(error));
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
