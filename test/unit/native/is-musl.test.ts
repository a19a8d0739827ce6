import { isMusl } from '../../../lib/native/is-musl.cjs';
import { fs } from '../../../lib/native/untraced.cjs';

jest.mock('../../../lib/native/untraced.cjs', () => ({
  fs: { openSync: jest.fn(), readSync: jest.fn(), closeSync: jest.fn() },
}));

const files = jest.mocked(fs);
const platform = process.platform;

/** What the first bytes of Node's program are. */
function programBeginsWith(text: string): void {
  files.openSync.mockReturnValue(7);
  files.readSync.mockImplementation((_descriptor, bytes) =>
    Buffer.from(bytes.buffer, bytes.byteOffset).write(text, 'latin1'),
  );
}

function withPlatform(value: string): void {
  Object.defineProperty(process, 'platform', { value });
}

describe('isMusl', () => {
  let report: jest.SpiedFunction<NodeJS.ProcessReport['getReport']>;

  beforeEach(() => {
    withPlatform('linux');
    report = jest.spyOn(process.report as NodeJS.ProcessReport, 'getReport');
  });

  afterEach(() => {
    withPlatform(platform);
    report.mockRestore();
    jest.resetAllMocks();
  });

  it.each([
    ['/lib64/ld-linux-x86-64.so.2', false],
    ['/lib/ld-linux-aarch64.so.1', false],
    ['/lib/ld-musl-x86_64.so.1', true],
    ['/lib/ld-musl-aarch64.so.1', true],
  ])('reads the dynamic linker %s in the program, and asks for no report', (linker, expected) => {
    programBeginsWith(`\x7fELF\0\0${linker}\0`);
    expect(isMusl()).toBe(expected);
    expect(report).not.toHaveBeenCalled();
    expect(files.closeSync).toHaveBeenCalledWith(7);
  });

  it.each([
    [{ glibcVersionRuntime: '2.36' }, false],
    [{}, true],
  ])('asks for the report where the program cannot be read: %j', (header, expected) => {
    files.openSync.mockImplementation(() => {
      throw new Error('ENOENT');
    });
    report.mockReturnValue({ header } as never);
    expect(isMusl()).toBe(expected);
  });

  it('is false on other systems', () => {
    withPlatform('darwin');
    expect(isMusl()).toBe(false);
    expect(files.openSync).not.toHaveBeenCalled();
  });
});
