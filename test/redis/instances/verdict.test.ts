import { type Acknowledged, type ClientLog, judge, type Noted } from './support/verdict.js';

const event = (n: number, id = `${n}-1`): Noted => ({ id, publisher: 'p', n });
const events = (...numbers: number[]) => numbers.map((n) => event(n));
const client = (...items: ClientLog['items']): ClientLog => ({
  name: 'ann',
  channel: 'c',
  since: '0-0',
  items,
});
const told = (...numbers: number[]): Acknowledged[] =>
  events(...numbers).map((each) => ({ ...each, channel: 'c' }));
const faultsOf = ({ lost, repeated, disordered }: ReturnType<typeof judge>) => ({
  lost,
  repeated,
  disordered,
});
const none = { lost: 0, repeated: 0, disordered: 0 };

it('finds nothing where every client has everything', () => {
  const verdict = judge([client(...events(1, 2, 3)), client(...events(1, 2, 3))], told(1, 2, 3));
  expect(verdict).toMatchObject({ ...none, clients: 2, events: 3, received: 6, gaps: 0 });
});

it('finds a hole, and not one that a gap covers', () => {
  expect(faultsOf(judge([client(...events(1, 3))], told(1, 2, 3)))).toEqual({ ...none, lost: 1 });
  const covered = client(event(1), { gapTo: '2-5' }, event(3));
  expect(judge([covered], told(1, 2, 3))).toMatchObject({ ...none, gaps: 1 });
});

it('finds what comes after the end of a gap and is missing', () => {
  const log = client(event(1), { gapTo: '2-5' }, event(4));
  expect(faultsOf(judge([log], told(1, 2, 3, 4)))).toEqual({ ...none, lost: 1 });
});

it('finds what is missing at the beginning and at the end', () => {
  expect(faultsOf(judge([client(...events(2))], told(1, 2, 3)))).toEqual({ ...none, lost: 2 });
  expect(judge([{ ...client(), since: '1-1' }], told(1, 2)).lost).toBe(1);
});

it('takes what another client has for real, and what nothing has for unsent', () => {
  const [one, two] = [client(...events(1, 2, 4)), client(...events(1, 4))];
  expect(judge([one, two], told(1, 4)).faults).toEqual([
    'lost: ann of c has not got p#2 (2-1), but p#4 after it, after 1-1',
  ]);
});

it('finds an event that comes twice, also with another id, unless a gap is in between', () => {
  const [first, again] = [event(1), event(1, '2-1')];
  expect(faultsOf(judge([client(first, again)], []))).toEqual({ ...none, repeated: 1 });
  expect(faultsOf(judge([client(first, { gapTo: '1-9' }, again)], []))).toEqual(none);
  expect(judge([client(first, first)], [])).toMatchObject({ repeated: 1, disordered: 1 });
});

it('finds ids that do not rise, numbers that do not, and ids of two events', () => {
  expect(judge([client(...events(2, 1))], []).disordered).toBe(1);
  expect(judge([client(event(2, '1-1'), event(1, '2-1'))], []).disordered).toBe(1);
  const [one, two] = [client(event(1, '1-1')), client(event(2, '1-1'))];
  expect(judge([one, two], []).disordered).toBe(1);
});

it('keeps channels apart, and orders ids by their numbers', () => {
  const other = { ...client(event(1, '10-1')), channel: 'd' };
  const here = client(event(1, '9-2'), event(2, '10-0'), event(3, '10-12'));
  expect(faultsOf(judge([here, other], []))).toEqual(none);
});
