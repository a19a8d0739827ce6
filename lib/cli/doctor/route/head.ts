import { type Asked, send } from './request.js';

/** The head of an answer, and when it came. */
export interface Head {
  status: number;
  headers: Readonly<Record<string, string>>;
  httpVersion: string;
  /** Milliseconds since the request. */
  ms: number;
}

/** The head of an answer without its body; undefined when none comes within `patience` milliseconds. */
export async function askHead(
  asked: Omit<Asked, 'signal'>,
  patience: number,
): Promise<Head | undefined> {
  const began = performance.now();
  try {
    const answered = await send({ ...asked, signal: AbortSignal.timeout(patience) });
    const { status, headers, httpVersion } = answered;
    answered.body.on('error', () => undefined);
    answered.close();
    return { status, headers, httpVersion, ms: performance.now() - began };
  } catch {
    // The stream itself is asked as well, and says what is wrong.
    return undefined;
  }
}
