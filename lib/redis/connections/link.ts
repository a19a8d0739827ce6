import { explained, RedisBackplaneError, replyCode, toError } from '../errors.js';
import type { Script } from '../scripts/script.js';
import { backOff, delay, lateness, within } from '../waiting.js';
import type { Argument, Connect, Session } from './session.js';

const connectTimeout = 5_000;
const commandTimeout = 5_000;

/** Errors after which another connection may reach another server, or the same one with other rights. */
const endsConnection = new Set([
  ...['READONLY', 'MASTERDOWN', 'UNBLOCKED', 'MOVED', 'ASK', 'CLUSTERDOWN', 'NOAUTH', 'WRONGPASS'],
]);

/**
 * A connection that is opened when it is needed, and again after it has ended. Every command has a
 * deadline of its own; one that misses it ends the connection, because a reply that comes later would
 * be unnoticed, and a hung socket says nothing by itself.
 */
export class Link {
  readonly #connect: Connect;
  #opening: Promise<Session> | undefined;
  #attempt: AbortController | undefined;
  #session: Session | undefined;
  readonly #reasons = new WeakMap<Session, Error>();
  #failures = 0;
  #closed = false;
  /** The deadline of `sendAlone`, and the connection whose command is under way. */
  #watch: NodeJS.Timeout | undefined;
  #watched: Session | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  /** The open connection, where there is one now. */
  get current(): Session | undefined {
    return this.#session;
  }

  /** The open connection. Waits longer after each failure. */
  session(): Promise<Session> {
    if (this.#session !== undefined) return Promise.resolve(this.#session);
    this.#opening ??= this.#open().finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #open(): Promise<Session> {
    await delay(backOff(this.#failures++));
    this.#refuseClosed();
    const attempt = new AbortController();
    this.#attempt = attempt;
    let isOver = false;
    let session: Session | undefined;
    const onClosed = () => {
      isOver = true;
      if (session !== undefined && this.#session === session) this.#session = undefined;
    };
    const opened = this.#connect({ onClosed, signal: attempt.signal });
    try {
      session = await within(connectTimeout, 'a connection to Redis', opened);
    } catch (error) {
      attempt.abort();
      // One that was opened all the same has no owner.
      opened.then(
        (late) => late.destroy(),
        () => undefined,
      );
      throw error;
    }
    this.#refuseClosed();
    if (!isOver) this.#session = session;
    return session;
  }

  /**
   * Does what it is given on the open connection, or on one that it opens. A Cluster that has moved the
   * keys has done nothing, so it is done once more where they are now.
   */
  async on<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    try {
      return await work(await this.session());
    } catch (error) {
      if (!toError(error).message.startsWith('MOVED ')) throw error;
      return work(await this.session());
    }
  }

  async send(
    session: Session,
    args: readonly Argument[],
    timeout = commandTimeout,
  ): Promise<unknown> {
    try {
      const reply = await within(timeout, `a reply to ${args[0]}`, session.send(args));
      this.#failures = 0;
      return reply;
    } catch (thrown) {
      throw this.#failed(session, thrown);
    }
  }

  /**
   * As `send`, for a connection that has one command at a time, always with the same deadline. One timer
   * is set again for each command: a timer and a promise of its own are a part of what a lone event costs.
   */
  async sendAlone(session: Session, args: readonly Argument[], timeout: number): Promise<unknown> {
    this.#watched = session;
    if (this.#watch === undefined) {
      this.#watch = setTimeout(
        () => this.#expire(`a reply to ${args[0]}`, timeout),
        timeout,
      ).unref();
    } else {
      this.#watch.refresh();
    }
    try {
      const reply = await session.send(args);
      this.#failures = 0;
      return reply;
    } catch (thrown) {
      throw this.#failed(session, thrown);
    } finally {
      this.#watched = undefined;
    }
  }

  /** Ends the connection, by which its command rejects. */
  #expire(what: string, timeout: number): void {
    const session = this.#watched;
    if (session === undefined) return;
    this.#reasons.set(session, lateness(what, timeout));
    this.#end(session);
  }

  #failed(session: Session, thrown: unknown): Error {
    // Where another command has ended the connection, its reason says more than the library's. It is no
    // reply to this command, which the server may have run.
    const reason = this.#reasons.get(session);
    if (reason !== undefined) return endedBy(reason);
    const error = explained(toError(thrown));
    session.failed?.(error);
    const isLate = error instanceof RedisBackplaneError;
    if (isLate || endsConnection.has(replyCode(error) ?? '')) {
      this.#reasons.set(session, error);
      this.#end(session);
    }
    return error;
  }

  /** Runs a script by its digest, and by its text where the server does not know it. */
  async run(
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
    session: Session,
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args];
    try {
      return await this.send(session, ['EVALSHA', script.digest, ...rest]);
    } catch (error) {
      if (!toError(error).message.startsWith('NOSCRIPT')) throw error;
      return this.send(session, ['EVAL', script.text, ...rest]);
    }
  }

  /** Ends the connection. The next command opens another. */
  reset(): void {
    if (this.#session !== undefined) this.#end(this.#session);
  }

  #end(session: Session): void {
    if (this.#session === session) this.#session = undefined;
    session.destroy();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#watch);
    this.#attempt?.abort();
    this.reset();
  }

  #refuseClosed(): void {
    if (!this.#closed) return;
    throw new RedisBackplaneError(
      'ERR_SSECAST_REDIS_CLOSED',
      'Expected an open backplane but it is closed; connect another',
    );
  }
}

/** The error of a command whose connection another one has ended. */
const endedBy = (reason: Error): Error =>
  new RedisBackplaneError(
    reason instanceof RedisBackplaneError ? reason.code : 'ERR_SSECAST_REDIS_ENDED',
    reason.message,
    { cause: reason },
  );
