import { InvalidArgumentError } from 'commander';

/** Parses an option that is a whole number. */
export const wholeNumber = (least: number, most: number) => (text: string) => {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InvalidArgumentError(
    `Expected a whole number from ${least} to ${most} but received ${JSON.stringify(text)}.`,
  );
};

/** Parses an option that is a time in seconds. @returns milliseconds */
export const seconds = (most: number) => (text: string) => {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= most) return Math.round(value * 1000);
  throw new InvalidArgumentError(
    `Expected seconds, more than 0 and at most ${most}, but received ${JSON.stringify(text)}.`,
  );
};

/** Parses an option that is repeatable. */
export const collect = (text: string, before: string[] = []) => [...before, text];
