/**
 * The type of a value after JSON: a `Date` becomes a string, values that JSON leaves out are absent, and
 * values that it refuses are `never`. What has this form already stays as it is.
 */
export type JsonOf<Value> =
  IsAny<Value> extends true
    ? Value
    : Value extends { toJSON(): infer Written }
      ? JsonOf<Written>
      : Value extends string | number | boolean | null
        ? Value
        : Value extends LeftOut
          ? undefined
          : Value extends bigint
            ? never
            : Value extends readonly unknown[]
              ? { [Index in keyof Value]: ItemOf<Value[Index]> }
              : Value extends object
                ? // Not an alias of its own: editors show the fields, and not the name of the alias.
                  {
                    [Key in keyof Value as IsLeftOut<Key, Value[Key]> extends true
                      ? never
                      : Key]: JsonOf<Value[Key]>;
                  }
                : Value;

/** The data of each event of a map after JSON, by the event's name. */
export type JsonOfEach<Events extends object> = { [Name in keyof Events]: JsonOf<Events[Name]> };

type IsAny<Value> = 0 extends 1 & Value ? true : false;

// biome-ignore lint/suspicious/noExplicitAny: any function
type LeftOut = undefined | symbol | ((...parameters: any[]) => unknown);

/** JSON cannot leave out an item of an array: it writes null. */
type ItemOf<Value> =
  IsAny<Value> extends true ? Value : Value extends LeftOut ? null : JsonOf<Value>;

type IsLeftOut<Key, Value> = Key extends symbol
  ? true
  : IsAny<Value> extends true
    ? false
    : [Value] extends [LeftOut]
      ? true
      : false;
