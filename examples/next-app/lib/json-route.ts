import { RateLimitError } from 'ssecast';
import { currentPerson, type Person } from './people';

/** An error status, with a sentence for the visitor. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The answer of an API route: the result of `work` as JSON, for visitors with a name.
 * `retryAfter` of a 429 is the wait in milliseconds; the header has only seconds.
 */
export async function answer(work: (person: Person) => unknown): Promise<Response> {
  try {
    const person = await currentPerson();
    if (!person) throw new Refusal(401, 'Expected a visitor with a name; choose one first.');
    return Response.json(await work(person));
  } catch (error) {
    if (error instanceof Refusal) return refuse(error.status, { error: error.message });
    if (error instanceof RateLimitError) {
      const { message, retryAfter } = error;
      const seconds = String(Math.ceil(retryAfter / 1000));
      return refuse(429, { error: message, retryAfter }, { 'Retry-After': seconds });
    }
    throw error;
  }
}

function refuse(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers });
}

/** The fields of a JSON body. A form of another site cannot send one. */
export async function readFields(request: Request): Promise<Record<string, unknown>> {
  const isJson = request.headers.get('Content-Type')?.startsWith('application/json');
  const body: unknown = isJson ? await request.json().catch(() => undefined) : undefined;
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>;
  throw new Refusal(400, 'Expected a JSON object.');
}

/** A line of text. `required`: it must not be empty. */
export function toText(name: string, value: unknown, maxLength: number, required = true): string {
  const text = typeof value === 'string' ? value.trim() : undefined;
  if (text !== undefined && text.length <= maxLength && (text !== '' || !required)) return text;
  throw new Refusal(400, `Expected ${name} to be a text of at most ${maxLength} characters.`);
}

/** An id from an address. */
export function toNumber(value: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number) && number > 0) return number;
  throw new Refusal(404, 'There is no such thing.');
}
