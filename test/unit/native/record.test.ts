import '../support/fake-native.js';
import { isFirst, record } from '../../../lib/native/record.cjs';
import { fakeBinding } from '../support/fake-native.js';

const kRecord = Symbol.for('ssecast.native');
const shared = globalThis as { [kRecord]?: unknown };

describe('record', () => {
  afterEach(() => {
    shared[kRecord] = record;
  });

  it('is found again by a module that is evaluated again', () => {
    jest.isolateModules(() => {
      expect(require('../../../lib/native/record.cjs').record).toBe(record);
    });
    expect(record.binding).toBe(fakeBinding);
  });

  it('refuses a second copy at another place, and names both', () => {
    shared[kRecord] = { ...record, folder: '/app/node_modules/other/node_modules/ssecast/native' };
    expect.assertions(3);
    jest.isolateModules(() => {
      try {
        require('../../../lib/native/record.cjs');
      } catch (error) {
        expect(error).toHaveProperty('code', 'ERR_SSECAST_DUPLICATE');
        expect(String(error)).toContain('/app/node_modules/other/node_modules/ssecast/native');
        expect(String(error)).toContain(record.folder);
      }
    });
  });

  it('says once what is said once', () => {
    expect([isFirst('a'), isFirst('a'), isFirst('b')]).toEqual([true, false, true]);
  });
});
