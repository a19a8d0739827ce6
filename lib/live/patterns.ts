import { describe, InvalidArgumentError } from '../server/errors.js';
import { listed, nearest } from '../server/nearest.js';

/** A channel of the definition that pages ask for, like `orders` or `room:[id]`. */
export interface Pattern {
  /** As the definition writes it. */
  text: string;
  /** The text of each segment, or the name of its parameter. */
  segments: readonly ({ text: string } | { parameter: string })[];
}

/** A channel with its pattern. */
export interface MatchedChannel {
  pattern: Pattern;
  /** The values of the parameters. */
  params: Record<string, string>;
}

/** Keys of a definition that are no names of channels. */
export const kOwnChannels: readonly string[] = ['user', 'session', 'all'];

/** Prefixes that belong to users and sessions. */
const kReserved = /^(user|session|all)(:|$)/;
const kParameter = /^\[([A-Za-z_$][\w$]*)\]$/;

/** @throws InvalidArgumentError `ERR_SSECAST_INVALID_OPTION` */
export function toPattern(text: string): Pattern {
  if (text === '' || kReserved.test(text)) {
    throw invalid(text, '`user`, `session` and `all` are written without an id');
  }
  const segments = text.split(':').map((segment) => {
    const parameter = kParameter.exec(segment)?.[1];
    if (parameter !== undefined) return { parameter };
    if (segment === '' || /[[\]]/.test(segment)) {
      throw invalid(text, 'a parameter is a whole segment, as in room:[id]');
    }
    return { text: segment };
  });
  const names = segments.flatMap((segment) => ('parameter' in segment ? segment.parameter : []));
  if (new Set(names).size < names.length)
    throw invalid(text, 'each parameter has a name of its own');
  return { text, segments };
}

function invalid(text: string, advice: string): InvalidArgumentError {
  return new InvalidArgumentError(
    'ERR_SSECAST_INVALID_OPTION',
    `Expected names of channels like orders or room:[id] in the definition but received ` +
      `${describe(text)}; ${advice}`,
  );
}

/** Finds the pattern of a channel: one without parameters first, then the one with the fewest. */
export class Patterns {
  readonly #all: readonly Pattern[];

  constructor(texts: readonly string[]) {
    this.#all = texts.map(toPattern).sort((a, b) => parametersOf(a) - parametersOf(b));
    const shapes = new Map<string, string>();
    for (const { text, segments } of this.#all) {
      const shape = segments.map((segment) => ('text' in segment ? segment.text : '[]')).join(':');
      const same = shapes.get(shape);
      if (same !== undefined) {
        throw new InvalidArgumentError(
          'ERR_SSECAST_INVALID_OPTION',
          `Expected channels that differ in more than the names of parameters but received ` +
            `${same} and ${text}; the same channel would match both`,
        );
      }
      shapes.set(shape, text);
    }
  }

  get texts(): string[] {
    return this.#all.map(({ text }) => text);
  }

  /** @returns undefined when no pattern matches */
  match(channel: string): MatchedChannel | undefined {
    const values = channel.split(':');
    for (const pattern of this.#all) {
      const params = paramsOf(pattern, values);
      if (params !== undefined) return { pattern, params };
    }
    return undefined;
  }

  /** @throws InvalidArgumentError `ERR_SSECAST_INVALID_CHANNEL`, which names the nearest pattern */
  expect(channel: unknown): MatchedChannel {
    const matched = typeof channel === 'string' ? this.match(channel) : undefined;
    if (matched !== undefined) return matched;
    throw new InvalidArgumentError(
      'ERR_SSECAST_INVALID_CHANNEL',
      `Expected a channel of the definition but received ${describe(channel)}; ${this.#advice(channel)}`,
    );
  }

  #advice(channel: unknown): string {
    if (typeof channel !== 'string') return `the channels are ${listed(this.texts)}`;
    const [head = '', ...rest] = channel.split(':');
    const sameHead = this.#all.find(
      ({ segments: [first] }) => first && 'text' in first && first.text === head,
    );
    if (sameHead !== undefined) {
      return `for ${sameHead.text} a parameter is not empty and contains no colon`;
    }
    const heads = this.texts.map((text) => text.split(':')[0] as string);
    const meant = nearest(head, heads);
    if (meant === undefined) return `the channels are ${listed(this.texts)}`;
    return `did you mean ${[meant, ...rest].join(':')}?`;
  }
}

function parametersOf({ segments }: Pattern): number {
  return segments.filter((segment) => 'parameter' in segment).length;
}

function paramsOf(
  { segments }: Pattern,
  values: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== values.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const value = values[index] as string;
    if ('text' in segment) {
      if (segment.text !== value) return undefined;
      // `room:[id]` itself is a forgotten parameter, not an id.
    } else if (value === '' || kParameter.test(value)) return undefined;
    else params[segment.parameter] = value;
  }
  return params;
}
