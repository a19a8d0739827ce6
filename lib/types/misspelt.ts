/**
 * `Functions`, by name, where only its names are correct. `Named`: the names that the call has, inferred.
 *
 * TypeScript gives the parameters of a function under a wrong name no type, and reports each of them as an
 * implicit `any`, beside the name. The second part of the union gives them one. No object is `true`, so
 * that it allows nothing, and TypeScript leaves it out of the message. It takes booleans, too, because a rule
 * may be one: otherwise TypeScript reports the value, and not the name.
 */
export type WithMisspelt<Functions, Named extends PropertyKey> =
  | Functions
  | ([Exclude<Named, keyof Functions>] extends [never]
      ? never
      : true & {
          // No function under the other names: they have the parameters that `Functions` gives.
          [Name in Named]: Name extends keyof Functions
            ? object | boolean | undefined
            : AnyFunction | boolean;
        });

// biome-ignore lint/suspicious/noExplicitAny: with `unknown` or `never` its body would have errors, too
type AnyFunction = (...given: any) => unknown;
