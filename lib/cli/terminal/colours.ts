import type { WriteStream } from 'node:tty';
import pico from 'picocolors';

type Output = Pick<WriteStream, 'isTTY'>;

/** Colours where the stream is a terminal. NO_COLOR switches them off, FORCE_COLOR on. */
export function coloursFor(
  { isTTY }: Output,
  env = process.env,
): ReturnType<typeof pico.createColors> {
  const isTerminal = isTTY && env.TERM !== 'dumb';
  return pico.createColors(!env.NO_COLOR && Boolean(env.FORCE_COLOR || isTerminal));
}
