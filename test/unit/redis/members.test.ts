import type { Link } from '../../../lib/redis/connections/link.js';
import { keysOf } from '../../../lib/redis/keys.js';
import { Members } from '../../../lib/redis/members.js';
import type { Settings } from '../../../lib/redis/options.js';
import * as scripts from '../../../lib/redis/scripts/members.js';
import type { Writer } from '../../../lib/redis/writing/writer.js';

interface Call {
  name: string;
  reply(value: unknown): void;
  fail(): void;
}

/** A server that runs scripts in the order in which they are sent, and replies when the test says so. */
function open() {
  const calls: Call[] = [];
  const nameOf = (script: unknown) =>
    Object.entries(scripts).find(([, each]) => each === script)?.[0] ?? '';
  const link = {
    isClosed: false,
    run: (script: unknown) =>
      new Promise((resolve, reject) => {
        calls.push({
          name: nameOf(script),
          reply: resolve,
          fail: () => reject(new Error('broken')),
        });
      }),
  };
  const writer = { attempt: (work: (session: unknown) => Promise<unknown>) => work({}) };
  const members = new Members(
    link as unknown as Link,
    keysOf('p', 'n'),
    'i',
    { leaseTime: 20_000, maxLength: 100 } as Settings,
    writer as unknown as Writer,
  );
  /** Waits for the next call of that name, and answers the renewals before it. */
  const next = async (name: string): Promise<Call> => {
    for (let rounds = 0; rounds < 200; rounds += 1) {
      const call = calls.shift();
      if (call?.name === name) return call;
      if (call !== undefined) throw new Error(`Expected ${name} but it is ${call.name}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    throw new Error(`Expected ${name} but nothing was sent`);
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));
  const enter = async () => {
    const entered = members.enter('room', 'ann', 'v');
    (await next('enter')).reply([1, 1, 1]);
    await entered;
  };
  return { calls, link, members, next, settle, enter };
}

it('does not enter a member again that left while it was entered again', async () => {
  const { calls, link, members, next, settle, enter } = open();
  await enter();
  members.enterAgain();
  (await next('renew')).reply([0, 0]);
  const again = await next('enter');
  const left = members.leave('room', 'ann');
  const leave = await next('leave');
  again.reply([1, 1, 1]);
  await settle();
  leave.reply(1);
  await left;
  // The renewal did not wait for the answer, and repeats it, which does no harm.
  (await next('leave')).reply(1);
  members.enterAgain();
  (await next('renew')).reply([0, 0]);
  await settle();
  expect(calls.map(({ name }) => name)).toEqual([]);
  link.isClosed = true;
  members.close();
});

it('does not let go of a member that enters again while an earlier leave is still owed', async () => {
  const { calls, link, members, next, settle, enter } = open();
  await enter();
  const failed = expect(members.leave('room', 'ann')).rejects.toThrow('broken');
  (await next('leave')).fail();
  await failed;
  const entered = members.enter('room', 'ann', 'v');
  const back = await next('enter');
  members.enterAgain();
  (await next('renew')).reply([1, 0]);
  await settle();
  expect(calls.map(({ name }) => name)).toEqual([]);
  back.reply([1, 1, 1]);
  await entered;
  link.isClosed = true;
  members.close();
});

it('still lets go of a member whose next enter has failed', async () => {
  const { link, members, next, enter } = open();
  await enter();
  for (const [name, call] of [
    ['leave', () => members.leave('room', 'ann')],
    ['enter', () => members.enter('room', 'ann', 'v')],
  ] as const) {
    const failed = expect(call()).rejects.toThrow('broken');
    (await next(name)).fail();
    await failed;
  }
  members.enterAgain();
  (await next('renew')).reply([1, 0]);
  (await next('leave')).reply(1);
  link.isClosed = true;
  members.close();
});

it('waits longer and longer while members cannot be entered again', async () => {
  const { link, members, next, enter } = open();
  await enter();
  members.enterAgain();
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    (await next('renew')).reply([1, 0]);
    times.push(performance.now());
    (await next('enter')).fail();
  }
  // 50, 100, 200 and 400 ms, each up to half shorter.
  expect((times[4] as number) - (times[3] as number)).toBeGreaterThan(190);
  link.isClosed = true;
  members.close();
});
