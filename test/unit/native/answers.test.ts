import '../support/fake-native.js';
import { drainBroadcaster, inspectClients, openBroadcaster } from 'ssecast/native';
import { ask, onAnswer } from '../../../lib/native/answers.cjs';
import { record } from '../../../lib/native/record.cjs';
import { fakeBinding, fakeOf } from '../support/fake-native.js';

const wait = { timeout: 60_000, keepsAlive: false };
const refs = () => [...record.answers.values()].map(({ timer }) => timer.hasRef());

/** Asks, and keeps the token. */
function question(name = 'ask', waiting = wait) {
  const asked = { token: 0, answer: Promise.resolve('') };
  asked.answer = ask(name, (token) => (asked.token = token), waiting);
  return asked;
}

describe('ask', () => {
  it('gives each question its own answer, in whatever order they come', async () => {
    const first = question();
    const second = question();
    onAnswer(second.token, 'second');
    onAnswer(first.token, 'first');
    onAnswer(first.token, 'once more');
    onAnswer(123_456, 'nobody asked');
    expect(await Promise.all([first.answer, second.answer])).toEqual(['first', 'second']);
    expect(record.answers.size).toBe(0);
  });

  it('rejects when no answer comes, and forgets the question', async () => {
    const { answer, token } = question('drain', { timeout: 5, keepsAlive: true });
    await expect(answer).rejects.toMatchObject({
      code: 'ERR_SSECAST_NO_ANSWER',
      message: expect.stringContaining('answer drain() within 5 ms'),
    });
    expect(record.answers.size).toBe(0);
    onAnswer(token, 'late');
  });

  it('keeps nothing of a question that could not be put', async () => {
    const asked = ask(
      'drain',
      () => {
        throw new Error('closed');
      },
      wait,
    );
    await expect(asked).rejects.toThrow('closed');
    expect(record.answers.size).toBe(0);
  });

  it('has a bound, and goes on when an answer has come', async () => {
    const pending = Array.from({ length: 1_000 }, () => question());
    await expect(question('inspect').answer).rejects.toMatchObject({
      code: 'ERR_SSECAST_TOO_MANY_QUESTIONS',
      message: expect.stringContaining('inspect()'),
    });
    onAnswer((pending[0] as (typeof pending)[0]).token, '');
    const next = question();
    for (const { token } of [...pending, next]) onAnswer(token, '');
    expect(await next.answer).toBe('');
  });
});

describe('a question to the workers', () => {
  it('sets the dispatcher first', async () => {
    expect(fakeBinding.dispatcher).toBeUndefined();
    expect(await inspectClients(openBroadcaster('one', '{}'))).toBe('[]');
  });

  it('keeps the process alive for drain alone, until the answer', async () => {
    const state = openBroadcaster('alive', '{}');
    const inspected = inspectClients(state);
    expect(refs()).toEqual([false]);
    await inspected;
    const drained = drainBroadcaster(state, 10);
    expect(refs()).toEqual([true]);
    await drained;
    expect(record.answers.size).toBe(0);
  });

  it('may be put again when there was no answer', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    const state = openBroadcaster('silent', '{}');
    fakeOf('silent').answers = false;
    const drained = drainBroadcaster(state, 200);
    jest.advanceTimersByTime(5_199);
    expect(drainBroadcaster(state, 0)).toBe(drained);
    jest.advanceTimersByTime(1);
    await expect(drained).rejects.toHaveProperty('code', 'ERR_SSECAST_NO_ANSWER');
    jest.useRealTimers();
    fakeOf('silent').answers = true;
    await expect(drainBroadcaster(state, 0)).resolves.toContain('"clients":0');
  });
});
