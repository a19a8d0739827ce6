import '../support/fake-native.js';
import { memoryBackplane } from 'ssecast/backplane';
import { memoryLog } from 'ssecast/native';
import type { Appended, BackplaneConnection, Entry } from '../../../lib/backplane/backplane.js';
import type { SharedMemory } from '../../../lib/backplane/memory-connection.js';
import { comparePlaces, fromWireId, toWireId } from '../../../lib/backplane/wire-id.js';
import { eventually } from '../support/http.js';
import { pause } from './support.js';

const opened: BackplaneConnection[] = [];
const decoder = new TextDecoder();
const later = '9999999999999-0';

function open(name: string, instance: string, options = {}) {
  const starts: { epoch: number; position: string; lost: boolean }[] = [];
  const read: Entry[] = [];
  const batches: number[] = [];
  const gate: { closed: Promise<void> | undefined } = { closed: undefined };
  const connection = memoryBackplane({ name, ...options }).connect(instance, {
    opened: (start) => void starts.push(start),
    entries(entries) {
      read.push(...entries);
      batches.push(entries.length);
      return gate.closed;
    },
    foreign: () => undefined,
    failed: () => undefined,
  });
  connection.open();
  opened.push(connection);
  const texts = () => read.map(({ entry }) => decoder.decode(entry));
  return { connection, starts, read, texts, batches, gate };
}

const entries = (...texts: string[]) => texts.map((entry) => ({ entry }));
const rollBack = (name: string) =>
  memoryLog<SharedMemory>(name, () => {
    throw new Error('there is no such log');
  }).log.rollBack();

afterEach(async () => {
  for (const connection of opened.splice(0)) await connection.close();
});

describe('memoryBackplane', () => {
  it('gives two readers the entries of two writers in one order', async () => {
    const [a, b] = [open('order', 'a'), open('order', 'b')];
    for (let number = 1; number <= 50; number++) {
      await Promise.all([
        a.connection.append(number, entries(`a${number}`)),
        b.connection.append(number, entries(`b${number}`, `c${number}`)),
      ]);
    }
    await eventually(() => a.read.length === 150 && b.read.length === 150);
    expect(a.read).toEqual(b.read);
    const positions = a.read.map(({ position }) => position);
    expect(positions.toSorted(comparePlaces)).toEqual(positions);
    expect(new Set(positions).size).toBe(150);
  });

  it('calls opened before the first entry, with the place before it', async () => {
    const a = open('opened', 'a');
    await a.connection.append(1, entries('1'));
    const b = open('opened', 'b');
    expect(b.starts).toEqual([]);
    const [stored] = await b.connection.append(1, entries('2'));
    const { position, epoch } = stored as Appended;
    await eventually(() => b.read.length === 1);
    expect(b.starts).toEqual([{ epoch, position: a.read[0]?.position, lost: false }]);
    expect(b.read[0]?.position).toBe(position);
    expect(b.texts()).toEqual(['2']);
  });

  it('stores a batch that comes again once, and an id once', async () => {
    const { connection, texts } = open('again', 'a');
    const first = await connection.append(1, entries('1', '2'));
    expect(await connection.append(1, entries('1', '2'))).toEqual(first);
    const withId = { entry: '3', id: 'own' };
    const [stored] = await connection.append(2, [withId]);
    expect(await connection.append(3, [withId, { entry: '4' }])).toMatchObject([stored, {}]);
    expect(await connection.find('own')).toEqual(stored);
    expect(await connection.find('other')).toBeUndefined();
    await eventually(() => texts().length === 4);
    expect(texts()).toEqual(['1', '2', '3', '4']);
  });

  it('waits with the next read', async () => {
    const { connection, batches, gate } = open('gate', 'a');
    let pass: () => void = () => undefined;
    gate.closed = new Promise((resolve) => {
      pass = resolve;
    });
    await connection.append(1, entries('1'));
    await eventually(() => batches.length === 1);
    await connection.append(2, entries('2'));
    await connection.append(3, entries('3'));
    await pause(20);
    expect(batches).toEqual([1]);
    pass();
    await eventually(() => batches.length === 2);
    expect(batches).toEqual([1, 2]);
  });

  it('reads pages of older entries, and says what is lost', async () => {
    const { connection, read, starts } = open('pages', 'a', { maxLength: 5 });
    for (let number = 1; number <= 8; number++) {
      await connection.append(number, entries(String(number)));
      await eventually(() => read.length === number);
    }
    const { epoch } = starts[0] as { epoch: number };
    const at = (number: number) => read[number - 1]?.position as string;
    const page = (after: number, count: number, through = later) =>
      connection.read(at(after), through, epoch, count).then(({ entries: found, ...rest }) => ({
        ...rest,
        texts: found.map(({ entry }) => decoder.decode(entry)),
      }));
    expect(await page(3, 2)).toEqual({ texts: ['4', '5'], complete: false, lost: false });
    expect(await page(5, 9, at(7))).toEqual({ texts: ['6', '7'], complete: true, lost: false });
    expect(await page(8, 9)).toEqual({ texts: [], complete: true, lost: false });
    expect(await page(2, 9)).toMatchObject({ lost: true });
    expect(await connection.read(at(4), later, epoch + 1, 9)).toMatchObject({ lost: true });
  });

  it('begins a new epoch with greater positions, and says that entries may be lost', async () => {
    const { connection, starts, read, texts } = open('epochs', 'a');
    await connection.append(1, entries('1'));
    await eventually(() => read.length === 1);
    rollBack('epochs');
    const [stored] = await connection.append(2, entries('2'));
    await eventually(() => read.length === 2);
    expect(starts.map(({ lost }) => lost)).toEqual([false, true]);
    expect(starts[1]?.epoch).toBe((stored as Appended).epoch);
    expect(starts[1]?.epoch).not.toBe(starts[0]?.epoch);
    const places = [read[0]?.position, starts[1]?.position, read[1]?.position] as string[];
    expect(places.toSorted(comparePlaces)).toEqual(places);
    const [before, begin] = places.map((place) => Number(place.split('-')[0])) as [number, number];
    expect(begin).toBeGreaterThan(before);
    expect(texts()).toEqual(['1', '2']);
  });

  it('keeps members as long as a connection holds them, and for their lease', async () => {
    const options = { leaseTime: 40 };
    const [a, b] = [open('members', 'a', options), open('members', 'b', options)];
    const more = { joined: 'joined', left: 'left', limit: 2 };
    const enter = ({ connection }: typeof a, member: string) =>
      connection.members.enter('room', member, member.toUpperCase(), more);
    expect(await enter(a, 'ann')).toEqual({ entered: true, count: 1 });
    expect(await enter(b, 'ann')).toEqual({ entered: true, count: 1 });
    expect(await enter(b, 'bob')).toEqual({ entered: true, count: 2 });
    expect(await enter(b, 'eve')).toEqual({ entered: false, count: 2 });
    // The value that was given last stays, also when its process lets go.
    await b.connection.members.enter('room', 'ann', 'ANN 2', more);
    await b.connection.members.leave('room', 'ann');
    await b.connection.members.leave('room', 'nobody');
    expect(await a.connection.members.list('room')).toEqual([
      { member: 'ann', value: 'ANN 2' },
      { member: 'bob', value: 'BOB' },
    ]);
    await b.connection.close();
    expect(await a.connection.members.list('room')).toHaveLength(2);
    await eventually(() => a.texts().filter((text) => text === 'left').length === 1);
    expect(await a.connection.members.list('room')).toEqual([{ member: 'ann', value: 'ANN 2' }]);
    expect(a.texts()).toEqual(['joined', 'joined', 'left']);
    expect(await a.connection.members.list('nowhere')).toEqual([]);
  });

  it('is read no more when it is closed', async () => {
    const [a, b] = [open('closed', 'a'), open('closed', 'b')];
    await a.connection.close();
    await b.connection.append(1, entries('1'));
    await eventually(() => b.read.length === 1);
    expect(a.read).toEqual([]);
    await expect(a.connection.append(1, entries('1'))).rejects.toThrow('this one is closed');
  });

  it.each([
    [{ name: '' }, 'Expected a string that is not empty for name'],
    [{ maxLength: 0 }, 'Expected a whole number from 1 for maxLength'],
    [{ leaseTime: '5s' }, 'Expected a number of milliseconds, 0 or more, for leaseTime'],
  ])('refuses %p', (options, message) => {
    expect(() => memoryBackplane(options as never)).toThrow(message);
  });
});

describe('ids on the wire', () => {
  it('have the epoch in front of the sequence', () => {
    expect(toWireId('1763712000000-42', 4_829_157_302)).toBe('1763712000000-482915730200042');
    expect(fromWireId('1763712000000-482915730200042')).toEqual({
      position: '1763712000000-42',
      epoch: 4_829_157_302,
    });
    expect(toWireId('5-99999', 9_999_999_999)).toBe('5-999999999999999');
    for (const id of ['', '5', 'a-1', '5-', '-5', '5-1-1', '5-1x']) {
      expect(fromWireId(id)).toBeUndefined();
    }
  });
});
