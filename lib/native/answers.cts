import { NativeError } from './native-error.cjs';
import { record } from './record.cjs';

export interface Wait {
  /** Milliseconds after which no answer is expected any more. */
  timeout: number;
  /** Whether the process stays alive until the answer comes. */
  keepsAlive: boolean;
}

const kMaxPending = 1_000;
const kLongestTimer = 2 ** 31 - 1;

/**
 * Asks the workers a question that they answer later, by `token`. The dispatcher has to be set.
 * @param name of the question, for error messages
 * @returns the answer's JSON text; an error of `question` becomes a rejection
 * @throws NativeError `ERR_SSECAST_TOO_MANY_QUESTIONS`, `ERR_SSECAST_NO_ANSWER` (as a rejection)
 */
export function ask(name: string, question: (token: number) => void, wait: Wait): Promise<string> {
  return new Promise((resolve, reject) => {
    if (record.answers.size >= kMaxPending) throw tooMany(name);
    const token = ++record.lastToken;
    // An answer never comes before this function returns.
    question(token);
    const expire = () => {
      record.answers.delete(token);
      reject(noAnswer(name, wait.timeout));
    };
    const timer = setTimeout(expire, Math.min(wait.timeout, kLongestTimer));
    if (!wait.keepsAlive) timer.unref();
    record.answers.set(token, { resolve, timer });
  });
}

/** Called by the dispatcher, once for each question. An answer after the timeout is dropped. */
export function onAnswer(token: number, json: string): void {
  const pending = record.answers.get(token);
  if (pending === undefined) return;
  record.answers.delete(token);
  clearTimeout(pending.timer);
  pending.resolve(json);
}

function tooMany(name: string): NativeError {
  return new NativeError(
    'ERR_SSECAST_TOO_MANY_QUESTIONS',
    `Expected at most ${kMaxPending} calls of ${name}() and the like at a time. Wait for one ` +
      'before calling the next.',
  );
}

function noAnswer(name: string, timeout: number): NativeError {
  return new NativeError(
    'ERR_SSECAST_NO_ANSWER',
    `Expected the worker threads to answer ${name}() within ${timeout} ms, but they have not. ` +
      'Check whether the machine is overloaded, or the process was stopped meanwhile.',
  );
}
