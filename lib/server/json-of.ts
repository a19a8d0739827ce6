/**
 * What is left of a type when it has gone through JSON: a `Date` arrives as a string, what JSON leaves
 * out is not there, and what JSON refuses is `never`.
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

/** In an array, nothing can be left out: null stands in its place. */
type ItemOf<Value> =
  IsAny<Value> extends true ? Value : Value extends LeftOut ? null : JsonOf<Value>;

/** Without the fields that are never there. */
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
