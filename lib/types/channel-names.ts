/**
 * Keys of a definition that are no names of channels: the user and the session of a client, and all
 * clients.
 */
export type OwnChannel = 'user' | 'session' | 'all';

/** The channels of a definition that a page asks for: `orders`, `room:[id]`. */
export type AskedPattern<Channels> = Exclude<keyof Channels & string, OwnChannel>;

/** The names that match a pattern: `room:${string}` for `room:[id]`. */
export type NameOf<Pattern extends string> =
  Pattern extends `${infer Before}[${string}]${infer After}`
    ? `${Before}${string}${NameOf<After>}`
    : Pattern;

/** The names of all channels of a definition that a page asks for. */
export type ChannelName<Channels> = NameOf<AskedPattern<Channels>>;

/** The parameters of a pattern: `{ id: string }` for `room:[id]`. */
export type ParamsOf<Pattern extends string> =
  Pattern extends `${string}[${infer Name}]${infer After}`
    ? { [Key in Name | keyof ParamsOf<After>]: string }
    : // biome-ignore lint/complexity/noBannedTypes: no parameter
      {};

/** The pattern that a name matches; a pattern without parameters comes first, as at run time. */
export type PatternFor<Channels, Name extends string> = Name extends keyof Channels & string
  ? Name
  : {
      [Pattern in AskedPattern<Channels>]: Name extends NameOf<Pattern>
        ? SegmentsOf<Name> extends SegmentsOf<Pattern>
          ? Pattern
          : never
        : never;
    }[AskedPattern<Channels>];

/** A colon separates segments: `room:${string}` has two, whatever the parameter is. */
type SegmentsOf<Name extends string> = Name extends `${string}:${infer Rest}`
  ? [1, ...SegmentsOf<Rest>]
  : [1];
