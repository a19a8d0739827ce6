import '../support/fake-native.js';
import type { Appended, NewEntry } from '../../../lib/backplane/backplane.js';
import { Outgoing, type QueueLimits } from '../../../lib/backplane/outgoing.js';

/** A log whose answers the test decides. */
class Log {
  readonly calls: { number: number; entries: string[] }[] = [];
  readonly holds: boolean[] = [];
  readonly errors: Error[] = [];
  /** What the next calls answer: an error rejects, a number is a pause before the answer. */
  answers: (Error | number | 'never')[] = [];
  /** What every call rejects with, until it is taken away. */
  failure: Error | undefined;
  refuses: Record<string, Error> = {};
  stored = 0;

  async append(number: number, entries: readonly NewEntry[]): Promise<(Appended | Error)[]> {
    this.calls.push({ number, entries: entries.map(({ entry }) => entry) });
    const answer = this.answers.shift();
    if (answer === 'never') await new Promise(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, typeof answer === 'number' ? answer : 0));
    if (answer instanceof Error) throw answer;
    if (this.failure !== undefined) throw this.failure;
    return entries.map(
      ({ entry }) => this.refuses[entry] ?? { position: `1-${this.stored++}`, epoch: 1 },
    );
  }

  /** The last batch that has left, where the test says so. */
  sent: number | undefined;
  lastSent = () => this.sent;
  hold = (keepsAlive: boolean) => this.holds.push(keepsAlive);
  lastError = () => this.errors.at(-1);
  onError = (error: Error) => this.errors.push(error);
}

function open(limits: Partial<QueueLimits> = {}) {
  const log = new Log();
  const queue = new Outgoing(log, () => ({ age: 10_000, bytes: 1_000_000, ...limits }));
  return { log, queue };
}

const push = (queue: Outgoing, entry: string) => queue.push({ entry });
const broken = () => new Error('the connection broke');
/** A rejection that proves that nothing was stored. */
const refusal = () => Object.assign(new Error('OOM'), { notStored: true });
const code = (end: string) => expect.objectContaining({ code: `ERR_SSECAST_BACKPLANE_${end}` });

describe('the queue of events on their way to the log', () => {
  it('sends what is published in one run of code together, and gives the places', async () => {
    const { log, queue } = open();
    queue.start();
    const all = await Promise.all(['a', 'b', 'c'].map((entry) => push(queue, entry)));
    expect(all.map(({ position }) => position)).toEqual(['1-0', '1-1', '1-2']);
    expect(log.calls).toEqual([{ number: 1, entries: ['a', 'b', 'c'] }]);
    expect(queue.published).toBe(3);
    expect(queue).toMatchObject({ events: 0, bytes: 0 });
  });

  it('sends one batch at a time: what comes meanwhile is the next', async () => {
    const { log, queue } = open();
    queue.start();
    log.answers = [30];
    const first = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const others = ['b', 'c'].map((entry) => push(queue, entry));
    expect(log.calls).toHaveLength(1);
    await Promise.all([first, ...others]);
    expect(log.calls).toEqual([
      { number: 1, entries: ['a'] },
      { number: 2, entries: ['b', 'c'] },
    ]);
  });

  it('sends nothing before the log is open', async () => {
    const { log, queue } = open();
    const sent = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(log.calls).toEqual([]);
    queue.start();
    await sent;
    expect(log.calls).toHaveLength(1);
  });

  it('bounds a batch by entries and by bytes', async () => {
    const { log, queue } = open({ bytes: 10_000_000 });
    queue.start();
    await Promise.all(Array.from({ length: 2_500 }, (_, index) => push(queue, String(index))));
    expect(log.calls.map(({ entries }) => entries.length)).toEqual([1_000, 1_000, 500]);
    log.calls.length = 0;
    const large = 'x'.repeat(400_000);
    await Promise.all([large, large, large, 'y'.repeat(2_000_000), 'z'].map((e) => push(queue, e)));
    expect(log.calls.map(({ entries }) => entries.length)).toEqual([2, 1, 1, 1]);
  });

  it('sends a batch that failed again, with the same number and entries', async () => {
    const { log, queue } = open();
    queue.start();
    log.answers = [broken(), broken()];
    const sent = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const next = push(queue, 'b');
    await Promise.all([sent, next]);
    expect(log.calls).toEqual([
      { number: 1, entries: ['a'] },
      { number: 1, entries: ['a'] },
      { number: 1, entries: ['a'] },
      { number: 2, entries: ['b'] },
    ]);
    expect(queue.retries).toBe(2);
    expect(log.errors).toHaveLength(2);
  });

  it('rejects what was sent and not confirmed in time as uncertain, and uses its number up', async () => {
    const { log, queue } = open({ age: 500 });
    queue.start();
    log.answers = Array(9).fill(broken());
    const sent = push(queue, 'a');
    await expect(sent).rejects.toEqual(code('UNCERTAIN'));
    await expect(sent).rejects.toMatchObject({ cause: broken() });
    log.answers = [];
    await push(queue, 'b');
    expect(new Set(log.calls.map(({ number }) => number))).toEqual(new Set([1, 2]));
    expect(log.calls.at(-1)).toEqual({ number: 2, entries: ['b'] });
    expect(queue.rejected).toEqual({ full: 0, unavailable: 0, uncertain: 1, refused: 0 });
  });

  it('rejects what was never sent as unavailable', async () => {
    const { log, queue } = open({ age: 60 });
    queue.start();
    log.answers = [200];
    const first = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 5));
    const second = push(queue, 'b');
    await expect(first).rejects.toEqual(code('UNCERTAIN'));
    await expect(second).rejects.toEqual(code('UNAVAILABLE'));
    expect(queue).toMatchObject({ events: 0, bytes: 0 });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(log.calls.map(({ entries }) => entries)).toEqual([['a']]);
    await push(queue, 'c');
  });

  it('rejects as unavailable what was sent, if every answer says that nothing was stored', async () => {
    const { log, queue } = open({ age: 1_000 });
    queue.start();
    log.answers = Array(9).fill(0).map(refusal);
    const sent = push(queue, 'a');
    await expect(sent).rejects.toEqual(code('UNAVAILABLE'));
    await expect(sent).rejects.toThrow('The event was not sent. Check');
    await expect(sent).rejects.toMatchObject({ cause: refusal() });
    expect(log.calls.length).toBeGreaterThan(1);
    expect(queue.rejected).toMatchObject({ unavailable: 1, uncertain: 0 });
  });

  it('rejects as unavailable what waits for a connection, and as uncertain what was sent', async () => {
    for (const [sent, end] of [
      [0, 'UNAVAILABLE'],
      [1, 'UNCERTAIN'],
    ] as const) {
      const { log, queue } = open({ age: 50 });
      queue.start();
      log.answers = ['never'];
      log.sent = sent;
      await expect(push(queue, 'a')).rejects.toEqual(code(end));
    }
  });

  it('stays uncertain when one attempt may have stored it', async () => {
    const { log, queue } = open({ age: 1_000 });
    queue.start();
    log.answers = [refusal(), broken(), ...Array(9).fill(0).map(refusal)];
    await expect(push(queue, 'a')).rejects.toEqual(code('UNCERTAIN'));
  });

  it('does not send what was rejected as not sent, when the rest of its batch goes on', async () => {
    const { log, queue } = open({ age: 4_000 });
    log.failure = refusal();
    const early = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const late = push(queue, 'b');
    queue.start();
    await expect(early).rejects.toEqual(code('UNAVAILABLE'));
    log.failure = undefined;
    await expect(late).resolves.toMatchObject({ position: '1-0' });
    expect(log.calls.at(-1)?.entries).toEqual(['b']);
    // Another batch has a greater number.
    const numbers = new Map(log.calls.map(({ number, entries }) => [number, entries.join()]));
    expect([...numbers.values()]).toEqual(['a,b', 'b']);
  });

  it('says at the end that nothing was sent, if that is certain', async () => {
    const { log, queue } = open();
    queue.start();
    log.answers = [refusal()];
    const sent = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 15));
    queue.close(new Error('closed'));
    await expect(sent).rejects.toEqual(code('UNAVAILABLE'));
  });

  it('rejects only what waited for too long: what came later in the batch waits on', async () => {
    const { log, queue } = open({ age: 4_000 });
    log.failure = broken();
    const early = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const late = push(queue, 'b');
    queue.start();
    await expect(early).rejects.toEqual(code('UNCERTAIN'));
    log.failure = undefined;
    await expect(late).resolves.toMatchObject({ position: '1-1' });
    expect(new Set(log.calls.map(({ entries }) => entries.join()))).toEqual(new Set(['a,b']));
  });

  it('rejects what is more than the bytes that may wait, at once, and takes it when there is room', async () => {
    const { log, queue } = open({ bytes: 10 });
    queue.start();
    log.answers = [20];
    const first = push(queue, '12345678');
    await expect(push(queue, '123')).rejects.toEqual(code('FULL'));
    expect(queue.rejected.full).toBe(1);
    await first;
    await push(queue, '123');
    await expect(push(queue, 'ä'.repeat(6))).rejects.toThrow(
      'Expected at most 10 bytes of events that wait for the backplane, but 0 wait and this event has 12 more.',
    );
  });

  it('rejects what the log refuses, and nothing else of the batch', async () => {
    const { log, queue } = open();
    queue.start();
    log.refuses = { b: new Error('too large') };
    const [a, b, c] = ['a', 'b', 'c'].map((entry) => push(queue, entry));
    await expect(b).rejects.toEqual(code('REFUSED'));
    await expect(b).rejects.toThrow('The last error was: too large');
    await expect(Promise.all([a, c])).resolves.toHaveLength(2);
  });

  it('keeps the process alive only while something waits', async () => {
    const { log, queue } = open();
    queue.start();
    await Promise.all([push(queue, 'a'), push(queue, 'b')]);
    expect(log.holds).toEqual([true, false]);
    await push(queue, 'c');
    expect(log.holds).toEqual([true, false, true, false]);
  });

  it('is flushed when the log has everything, or after a time', async () => {
    const { log, queue } = open();
    queue.start();
    expect(await queue.flush(1_000)).toBe(0);
    const sent = push(queue, 'a');
    expect(await queue.flush(1_000)).toBe(0);
    await sent;
    log.answers = [broken(), broken(), broken()];
    const waits = [push(queue, 'b'), push(queue, 'c')];
    expect(await queue.flush(20)).toBe(2);
    await Promise.all(waits);
  });

  it('rejects what waits when it is closed, and what comes after', async () => {
    const { log, queue } = open();
    queue.start();
    log.answers = [broken(), broken(), broken()];
    const sent = push(queue, 'a');
    await new Promise((resolve) => setTimeout(resolve, 10));
    const waiting = push(queue, 'b');
    queue.close(new Error('closed'));
    await expect(sent).rejects.toEqual(code('UNCERTAIN'));
    await expect(waiting).rejects.toEqual(code('UNAVAILABLE'));
    await expect(waiting).rejects.toThrow('Call drain() and wait for it before close()');
    await expect(push(queue, 'c')).rejects.toThrow('closed');
    expect(log.holds).toEqual([true, false]);
    expect(log.calls).toHaveLength(1);
  });

  it('goes on when a call never answers: its events are rejected in time', async () => {
    const { log, queue } = open({ age: 50 });
    queue.start();
    log.answers = ['never'];
    const sent = push(queue, 'a');
    await expect(sent).rejects.toEqual(code('UNCERTAIN'));
    await expect(push(queue, 'b')).rejects.toEqual(code('UNAVAILABLE'));
    expect(log.calls).toHaveLength(1);
  });
});
