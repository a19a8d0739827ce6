import type { StandardSchemaV1 } from '@standard-schema/spec';

type Result<Output> = ReturnType<StandardSchemaV1<unknown, Output>['~standard']['validate']>;

/** A schema written by hand: an object, for which `validate` decides. */
export function schemaOf<Output>(
  validate: (value: unknown) => Result<Output>,
): StandardSchemaV1<Output> {
  return { '~standard': { version: 1, vendor: 'test', validate } };
}

/** A schema that is a function, as those of arktype are. */
export function type<Output>(kind: (value: unknown) => Output): StandardSchemaV1<Output> {
  const check = (value: unknown) => kind(value);
  return Object.assign(
    check,
    schemaOf<Output>((value) => ({ value: kind(value) })),
  );
}
