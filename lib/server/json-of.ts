/**
 * The type of a value after JSON: a `Date` becomes a string, values that JSON leaves out are absent, and
 * values that it refuses are `never`.
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
                ? FieldsOf<Value>
                : Value;

type IsAny<Value> = 0 extends 1 & Value ? true : false;

// biome-ignore lint/suspicious/noExplicitAny: any function
type LeftOut = undefined | symbol | ((...parameters: any[]) => unknown);

/** JSON cannot leave out an item of an array: it writes null. */
type ItemOf<Value> =
  IsAny<Value> extends true ? Value : Value extends LeftOut ? null : JsonOf<Value>;

/** An object without the fields that JSON leaves out. */
type FieldsOf<Value> = {
  [Key in keyof Value as IsLeftOut<Key, Value[Key]> extends true ? never : Key]: JsonOf<Value[Key]>;
};

type IsLeftOut<Key, Value> = Key extends symbol
  ? true
  : IsAny<Value> extends true
    ? false
    : [Value] extends [LeftOut]
      ? true
      : false;
